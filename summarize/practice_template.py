"""A practice's own note formats: one TOML, YAML or JSON file each.

    title = "Follow-up"
    [style]
    words = 400                 # length of the note
    tense = "past"              # or "present"
    [style.abbreviations]
    client = "ct"
    [[sections]]
    name = "presenting"         # as it stands in the JSON
    title = "Presenting concerns"
    holds = ["report", "medication"]
    instruction = "Lead with sleep."

The file's name without its ending is the format's name. `holds` says which parts of a note belong
here, by the names of `templates.Part`; what no section names stands with what it belongs to.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml

from summarize.errors import BadTemplate
from summarize.templates import (
    PLAIN_STYLE,
    REQUIRED,
    TEMPLATES,
    Part,
    SectionPlan,
    Style,
    Template,
)

SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_LARGEST = 64 * 1024
"""Bytes of a file; a format is a page of text."""
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FEWEST_WORDS, _MOST_WORDS = 80, 2000
_TENSES = {
    "past": "Write in the past tense.",
    "present": "Write in the present tense.",
}
_CONTENTS: Mapping[Part, str] = MappingProxyType(
    {
        Part.GOAL: "goals of treatment as stated",
        Part.REPORT: "what the client reports",
        Part.MEDICATION: "medication as taken, side effects, missed doses",
        Part.SUBSTANCES: "alcohol, drugs, tobacco",
        Part.SAFETY: "thoughts of death or harm, plan, means, and their denial",
        Part.MEASURE: "scores as stated",
        Part.OBSERVATION: "what the clinician states as observed",
        Part.INTERVENTION: "techniques and education",
        Part.INQUIRY: "questionnaires, safety questions and homework gone through",
        Part.RESPONSE: "how the client took what the clinician did",
        Part.ASSESSMENT: "the clinician's own stated view",
        Part.RISK: "risk as discussed",
        Part.NECESSITY: "symptoms, impairment, intervention and response, only as said",
        Part.PLAN: "what was agreed",
        Part.HOMEWORK: "homework agreed",
        Part.SAFETY_PLAN: "the safety plan",
        Part.APPOINTMENT: "the next appointment",
    }
)


def practice_templates(folder: Path) -> Mapping[str, Template]:
    """Every format in a folder, by name. Raises `BadTemplate` for the first that is not one."""
    found: dict[str, Template] = {}
    for path in template_files(folder):
        template = read_template(path)
        if template.name in found:
            raise BadTemplate(
                f"{path}: there are two formats named {template.name}. Rename one of the files."
            )
        found[template.name] = template
    return found


def template_files(folder: Path) -> list[Path]:
    """Raises `BadTemplate` where there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError as error:
        raise BadTemplate(
            f"{folder}: cannot be read as a folder ({type(error).__name__}). "
            "Make it, or name the one that holds the formats."
        ) from None


def read_template(path: Path) -> Template:
    """Raises `BadTemplate`, which names the place and the mend."""
    name = path.stem.lower()
    if not _NAME.fullmatch(name):
        raise BadTemplate(
            f"{path}: the name of a format is its file's: a letter, then letters, digits, _ or -, "
            "40 at most. Rename the file."
        )
    if name in TEMPLATES:
        raise BadTemplate(f"{path}: {name} is built in. Give the file another name.")
    try:
        return template_from(_parsed(path), name)
    except _Fault as fault:
        raise BadTemplate(f"{path}: {fault}") from None


class _Fault(Exception):
    """What is wrong and how to mend it, without the file's name."""


def _parsed(path: Path) -> object:
    try:
        held = path.read_bytes()
        if len(held) > _LARGEST:
            raise _Fault(f"more than {_LARGEST // 1024} KiB. A format is a page of text.")
        text = held.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _Fault(f"cannot be read ({type(error).__name__}). Save it as UTF-8 text.") from None
    try:
        if path.suffix == ".toml":
            return tomllib.loads(text)
        if path.suffix == ".json":
            return json.loads(text)
        return _yaml(text)
    except ValueError as error:
        where = " ".join(str(error).split())
        raise _Fault(f"is no valid {path.suffix[1:].upper()}: {where}. Mend that line.") from None


def _yaml(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def template_from(document: object, name: str) -> Template:
    """A parsed file as a format."""
    whole = _table(document, "the file", {"title", "style", "sections"})
    style, tense = _style(whole.get("style"))
    listed = whole.get("sections")
    if not isinstance(listed, list) or not listed:
        raise _Fault("sections: at least one is expected, each with name, holds.")
    sections = tuple(
        _section(one, f"sections[{at}]", style, tense) for at, one in enumerate(listed)
    )
    _check_names(sections)
    _check_parts(sections)
    title = _text(whole, "title", "title", 80) or name.replace("_", " ").replace("-", " ").title()
    return Template(name, title, sections, style, built_in=False)


def _section(document: object, where: str, style: Style, tense: str | None) -> SectionPlan:
    table = _table(document, where, {"name", "title", "holds", "instruction"})
    name = _text(table, "name", f"{where}.name", 40)
    if name is None or not _NAME.fullmatch(name):
        raise _Fault(
            f"{where}.name: small letters, digits, _ and - are expected, a letter first, as in "
            '"presenting". The heading as people read it goes into title.'
        )
    holds = table.get("holds")
    if not isinstance(holds, list) or not holds:
        raise _Fault(f"{where}.holds: a list of parts is expected, of {_parts()}.")
    unknown = [part for part in holds if part not in [str(known) for known in Part]]
    if unknown:
        raise _Fault(f"{where}.holds: {unknown[0]!r} is no part. There are {_parts()}.")
    parts = tuple(Part(part) for part in holds)
    own = _text(table, "instruction", f"{where}.instruction", 2000)
    title = _text(table, "title", f"{where}.title", 80) or name.replace("_", " ").capitalize()
    return SectionPlan(name, title, parts, _instruction(parts, own, style, tense))


def _instruction(parts: tuple[Part, ...], own: str | None, style: Style, tense: str | None) -> str:
    held = [_CONTENTS[part] for part in parts if part in _CONTENTS]
    lines = [f"{'; '.join(held)}. Nothing that was not said.", own, tense]
    if style.words is not None:
        lines.append(f"The whole note has at most {style.words} words: be brief.")
    return " ".join(line for line in lines if line)


def _style(document: object) -> tuple[Style, str | None]:
    """With the tense in words; only a language model can follow it."""
    if document is None:
        return PLAIN_STYLE, None
    table = _table(document, "style", {"words", "tense", "abbreviations"})
    words = table.get("words")
    if words is not None and (
        isinstance(words, bool)
        or not isinstance(words, int)
        or not _FEWEST_WORDS <= words <= _MOST_WORDS
    ):
        raise _Fault(
            f"style.words: a whole number from {_FEWEST_WORDS} to {_MOST_WORDS} is expected."
        )
    tense = table.get("tense")
    if tense is not None and tense not in _TENSES:
        raise _Fault('style.tense: "past" or "present" is expected.')
    abbreviations = _table(table.get("abbreviations") or {}, "style.abbreviations", None)
    for long, short in abbreviations.items():
        if not isinstance(short, str) or not short.strip() or not long.strip():
            raise _Fault(f'style.abbreviations: a text is expected for {long!r}, as in "SI".')
    style = Style(words, {long: str(short) for long, short in abbreviations.items()})
    return style, None if tense is None else _TENSES[str(tense)]


def _check_names(sections: tuple[SectionPlan, ...]) -> None:
    names = [section.name for section in sections]
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    if twice:
        raise _Fault(f"sections: two are named {twice[0]!r}. Give one another name.")


def _check_parts(sections: tuple[SectionPlan, ...]) -> None:
    held: dict[Part, str] = {}
    for section in sections:
        for part in section.holds:
            if part in held:
                raise _Fault(
                    f"sections: {part} is held by {held[part]!r} and again by {section.name!r}. "
                    "Keep it in one."
                )
            held[part] = section.name
    missing = [str(part) for part in REQUIRED if part not in held]
    if missing:
        raise _Fault(
            f"sections: none holds {missing[0]!r}, so what belongs there would have no place. Add "
            "it to a section's holds."
        )


def _table(document: object, where: str, known: set[str] | None) -> Mapping[str, object]:
    if not isinstance(document, Mapping):
        raise _Fault(f"{where}: names and values are expected.")
    table = {str(name): value for name, value in document.items()}
    strange = sorted(table.keys() - known) if known is not None else []
    if strange and known is not None:
        raise _Fault(f"{where}: {strange[0]!r} is not known. There are {', '.join(sorted(known))}.")
    return table


def _text(table: Mapping[str, object], field: str, where: str, longest: int) -> str | None:
    value = table.get(field)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _Fault(f"{where}: a text of 1 to {longest} characters is expected.")
    return " ".join(value.split())


def _parts() -> str:
    return ", ".join(str(part) for part in Part)
