import pytest

from gpu import Decoded
from transcribe.invention import invented


def heard(text, mean=-0.2, silent=0.05):
    return Decoded(text, (), "en", mean, silent, 1.0)


def test_plain_speech_is_kept():
    assert not invented(heard("I have not been sleeping well."), 1800)
    assert not invented(heard("Thank you."), 700)
    assert not invented(heard("Yeah.", mean=-0.7, silent=0.5), 300)


@pytest.mark.parametrize(
    ("decoded", "speech_ms"),
    [
        (heard(""), 2000),
        (heard(" . "), 2000),
        (heard("Thanks for watching!", mean=-0.6), 200),
        (heard("She went to the market.", mean=-1.0, silent=0.8), 2000),
        (heard("She went to the market.", mean=-1.5), 2000),
        (heard("So the first thing I am going to do is to go and see him."), 300),
    ],
)
def test_what_nobody_said_is_dropped(decoded, speech_ms):
    assert invented(decoded, speech_ms)
