from hypothesis import given
from hypothesis import strategies as st

from diarize.turn import SpeakerRole, Turn
from summarize.extractive.shortening import shortest
from summarize.extractive.telling import telling
from summarize.talk.passage import Passage, passages

VITAL = ("I would never do it.", "I take fifty milligrams of sertraline.", "I wish I was dead.")
OTHER = (
    "I carry her with both arms all day.",
    "My sister came over.",
    "It rained.",
    "I slept ill.",
)


def sentences(*said: str) -> tuple[Passage, ...]:
    text = " ".join(said)
    return passages(Turn("t1", "P", 0, 1_000, text, False, ()), SpeakerRole.CLIENT)


@given(st.lists(st.sampled_from((*VITAL, *OTHER)), min_size=1, max_size=6), st.integers(0, 40))
def test_medicine_danger_and_its_denial_are_never_cut(said: list[str], longest: int) -> None:
    kept = [one.text for one in shortest(sentences(*said), longest, telling)]
    assert kept
    assert [one for one in kept if one in VITAL] == [one for one in said if one in VITAL]


def test_the_least_telling_goes_first() -> None:
    kept = shortest(
        sentences("I slept four hours.", "It rained.", "My sister came over."), 8, telling
    )
    assert [one.text for one in kept] == ["I slept four hours.", "My sister came over."]
