"""Undo, by making an earlier version the newest."""

import pytest

from diarize.turn import SpeakerRole
from ingest.audio import AudioFormat, Encoding
from ingest.sessions import Sessions
from vault import AuditQuery, Principal, Role
from writeback.desk import Desk
from writeback.drafts.change import Add, Confirm, Remove, Rewrite
from writeback.drafts.draft import Draft, draft_of
from writeback.drafts.relabel import Relabel
from writeback.drafts.version import Act
from writeback.drafts.versions import Versions
from writeback.errors import BadEdit, NoSuchVersion, NotPending, VersionConflict


@pytest.fixture
def who() -> Principal:
    return Principal(Role.CLINICIAN, "dr-rivera")


@pytest.mark.parametrize(
    "change",
    [
        Rewrite("s1", "Client sleeps well."),
        Confirm("s4"),
        Remove("s2"),
        Add("plan", "Call on Friday."),
    ],
)
def test_every_change_is_taken_back_and_done_again(desk: Desk, draft: Draft, who, change) -> None:
    before = draft_of(desk.drafts.get(who, draft.draft_id)[1])
    changed = desk.drafts.edit(who, draft.draft_id, 1, [change])
    back = desk.drafts.restore(who, draft.draft_id, 2, 1)
    assert (back.version, back.note, back.edits) == (3, before.note, before.edits)
    assert not back.handled
    again = desk.drafts.restore(who, draft.draft_id, 3, 2)
    assert (again.version, again.note, again.edits) == (4, changed.note, changed.edits)
    acts = [one.made.act for one in Versions(desk.vault, desk.sessions).listed(who, draft.draft_id)]
    assert acts == [Act.FILED, Act.EDITED, Act.RESTORED, Act.RESTORED]
    audited = desk.vault.find_audit(AuditQuery(action="draft.restore"))
    assert [entry.record.reason for entry in audited] == ["version 1", "version 2"]


def test_what_cannot_be_taken_back_says_why(desk: Desk, draft: Draft, who) -> None:
    desk.drafts.edit(who, draft.draft_id, 1, [Remove("s2")])
    with pytest.raises(VersionConflict):
        desk.drafts.restore(who, draft.draft_id, 1, 1)
    with pytest.raises(NoSuchVersion):
        desk.drafts.restore(who, draft.draft_id, 2, 3)
    sound = AudioFormat(Encoding.PCM_S16LE, 16000, 1)
    Sessions(desk.vault).start(who, draft.session_id, sound)
    swap = Relabel({"S1": SpeakerRole.CLIENT, "S2": SpeakerRole.CLINICIAN}, {})
    desk.speakers.correct(who, draft.session_id, 0, swap)
    with pytest.raises(BadEdit, match="corrected"):
        desk.drafts.restore(who, draft.draft_id, 3, 1)


def test_a_signed_note_is_never_taken_back(desk: Desk, draft: Draft, who) -> None:
    desk.drafts.sign(who, draft.draft_id, attested=True)
    with pytest.raises(NotPending):
        desk.drafts.restore(who, draft.draft_id, 2, 1)
