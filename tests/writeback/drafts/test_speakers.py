"""The door through which a person corrects who spoke, and the note that follows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.consents import Consents
from ingest.problem import add_problem_handlers as add_ingest_problem_handlers
from ingest.recording import Recordings
from ingest.session import Session
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.note import Note, Section, Statement, Support
from summarize.summary import summarize
from vault import SYSTEM, Principal, Role, SessionId, Vault
from writeback.desk import Desk
from writeback.drafts.change import Remove, Rewrite
from writeback.drafts.draft import Draft, SignedNote, draft_of
from writeback.drafts.papers import Papers
from writeback.problem import add_problem_handlers
from writeback.rest.speaker_routes import speaker_router

As = Callable[[str], dict[str, str]]
RIVERA = Principal(Role.CLINICIAN, "dr-rivera")
SWAP = {"roles": {"S1": "client", "S2": "clinician"}}


@pytest.fixture
def session(vault: Vault, session: Session) -> Session:
    """With a recording."""
    from ingest.audio import AudioFormat, Encoding
    from ingest.sessions import Sessions

    return Sessions(vault).start(
        RIVERA, session.session_id, AudioFormat(Encoding.PCM_S16LE, 16000, 1)
    )


@pytest.fixture
def url(draft: Draft) -> str:
    return f"/v1/sessions/{draft.session_id}/transcript/corrections"


def correct(client: TestClient, url: str, headers: dict[str, str], version: int, body: object):
    return client.post(url, json=body, headers={**headers, "If-Match": f'"{version}"'})


def filed(desk: Desk, draft: Draft) -> Draft:
    return draft_of(desk.drafts.get(SYSTEM, draft.draft_id)[1])


def roles(desk: Desk, draft: Draft) -> dict[str, str]:
    transcript = desk.drafts.review(RIVERA, draft.draft_id).transcript
    assert transcript is not None
    return {speaker.speaker_id: speaker.role.value for speaker in transcript.speakers}


def test_a_swap_reaches_transcript_metrics_scores_and_risk_at_once(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    assert roles(desk, draft) == {"S1": "clinician", "S2": "client"}
    answer = correct(client, url, as_("rivera"), 0, SWAP)
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"] == '"1"'
    body = answer.json()
    assert (body["draft_id"], body["draft_version"], body["in_work"]) == (draft.draft_id, 2, True)
    assert body["correction"]["by"] == "dr-rivera"
    assert roles(desk, draft) == {"S1": "client", "S2": "clinician"}
    note = filed(desk, draft).note
    assert note.metrics.questions_by_clinician == 0, "who asks is the client now"
    assert not any(s.instrument == "PHQ-9" and s.method == "verbal" for s in note.scores)
    heard = Papers(desk.vault).heard(draft.session_id)
    assert heard is not None
    assert heard.role_of("S1").value == "clinician", "the machine's own stays"


def test_who_may(client: TestClient, url: str, as_: As, desk: Desk, draft: Draft) -> None:
    assert client.post(url, json=SWAP).status_code == 401
    for name, status in (("stone", 404), ("admin", 403), ("auditor", 403), ("far", 404)):
        assert correct(client, url, as_(name), 0, SWAP).status_code == status, name
    assert filed(desk, draft).corrections == ()
    assert correct(client, url, as_("okafor"), 0, SWAP).status_code == 201
    assert client.get(url, headers=as_("stone")).status_code == 404
    assert client.get(url, headers=as_("far")).status_code == 404


def test_whoever_saw_another_version_is_refused(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    assert client.post(url, json=SWAP, headers=as_("rivera")).status_code == 428
    assert correct(client, url, as_("rivera"), 0, SWAP).status_code == 201
    late = correct(client, url, as_("rivera"), 0, {"turns": {"t2": "S1"}})
    assert late.status_code == 412
    assert late.headers["etag"] == '"1"'
    assert "transcript was changed" in late.json()["detail"]
    assert len(filed(desk, draft).corrections) == 1
    assert correct(client, url, as_("rivera"), 1, {"turns": {"t2": "S1"}}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"roles": {"S7": "client"}},
        {"roles": {"S1": "unknown"}},
        {"turns": {"t99": "S1"}},
        {"turns": {"t1": "S9"}},
        {"roles": {"S1": "client"}, "why": "x"},
    ],
)
def test_what_makes_no_sense_is_refused(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft, body: object
) -> None:
    assert correct(client, url, as_("rivera"), 0, body).status_code == 422
    assert filed(desk, draft) == draft


def test_a_decided_draft_keeps_its_speakers(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    desk.drafts.sign(RIVERA, draft.draft_id, attested=True)
    answer = correct(client, url, as_("rivera"), 0, SWAP)
    assert answer.status_code == 409
    assert "signed" in answer.json()["detail"]
    assert filed(desk, draft).corrections == ()


def test_while_the_note_follows_it_is_not_signed(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    correct(client, url, as_("rivera"), 0, SWAP)
    sign = f"/v1/drafts/{draft.draft_id}/sign"
    refused = client.post(sign, json={"attestation": True}, headers=as_("rivera"))
    assert refused.status_code == 409
    assert "written anew" in refused.json()["detail"]
    desk.speakers.renew(draft.session_id, draft.note, {"llm": "other"}, 1)
    assert client.post(sign, json={"attestation": True}, headers=as_("rivera")).status_code == 200
    signed = desk.drafts.get(SYSTEM, draft.draft_id)[1]
    assert isinstance(signed, SignedNote)
    assert len(signed.draft.corrections) == 1


def test_a_correction_is_audited_and_told(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    wanted = {**SWAP, "turns": {"t3": "new"}}
    correct(client, url, as_("rivera"), 0, wanted)
    [row] = [
        e.record for e in desk.vault.audit_entries() if e.record.action == "transcript.correct"
    ]
    assert (row.subject, row.object_id, row.session_id) == (
        "dr-rivera",
        draft.draft_id,
        draft.session_id,
    )
    assert row.reason == "S1 client, S2 clinician, S3 other; 1 turns"
    held = client.get(url, headers=as_("okafor"))
    assert held.headers["etag"] == '"1"'
    [told] = held.json()["corrections"]
    assert told["roles"] == {"S1": "client", "S2": "clinician", "S3": "other"}
    assert told["turns"] == {"t3": "S3"}
    actions = [e.record.action for e in desk.vault.audit_entries()]
    assert actions[-1] == "transcript.corrections.read"
    before = len(actions)
    correct(client, url, as_("stone"), 1, SWAP)
    assert desk.vault.audit_entries()[before].record.action == "draft.refused"


def test_a_correction_goes_with_the_session(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft, session: Session
) -> None:
    correct(client, url, as_("rivera"), 0, SWAP)
    Consents(desk.vault).revoke(RIVERA, session.consent_id, "asked")
    assert client.get(url, headers=as_("rivera")).status_code == 410
    assert correct(client, url, as_("rivera"), 1, SWAP).status_code in (403, 410)
    assert desk.speakers.in_work() == []
    assert desk.vault.blobs.names(draft.session_id) == []


def test_what_was_not_recorded_has_no_speakers_to_correct(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    desk.vault.blobs.delete(draft.session_id, "transcript")
    assert correct(client, url, as_("rivera"), 0, SWAP).status_code == 422


def test_the_note_is_asked_for_once_the_correction_is_durable(
    desk: Desk, draft: Draft, as_: As
) -> None:
    asked: list[tuple[SessionId, int]] = []

    def follow(session_id: SessionId, corrections: int) -> None:
        assert filed(desk, draft).in_work
        asked.append((session_id, corrections))

    app = FastAPI()
    app.include_router(speaker_router(replace(desk, follow=follow)))
    add_ingest_problem_handlers(app)
    add_problem_handlers(app)
    url = f"/v1/sessions/{draft.session_id}/transcript/corrections"
    with TestClient(app) as client:
        so_already = {"roles": {"S1": "clinician"}}
        sure = correct(client, url, as_("rivera"), 0, so_already)
        assert (sure.status_code, sure.json()["in_work"], asked) == (201, False, [])
        correct(client, url, as_("rivera"), 1, SWAP)
        correct(client, url, as_("rivera"), 1, SWAP)
    assert asked == [(draft.session_id, 2)]
    assert desk.speakers.in_work() == [(draft.session_id, 2)]


def test_progress_is_told_without_a_trace(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    asked = f"/v1/drafts/{draft.draft_id}/progress"
    correct(client, url, as_("rivera"), 0, SWAP)
    entries = len(desk.vault.audit_entries())
    assert client.get(asked, headers=as_("rivera")).json() == {"version": 2, "in_work": True}
    assert len(desk.vault.audit_entries()) == entries
    desk.speakers.renew(draft.session_id, draft.note, {}, 1)
    assert client.get(asked, headers=as_("rivera")).json() == {"version": 3, "in_work": False}
    assert client.get(asked, headers=as_("stone")).status_code == 404
    assert client.get(asked, headers=as_("far")).status_code == 404


def written(draft: Draft, *texts: str) -> Note:
    statements = tuple(
        Statement(f"s{n}", text, Support.VERIFIED, draft.note.sections[0].statements[0].evidence)
        for n, text in enumerate(texts, start=1)
    )
    sections = (Section("subjective", statements), *draft.note.sections[1:])
    return replace(draft.note, sections=sections)


def texts(draft: Draft) -> list[str]:
    return [s.text for s in draft.note.sections[0].statements]


def test_the_note_follows_and_the_clinicians_decisions_stay(
    desk: Desk, draft: Draft, session: Session, clock
) -> None:
    changes = [Rewrite("s1", "In my words."), Remove("s3")]
    desk.drafts.edit(RIVERA, draft.draft_id, 1, changes)
    clock.forward(minutes=1)
    from writeback.drafts.relabel import Relabel

    desk.speakers.correct(RIVERA, draft.session_id, 0, Relabel({}, {"t2": "S1"}))
    clock.forward(minutes=1)
    struck = draft.note.sections[0].statements[2].text
    note = written(draft, "The clinician lies awake.")
    sections = (
        replace(
            note.sections[0],
            statements=(
                *note.sections[0].statements,
                draft.note.sections[0].statements[1],
                Statement("s9", struck, Support.UNVERIFIED, ()),
            ),
        ),
        *note.sections[1:],
    )
    desk.speakers.renew(draft.session_id, replace(note, sections=sections), {"llm": "x"}, 1)
    now = filed(desk, draft)
    assert texts(now) == [
        "The clinician lies awake.",
        "Client takes sertraline 50 mg every morning.",
        "In my words.",
    ], "shown beside each other, for the speaker of those words was corrected"
    assert now.note.sections[0].statements[1].statement_id == "s2", "as it read before"
    assert (now.in_work, now.version, now.ai.models) == (False, 4, {"llm": "x"})
    assert desk.drafts.review(RIVERA, draft.draft_id).to_check == {"s1"}
    assert now.edits[-1].by == "dr-rivera"
    desk.speakers.renew(draft.session_id, draft.note, {}, 1)
    assert filed(desk, draft) == now, "not twice"


def test_a_note_from_an_older_transcript_leaves_the_draft_in_work(desk: Desk, draft: Draft) -> None:
    from writeback.drafts.relabel import Relabel

    desk.speakers.correct(RIVERA, draft.session_id, 0, Relabel({}, {"t2": "S1"}))
    desk.speakers.correct(RIVERA, draft.session_id, 1, Relabel({}, {"t4": "S1"}))
    desk.speakers.renew(draft.session_id, written(draft, "One."), {}, 1)
    assert (filed(desk, draft).in_work, desk.speakers.wait(draft.session_id)) == (True, True)
    desk.speakers.renew(draft.session_id, written(draft, "Two."), {}, 2)
    desk.speakers.renew(draft.session_id, written(draft, "One."), {}, 1)
    assert texts(filed(desk, draft))[0] == "Two."
    assert not desk.speakers.wait(draft.session_id)


async def test_a_swapped_session_is_drafted_as_if_it_had_never_been_swapped(
    desk: Desk, draft: Draft, session: Session
) -> None:
    from writeback.drafts.relabel import Relabel

    heard = Papers(desk.vault).heard(draft.session_id)
    context = Papers(desk.vault).context(draft.session_id)
    assert heard is not None
    right = await summarize(heard, context, "soap", ExtractiveDrafter())
    there, back = (Relabel({"S1": a, "S2": b}, {}) for a, b in _both(heard))
    desk.speakers.correct(RIVERA, draft.session_id, 0, there)
    counted = desk.speakers.correct(RIVERA, draft.session_id, 1, back).note
    assert (counted.scores, counted.metrics) == (right.scores, right.metrics)
    assert counted.risk == right.risk


def _both(heard):
    one, two = heard.role_of("S1"), heard.role_of("S2")
    return (two, one), (one, two)


def test_recordings_are_not_touched(
    client: TestClient, url: str, as_: As, vault: Vault, session: Session
) -> None:
    names = Recordings(vault).of(session).sample_rate, vault.log_names(session.session_id)
    correct(client, url, as_("rivera"), 0, SWAP)
    assert (Recordings(vault).of(session).sample_rate, vault.log_names(session.session_id)) == names


def test_the_page_tells_that_the_note_is_in_work_and_offers_it_again_where_it_takes_long(
    client: TestClient, url: str, as_: As, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/review/{draft.draft_id}"
    assert 'id="in-work"' not in client.get(page, headers=as_("rivera")).text
    correct(client, url, as_("rivera"), 0, SWAP)
    monkeypatch.setattr("writeback.review.pages.FOLLOWS_WITHIN", timedelta(days=10_000))
    shown = client.get(page, headers=as_("rivera")).text
    assert 'id="in-work"' in shown and 'data-in-work="yes"' in shown
    assert 'data-do="regenerate"' not in shown
    assert 'class="button primary" disabled' in shown
    monkeypatch.setattr("writeback.review.pages.FOLLOWS_WITHIN", timedelta(0))
    assert 'data-do="regenerate"' in client.get(page, headers=as_("okafor")).text
    assert 'data-do="regenerate"' not in client.get(page, headers=as_("admin")).text


def test_who_may_only_read_is_offered_no_correction(
    client: TestClient, as_: As, draft: Draft
) -> None:
    page = f"/review/{draft.draft_id}"
    assert 'class="speaker" id="sp-t1"' in client.get(page, headers=as_("rivera")).text
    only_read = client.get(page, headers=as_("admin")).text
    assert "sp-t1" not in only_read and "who-panel" not in only_read
