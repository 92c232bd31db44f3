import pytest

from transcribe.sound import distance, sound_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sertraline", "sir traline"),
        ("Effexor", "a fixer"),
        ("escitalopram", "acetallopram"),
        ("Vyvanse", "Vivance"),
        ("Klonopin", "clonopin"),
    ],
)
def test_what_sounds_alike(one, other):
    assert sound_of(one) == sound_of(other)


def test_what_does_not():
    assert sound_of("hydroxyzine") != sound_of("thyroxine")
    assert distance(sound_of("sertraline"), sound_of("surgery")) > 2


def test_distance_counts_letters():
    assert distance("", "abc") == 3
    assert distance("kitten", "sitting") == 3
    assert distance("same", "same") == 0
