"""A synthetic session, its note, and a desk over a temporary vault."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diarize.document import transcript_to_json
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.consent import Party, Scope
from ingest.consents import Consents, NewConsent
from ingest.problem import add_problem_handlers as add_ingest_problem_handlers
from ingest.recording import Recordings
from ingest.session import Session, Source
from ingest.sessions import Sessions
from summarize.evidence import Evidence
from summarize.note import (
    DrafterRecord,
    Note,
    Omission,
    Section,
    SessionMetrics,
    Statement,
    Support,
)
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.score import Score, ScoreItem, ScoreMethod
from transcribe import Word
from vault import (
    SYSTEM,
    ConsentId,
    DraftId,
    Issuer,
    Principal,
    Role,
    SessionId,
    Tickets,
    Vault,
    VaultOptions,
)
from writeback.desk import Desk
from writeback.drafts.draft import AiRecord, Draft, DraftState
from writeback.drafts.drafts import Drafts
from writeback.drafts.shelf import Entry
from writeback.drafts.speakers import Speakers
from writeback.oversight.pages import oversight_pages
from writeback.oversight.routes import oversight_router
from writeback.problem import add_problem_handlers
from writeback.rest.routes import draft_router
from writeback.rest.speaker_routes import speaker_router
from writeback.rest.version_routes import version_router
from writeback.review.pages import page_router

CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
COLLEAGUE = Principal(Role.CLINICIAN, "dr-stone")
SUPERVISOR = Principal(Role.SUPERVISOR, "dr-okafor")
STRANGER = Principal(Role.SUPERVISOR, "dr-far", "elsewhere")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SAID = (
    ("S1", "Good morning. How have you been sleeping these last two weeks?"),
    ("S2", "Honestly, most nights I lie awake until three. I wake up exhausted."),
    ("S1", "And have you had thoughts that you would be better off dead?"),
    (
        "S2",
        "A couple of times I thought it would be easier not to wake up. I would never act on it.",
    ),
    ("S1", "Thank you for telling me. Are you still taking the sertraline, fifty milligrams?"),
    ("S2", "Yes, every morning. I did the thought record twice, like we said."),
    ("S1", "Let us keep the sleep diary and meet again next Tuesday at ten."),
    ("S2", "Tuesday at ten works. I also stopped going to choir, by the way."),
)
TURN_MS = 3000


def transcript_of(session_id: str) -> Transcript:
    turns = tuple(
        Turn(
            turn_id=f"t{number}",
            speaker_id=speaker,
            start_ms=(number - 1) * TURN_MS,
            end_ms=number * TURN_MS - 200,
            text=text,
            overlap=number == 6,
            words=tuple(
                Word(
                    word,
                    (number - 1) * TURN_MS + 100 * at,
                    (number - 1) * TURN_MS + 100 * at + 90,
                    0.9,
                )
                for at, word in enumerate(text.split())
            ),
        )
        for number, (speaker, text) in enumerate(SAID, start=1)
    )
    return Transcript(
        session_id=session_id,
        duration_ms=len(SAID) * TURN_MS,
        language="en",
        speakers=(
            Speaker("S1", SpeakerRole.CLINICIAN, 0.97, None),
            Speaker("S2", SpeakerRole.CLIENT, 0.97, None),
        ),
        turns=turns,
        models={"asr": "scripted"},
    )


def proof(turn: int, quote: str) -> Evidence:
    assert quote in SAID[turn - 1][1]
    return Evidence(f"t{turn}", quote, (turn - 1) * TURN_MS, turn * TURN_MS - 200)


def sample_note() -> Note:
    verified, unverified = Support.VERIFIED, Support.UNVERIFIED
    death = proof(4, "easier not to wake up")
    answers: dict[int, tuple[int, Evidence]] = {
        3: (3, proof(2, "most nights I lie awake until three")),
        4: (2, proof(2, "I wake up exhausted")),
        9: (1, death),
    }
    return Note(
        template="soap",
        sections=(
            Section(
                "subjective",
                (
                    Statement(
                        "s1",
                        "Client lies awake until three most nights.",
                        verified,
                        (proof(2, "most nights I lie awake until three"),),
                    ),
                    Statement(
                        "s2",
                        "Client takes sertraline 50 mg every morning.",
                        verified,
                        (proof(6, "Yes, every morning"), proof(5, "sertraline, fifty milligrams")),
                    ),
                    Statement("s3", "Client reports feeling hopeful about work.", unverified, ()),
                ),
            ),
            Section("objective", ()),
            Section(
                "assessment",
                (Statement("s4", "Sleep remains the main complaint.", unverified, ()),),
            ),
            Section(
                "plan",
                (
                    Statement(
                        "s5",
                        "Keep the sleep diary; next session Tuesday at ten.",
                        verified,
                        (proof(7, "keep the sleep diary and meet again next Tuesday at ten"),),
                    ),
                ),
            ),
        ),
        scores=(
            Score(
                "PHQ-9",
                tuple(
                    ScoreItem(n, answers[n][0], (answers[n][1],))
                    if n in answers
                    else ScoreItem(n, None, ())
                    for n in range(1, 10)
                ),
                total=None,
                complete=False,
                severity=None,
                method=ScoreMethod.VERBAL,
            ),
            Score(
                "GAD-7",
                tuple(ScoreItem(n, 1 if n < 4 else 2, ()) for n in range(1, 8)),
                total=11,
                complete=True,
                severity="moderate",
                method=ScoreMethod.FORM,
            ),
        ),
        risk=Risk(
            RiskLevel.PASSIVE_IDEATION,
            (
                RiskFlag(
                    RiskLevel.PASSIVE_IDEATION,
                    "Thought it would be easier not to wake up.",
                    (death,),
                ),
            ),
        ),
        metrics=SessionMetrics(
            duration_ms=24000,
            turns=8,
            clinician_talk_ms=11200,
            client_talk_ms=11200,
            other_talk_ms=0,
            overlap_ms=0,
            silence_ms=1600,
            longest_silence_ms=200,
            questions_by_clinician=3,
            words=90,
        ),
        omissions=(Omission("t8", "I also stopped going to choir", "a change in activities"),),
        drafter=DrafterRecord("extractive", "rules-1", None),
    )


def sample_draft() -> Draft:
    return Draft(
        draft_id=DraftId("d_1"),
        session_id=SessionId("ses-1"),
        version=1,
        note=sample_note(),
        ai=AiRecord({"asr": "scripted"}, START),
    )


@dataclass
class Clock:
    """Time that only a test moves."""

    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **of: float) -> None:
        self.now += timedelta(**of)


def open_session(
    vault: Vault,
    *,
    client_ref: str = "client-17",
    part2: bool = False,
    scopes: frozenset[Scope] = frozenset(Scope),
) -> Session:
    """A recorded session of CLINICIAN with its transcript in the vault."""
    consent = Consents(vault).record(
        CLINICIAN,
        NewConsent(
            client_ref=client_ref,
            parties=(Party("client", "verbal", START),),
            scopes=scopes,
            part2=part2,
        ),
    )
    session = Sessions(vault).open(
        CLINICIAN,
        consent_id=consent.consent_id,
        clinician_ref=None,
        source=Source.TABLET,
        modality="in person",
        context=json.dumps(
            {
                "assessments": [
                    {"instrument": "GAD-7", "total": 15, "date": "2026-01-12"},
                    {"instrument": "GAD-7", "total": 13, "date": "2026-02-09"},
                ]
            }
        ).encode(),
    )
    document = transcript_to_json(transcript_of(session.session_id))
    vault.blobs.put(session.session_id, "transcript", json.dumps(document).encode())
    return session


def record_tone(vault: Vault, session: Session, recordings: Recordings) -> Session:
    """24 s of quiet tone at 16 kHz, so that the page has something to play."""
    started = Sessions(vault).start(
        CLINICIAN, session.session_id, AudioFormat(Encoding.PCM_S16LE, 16000, 1)
    )
    time = np.arange(24 * 16000) / 16000
    samples = (3000 * np.sin(2 * np.pi * 220 * time)).astype(np.int16).reshape(-1, 1)
    recording = recordings.of(started)
    recording.append(AudioChunk(0, samples, 16000))
    recording.sync()
    recording.seal()
    return started


def file_draft(desk: Desk, session: Session) -> Draft:
    return desk.drafts.file(SYSTEM, session.session_id, sample_note(), {"asr": "scripted"})


def desk_over(
    vault: Vault, clock: Clock | None = None, connectors: tuple[str, ...] = ("folder",)
) -> Desk:
    sessions = Sessions(vault)
    drafts = Drafts(
        vault, sessions, connectors=connectors, **({} if clock is None else {"now": clock})
    )
    speakers = Speakers(vault, sessions, **({} if clock is None else {"now": clock}))
    return Desk(vault, sessions, Issuer(vault.folder), Tickets(vault), drafts, speakers)


def app_of(desk: Desk) -> FastAPI:
    app = FastAPI()
    app.include_router(draft_router(desk))
    app.include_router(speaker_router(desk))
    app.include_router(version_router(desk))
    app.include_router(page_router(desk))
    app.include_router(oversight_pages(desk))
    app.include_router(oversight_router(desk))
    add_ingest_problem_handlers(app)
    add_problem_handlers(app)
    return app


@pytest.fixture
def unsigned() -> Draft:
    """A draft that rests nowhere."""
    return sample_draft()


@pytest.fixture
def heard() -> Transcript:
    """What `unsigned` was drafted from."""
    return transcript_of("ses-1")


@pytest.fixture
def entry(unsigned: Draft) -> Entry:
    """What the records know of `unsigned`."""
    return Entry(
        draft_id=unsigned.draft_id,
        session_id=unsigned.session_id,
        tenant="default",
        client_ref="client-17",
        clinician_ref="dr-rivera",
        modality="in person",
        consent_id=ConsentId("con-1"),
        part2=False,
        state=DraftState.PENDING,
        version=1,
        created_at=START,
        updated_at=START,
        session_at=START,
    )


@pytest.fixture
def sign_recorded(desk: Desk) -> Callable[[frozenset[Scope]], SessionId]:
    """Record, draft and sign a session under a consent of those scopes."""

    def signed(scopes: frozenset[Scope]) -> SessionId:
        session = open_session(desk.vault, scopes=scopes)
        record_tone(desk.vault, session, Recordings(desk.vault))
        desk.vault.blobs.put(session.session_id, "voices", b"embeddings")
        draft = file_draft(desk, session)
        desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
        return session.session_id

    return signed


@pytest.fixture
def as_(desk: Desk) -> Callable[[str], dict[str, str]]:
    """Headers of a person known by name."""
    people = {
        "rivera": CLINICIAN,
        "stone": COLLEAGUE,
        "okafor": SUPERVISOR,
        "far": STRANGER,
        "auditor": Principal(Role.AUDITOR, "aud"),
        "admin": Principal(Role.ADMIN, "root"),
        "bridge": Principal(Role.BRIDGE, CLINICIAN.subject),
    }
    return lambda name: {"Authorization": f"Bearer {desk.issuer.mint(people[name], 600)}"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    held = Vault.open(VaultOptions(folder=tmp_path / "vault"))
    yield held
    held.close()


@pytest.fixture
def desk(vault: Vault, clock: Clock) -> Desk:
    return desk_over(vault, clock)


@pytest.fixture
def session(vault: Vault) -> Session:
    return open_session(vault)


@pytest.fixture
def draft(desk: Desk, session: Session) -> Draft:
    return file_draft(desk, session)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(app_of(desk)) as held:
        yield held
