"""Flags over variables over the file."""

import re
from pathlib import Path

import pytest

from inglenook.parts import transcribe_options
from inglenook.settings import BadSettings, Settings, load_settings


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("PORT", "DATA", "ASR_MODEL", "LLM_API_KEY"):
        monkeypatch.delenv(f"INGLENOOK_{name}", raising=False)
    return tmp_path


def test_order(empty_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_place / "inglenook.toml").write_text('port = 1111\nhost = "::1"\nasr_model = "base"\n')
    monkeypatch.setenv("INGLENOOK_PORT", "2222")
    monkeypatch.setenv("INGLENOOK_HOST", "0.0.0.0")
    settings = load_settings(port=3333, host=None)
    assert (settings.port, settings.host, settings.asr_model) == (3333, "0.0.0.0", "base")


def test_folders_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGLENOOK_DATA", "~/vault")
    assert load_settings().data == Path.home() / "vault"
    assert load_settings(data=Path("here")).data == Path.cwd() / "here"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("port = 99999", "port"),
        ("prot = 1", "prot"),
        ("port = ", "inglenook.toml"),
        ('language = "klingon"', "language"),
    ],
)
def test_a_bad_setting_is_named(empty_place: Path, content: str, named: str) -> None:
    (empty_place / "inglenook.toml").write_text(content)
    with pytest.raises(BadSettings, match=named):
        load_settings()


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGLENOOK_LLM_API_KEY", "hush-hush")
    assert "hush" not in repr(load_settings())


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    rows = dict(re.findall(r"^\| `INGLENOOK_(\w+)` \| (.+?) \|", readme, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, int | float | str | Path):
            shown = f"{field.default:g}" if isinstance(field.default, float) else field.default
            assert rows[name.upper()] == f"`{shown}`", name


def test_the_vocabulary_is_read_from_its_file(empty_place: Path) -> None:
    assert transcribe_options(load_settings()).vocabulary.terms == ()
    (empty_place / "terms.txt").write_text("Nguyen (win)\nZoloft\n")
    vocabulary = transcribe_options(load_settings(vocabulary="terms.txt")).vocabulary
    assert [term.text for term in vocabulary.terms] == ["Nguyen", "Zoloft"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "terms.txt cannot be read"),
        (b"\xff\xfe", "must be a UTF-8 text file"),
        (b"Zoloft\n(win)", "Line 2 is no term"),
        (b"Zoloft\n" * 201, "201 terms are too many"),
        (b"#" * 60_000, "longer than 50000 characters"),
    ],
)
def test_a_bad_vocabulary_is_told_with_the_mend(
    empty_place: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (empty_place / "terms.txt").write_bytes(content)
    with pytest.raises(BadSettings, match=told):
        transcribe_options(load_settings(vocabulary="terms.txt"))
