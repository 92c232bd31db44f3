"""Drafts on their way from the workflow to the record.

Every operation checks who asks, writes its audit row in the transaction that does the work, and
raises `WritebackError`, `ingest.Forbidden` or `vault.VaultError`. A refusal is audited too.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import IntegrityError

from diarize.correction import corrected
from diarize.transcript import Transcript
from ingest.access import may_read
from ingest.consent import Scope
from ingest.consents import Consents, consent_in, require_scope
from ingest.errors import NoConsent
from ingest.session import Session, SessionState
from ingest.sessions import Sessions
from ingest.tablet.marks import Mark
from summarize.context import PriorAssessment
from summarize.note import Note
from summarize.session_facts import Account
from vault import Principal, Vault
from vault.ids import DraftId, SessionId
from writeback.drafts.access import may_cosign, may_file, may_sign
from writeback.drafts.change import Change, placed_in
from writeback.drafts.draft import (
    Addendum,
    AiRecord,
    Draft,
    DraftState,
    Filed,
    RejectedDraft,
    SignedNote,
    cosign,
    draft_of,
    pending,
    sign,
)
from writeback.drafts.edit import apply_changes, rechecked, standing
from writeback.drafts.feedback import Feedback, FeedbackKind
from writeback.drafts.gate import Gate, passes
from writeback.drafts.papers import Papers
from writeback.drafts.redraft import redrafted
from writeback.drafts.relabel import to_check
from writeback.drafts.shelf import Entry, Shelf
from writeback.drafts.speakers import moved_between
from writeback.drafts.version import Act
from writeback.ehr.outbox import put_in_outbox
from writeback.errors import BadEdit, DraftRevoked, NoSuchDraft, NotSigned, VersionConflict
from writeback.quality.keeping import keep_edits, keep_mark
from writeback.quality.versions import versions_told
from writeback.retention import Retention


@dataclass(frozen=True, slots=True)
class Review:
    """All that the review page shows of one session."""

    entry: Entry
    session: Session
    filed: Filed
    transcript: Transcript | None
    """As corrected; None where nothing was recorded and no text was sent."""
    to_check: frozenset[str]
    """Statements vouched for before the speaker of their evidence was corrected."""
    earlier: tuple[PriorAssessment, ...]
    """Scores of earlier dates, as the session's context gave them."""
    marks: tuple[Mark, ...]
    """Moments marked while it was recorded."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Drafts:
    """`connectors` names those that each signed note is queued for."""

    def __init__(
        self,
        vault: Vault,
        sessions: Sessions,
        *,
        connectors: Sequence[str] = (),
        drafts_to: Sequence[str] = (),
        retention: Retention | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._vault = vault
        self._sessions = sessions
        self._connectors = tuple(connectors)
        self._drafts_to = tuple(drafts_to)
        self._now = now
        self._shelf = Shelf(vault)
        self._papers = Papers(vault)
        self._gate = Gate(vault, sessions, self._shelf)
        self._retention = retention or Retention(vault)

    def file(
        self, actor: Principal, session_id: SessionId, note: Note, models: Mapping[str, str]
    ) -> Draft:
        """Idempotent: a session's second filing gives back the draft that is there."""
        return self._file(actor, session_id, note, models, None)[0]

    def file_told(
        self, actor: Principal, session_id: SessionId, note: Note, told: Transcript
    ) -> tuple[Draft, bool]:
        """A draft of what was sent, and whether it is new: of two at once the first is filed, with
        its own words, and both get it."""
        try:
            return self._file(actor, session_id, note, {}, told)
        except IntegrityError:  # the other one committed after this one looked
            return self._file(actor, session_id, note, {}, told)

    def _file(
        self,
        actor: Principal,
        session_id: SessionId,
        note: Note,
        models: Mapping[str, str],
        told: Transcript | None,
    ) -> tuple[Draft, bool]:
        session = self._gate.admit(actor, session_id, may_file)
        with self._vault.begin(actor) as tx:
            require_scope(consent_in(tx, session.consent_id), Scope.DRAFT)
            entry = self._shelf.entry_of_session(tx, session_id)
            if entry is not None:
                return draft_of(self._shelf.load(entry)), False
            now = self._now()
            draft = Draft(
                draft_id=DraftId(f"d_{secrets.token_hex(10)}"),
                session_id=session_id,
                version=1,
                note=note,
                ai=AiRecord(dict(models), now),
            )
            self._shelf.add(tx, draft, now)
            put_in_outbox(tx, draft, self._drafts_to, now)
            if told is not None:
                self._papers.put_transcript(session_id, told)
            tx.audit(
                "draft.file",
                object_id=draft.draft_id,
                session_id=session_id,
                reason=versions_told(note, models),
            )
            return draft, True

    def get(
        self, actor: Principal, draft_id: DraftId, *, action: str = "draft.read"
    ) -> tuple[Entry, Filed]:
        """`action` names the kind of reading in the audit (`draft.read`, `draft.export.pdf`)."""
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            tx.audit(action, object_id=draft_id, session_id=entry.session_id)
            return entry, self._shelf.load(entry)

    def editable(self, actor: Principal, draft_id: DraftId) -> Entry:
        """Whether `actor` may change this draft now; asked before its transcript is read to write
        it anew. Raises `Forbidden`, `NotPending`, and `BadEdit` where nothing was heard."""
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            tx.audit("draft.regenerate.begin", object_id=draft_id, session_id=entry.session_id)
            draft = pending(self._shelf.load(entry))
            if draft.note.session.account is Account.FIELDS:
                raise BadEdit("regenerate: this draft is what was sent, word for word; edit it")
            return entry

    def find(self, actor: Principal, session_id: SessionId) -> DraftId:
        """The session's draft; raises `NoSuchDraft` while it is still in work."""
        self._gate.admit(actor, session_id, may_read)
        with self._vault.begin(actor) as tx:
            entry = self._shelf.entry_of_session(tx, session_id)
        if entry is None:
            raise NoSuchDraft
        return entry.draft_id

    def listed(
        self, actor: Principal, state: DraftState | None = None
    ) -> list[tuple[Entry, Filed | None]]:
        """Those that `actor` may read, oldest first; None where a draft is revoked, or its consent
        has expired."""
        with self._vault.begin(actor) as tx:
            entries = list(self._shelf.entries(tx, actor.tenant, state))
        mine = [e for e in entries if passes(may_read, actor, self._sessions.get(e.session_id))]
        with self._vault.begin(actor) as tx:
            for entry in mine:
                tx.audit("draft.list", object_id=entry.draft_id, session_id=entry.session_id)
        # opened after the commit: a long list must not hold the database's one writer
        return [(entry, self._loaded(entry)) for entry in mine]

    def review(self, actor: Principal, draft_id: DraftId) -> Review:
        """Draft and transcript together, read under one audit row."""
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            tx.audit("draft.review", object_id=draft_id, session_id=entry.session_id)
            filed = self._shelf.load(entry)
            heard = self._heard_in_force(entry)
            context = self._papers.context(entry.session_id)
            marks = self._papers.marks(entry.session_id)
        session, draft = self._sessions.get(entry.session_id), draft_of(filed)
        return Review(
            entry,
            session,
            filed,
            transcript=None if heard is None else corrected(heard, draft.corrections),
            to_check=frozenset() if heard is None else to_check(draft, heard),
            earlier=context.assessments,
            marks=marks,
        )

    def in_work(self, actor: Principal) -> list[Session]:
        """Sessions that this actor may read and whose draft is still to come."""
        found = [
            session
            for session in self._sessions.list_by_state(
                SessionState.STREAMING, SessionState.FINISHING
            )
            if passes(may_read, actor, session)
        ]
        with self._vault.begin(actor) as tx:
            tx.audit("session.list")
            return [s for s in found if self._shelf.entry_of_session(tx, s.session_id) is None]

    def edit(
        self, actor: Principal, draft_id: DraftId, version: int, changes: Sequence[Change]
    ) -> Draft:
        """Raises `VersionConflict`, `NotPending`, `BadEdit`."""
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            draft = self._current(entry, version)
            now = self._now()
            transcript = self._papers.transcript(draft)
            changed = apply_changes(
                draft,
                placed_in(transcript, changes),
                by=actor.subject,
                at=now,
                transcript=transcript,
            )
            self._shelf.replace(tx, changed, Act.EDITED, was=version, now=now)
            tx.audit("draft.edit", object_id=draft_id, session_id=entry.session_id)
            return changed

    def redraft(
        self,
        actor: Principal,
        draft_id: DraftId,
        version: int,
        note: Note,
        models: Mapping[str, str],
        *,
        written_from: int = 0,
        section: str | None = None,
    ) -> Draft:
        """Take a newly written note, or one section of it; the clinician's sentences stay.

        `written_from`: how many corrections the transcript had that it was written from.
        """
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            draft = self._current(entry, version)
            now = self._now()
            ai = AiRecord(dict(models), now)
            fresh = replace(draft, note=note, ai=ai, written_from=written_from)
            heard = self._papers.heard(entry.session_id)
            moved = frozenset() if heard is None else moved_between(heard, draft, fresh)
            changed = redrafted(draft, fresh, only=section, by=actor.subject, at=now, moved=moved)
            if heard is not None and moved:
                told = corrected(heard, changed.corrections)
                changed = standing(rechecked(changed, told), told)
            self._shelf.replace(tx, changed, Act.REGENERATED, was=version, now=now)
            tx.audit(
                "draft.regenerate",
                object_id=draft_id,
                session_id=entry.session_id,
                reason=versions_told(note, models),
            )
            return changed

    def sign(
        self,
        actor: Principal,
        draft_id: DraftId,
        *,
        attested: bool,
        shown_sha256: str | None = None,
        version: int | None = None,
    ) -> SignedNote:
        """Make the signed note and queue it for every connector, in one transaction.

        `version` None means the current one. Raises `AttestationMissing`, `ContentChanged`,
        `VersionConflict`, `NotPending`.
        """
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            draft = self._current(entry, entry.version if version is None else version)
            now = self._now()
            signed = sign(
                replace(draft, version=draft.version + 1),
                by=actor.subject,
                at=now,
                attested=attested,
                shown_sha256=shown_sha256,
            )
            self._shelf.replace(tx, signed, Act.SIGNED, was=entry.version, now=now)
            keep_edits(tx, self._shelf, entry, signed, now)
            put_in_outbox(tx, signed, self._connectors, now)
            tx.audit("draft.sign", object_id=draft_id, session_id=entry.session_id)
            tx.after_commit(partial(self._retention.apply, entry.session_id))
            return signed

    def restore(self, actor: Principal, draft_id: DraftId, version: int, number: int) -> Draft:
        """Make what stood at version `number` the newest version: undo, and its undoing.

        Words, log and open questions stand as they stood then; what lay between stays among the
        versions. Raises `VersionConflict`, `NotPending`, `NoSuchVersion`, `BadEdit` where the
        transcript was corrected between.
        """
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            draft = self._current(entry, version)
            held = pending(self._shelf.version(entry, number))
            if (held.corrections, held.written_from) != (draft.corrections, draft.written_from):
                raise BadEdit("version: the transcript was corrected since; edit what stands now")
            restored = replace(held, version=draft.version + 1)
            self._shelf.replace(tx, restored, Act.RESTORED, was=version, now=self._now())
            tx.audit(
                "draft.restore",
                object_id=draft_id,
                session_id=entry.session_id,
                reason=f"version {number}",
            )
            return restored

    def cosign(
        self, actor: Principal, draft_id: DraftId, *, attested: bool, shown_sha256: str | None
    ) -> SignedNote:
        """A supervisor's signature beside the clinician's; the note goes out once more with it.

        Raises `AttestationMissing`, `ContentChanged`, `NotSigned`, `NotToCosign`.
        """
        with self._gate.at(actor, draft_id, may_cosign) as (tx, entry):
            signed = self._shelf.load(entry)
            if not isinstance(signed, SignedNote):
                raise NotSigned
            now = self._now()
            both = cosign(
                signed, by=actor.subject, at=now, attested=attested, shown_sha256=shown_sha256
            )
            self._shelf.replace(tx, both, Act.COSIGNED, was=entry.version, now=now)
            put_in_outbox(tx, both, self._connectors, now)
            tx.audit("draft.cosign", object_id=draft_id, session_id=entry.session_id)
            return both

    def reject(self, actor: Principal, draft_id: DraftId, reason: str) -> RejectedDraft:
        if not reason.strip():
            raise BadEdit("reason: words are expected")
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            draft = self._current(entry, entry.version)
            now = self._now()
            rejected = RejectedDraft(
                replace(draft, version=draft.version + 1), actor.subject, now, reason.strip()
            )
            self._shelf.replace(tx, rejected, Act.REJECTED, was=entry.version, now=now)
            tx.audit("draft.reject", object_id=draft_id, session_id=entry.session_id)
            tx.after_commit(partial(self._retention.apply, entry.session_id))
            return rejected

    def add_addendum(self, actor: Principal, draft_id: DraftId, text: str) -> SignedNote:
        if not text.strip():
            raise BadEdit("text: words are expected")
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            signed = self._shelf.load(entry)
            if not isinstance(signed, SignedNote):
                raise NotSigned
            now = self._now()
            draft = replace(signed.draft, version=signed.draft.version + 1)
            longer = replace(
                signed,
                draft=draft,
                addenda=(*signed.addenda, Addendum(now, actor.subject, text.strip())),
            )
            self._shelf.replace(tx, longer, Act.ADDED, was=entry.version, now=now)
            put_in_outbox(tx, longer, self._connectors, now)
            tx.audit("draft.addendum", object_id=draft_id, session_id=entry.session_id)
            return longer

    def give_feedback(
        self,
        actor: Principal,
        draft_id: DraftId,
        kind: FeedbackKind,
        *,
        statement: str | None = None,
        comment: str | None = None,
    ) -> Feedback:
        """In any state; does not change the draft's version."""
        with self._gate.at(actor, draft_id, may_sign) as (tx, entry):
            given = Feedback(self._now(), actor.subject, kind, statement, comment)
            held = self._papers.feedback(entry.session_id)
            self._papers.put_feedback(entry.session_id, [*held, given])
            keep_mark(tx, self._shelf, entry, given)
            tx.audit("draft.feedback", object_id=draft_id, session_id=entry.session_id)
            return given

    def feedback(self, actor: Principal, draft_id: DraftId) -> list[Feedback]:
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            tx.audit("draft.feedback.read", object_id=draft_id, session_id=entry.session_id)
            return self._papers.feedback(entry.session_id)

    def _current(self, entry: Entry, version: int) -> Draft:
        draft = pending(self._shelf.load(entry))
        if entry.version != version:
            raise VersionConflict(entry.version)
        return draft

    def _heard_in_force(self, entry: Entry) -> Transcript | None:
        """The note that was signed outlasts the consent's term, the words it was made of do not."""
        session = self._sessions.get(entry.session_id)
        scope = Scope.DRAFT if session.sample_rate is None else Scope.TRANSCRIBE
        consent = Consents(self._vault).get(entry.consent_id)
        if not consent.in_force(scope, datetime.now(UTC)):
            return None
        return self._papers.heard(entry.session_id)

    def _loaded(self, entry: Entry) -> Filed | None:
        try:
            return self._shelf.load(entry)
        except (DraftRevoked, NoConsent):
            return None
