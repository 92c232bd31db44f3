"""Takes in what an EHR says of a finished session that was not recorded here."""

from collections.abc import Callable, Mapping
from datetime import datetime

from ingest.consent import Scope
from ingest.consents import Consents
from ingest.errors import Forbidden, HoldsAudio, NoConsent
from ingest.session import Session, SessionState
from ingest.sessions import Sessions
from summarize.session_facts import Account, SessionFacts
from summarize.templates import Template, template_named
from vault import Principal, Vault
from vault.ids import SessionId
from vault.instant import now as utc_now
from writeback.drafts.access import may_file
from writeback.drafts.draft import Draft
from writeback.drafts.drafts import Drafts
from writeback.drafts.gate import Gate
from writeback.drafts.papers import Papers
from writeback.drafts.shelf import Shelf
from writeback.errors import BadEdit, WrongClient
from writeback.intake import SessionData, note_of, transcript_of
from writeback.rest.request import SessionCompleteRequest
from writeback.rollout import Rollouts


class SessionComplete:
    """From message to pending draft."""

    def __init__(
        self,
        vault: Vault,
        sessions: Sessions,
        drafts: Drafts,
        formats: Mapping[str, Template],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._vault = vault
        self._formats = formats
        self._now = now
        self._consents = Consents(vault)
        self._sessions = sessions
        self._drafts = drafts
        self._papers = Papers(vault)
        self._gate = Gate(vault, sessions, Shelf(vault))

    def take(self, actor: Principal, told: SessionCompleteRequest) -> tuple[Draft, bool]:
        """The session's draft, and whether it is new: a repeat, or the second of two at once, gives
        back what is there.

        Raises `NoSuchSession`, `Forbidden`, `NoConsent`, `HoldsAudio` (its draft comes from the
        recording), `WrongClient`, `BadEdit`, `UnknownTemplate`, `MalformedContext`.
        """
        session = self._gate.admit(actor, SessionId(told.session_id), may_file)
        self._agree(session, told)
        data = self._data(session, told)
        if not data.fields and not data.forms:
            raise BadEdit("summary, a section or scores are expected: there is nothing to write")
        filed = self._drafts.file_told(
            actor, session.session_id, note_of(data), transcript_of(data)
        )
        if session.state is not SessionState.DRAFTED:
            self._sessions.move(session.session_id, SessionState.DRAFTED, actor=actor)
        return filed

    def _data(self, session: Session, told: SessionCompleteRequest) -> SessionData:
        minutes = told.duration_minutes
        return SessionData(
            session_id=session.session_id,
            template=template_named(told.template or session.template, self._formats),
            facts=SessionFacts(
                account=Account.FIELDS,
                held_on=told.held_on(self._now()),
                duration_ms=None if minutes is None else round(minutes * 60_000),
                modality=told.modality or session.modality,
            ),
            fields=told.texts(),
            forms=told.forms(),
            context=told.known_before(self._papers.context(session.session_id)),
        )

    def _is_heard(self, session: Session) -> bool:
        """Whether its draft comes from its recording: unless the machine is switched off here, and
        heard none of it before."""
        allowed = Rollouts(self._vault).allows(session, Scope.TRANSCRIBE)
        return allowed or self._papers.heard(session.session_id) is not None

    def _agree(self, session: Session, told: SessionCompleteRequest) -> None:
        consent = self._consents.get(session.consent_id)
        if not consent.in_force(Scope.DRAFT, self._now()):
            raise NoConsent("No consent in force covers drafting for this session.")
        if session.sample_rate is not None and self._is_heard(session):
            raise HoldsAudio("The session holds a recording; its draft is made from that.")
        if told.client_id not in (None, consent.client_ref):
            raise WrongClient
        if None not in (told.clinician_id, session.clinician_ref) and (
            told.clinician_id != session.clinician_ref
        ):
            raise Forbidden("clinician_id is not the clinician of this session.")
