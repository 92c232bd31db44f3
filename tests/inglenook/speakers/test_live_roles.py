import numpy as np

from diarize import SpeakerRole
from diarize.voice import Embedding
from diarize.voiceprint import Voiceprint
from inglenook.speakers.live_roles import Labelled, LiveRoles

ASKED = (
    "How have you been sleeping since we last met?",
    "Okay. What do you do when you wake up, and have you tried any of it?",
    "So let's look at your week, and we can plan what you could try.",
)
TOLD = (
    "I don't sleep. I just lie there and my head keeps going.",
    "I got up and I was so tired.",
    "No, I didn't do it, I had my shift.",
)


def basis(place: int) -> Embedding:
    vector = np.zeros(192, dtype=np.float32)
    vector[place] = 1.0
    return vector


def test_a_role_is_told_when_it_is_known_and_then_for_what_was_said_before() -> None:
    roles = LiveRoles()
    assert roles.hear("u0", "S1", ASKED[0]) == []
    assert roles.role("S1") is SpeakerRole.UNKNOWN
    told: list[Labelled] = []
    for number, (asked, answered) in enumerate(zip(ASKED[1:], TOLD, strict=False), start=1):
        told += roles.hear(f"a{number}", "S2", answered)
        told += roles.hear(f"u{number}", "S1", asked)
    assert (roles.role("S1"), roles.role("S2")) == (SpeakerRole.CLINICIAN, SpeakerRole.CLIENT)
    assert Labelled("u0", "S1", SpeakerRole.CLINICIAN) in told
    assert all(
        label.role is (SpeakerRole.CLINICIAN if label.speaker == "S1" else SpeakerRole.CLIENT)
        for label in told
    )


def test_nothing_is_told_twice() -> None:
    roles = LiveRoles()
    labels = [
        label
        for round_ in range(4)
        for at, (asked, answered) in enumerate(zip(ASKED, TOLD, strict=True))
        for label in (
            *roles.hear(f"u{round_}{at}", "S1", asked),
            *roles.hear(f"a{round_}{at}", "S2", answered),
        )
    ]
    assert labels
    assert len({(label.utterance_id, label.role) for label in labels}) == len(labels)


def test_one_voice_alone_has_no_role_yet() -> None:
    roles = LiveRoles()
    for number, asked in enumerate(ASKED * 5):
        assert roles.hear(f"u{number}", "S1", asked) == []
    assert roles.role("S1") is SpeakerRole.UNKNOWN


def test_a_finals_speaker_may_be_unknown() -> None:
    assert LiveRoles().role(None) is SpeakerRole.UNKNOWN


def test_an_enrolled_voice_is_known_from_its_first_words() -> None:
    roles = LiveRoles(Voiceprint(basis(0), 20_000))
    roles.hear("u0", "S1", "Good morning.", {"S1": basis(1)})
    voices = {"S1": basis(1), "S2": basis(0)}
    assert roles.hear("u1", "S2", "Morning.", voices) == [Labelled("u0", "S1", SpeakerRole.CLIENT)]
    assert roles.role("S2") is SpeakerRole.CLINICIAN


def test_a_role_that_was_wrong_is_told_anew() -> None:
    roles = LiveRoles()
    for number, answered in enumerate(TOLD):
        roles.hear(f"u{number}", "S1", ASKED[number])
        roles.hear(f"a{number}", "S2", answered)
    assert roles.role("S1") is SpeakerRole.CLINICIAN
    told: list[Labelled] = []
    for number in range(40):
        told += roles.hear(f"v{number}", "S1", TOLD[number % 3])
        told += roles.hear(f"b{number}", "S2", ASKED[number % 3])
    assert roles.role("S1") is SpeakerRole.CLIENT
    assert Labelled("u0", "S1", SpeakerRole.CLIENT) in told
    assert len([label for label in told if label.utterance_id == "u0"]) == 1


def test_finals_that_turn_out_to_be_anothers_take_their_roles_along() -> None:
    roles = LiveRoles()
    for number, answered in enumerate(TOLD):
        roles.hear(f"u{number}", "S1", ASKED[number])
        roles.hear(f"a{number}", "S2", answered)
    swapped = {f"u{n}": "S2" for n in range(3)} | {f"a{n}": "S1" for n in range(3)}
    told = roles.move(swapped)
    assert Labelled("u0", "S2", SpeakerRole.CLINICIAN) in told
    assert Labelled("a0", "S1", SpeakerRole.CLIENT) in told
    assert len(told) == len(swapped)
    assert (roles.role("S1"), roles.role("S2")) == (SpeakerRole.CLIENT, SpeakerRole.CLINICIAN)
    assert roles.move({"u2": "S2"}) == [], "nothing new"


def test_one_final_moved_changes_nobody_elses() -> None:
    roles = LiveRoles()
    for number, answered in enumerate(TOLD):
        roles.hear(f"u{number}", "S1", ASKED[number])
        roles.hear(f"a{number}", "S2", answered)
    assert roles.move({"a1": "S1"}) == [Labelled("a1", "S1", SpeakerRole.CLINICIAN)]
