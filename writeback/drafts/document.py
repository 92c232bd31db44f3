"""The public JSON of a draft, which is also the form in which it rests."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from diarize.correction import correction_from_json, correction_to_json
from summarize.document import note_from_json, note_to_json
from summarize.errors import MalformedNote
from vault.ids import DraftId, SessionId
from writeback.drafts.draft import (
    Addendum,
    AiRecord,
    Draft,
    DraftState,
    Edit,
    Filed,
    RejectedDraft,
    Signature,
    SignedNote,
    content_sha256,
    draft_of,
    state_of,
)
from writeback.errors import MalformedDraft
from writeback.renderings.watermark import watermark_of


def draft_to_json(filed: Filed) -> dict[str, object]:
    """`content_sha256` is the digest to hand back with the signature of exactly this content."""
    draft = draft_of(filed)
    signed = filed if isinstance(filed, SignedNote) else None
    return {
        "draft_id": draft.draft_id,
        "session_id": draft.session_id,
        "state": str(state_of(filed)),
        "version": draft.version,
        "watermark": watermark_of(filed),
        "note": note_to_json(draft.note),
        "ai": {
            "generated": True,
            "models": dict(draft.ai.models),
            "at": draft.ai.at.isoformat(),
        },
        "edits": [_edit_to_json(edit) for edit in draft.edits],
        "corrections": [correction_to_json(correction) for correction in draft.corrections],
        "written_from": draft.written_from,
        "in_work": draft.in_work,
        "signature": None if signed is None else _signature_to_json(signed.signature),
        "cosignature": (
            None
            if signed is None or signed.cosignature is None
            else _signature_to_json(signed.cosignature)
        ),
        "addenda": [] if signed is None else [_addendum_to_json(a) for a in signed.addenda],
        "rejection": _rejection_to_json(filed) if isinstance(filed, RejectedDraft) else None,
        "content_sha256": content_sha256(draft),
    }


def draft_from_json(document: object) -> Filed:
    """Reads what `draft_to_json` wrote. Raises `MalformedDraft`."""
    try:
        return _filed(_mapping(document))
    except (KeyError, TypeError, ValueError, MalformedNote) as error:
        raise MalformedDraft(f"draft: {type(error).__name__} while reading it") from None


def _filed(document: Mapping[str, object]) -> Filed:
    ai = _mapping(document["ai"])
    draft = Draft(
        draft_id=DraftId(_text(document["draft_id"])),
        session_id=SessionId(_text(document["session_id"])),
        version=_whole(document["version"]),
        note=note_from_json(document["note"]),
        ai=AiRecord(
            models={key: _text(value) for key, value in _mapping(ai["models"]).items()},
            at=_time(ai["at"]),
        ),
        edits=tuple(_edit(_mapping(entry)) for entry in _list(document["edits"])),
        corrections=tuple(
            correction_from_json(_mapping(entry))
            for entry in _list(document.get("corrections", []))
        ),
        written_from=_whole(document.get("written_from", 0)),
    )
    match DraftState(_text(document["state"])):
        case DraftState.PENDING:
            return draft
        case DraftState.REJECTED:
            rejection = _mapping(document["rejection"])
            return RejectedDraft(
                draft,
                by=_text(rejection["by"]),
                at=_time(rejection["at"]),
                reason=_text(rejection["reason"]),
            )
        case DraftState.SIGNED:
            both = document.get("cosignature")
            return SignedNote(
                draft,
                _signature(_mapping(document["signature"])),
                tuple(_addendum(_mapping(entry)) for entry in _list(document["addenda"])),
                None if both is None else _signature(_mapping(both)),
            )
        case DraftState.REVOKED:
            raise MalformedDraft("state: a revoked draft has no content")


def _edit_to_json(edit: Edit) -> dict[str, object]:
    return {
        "at": edit.at.isoformat(),
        "by": edit.by,
        "section": edit.section,
        "statement": edit.statement,
        "before": edit.before,
        "after": edit.after,
    }


def _edit(document: Mapping[str, object]) -> Edit:
    return Edit(
        at=_time(document["at"]),
        by=_text(document["by"]),
        section=_text(document["section"]),
        statement=_text_or_none(document["statement"]),
        before=_text_or_none(document["before"]),
        after=_text_or_none(document["after"]),
    )


def _signature_to_json(signature: Signature) -> dict[str, object]:
    return {
        "by": signature.by,
        "at": signature.at.isoformat(),
        "content_sha256": signature.content_sha256,
        "attestation": signature.attestation,
    }


def _signature(document: Mapping[str, object]) -> Signature:
    return Signature(
        by=_text(document["by"]),
        at=_time(document["at"]),
        content_sha256=_text(document["content_sha256"]),
        attestation=_text(document["attestation"]),
    )


def _addendum_to_json(addendum: Addendum) -> dict[str, object]:
    return {"at": addendum.at.isoformat(), "by": addendum.by, "text": addendum.text}


def _addendum(document: Mapping[str, object]) -> Addendum:
    return Addendum(_time(document["at"]), _text(document["by"]), _text(document["text"]))


def _rejection_to_json(rejected: RejectedDraft) -> dict[str, object]:
    return {"by": rejected.by, "at": rejected.at.isoformat(), "reason": rejected.reason}


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _time(value: object) -> datetime:
    return datetime.fromisoformat(_text(value))
