"""What a record system says of a session, field by field, as texts that a note can point into."""

import re
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

FIELDS = (
    "summary", "subjective", "data", "problem", "behavior", "medications", "objective", "vitals",
    "mental_status", "interventions", "response", "assessment", "diagnosis", "risk", "goals",
    "plan", "homework", "next_appointment",
)  # fmt: skip
"""Fields of a session-complete message that hold words; each is a text, a list or an object."""

_ACRONYMS = {"bp": "BP", "hr": "HR", "bmi": "BMI", "si": "SI", "hi": "HI", "mse": "MSE"}
_NESTED_TOO_DEEP = 4


def told_text(value: JsonValue, depth: int = 0) -> str:
    """A text as it is; a list or an object one line for each entry, `Eye contact: good.`

    What is null or empty was not told and is left out.
    """
    if depth > _NESTED_TOO_DEEP:
        return ""
    match value:
        case None:
            return ""
        case bool() | int() | float():
            return str(value).replace("True", "yes").replace("False", "no")
        case str():
            lines = (" ".join(line.split()) for line in value.splitlines())
            return "\n".join(line for line in lines if line)
        case list():
            return "\n".join(text for one in value if (text := told_text(one, depth + 1)))
        case dict():
            return "\n".join(_entries(value, depth))


def _entries(table: Mapping[str, JsonValue], depth: int) -> Iterator[str]:
    for name, value in table.items():
        text = told_text(value, depth + 1)
        if not text:
            continue
        head = _named(name)
        if isinstance(value, list | dict):
            flat = "; ".join(line.rstrip(".") for line in text.splitlines())
            yield f"{head}: {flat}."
        else:
            yield f"{head}: {text}" if text.endswith((".", "!", "?")) else f"{head}: {text}."


def _named(name: str) -> str:
    """`eye_contact` and `eyeContact` as `Eye contact`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").strip()
    words = [_ACRONYMS.get(word.lower(), word.lower()) for word in spaced.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def given_forms(
    scores: Mapping[str, JsonValue] | list[dict[str, JsonValue]],
) -> Iterator[tuple[str, dict[str, JsonValue]]]:
    """`{"phq9": 14}`, `{"phq9": [1, 0, …]}`, `{"phq9": {"items": […], "total": 14}}`, or a list of
    objects, as assessments by form, each with its place."""
    if isinstance(scores, list):
        for at, form in enumerate(scores):
            yield f"scores[{at}]", {**form, "method": "form"}
        return
    for instrument, given in scores.items():
        held: Mapping[str, JsonValue] = {"total": given}
        if isinstance(given, list):
            held = {"items": given}
        elif isinstance(given, Mapping):
            held = given
        yield f"scores.{instrument}", {**held, "instrument": instrument, "method": "form"}
