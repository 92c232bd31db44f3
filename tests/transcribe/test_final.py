from dataclasses import replace

import numpy as np

from gpu import Decoded, DecodedWord
from gpu.scripted import ScriptedWorker
from transcribe.endpoint import Run, Stretch
from transcribe.final import FinalDecoder
from transcribe.hearing import Hearing
from transcribe.language import SessionLanguage
from transcribe.options import TranscribeOptions


class Dictated(ScriptedWorker):
    """Answers with words at given times on the channel's clock."""

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)
        self.from_ms = []

    async def decode(self, request):
        self.requests.append(request)
        words, told_to_ms = self.answers.pop(0)
        from_ms = self.from_ms[-1]
        told = None if told_to_ms is None else told_to_ms - from_ms
        heard = tuple(DecodedWord(t, a - from_ms, b - from_ms, 0.9) for t, a, b in words)
        text = " ".join(t for t, _, _ in words)
        return Decoded(text, heard, "en", -0.2, 0.0, 1.0, told)


def decoder(worker):
    def sound(start_ms, end_ms):
        worker.from_ms.append(start_ms)
        return np.zeros((end_ms - start_ms) * 16, np.float32)

    return FinalDecoder(Hearing(worker, TranscribeOptions(), sound, SessionLanguage()))


def stretch(start_ms, end_ms, cut_from_ms=None):
    start, end = start_ms // 32, end_ms // 32
    cut = None if cut_from_ms is None else cut_from_ms // 32
    return Stretch(start, end, (Run(start, end),), cut)


def texts(heard):
    return [word.text for word in heard.words]


async def test_settled_words_are_known_to_the_next_decode():
    worker = Dictated(
        ([("Hello", 0, 500), ("there.", 500, 1_000)], None), ([("Hi.", 3_300, 3_500)], None)
    )
    decode = decoder(worker).decode
    await decode(stretch(0, 1_024))
    heard = await decode(stretch(3_200, 3_520))
    (known,) = worker.requests[1].known
    assert (known.text, known.start_ms, known.end_ms, known.open) == (
        "Hello there.",
        0,
        1_000,
        False,
    )
    assert len(worker.requests[1].samples) == 3_520 * 16
    assert [(word.text, word.start_ms) for word in heard.words] == [("Hi.", 3_300)]


async def test_a_word_at_a_cut_comes_whole_with_the_next_stretch():
    worker = Dictated(
        ([("I", 1_000, 1_300), ("was", 1_300, 8_900), ("won", 9_200, 9_990)], None),
        ([("wondering", 9_200, 10_400), ("why.", 10_400, 10_900)], None),
    )
    decode = decoder(worker).decode
    first = await decode(stretch(992, 9_984, cut_from_ms=9_280))
    second = await decode(stretch(9_280, 11_008))
    assert (texts(first), texts(second)) == (["I", "was"], ["wondering", "why."])
    assert worker.requests[1].known[-1].open


async def test_speech_the_decoder_left_out_is_decoded_by_itself():
    worker = Dictated(
        ([("Trazodone,", 0, 900), ("I", 900, 1_000)], 1_000),
        ([("but", 2_000, 2_500), ("no.", 2_500, 4_000)], None),
    )
    heard = await decoder(worker).decode(stretch(0, 4_096))
    assert texts(heard) == ["Trazodone,", "I", "but", "no."]
    assert len(worker.requests) == 2


async def test_what_is_made_up_behind_real_words_is_left_out():
    worker = Dictated(
        ([("Yes.", 0, 900)], 900),
        ([("Thanks", 2_000, 2_000), ("for", 2_000, 2_000), ("watching.", 2_000, 2_000)] * 4, None),
    )
    assert texts(await decoder(worker).decode(stretch(0, 4_096))) == ["Yes."]


async def test_what_the_past_made_up_is_asked_once_more_without_it():
    made_up = (
        [("Thanks", 2_000, 2_000), ("for", 2_000, 2_000), ("watching.", 2_000, 2_000)] * 4,
        None,
    )
    worker = Dictated(
        ([("Yes.", 0, 900)], 900),
        made_up,
        ([("We", 1_600, 2_000), ("start.", 2_000, 2_500)], 2_500),
    )
    hears = decoder(worker)
    await hears.decode(stretch(0, 1_024))
    assert texts(await hears.decode(stretch(1_536, 2_560))) == ["We", "start."]
    assert worker.requests[1].known
    assert not worker.requests[2].known
    assert not worker.requests[2].prompt


async def test_what_is_made_up_twice_is_left_out():
    made_up = (
        [("Thanks", 2_000, 2_000), ("for", 2_000, 2_000), ("watching.", 2_000, 2_000)] * 4,
        None,
    )
    worker = Dictated(([("Yes.", 0, 900)], 900), made_up, made_up)
    hears = decoder(worker)
    await hears.decode(stretch(0, 1_024))
    assert texts(await hears.decode(stretch(1_536, 2_560))) == []
    assert len(worker.requests) == 3


async def test_of_a_hum_only_assent_is_believed_and_it_leads_nothing_on():
    worker = Dictated(
        ([("Hello", 0, 500)], None),
        ([("mm-hmm", 3_300, 3_500)], None),
        ([("you", 6_000, 6_200)], None),
    )
    decode = decoder(worker).decode
    await decode(stretch(0, 1_024))
    hum = replace(stretch(3_200, 3_520), hum=True)
    heard = await decode(hum)
    assert texts(heard) == ["mm-hmm"]
    assert abs(heard.words[0].start_ms - 3_300) < 32
    assert not worker.requests[1].known
    assert texts(await decode(replace(stretch(5_984, 6_304), hum=True))) == []
