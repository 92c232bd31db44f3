"""Takes in what an EHR says of a finished session that was not recorded here."""

from datetime import UTC, datetime

from ingest.consent import Scope
from ingest.consents import Consents
from ingest.errors import Forbidden, HoldsAudio, NoConsent
from ingest.session import Session, SessionState
from ingest.sessions import Sessions
from vault import Principal, Vault
from vault.ids import SessionId
from writeback.access import may_file
from writeback.draft import Draft
from writeback.drafts import Drafts
from writeback.errors import BadEdit, NoSuchDraft, WrongClient
from writeback.gate import Gate
from writeback.intake import note_of, transcript_of
from writeback.papers import Papers
from writeback.request import SessionCompleteRequest
from writeback.shelf import Shelf


class SessionComplete:
    """From message to pending draft."""

    def __init__(self, vault: Vault, sessions: Sessions, drafts: Drafts) -> None:
        self._consents = Consents(vault)
        self._sessions = sessions
        self._drafts = drafts
        self._papers = Papers(vault)
        self._gate = Gate(vault, sessions, Shelf(vault))

    def take(self, actor: Principal, told: SessionCompleteRequest) -> tuple[Draft, bool]:
        """The session's draft, and whether it is new: a repeat gives back what is there.

        Raises `NoSuchSession`, `Forbidden`, `NoConsent`, `HoldsAudio` (its draft comes from the
        recording), `WrongClient`, `BadEdit`, `UnknownTemplate`, `MalformedContext`.
        """
        session = self._sessions.get(SessionId(told.session_id))
        self._gate.admit(actor, session, may_file)
        self._agree(session, told)
        data = told.data(session.template)
        if not data.fields and not data.context.assessments:
            raise BadEdit("summary, a section or scores are expected")
        note = note_of(data)
        try:
            self._drafts.find(actor, session.session_id)
        except NoSuchDraft:
            self._papers.put_transcript(session.session_id, transcript_of(data))
            draft = self._drafts.file(actor, session.session_id, note, {})
            self._sessions.move(session.session_id, SessionState.DRAFTED, actor=actor)
            return draft, True
        return self._drafts.file(actor, session.session_id, note, {}), False

    def _agree(self, session: Session, told: SessionCompleteRequest) -> None:
        consent = self._consents.get(session.consent_id)
        if not consent.in_force(Scope.DRAFT, datetime.now(UTC)):
            raise NoConsent("No consent in force covers drafting for this session.")
        if session.sample_rate is not None:
            raise HoldsAudio("The session holds a recording; its draft is made from that.")
        if told.client_id not in (None, consent.client_ref):
            raise WrongClient
        if None not in (told.clinician_id, session.clinician_ref) and (
            told.clinician_id != session.clinician_ref
        ):
            raise Forbidden("clinician_id is not the clinician of this session.")
