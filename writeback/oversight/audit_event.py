"""An audit entry as FHIR R4 `AuditEvent`, and many as a searchset `Bundle`."""

from collections.abc import Mapping, Sequence
from typing import Final

from vault import AuditEntry
from writeback.oversight.act import Kind, kind_of

JsonObject = dict[str, object]

_DICOM: Final = "http://dicom.nema.org/resources/ontology/DCM"
_ENTITY_TYPE: Final = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE: Final = "http://terminology.hl7.org/CodeSystem/object-role"
_SOURCE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/security-source-type"
_OURS: Final = "urn:inglenook"

_TYPES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.VIEW: ("110110", "Patient Record"),
    Kind.PLAY: ("110110", "Patient Record"),
    Kind.EDIT: ("110110", "Patient Record"),
    Kind.EXPORT: ("110106", "Export"),
    Kind.SIGN: ("110110", "Patient Record"),
    Kind.DESTROY: ("110110", "Patient Record"),
    Kind.REFUSED: ("110113", "Security Alert"),
    Kind.SIGN_IN: ("110114", "User Authentication"),
    Kind.MANAGE: ("110100", "Application Activity"),
    Kind.HOUSE: ("110100", "Application Activity"),
}
"""DICOM PS3.16, context group 400 "Audit Event ID"."""
_ACTIONS: Final[Mapping[Kind, str]] = {
    Kind.VIEW: "R",
    Kind.PLAY: "R",
    Kind.EDIT: "U",
    Kind.EXPORT: "R",
    Kind.SIGN: "U",
    Kind.DESTROY: "D",
}
_MINOR_FAILURE: Final = "4"
_SUCCESS: Final = "0"


def audit_event(entry: AuditEntry) -> JsonObject:
    """`entity.detail` carries the entry's place in the chain, so that an export can be held to an
    anchor."""
    record = entry.record
    kind = kind_of(record.action)
    code, display = _TYPES[kind]
    if record.action.startswith("audit."):
        code, display = (
            ("110106", "Export") if kind is Kind.EXPORT else ("110101", "Audit Log Used")
        )
    event: JsonObject = {
        "resourceType": "AuditEvent",
        "id": f"audit-{entry.id}",
        "type": {"system": _DICOM, "code": code, "display": display},
        "subtype": [{"system": f"{_OURS}:audit-action", "code": record.action}],
        "action": _ACTIONS.get(kind, "E"),
        "recorded": record.at,
        "outcome": _MINOR_FAILURE if kind is Kind.REFUSED else _SUCCESS,
        "agent": [
            {
                "who": _named("subject", record.subject),
                "role": [{"coding": [{"system": f"{_OURS}:role", "code": record.role}]}],
                "requestor": True,
            }
        ],
        "source": {
            "site": record.tenant,
            "observer": {"display": "Inglenook"},
            "type": [
                {"system": _SOURCE_TYPE, "code": "4", "display": "Application Server"},
            ],
        },
        "entity": [_chain_entity(entry), *_entities(entry)],
    }
    if record.reason:
        event["purposeOfEvent"] = [{"text": record.reason}]
    return event


def audit_bundle(entries: Sequence[AuditEntry], url: str, onward: str | None) -> JsonObject:
    """A page of a search; `onward` is where the next one is asked for."""
    links = [{"relation": "self", "url": url}]
    if onward is not None:
        links.append({"relation": "next", "url": onward})
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": links,
        "entry": [
            {"resource": audit_event(entry), "search": {"mode": "match"}} for entry in entries
        ],
    }


def _entities(entry: AuditEntry) -> list[JsonObject]:
    record = entry.record
    held = {"session": record.session_id, "object": record.object_id}
    if record.object_id == record.session_id:
        del held["object"]
    return [
        {
            "what": _named(kind, value),
            "type": {"system": _ENTITY_TYPE, "code": "2", "display": "System Object"},
            "role": {"system": _OBJECT_ROLE, "code": "4", "display": "Domain Resource"},
        }
        for kind, value in held.items()
        if value
    ]


def _chain_entity(entry: AuditEntry) -> JsonObject:
    return {
        "what": _named("audit-entry", str(entry.id)),
        "type": {"system": _ENTITY_TYPE, "code": "2", "display": "System Object"},
        "role": {"system": _OBJECT_ROLE, "code": "13", "display": "Security Resource"},
        "detail": [
            {"type": "previous", "valueString": entry.previous},
            {"type": "digest", "valueString": entry.digest},
        ],
    }


def _named(kind: str, value: str) -> JsonObject:
    return {"identifier": {"system": f"{_OURS}:{kind}", "value": value or "unknown"}}
