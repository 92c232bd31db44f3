import pytest
import torch
from small_whisper import ALPHABET, VOCABULARY

from gpu.whisper.rules import _best, best_next

FIRST = ALPHABET.first_stamp


def after(before, favoured, count=1, *, stamped=True):
    """The best tokens where these would be the most probable, the first most of all."""
    scores = torch.zeros(1, VOCABULARY)
    for rank, token in enumerate(favoured):
        scores[0, token] = 20.0 - rank
    return best_next(scores, [before], ALPHABET, count, stamped=stamped).tokens[0].tolist()


def test_text_begins_with_a_stamp():
    assert after([], [5, FIRST + 2]) == [FIRST + 2]


def test_a_stamp_that_opens_is_followed_by_text():
    assert after([FIRST], [FIRST + 3, 5]) == [5]
    assert after([FIRST, 5, FIRST + 4, FIRST + 4], [FIRST + 6, 7]) == [7]


def test_a_stamp_that_closes_is_followed_by_another_or_the_end():
    closed = [FIRST, 5, FIRST + 4]
    assert after(closed, [6, FIRST + 5]) == [FIRST + 5]
    assert after(closed, [6, ALPHABET.end]) == [ALPHABET.end]


def test_stamps_never_go_back():
    assert after([FIRST + 6, 5], [FIRST + 6, FIRST + 3, FIRST + 7]) == [FIRST + 7]
    assert after([FIRST, 5, FIRST + 6], [FIRST + 3, FIRST + 6]) == [FIRST + 6]


def test_stamps_that_together_outweigh_every_word_come_first():
    scores = torch.zeros(1, VOCABULARY)
    scores[0, 5] = 3.0
    scores[0, FIRST + 1 :] = 2.0
    best = best_next(scores, [[FIRST, 6]], ALPHABET, 1, stamped=True)
    assert int(best.tokens[0, 0]) > FIRST
    assert float(best.sure[0]) > float(best.log_probabilities[0, 0])


def test_without_stamps_there_are_none():
    assert after([5], [FIRST + 1, 7], stamped=False) == [7]


@pytest.mark.parametrize("token", [*ALPHABET.never, *ALPHABET.blank, ALPHABET.end])
def test_nothing_begins_with_what_is_no_word(token):
    assert after([], [token, 7], stamped=False) == [7]


def test_probabilities_are_those_of_what_is_allowed():
    scores = torch.randn(3, VOCABULARY, generator=torch.Generator().manual_seed(1))
    before = [[FIRST, 5], [FIRST, 5, FIRST + 4], [FIRST]]
    best = best_next(scores.clone(), before, ALPHABET, 15, stamped=True)
    for position in range(3):
        kept = best.log_probabilities[position][best.log_probabilities[position].isfinite()]
        assert float(kept.exp().sum()) <= 1 + 1e-5
        assert (kept.diff() <= 1e-6).all()
    allowed = [*range(FIRST + 4, VOCABULARY), ALPHABET.end]
    stamps_win = scores[1, FIRST + 4 :].logsumexp(0) > scores[1, ALPHABET.end]
    total = scores[1, FIRST + 4 :] if stamps_win else scores[1, allowed]
    expected = scores[1, int(best.tokens[1, 0])] - total.logsumexp(0)
    assert float(best.log_probabilities[1, 0]) == pytest.approx(float(expected), abs=1e-4)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_best_of_many_are_the_best(count):
    scores = torch.randn(4, 5_003, generator=torch.Generator().manual_seed(2))
    scores[0, 5_002] = scores[1, 0] = 9.0
    best, tokens = _best(scores, count)
    assert torch.equal(best, scores.topk(count, 1).values)
    assert torch.equal(scores.gather(1, tokens), best)
