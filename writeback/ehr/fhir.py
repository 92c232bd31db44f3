"""A draft or signed note as one FHIR R4 transaction Bundle.

`preliminary` from a draft, `final` only from a `SignedNote`. Everything that a model had a hand in
is labelled AIAST; Provenance names the device, the clinician who verified, and the transcript.
"""

import base64
import json
from collections.abc import Iterator

from fhir.resources.R4B.bundle import Bundle

from summarize.note import Note, Section, Statement, Support
from summarize.risk import RiskLevel
from writeback.drafts.draft import Addendum, Filed, RejectedDraft, SignedNote, draft_of
from writeback.drafts.shelf import Entry
from writeback.ehr.fhir_coding import (
    AI_ASSERTED,
    DATA_OPERATION,
    DOCUMENT_CATEGORY,
    IDENTIFIERS,
    LOINC,
    PARTICIPANT,
    Resource,
    coded,
    full_url,
    identifier,
    instant,
    narrative,
    person,
    security,
)
from writeback.ehr.fhir_score import score_resources
from writeback.ehr.fhir_subject import FhirSubject
from writeback.errors import NotPending
from writeback.redisclosure import notice_of
from writeback.renderings.markdown import to_markdown
from writeback.renderings.watermark import watermark_of
from writeback.renderings.wording import (
    NO_RISK_CAUTION,
    RISK_TITLES,
    SUPPORT_TITLES,
    cited,
    doubts,
    empty_section,
    score_line,
    section_title,
    session_told,
)

_NOTE_TYPE = coded(LOINC, "34904-3", "Mental health Progress note", "Progress note")
_SECTION_CODES = {
    "subjective": "61150-9",
    "objective": "61149-1",
    "assessment": "51848-0",
    "plan": "18776-5",
}


def to_fhir(filed: Filed, entry: Entry) -> Resource:
    """Checked against the R4 models before it is given out. A rejected draft is `NotPending`:
    it has no place in any record."""
    if isinstance(filed, RejectedDraft):
        raise NotPending("rejected")
    draft = draft_of(filed)
    subject = FhirSubject(
        draft_id=draft.draft_id,
        client_ref=entry.client_ref,
        clinician_ref=entry.clinician_ref,
        session_at=entry.session_at,
        part2=entry.part2,
        signed=isinstance(filed, SignedNote),
    )
    named = list(_resources(filed, subject))
    bundle: Resource = {
        "resourceType": "Bundle",
        "type": "transaction",
        "meta": {"security": security(part2=subject.part2)},
        "entry": [_entry(subject.draft_id, name, resource) for name, resource in named],
    }
    Bundle.model_validate_json(json.dumps(bundle))
    return bundle


def _entry(draft_id: str, name: str, resource: Resource) -> Resource:
    """Known again by identifier, so sending twice changes nothing."""
    kind = resource["resourceType"]
    known = resource.get("identifier")
    if isinstance(known, list):
        known = known[0]
    request: Resource = {"method": "POST", "url": kind}
    if kind == "Provenance":
        request["ifNoneExist"] = _by_tag(resource)
    elif isinstance(known, dict):
        request = {"method": "PUT", "url": f"{kind}?identifier={known['system']}|{known['value']}"}
    return {"fullUrl": full_url(draft_id, name), "resource": resource, "request": request}


def _by_tag(resource: Resource) -> str:
    """A Provenance has no identifier; what is known of every resource is its tags."""
    meta = resource["meta"]
    assert isinstance(meta, dict)
    [tag] = meta["tag"]
    return f"_tag={tag['system']}|{tag['code']}"


def _resources(filed: Filed, subject: FhirSubject) -> Iterator[tuple[str, Resource]]:
    note = draft_of(filed).note
    scores = [pair for score in note.scores for pair in score_resources(score, subject)]
    yield "document", _document(filed, subject)
    if isinstance(filed, SignedNote):
        for number, addendum in enumerate(filed.addenda, start=1):
            yield f"addendum-{number}", _addendum(addendum, number, subject)
    yield "composition", _composition(filed, subject, [name for name, _ in scores])
    yield "device", _device(note)
    yield from scores
    targets = ["document", "composition", *(name for name, _ in scores)]
    yield "provenance", _provenance(filed, subject, targets)


def _document(filed: Filed, subject: FhirSubject) -> Resource:
    draft = draft_of(filed)
    document: Resource = {
        "resourceType": "DocumentReference",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": [identifier("draft", draft.draft_id)],
        "status": "current",
        "docStatus": _status(filed),
        "type": _NOTE_TYPE,
        "category": [coded(DOCUMENT_CATEGORY, "clinical-note", "Clinical Note")],
        "subject": person("Patient", subject.client_ref),
        "date": instant(draft.ai.at),
        "author": [{"reference": full_url(subject.draft_id, "device")}],
        "description": watermark_of(filed),
        "securityLabel": [{"coding": [label]} for label in security(part2=subject.part2)],
        "content": [
            {
                "attachment": {
                    "contentType": "text/markdown; charset=utf-8",
                    "title": watermark_of(filed),
                    "creation": instant(draft.ai.at),
                    "data": base64.b64encode(
                        to_markdown(filed, notice_of(part2=subject.part2)).encode()
                    ).decode(),
                }
            }
        ],
        "context": {"period": _period(draft.note, subject)},
    }
    if isinstance(filed, SignedNote):
        document["authenticator"] = person("Practitioner", filed.signature.by)
    return document


def _addendum(addendum: Addendum, number: int, subject: FhirSubject) -> Resource:
    """A person's own words, beside what was signed."""
    labels = security(part2=subject.part2, by_model=False)
    notice = notice_of(part2=subject.part2)
    text = addendum.text if notice is None else f"{addendum.text}\n\n{notice}"
    return {
        "resourceType": "DocumentReference",
        "meta": {"security": labels},
        "identifier": [identifier("addendum", f"{subject.draft_id}/{number}")],
        "status": "current",
        "docStatus": "final",
        "type": _NOTE_TYPE,
        "category": [coded(DOCUMENT_CATEGORY, "clinical-note", "Clinical Note")],
        "subject": person("Patient", subject.client_ref),
        "date": instant(addendum.at),
        "author": [person("Practitioner", addendum.by)],
        "relatesTo": [
            {
                "code": "appends",
                "target": {"reference": full_url(subject.draft_id, "document")},
            }
        ],
        "description": "Addendum to a signed note",
        "securityLabel": [{"coding": [label]} for label in labels],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "title": "Addendum",
                    "creation": instant(addendum.at),
                    "data": base64.b64encode(text.encode()).decode(),
                }
            }
        ],
    }


def _period(note: Note, subject: FhirSubject) -> Resource:
    """The day that was told, where the session was not recorded here."""
    held_on = note.session.held_on
    return {"start": instant(subject.session_at) if held_on is None else held_on.isoformat()}


def _composition(filed: Filed, subject: FhirSubject, scores: list[str]) -> Resource:
    draft = draft_of(filed)
    note = draft.note
    sections = [
        _part("Status of this document", [watermark_of(filed)]),
        _part("Session", session_told(note)),
        _part("Risk", _risk_lines(note)),
        *(_section(note, section) for section in note.sections),
    ]
    if note.scores:
        part = _part("Scores", [score_line(score) for score in note.scores])
        if scores:
            part["entry"] = [{"reference": full_url(subject.draft_id, name)} for name in scores]
        sections.append(part)
    if note.omissions:
        lines = [f"“{omission.quote}” ({omission.why})" for omission in note.omissions]
        sections.append(_part("Said, and not in the note", lines))
    if isinstance(filed, SignedNote) and filed.addenda:
        lines = [f"{a.at:%Y-%m-%d %H:%M} UTC, {a.by}: {a.text}" for a in filed.addenda]
        sections.append(_part("Addenda", lines))
    composition: Resource = {
        "resourceType": "Composition",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": identifier("composition", draft.draft_id),
        "status": _status(filed),
        "type": _NOTE_TYPE,
        "subject": person("Patient", subject.client_ref),
        "date": instant(draft.ai.at),
        "author": [{"reference": full_url(subject.draft_id, "device")}],
        "title": f"Progress note. {watermark_of(filed)}",
        "confidentiality": "R",
        "section": sections,
    }
    if isinstance(filed, SignedNote):
        composition["attester"] = [
            {
                "mode": "legal",
                "time": instant(filed.signature.at),
                "party": person("Practitioner", filed.signature.by),
            }
        ]
        if filed.cosignature is not None:
            attesters = composition["attester"]
            assert isinstance(attesters, list)
            attesters.append(
                {
                    "mode": "professional",
                    "time": instant(filed.cosignature.at),
                    "party": person("Practitioner", filed.cosignature.by),
                }
            )
    return composition


def _status(filed: Filed) -> str:
    if not isinstance(filed, SignedNote):
        return "preliminary"
    return "amended" if filed.addenda else "final"


def _part(title: str, lines: list[str]) -> Resource:
    return {"title": title, "text": narrative(lines)}


def _section(note: Note, section: Section) -> Resource:
    lines = [_line(statement) for statement in section.statements]
    part = _part(section_title(note, section.name), lines or [empty_section(note)])
    code = _SECTION_CODES.get(section.name)
    if code is not None:
        part["code"] = coded(LOINC, code)
    return part


def _line(statement: Statement) -> str:
    """With its mark, its doubts and its evidence, as every rendering has them."""
    marked = statement.support is not Support.VERIFIED
    mark = f" ({SUPPORT_TITLES[statement.support]})" if marked else ""
    return " ".join(
        [f"{statement.text}{mark}", *doubts(statement), *map(cited, statement.evidence)]
    )


def _risk_lines(note: Note) -> list[str]:
    lines = [RISK_TITLES[note.risk.level]]
    if note.risk.level is RiskLevel.NONE_MENTIONED and not note.risk.flags:
        lines.append(NO_RISK_CAUTION)
    for flag in note.risk.flags:
        quotes = " ".join(map(cited, flag.evidence))
        lines.append(f"{RISK_TITLES[flag.type]}: {flag.text} {quotes}".strip())
    return lines


def _device(note: Note) -> Resource:
    drafter = note.drafter
    name = " ".join(part for part in ("Inglenook", drafter.kind, drafter.model) if part)
    return {
        "resourceType": "Device",
        "identifier": [identifier("device", f"{drafter.kind}:{drafter.model}".replace(" ", "_"))],
        "status": "active",
        "deviceName": [{"name": name, "type": "model-name"}],
        "type": {"text": "Artificial intelligence scribe"},
    }


def _provenance(filed: Filed, subject: FhirSubject, targets: list[str]) -> Resource:
    draft = draft_of(filed)
    at = filed.signature.at if isinstance(filed, SignedNote) else draft.ai.at
    agents: list[Resource] = [
        {
            "type": coded(PARTICIPANT, "author", "Author"),
            "who": {"reference": full_url(subject.draft_id, "device")},
        }
    ]
    if isinstance(filed, SignedNote):
        agents += [
            {
                "type": coded(PARTICIPANT, "verifier", "Verifier"),
                "who": person("Practitioner", signature.by),
            }
            for signature in (filed.signature, filed.cosignature)
            if signature is not None
        ]
    return {
        "resourceType": "Provenance",
        "meta": {
            "security": security(part2=subject.part2),
            "tag": [
                {
                    "system": f"{IDENTIFIERS}:provenance",
                    "code": f"{draft.draft_id}.{draft.version}",
                }
            ],
        },
        "target": [{"reference": full_url(subject.draft_id, name)} for name in targets],
        "recorded": instant(at),
        "reason": [{"coding": [AI_ASSERTED]}],
        "activity": coded(DATA_OPERATION, "CREATE", "create"),
        "agent": agents,
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": identifier("transcript", draft.session_id),
                    "display": "Transcript of the session",
                },
            }
        ],
    }
