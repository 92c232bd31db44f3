import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarize import SpeakerRole
from diarize.role import AMONG_MANY, roles_by_channel, roles_by_speech

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
ANSWERED = [
    "Yes. That is what the form is for, and we can go through it together.",
    "We usually meet once a week, and you decide with me what we work on.",
    "Nothing leaves this room unless you are in danger. You can stop whenever you want.",
]
WONDERED = [
    "Do I have to fill this in? Is it long?",
    "How often do people come? My sister went for years, is that normal?",
    "Who reads it? I don't want my husband to know, could he find out?",
]
HUSBAND = [
    "I just think she's angry with me all the time. I come home and I don't know what I did.",
    "I was tired. I didn't mean it like that, I had been at work since six.",
]
INTERPRETER = [
    "She says she sleeps badly since the war.",
    "He says that she worries about the children and she asks if there is medicine.",
    "She thanks you, and she says she will think about it.",
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


def test_a_client_who_asks_all_the_questions_is_no_clinician_with_certainty() -> None:
    roles = roles_by_speech({"S1": WONDERED, "S2": ANSWERED})
    role, confidence = roles["S2"]
    assert role is SpeakerRole.CLINICIAN or confidence < 0.8


def test_little_said_is_little_known() -> None:
    roles = roles_by_speech({"S1": ["Hello."], "S2": ["Hi there."]})
    assert all(confidence < 0.6 for _, confidence in roles.values())


def test_two_who_talk_alike_are_not_told_apart() -> None:
    roles = roles_by_speech({"S1": TOLD, "S2": HUSBAND})
    assert all(confidence < 0.9 for _, confidence in roles.values())


def test_a_language_that_is_not_understood_is_no_evidence() -> None:
    said = {
        "S1": ["Wie geht es Ihnen seit dem letzten Mal."],
        "S2": ["Schlecht, ehrlich gesagt. Die Nächte sind lang."],
    }
    assert all(confidence < 0.7 for _, confidence in roles_by_speech(said).values())


def test_a_third_who_hardly_speaks_is_other() -> None:
    roles = roles_by_speech({"S1": ASKED, "S2": TOLD, "S3": ["Excuse me."]})
    assert roles["S3"][0] is SpeakerRole.OTHER


def test_a_couple_are_two_clients() -> None:
    roles = roles_by_speech({"S1": TOLD, "S2": ASKED, "S3": HUSBAND})
    assert [roles[s][0] for s in ("S1", "S2", "S3")] == [
        SpeakerRole.CLIENT,
        SpeakerRole.CLINICIAN,
        SpeakerRole.CLIENT,
    ]


def test_nobody_is_certain_where_an_interpreter_speaks() -> None:
    roles = roles_by_speech({"S1": ASKED, "S2": INTERPRETER, "S3": ["Sí.", "No, gracias."]})
    assert roles["S1"][0] is SpeakerRole.CLINICIAN
    assert all(confidence <= AMONG_MANY for _, confidence in roles.values())


def test_one_voice_alone() -> None:
    assert roles_by_speech({"S1": TOLD})["S1"][0] is SpeakerRole.CLIENT
    assert roles_by_speech({"S1": ASKED})["S1"][0] is SpeakerRole.CLINICIAN
    assert roles_by_speech({"S1": ASKED * 50})["S1"][1] <= 0.9
    assert roles_by_speech({}) == {}


@pytest.mark.parametrize("speaker", ["S1", "S2"])
def test_a_voice_that_is_known_outweighs_what_is_said(speaker: str) -> None:
    resemblance = {"S1": -5.0, "S2": -5.0, speaker: 5.0}
    roles = roles_by_speech({"S1": TOLD, "S2": ASKED}, resemblance)
    assert roles[speaker][0] is SpeakerRole.CLINICIAN
    assert roles[speaker][1] > 0.9


def test_voices_that_resemble_it_alike_change_nothing() -> None:
    said = {"S1": TOLD, "S2": ASKED}
    assert roles_by_speech(said, {"S1": 4.0, "S2": 4.0}) == roles_by_speech(said)


SENTENCES = st.lists(st.sampled_from([*ASKED, *TOLD, *ANSWERED, *HUSBAND]), max_size=6)


@given(st.lists(SENTENCES, min_size=2, max_size=4))
def test_the_order_of_speakers_does_not_matter(said: list[list[str]]) -> None:
    named = {f"S{number}": texts for number, texts in enumerate(said)}
    roles = roles_by_speech(named)
    backwards = roles_by_speech(dict(reversed(named.items())))
    # a tie falls to one of them, by a hundredth
    assert {s: c for s, (_, c) in roles.items()} == pytest.approx(
        {s: c for s, (_, c) in backwards.items()}, abs=0.011
    ) or len({tuple(t) for t in said}) < len(said)
    assert all(0 <= confidence <= 0.99 for _, confidence in roles.values())
    assert [role for role, _ in roles.values()].count(SpeakerRole.CLINICIAN) == 1


def test_declared_channels_are_certain() -> None:
    assert roles_by_channel(["client", "Clinician", "parrot"]) == {
        0: (SpeakerRole.CLIENT, 1.0),
        1: (SpeakerRole.CLINICIAN, 1.0),
        2: (SpeakerRole.UNKNOWN, 0.0),
    }
