import pytest

from transcribe.word import Word
from transcribe.writing import written


def shown(text, confidence):
    words = [
        Word(word, 300 * at, 300 * at + 250, confidence) for at, word in enumerate(text.split())
    ]
    return " ".join(word.text for word in written(words))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("I take sir traline 50 mg.", "I take sertraline 50 mg."),
        ("the surgery line fifty milligrams", "the sertraline 50 mg"),
        ("she takes Lexipro, I think", "she takes Lexapro, I think"),
        ("gabba pentin 300 milligrams", "gabapentin 300 mg"),
        ("they prescribed lomictal", "they prescribed Lamictal"),
        ("50 mg of sertralene", "50 mg of sertraline"),
    ],
)
def test_a_name_misheard_is_corrected_where_all_speaks_for_it(heard, meant):
    assert shown(heard, 0.3) == meant


@pytest.mark.parametrize("heard", ["I take sir traline 50 mg.", "she takes Lexipro, I think"])
def test_a_recognizer_that_is_sure_is_believed(heard):
    assert shown(heard, 0.8) == heard


@pytest.mark.parametrize(
    "heard",
    [
        "the surgery line was long",
        "my sir traline hotel",
        "take your blood pressure every day",
        "we took the bus bar home",
        "I take thyroxine and hydralazine 50 mg",
        "put you on some carvedilol 25 mg",
        "it took three treatment cycles",
        "take it every single day",
        "she took Alexa home",
    ],
)
def test_what_sounds_alike_elsewhere_stays(heard):
    assert shown(heard, 0.0) == heard
