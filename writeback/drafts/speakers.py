"""Who spoke and what was said, set right by a person; and the note that follows.

Access, audit and errors as in `drafts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from diarize.correction import Correction, corrected, moved_turns
from diarize.transcript import Transcript
from ingest.access import may_read
from ingest.consent import Scope
from ingest.consents import Consents
from ingest.errors import NoConsent
from ingest.session import Session
from ingest.sessions import Sessions
from summarize.note import Note
from summarize.summary import Counted, counted
from summarize.talk.dialogue import dialogue_of
from vault import SYSTEM, Principal, Vault
from vault.ids import DraftId, SessionId
from vault.instant import now as utc_now
from writeback.drafts.access import may_sign
from writeback.drafts.draft import AiRecord, Draft, draft_of, pending
from writeback.drafts.edit import rechecked, standing
from writeback.drafts.gate import Gate
from writeback.drafts.papers import Papers
from writeback.drafts.redraft import redrafted
from writeback.drafts.relabel import Relabel, correction_of, relabelled
from writeback.drafts.shelf import Shelf
from writeback.drafts.version import Act
from writeback.errors import BadEdit, DraftRevoked, VersionConflict
from writeback.quality.versions import versions_told
from writeback.rollout import Rollouts
from writeback.rollout.unscored import heard_scores_out


class Speakers:
    """Corrections of the transcripts of sessions whose draft is pending."""

    def __init__(
        self, vault: Vault, sessions: Sessions, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._vault = vault
        self._sessions = sessions
        self._now = now
        self._shelf = Shelf(vault)
        self._papers = Papers(vault)
        self._gate = Gate(vault, sessions, self._shelf)

    def correct(
        self, actor: Principal, session_id: SessionId, version: int, wanted: Relabel
    ) -> Draft:
        """The draft with transcript, scores, risk and metrics as corrected; it is in work where
        its sentences are still to be written anew.

        `version` is the transcript's that was read. Raises `VersionConflict`, `NotPending`,
        `BadEdit`, `ingest.NoConsent`.
        """
        session = self._gate.admit(actor, session_id, may_sign)
        Consents(self._vault).require(session.consent_id, Scope.DRAFT)
        known = self._shelf.known_of_session(session_id)
        seen = _at(pending(self._shelf.load(known)), version)
        heard = self._heard(session)
        correction = correction_of(wanted, heard, seen, by=actor.subject, at=self._now())
        # counted before the transaction: a long session must not hold the database's one writer
        found = self._counted(heard, seen, correction)
        if found is not None and not Rollouts(self._vault).scores(session):
            found = replace(found, scores=heard_scores_out(found.scores))
        with self._gate.at(actor, known.draft_id, may_sign) as (tx, entry):
            draft = _at(pending(self._shelf.load(entry)), version)
            changed = relabelled(draft, correction, heard, found)
            self._shelf.replace(tx, changed, Act.CORRECTED, was=entry.version, now=correction.at)
            tx.audit(
                "transcript.correct",
                object_id=entry.draft_id,
                session_id=session_id,
                reason=_told(correction),
            )
            return changed

    def corrections(self, actor: Principal, session_id: SessionId) -> tuple[Correction, ...]:
        """Who corrected what, and when."""
        self._gate.admit(actor, session_id, may_read)
        known = self._shelf.known_of_session(session_id)
        with self._gate.at(actor, known.draft_id, may_read) as (tx, entry):
            tx.audit("transcript.corrections.read", object_id=entry.draft_id, session_id=session_id)
            return draft_of(self._shelf.load(entry)).corrections

    def progress(self, actor: Principal, draft_id: DraftId) -> Draft:
        """For its version and whether it is in work: what is read for that alone is not audited."""
        return draft_of(self._shelf.load(self._gate.pass_draft(actor, draft_id, may_read)))

    def renew(
        self, session_id: SessionId, note: Note, models: Mapping[str, str], written_from: int
    ) -> None:
        """Take a note that was written from the transcript with `written_from` corrections.

        Nothing happens where the draft has one from as many, or is not pending any more.
        """
        known = self._shelf.known_of_session(session_id)
        heard = self._heard(self._sessions.get(session_id))
        with self._vault.begin(SYSTEM) as tx:
            entry = self._shelf.entry(tx, known.draft_id)
            filed = self._shelf.load(entry)
            if not isinstance(filed, Draft) or filed.written_from >= written_from:
                return
            now = self._now()
            fresh = replace(
                filed, note=note, ai=AiRecord(dict(models), now), written_from=written_from
            )
            moved = moved_between(heard, filed, fresh)
            by = filed.corrections[written_from - 1].by
            changed = redrafted(filed, fresh, only=None, by=by, at=now, moved=moved)
            if moved:
                told = corrected(heard, changed.corrections)
                changed = standing(rechecked(changed, told), told)
            self._shelf.replace(tx, changed, Act.REGENERATED, was=entry.version, now=now)
            tx.audit(
                "draft.regenerate",
                object_id=entry.draft_id,
                session_id=session_id,
                reason=versions_told(note, models),
            )

    def wait(self, session_id: SessionId) -> bool:
        """Whether the session's note is still to follow a correction."""
        filed = self._shelf.load(self._shelf.known_of_session(session_id))
        return isinstance(filed, Draft) and filed.in_work

    def in_work(self) -> list[tuple[SessionId, int]]:
        """Sessions whose notes are still to follow a correction, and how many there are of it."""
        found = []
        for entry in self._shelf.changed():
            try:
                filed = self._shelf.load(entry)
            except (NoConsent, DraftRevoked):
                continue
            if isinstance(filed, Draft) and filed.in_work:
                found.append((entry.session_id, len(filed.corrections)))
        return found

    def _heard(self, session: Session) -> Transcript:
        heard = self._papers.heard(session.session_id)
        if heard is None or session.sample_rate is None:
            raise BadEdit("speakers: nothing was recorded in this session")
        return heard

    def _counted(self, heard: Transcript, draft: Draft, correction: Correction) -> Counted | None:
        """None where the correction changes nobody."""
        before = corrected(heard, draft.corrections)
        after = corrected(heard, (*draft.corrections, correction))
        if not moved_turns(before, after):
            return None
        context = self._papers.context(draft.session_id)
        return counted(after, dialogue_of(after), context)


def moved_between(heard: Transcript, old: Draft, new: Draft) -> frozenset[str]:
    """Turns whose speaker changed between what two drafts' sentences were written from."""
    return moved_turns(
        corrected(heard, old.corrections[: old.written_from]),
        corrected(heard, new.corrections[: new.written_from]),
    )


def _at(draft: Draft, version: int) -> Draft:
    if len(draft.corrections) != version:
        raise VersionConflict(len(draft.corrections), "transcript")
    return draft


def _told(correction: Correction) -> str:
    roles = ", ".join(f"{speaker} {role.value}" for speaker, role in correction.roles.items())
    turns, texts = len(correction.turns), len(correction.texts)
    parts = (roles, f"{turns} turns" if turns else "", f"words of {texts} turns" if texts else "")
    return "; ".join(part for part in parts if part)
