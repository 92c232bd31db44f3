"""Code systems, references and narrative as FHIR R4 wants them."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import TypeAlias

Resource: TypeAlias = dict[str, object]

LOINC = "http://loinc.org"
OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
DATA_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DOCUMENT_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
UNITS = "http://unitsofmeasure.org"

IDENTIFIERS = "urn:inglenook"
"""Systems of our own identifiers start with this: `urn:inglenook:draft`, `:session`, `:client`."""

_SPACE = uuid.UUID("6b1f5f5e-6b0b-5c0a-9c58-0d9c1c6f4a11")
_LITERAL = re.compile(r"(Patient|Practitioner)/[A-Za-z0-9.-]{1,64}")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

AI_ASSERTED: Resource = {
    "system": OBSERVATION_VALUE,
    "code": "AIAST",
    "display": "Artificial Intelligence asserted",
}


def security(*, part2: bool, by_model: bool = True) -> list[Resource]:
    """Written by AI, about mental health, restricted; and where the consent says so, under 42 CFR
    Part 2 and not to be disclosed on without consent."""
    labels: list[Resource] = [
        *([AI_ASSERTED] if by_model else []),
        {"system": ACT_CODE, "code": "MH"},
        {"system": CONFIDENTIALITY, "code": "R", "display": "restricted"},
    ]
    if part2:
        labels.append({"system": ACT_CODE, "code": "42CFRPart2"})
        labels.append({"system": ACT_CODE, "code": "NORDSCLCD"})
    return labels


def coded(system: str, code: str, display: str | None = None, text: str | None = None) -> Resource:
    """A CodeableConcept with one coding."""
    coding: Resource = {"system": system, "code": code}
    if display is not None:
        coding["display"] = display
    concept: Resource = {"coding": [coding]}
    if text is not None:
        concept["text"] = text
    return concept


def full_url(draft_id: str, name: str) -> str:
    """Always the same for the same part of the same draft."""
    return uuid.uuid5(_SPACE, f"{draft_id}/{name}").urn


def identifier(kind: str, value: str) -> Resource:
    return {"system": f"{IDENTIFIERS}:{kind}", "value": value}


def person(kind: str, ref: str) -> Resource:
    """A reference to a Patient or Practitioner: literal where `ref` is one, else by identifier."""
    if (match := _LITERAL.fullmatch(ref)) is not None and match[1] == kind:
        return {"reference": ref}
    name = "client" if kind == "Patient" else "clinician"
    return {"type": kind, "identifier": identifier(name, ref)}


def instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def narrative(paragraphs: Iterable[str], *, status: str = "generated") -> Resource:
    """Plain paragraphs as the XHTML that FHIR asks for."""
    body = "".join(f"<p>{escape(plain(text))}</p>" for text in paragraphs)
    return {"status": status, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}


def plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
