"""What the models of R4 do not check: the profiles and labels that a note of ours must hold to.

US Core DocumentReference 6.1; AI Transparency on FHIR (AIAST); PHQ-9 and GAD-7 by LOINC.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from writeback.ehr.fhir_coding import DOCUMENT_CATEGORY, LOINC, OBSERVATION_VALUE, Resource
from writeback.errors import DeliveryRefused

_NOTE: Final = "34904-3"
_NOT_BY_MODEL: Final = frozenset({"Device"})
_DOC_STATUS: Final = frozenset({"preliminary", "final", "amended", "entered-in-error"})


def check_profile(bundle: Resource) -> None:
    """Raises `DeliveryRefused` naming the kind of resource and the rule, never its content."""
    faults = sorted(set(_faults(bundle)))
    if faults:
        raise DeliveryRefused(f"the bundle does not hold to its profiles: {'; '.join(faults)}")


def _faults(bundle: Resource) -> Iterator[str]:
    if bundle.get("type") != "transaction":
        yield "Bundle: no transaction"
    for entry in _list(bundle.get("entry")):
        if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
            yield "Bundle: an entry without a resource"
            continue
        resource, request = entry["resource"], entry.get("request", {})
        kind = str(resource.get("resourceType"))
        if "?" not in str(request.get("url")) and not request.get("ifNoneExist"):
            yield f"{kind}: a repeat would not be known again"
        for rule, held in _RULES.get(kind, {}).items():
            if not held(resource):
                yield f"{kind}: {rule}"
        if kind not in _NOT_BY_MODEL and not _is_addendum(resource) and not _labelled(resource):
            yield f"{kind}: no AIAST label"


def _is_addendum(resource: Resource) -> bool:
    return bool(_list(resource.get("relatesTo")))


def _labelled(resource: Resource) -> bool:
    meta = resource.get("meta")
    labels = _list(meta.get("security")) if isinstance(meta, dict) else []
    return any(
        isinstance(label, dict)
        and (label.get("system"), label.get("code")) == (OBSERVATION_VALUE, "AIAST")
        for label in labels
    )


def _coded(concept: object, system: str, code: str | None = None) -> bool:
    coding = _list(concept.get("coding")) if isinstance(concept, dict) else []
    return any(
        isinstance(one, dict)
        and one.get("system") == system
        and (code is None or one.get("code") == code)
        for one in coding
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _attached(resource: Resource) -> bool:
    contents = _list(resource.get("content"))
    return bool(contents) and all(
        isinstance(one, dict)
        and isinstance(one.get("attachment"), dict)
        and one["attachment"].get("contentType")
        and (one["attachment"].get("data") or one["attachment"].get("url"))
        for one in contents
    )


def _valued(resource: Resource) -> bool:
    return any(name.startswith("value") for name in resource) or "dataAbsentReason" in resource


_RULES: Final[Mapping[str, Mapping[str, Callable[[Resource], bool]]]] = {
    "DocumentReference": {
        "status is current": lambda found: found.get("status") == "current",
        "docStatus": lambda found: found.get("docStatus") in _DOC_STATUS,
        "type is a mental health progress note": lambda found: _coded(
            found.get("type"), LOINC, _NOTE
        ),
        "category is clinical-note": lambda found: any(
            _coded(one, DOCUMENT_CATEGORY, "clinical-note") for one in _list(found.get("category"))
        ),
        "subject": lambda found: bool(found.get("subject")),
        "content has a type and data": _attached,
    },
    "Composition": {
        "type is a mental health progress note": lambda found: _coded(
            found.get("type"), LOINC, _NOTE
        ),
        "an attester from sign-off on, none before": lambda found: (
            bool(found.get("attester")) == (found.get("status") != "preliminary")
        ),
    },
    "Observation": {
        "category": lambda found: bool(found.get("category")),
        "a code or text": lambda found: bool(found.get("code")),
        "a value": _valued,
    },
    "Provenance": {
        "a target": lambda found: bool(_list(found.get("target"))),
        "an agent": lambda found: bool(_list(found.get("agent"))),
    },
}
