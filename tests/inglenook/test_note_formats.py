"""The practice's formats as the house finds them, and sessions that would come to no draft."""

import re
from pathlib import Path

import pytest

from inglenook.checkup import Kind, _note_formats
from inglenook.note_formats import OpeningCheck, format_wanted, own_formats
from inglenook.settings import BadSettings, Settings
from summarize.errors import MalformedContext, UnknownTemplate

README = Path(__file__).parents[2] / "summarize" / "README.md"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A folder that holds the example of the README as `maple`."""
    [example] = re.findall(r"```toml\n(.+?)```", README.read_text(), re.DOTALL)
    (tmp_path / "maple.toml").write_text(example)
    return Settings(templates=tmp_path)


def test_the_readmes_example_is_a_format(settings: Settings) -> None:
    assert own_formats(settings)["maple"].title == "Follow-up"
    assert not own_formats(Settings())


def test_a_format_is_wanted_by_name_or_by_file(settings: Settings, tmp_path: Path) -> None:
    by_name = format_wanted("Maple", settings)
    assert by_name == format_wanted(str(tmp_path / "maple.toml"), Settings())
    assert format_wanted("pirp", settings).built_in
    with pytest.raises(UnknownTemplate, match="maple"):
        format_wanted("oak", settings)


def test_a_broken_file_stops_the_start_and_the_doctor_says_why(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "oak.json").write_text('{"sections": []}')
    with pytest.raises(BadSettings, match=r"oak\.json: sections: at least one"):
        own_formats(settings)
    found = {finding.kind: finding for finding in _note_formats(settings)}
    assert "maple (Presenting concerns, Work in session" in found[Kind.FINE].detail
    assert "oak.json" in found[Kind.BROKEN].detail and found[Kind.BROKEN].mend
    [absent] = _note_formats(Settings())
    assert absent.kind is Kind.ABSENT


def test_a_session_that_would_come_to_no_draft_is_refused(settings: Settings) -> None:
    check = OpeningCheck(own_formats(settings))
    check(
        "maple", {"goals": ["Sleep"], "prior_note": {"text": "Plan: walk.", "date": "2026-01-02"}}
    )
    check("soap", None)
    with pytest.raises(UnknownTemplate):
        check("oak", None)
    with pytest.raises(MalformedContext, match=r"context\.goals"):
        check("soap", {"goals": "sleep"})
    with pytest.raises(MalformedContext, match="from 0 to 27"):
        check("soap", {"assessments": [{"instrument": "phq9", "total": 40}]})
