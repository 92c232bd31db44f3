from diarize import SpeakerRole
from diarize.role import clinician_score, roles_by_channel, roles_by_speech

ASKED = [
    "Over the last two weeks, how often have you been bothered by trouble sleeping?",
    "It sounds like that has been hard for you. What do you do when you can't sleep?",
    "Okay. Let's look at your homework from last time.",
]
TOLD = [
    "Most nights, I guess. I just lie there and my head keeps going.",
    "I get up and I watch television. My husband says I should read.",
    "I didn't do it, I was so tired after my shift.",
]


def test_who_asks_is_the_clinician_whichever_comes_first() -> None:
    for said in ({"S1": ASKED, "S2": TOLD}, {"S1": TOLD, "S2": ASKED}):
        roles = roles_by_speech(said)
        for speaker, texts in said.items():
            role, confidence = roles[speaker]
            assert role is (SpeakerRole.CLINICIAN if texts is ASKED else SpeakerRole.CLIENT)
            assert confidence > 0.8


def test_words_without_punctuation_tell_it_too() -> None:
    plain = {
        s: [t.lower().translate(str.maketrans("", "", "?.,")) for t in texts]
        for s, texts in {"S1": TOLD, "S2": ASKED}.items()
    }
    assert roles_by_speech(plain)["S2"][0] is SpeakerRole.CLINICIAN


def test_little_said_is_little_known() -> None:
    roles = roles_by_speech({"S1": ["Hello."], "S2": ["Hi there."]})
    assert all(confidence < 0.6 for _, confidence in roles.values())


def test_a_third_who_hardly_speaks_is_other() -> None:
    roles = roles_by_speech({"S1": ASKED, "S2": TOLD, "S3": ["Excuse me."]})
    assert roles["S3"][0] is SpeakerRole.OTHER


def test_one_voice_alone() -> None:
    assert roles_by_speech({"S1": TOLD})["S1"][0] is SpeakerRole.CLIENT
    assert roles_by_speech({"S1": ["Testing."]})["S1"] == (SpeakerRole.UNKNOWN, 0.0)
    assert roles_by_speech({}) == {}


def test_nothing_said_scores_nothing() -> None:
    assert clinician_score([""]) == 0.0


def test_declared_channels_are_certain() -> None:
    assert roles_by_channel(["client", "Clinician", "parrot"]) == {
        0: (SpeakerRole.CLIENT, 1.0),
        1: (SpeakerRole.CLINICIAN, 1.0),
        2: (SpeakerRole.UNKNOWN, 0.0),
    }
