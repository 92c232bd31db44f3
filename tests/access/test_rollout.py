"""Each stage of the roll-out, from the recording to the record, over the whole house."""

import time
from collections.abc import Iterator

import pytest
from access_practice import Case, Practice, tone

pytestmark = pytest.mark.e2e


@pytest.fixture
def switched(practice: Practice) -> Iterator[Practice]:
    yield practice
    practice.as_("admin").put("/v1/rollout", json={"stage": "scores"})


def switch(practice: Practice, stage: str, **more: str) -> None:
    answer = practice.as_("admin").put("/v1/rollout", json={"stage": stage, **more})
    assert answer.status_code == 200, answer.text


def recorded(practice: Practice) -> tuple[Case, str]:
    """A session whose recording was taken and worked through, and its state then."""
    case = practice.opened()
    path = f"/v1/sessions/{case.session_id}"
    files = {"file": ("session.wav", tone())}
    assert practice.as_("bridge-1").post(f"{path}/recording", files=files).status_code == 202
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        state = practice.as_("dr-a").get(path).json()["state"]
        if state not in ("open", "streaming", "finishing"):
            return case, state
        time.sleep(0.05)
    raise AssertionError("it was not finished")


def status(practice: Practice, path: str, who: str = "dr-a") -> int:
    return practice.as_(who).get(path).status_code


def test_off_records_and_keeps_the_rest_working(switched: Practice) -> None:
    switch(switched, "off")
    case, state = recorded(switched)
    path = f"/v1/sessions/{case.session_id}"
    assert state == "recorded"
    assert status(switched, f"{path}/audio") == 200
    assert status(switched, f"{path}/transcript") == 404
    assert status(switched, f"{path}/draft") == 404
    files = {"file": ("a.wav", tone())}
    answer = switched.as_("dr-a").post("/v1/audio/transcriptions", files=files)
    assert answer.status_code == 403 and "roll-out" in answer.json()["detail"]

    typed = {"session_id": case.session_id, "summary": "The client slept well."}
    draft = switched.post("dr-a", "/v1/drafts", typed)
    signed = switched.post("dr-a", f"/v1/drafts/{draft['draft_id']}/sign", {"attestation": True})
    assert signed["state"] == "signed"
    assert "The client slept well." in str(signed["note"]["sections"])


def test_transcript_alone_then_drafts(switched: Practice) -> None:
    switch(switched, "transcript")
    case, state = recorded(switched)
    path = f"/v1/sessions/{case.session_id}"
    assert state == "recorded"
    assert status(switched, f"{path}/transcript") == 200
    assert status(switched, f"{path}/draft") == 404

    switch(switched, "drafts")
    case, state = recorded(switched)
    assert state == "drafted"
    draft = switched.as_("dr-a").get(f"/v1/sessions/{case.session_id}/draft").json()
    again = f"/v1/drafts/{draft['draft_id']}/regenerate"
    assert switched.as_("dr-a").post(again, json={}).status_code == 200
    switch(switched, "transcript")
    refused = switched.as_("dr-a").post(again, json={})
    assert refused.status_code == 409 and "switched off" in refused.json()["detail"]
    assert status(switched, f"/v1/drafts/{draft['draft_id']}") == 200, "what there is stays"


def test_one_clinician_opts_out(switched: Practice) -> None:
    mine = "/v1/rollout/clinicians/dr-a"
    assert switched.as_("dr-a").put(mine, json={"choice": "out"}).status_code == 200
    try:
        case, state = recorded(switched)
        assert state == "recorded"
        assert status(switched, f"/v1/sessions/{case.session_id}/transcript") == 404
    finally:
        switched.as_("dr-a").put(mine, json={})


def test_a_dictation_is_written_with_the_machine_off(switched: Practice) -> None:
    switch(switched, "off")
    consent_id = switched.opened().consent_id
    body = {"consent_id": consent_id, "clinician_ref": "dr-a", "source": "dictation"}
    session_id = switched.post("bridge-1", "/v1/sessions", body)["session_id"]
    path = f"/v1/sessions/{session_id}"
    files = {"file": ("dictated.wav", tone())}
    assert switched.as_("bridge-1").post(f"{path}/recording", files=files).status_code == 202
    deadline = time.monotonic() + 60
    while status(switched, f"{path}/draft") != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    note = switched.as_("dr-a").get(f"{path}/draft").json()["note"]
    assert note["drafter"]["kind"] == "extractive"
