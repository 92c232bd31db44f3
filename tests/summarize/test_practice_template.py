"""A practice's own formats: read from any of three kinds of file, refused with a mend."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from diarize.transcript import Transcript
from summarize import ExtractiveDrafter
from summarize.context import NO_CONTEXT
from summarize.errors import BadTemplate, UnknownTemplate
from summarize.extractive.drafter import draft_extractively
from summarize.model.prompt import request_for
from summarize.note import Note, Section
from summarize.practice_template import practice_templates, read_template
from summarize.summary import summarize
from summarize.talk.wording import word_count
from summarize.templates import Part, template_named

Session = Callable[..., Transcript]

TOML = """
title = "Maple Street follow-up"
[style]
words = 120
tense = "past"
[style.abbreviations]
client = "ct"
"suicidal ideation" = "SI"
[[sections]]
name = "danger"
holds = ["safety", "risk"]
[[sections]]
name = "presenting"
title = "Presenting concerns"
holds = ["report"]
instruction = "Lead with sleep."
[[sections]]
name = "next"
title = "Next steps"
holds = ["plan", "assessment"]
"""
AS_DATA = {
    "sections": [
        {"name": "told", "holds": ["report", "assessment"]},
        {"name": "agreed", "holds": ["plan"]},
    ]
}
TALK = """
C: Hi. How has your sleep been?
P: I wake at four every night and the client list at work haunts me.
C: Any thoughts of ending your life or hurting yourself?
P: No, nothing like that.
C: I'd like you to keep the sleep log every morning. Can you do that?
P: I can do that.
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_the_three_kinds_of_file_say_the_same(tmp_path: Path) -> None:
    as_json = read_template(written(tmp_path, "short.json", json.dumps(AS_DATA)))
    yaml = "sections:\n- {name: told, holds: [report, assessment]}\n- {name: agreed, holds: [plan]}"
    as_yaml = read_template(written(tmp_path, "short.yaml", yaml))
    toml = (
        '[[sections]]\nname = "told"\nholds = ["report", "assessment"]\n'
        '[[sections]]\nname = "agreed"\nholds = ["plan"]\n'
    )
    assert as_json == as_yaml == read_template(written(tmp_path, "short.toml", toml))
    assert (as_json.name, as_json.title, as_json.built_in) == ("short", "Short", False)


@pytest.mark.parametrize("part", list(Part))
def test_every_part_has_a_place_in_the_smallest_format(tmp_path: Path, part: Part) -> None:
    template = read_template(written(tmp_path, "short.json", json.dumps(AS_DATA)))
    assert template.section_of(part) in ("told", "agreed")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("soap.toml", TOML, "built in"),
        ("Über uns.toml", TOML, "Rename"),
        ("a.toml", "title = ", "valid TOML"),
        ("a.json", "{", "valid JSON"),
        ("a.yaml", "a: [", "valid YAML"),
        ("a.toml", "", "sections: at least one"),
        ("a.toml", TOML.replace('"report"', '"chit_chat"'), "chit_chat.*There are.*report"),
        ("a.toml", TOML.replace('holds = ["report"]', "holds = []"), r"sections\[1\].holds"),
        ("a.toml", TOML.replace('"plan", ', ""), "none holds 'plan'.*Add it"),
        ("a.toml", TOML.replace('"plan", ', '"plan", "risk", '), "risk is held by 'danger' and"),
        ("a.toml", TOML.replace('"next"', '"presenting"'), "two are named 'presenting'"),
        ("a.toml", TOML.replace("words = 120", "words = 3"), "style.words.*from 80"),
        ("a.toml", TOML.replace('"past"', '"future"'), 'style.tense: "past" or "present"'),
        ("a.toml", TOML.replace('client = "ct"', "client = 7"), "abbreviations.*'client'"),
        ("a.toml", TOML.replace("instruction", "instructions"), "'instructions' is not known"),
        ("a.toml", TOML.replace('"presenting"', '"Presenting Concerns"'), r"sections\[1\].name"),
    ],
)
def test_what_is_no_format_is_refused_with_place_and_mend(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(BadTemplate, match=told) as refused:
        read_template(written(tmp_path, name, text))
    assert str(refused.value).startswith(str(tmp_path / name))


def test_a_folder_gives_formats_by_name(tmp_path: Path) -> None:
    written(tmp_path, "maple.toml", TOML)
    written(tmp_path, "notes.txt", "not a format")
    own = practice_templates(tmp_path)
    assert list(own) == ["maple"]
    assert template_named(" Maple ", own).title == "Maple Street follow-up"
    with pytest.raises(UnknownTemplate, match=r"soap.*pirp, maple"):
        template_named("oak", own)
    written(tmp_path, "maple.json", json.dumps(AS_DATA))
    with pytest.raises(BadTemplate, match="two formats named maple"):
        practice_templates(tmp_path)
    with pytest.raises(BadTemplate, match="cannot be read as a folder"):
        practice_templates(tmp_path / "nowhere")


async def note(session: Session, tmp_path: Path, talk: str = TALK) -> Note:
    template = read_template(written(tmp_path, "maple.toml", TOML))
    return await summarize(session(talk), NO_CONTEXT, template, ExtractiveDrafter())


async def test_the_extractive_drafter_obeys_order_names_and_abbreviations(
    session: Session, tmp_path: Path
) -> None:
    made = await note(session, tmp_path)
    assert (made.template, made.title) == ("maple", "Maple Street follow-up")
    assert [(s.name, s.title) for s in made.sections] == [
        ("danger", "Danger"),
        ("presenting", "Presenting concerns"),
        ("next", "Next steps"),
    ]
    danger, presenting, agreed = ([one.text for one in s.statements] for s in made.sections)
    assert any(text.startswith("Denies SI") for text in danger)
    assert any("I wake at four" in text or "wake at four" in text for text in presenting)
    assert any("sleep log" in text and "ct agreed" in text for text in agreed)
    assert any("client list" in text for text in presenting), "a quotation stays verbatim"


async def test_the_length_limit_leaves_danger_alone(session: Session, tmp_path: Path) -> None:
    filler = "C: How was work?\nP: My boss was angry and I worried about money all day long.\n"
    talk = TALK + "".join(filler.replace("money", f"bill {n} and rent {n}") for n in range(12))
    made = await note(session, tmp_path, talk)
    long = draft_extractively(session(talk), NO_CONTEXT, template_named("soap"))
    assert made.sections[0].statements
    assert words_of(made.sections) <= 120 < words_of(long.sections)


def words_of(sections: Iterable[Section]) -> int:
    return sum(word_count(one.text) for section in sections for one in section.statements)


def test_a_model_is_told_what_the_practice_wants(tmp_path: Path) -> None:
    template = read_template(written(tmp_path, "maple.toml", TOML))
    asked = request_for(template.sections[1], template, ())
    text = asked.messages[-1].content
    for wanted in ("Presenting concerns", "Lead with sleep.", "past tense", "120 words"):
        assert wanted in text
