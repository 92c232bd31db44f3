"""A guess, a neighbour in the batch, or the way tokens were read never change what is written."""

import pytest
import torch
from small_whisper import ALPHABET

from gpu.whisper.decoding import Task, Written, write
from gpu.whisper.rules import best_next

PROMPTS = ([41], [5, 6, 41], [9, 9, 9, 9, 41], [41])
KNOWN = ([44, 7, 8, 46], [], [44, 20], [44, 1, 2, 45, 45, 9])


def tasks(guesses=((), (), (), ()), room=14):
    return [
        Task(list(prompt), list(known), list(guess), room)
        for prompt, known, guess in zip(PROMPTS, KNOWN, guesses, strict=True)
    ]


def written(decoder, encoded, tasks, beam, *, stamped=True):
    with torch.inference_mode():
        outcome, scores = write(
            decoder, decoder.listen(encoded), tasks, ALPHABET, beam=beam, stamped=stamped
        )
    return outcome, scores


def naive(decoder, encoded, task, *, stamped):
    """Token by token, everything read anew each time."""
    tokens = []
    while len(tokens) < task.room:
        block = torch.tensor([[*task.prompt, *task.known, *tokens]])
        there = torch.ones_like(block, dtype=torch.bool)
        with torch.inference_mode():
            sound = decoder.listen(encoded)
            made = decoder.read(block, there, decoder.memory(1, 60), sound)
            scores = decoder.scores(made[:, -1], fine=stamped)
            best = best_next(scores, [[*task.known, *tokens]], ALPHABET, 1, stamped=stamped)
        token = int(best.tokens[0, 0])
        if token == ALPHABET.end:
            break
        tokens.append(token)
        left = tokens if stamped else Written(tokens).without_rounds().tokens
        if left != tokens:
            return left
    return tokens


@pytest.mark.parametrize("stamped", [True, False])
def test_the_most_probable_way_is_that_of_reading_everything_anew(decoder, encoded, stamped):
    plain = [Task(task.prompt, task.known if stamped else [7, 8], [], 14) for task in tasks()]
    outcome, _ = written(decoder, encoded, plain, 1, stamped=stamped)
    assert [one.tokens for one in outcome] == [
        naive(decoder, encoded[number : number + 1], task, stamped=stamped)
        for number, task in enumerate(plain)
    ]


@pytest.mark.parametrize("beam", [1, 3])
def test_a_window_is_written_as_it_would_be_alone(decoder, encoded, beam):
    together, scores = written(decoder, encoded, tasks(), beam)
    for number, task in enumerate(tasks()):
        (alone,), its = written(decoder, encoded[number : number + 1], [task], beam)
        assert together[number].tokens == alone.tokens
        assert together[number].over == alone.over
        assert together[number].log_probabilities == pytest.approx(
            alone.log_probabilities, abs=1e-3
        )
        assert torch.allclose(scores[number], its[0], atol=1e-3)


@pytest.mark.parametrize("beam", [1, 3])
def test_a_guess_changes_no_word(decoder, encoded, beam):
    plain, _ = written(decoder, encoded, tasks(), beam)
    right = [one.tokens for one in plain]
    spoiled = [[*t[:2], 11, *t[2:5], 12, 13, *t[6:]] for t in right]
    nonsense = [[10, 11, 12, 13]] * 4
    for guesses in (right, spoiled, nonsense, [right[0], [], nonsense[0], spoiled[3]]):
        outcome, _ = written(decoder, encoded, tasks(guesses), beam)
        assert [one.tokens for one in outcome] == right
        for one, before in zip(outcome, plain, strict=True):
            assert one.log_probabilities == pytest.approx(before.log_probabilities, abs=1e-3)


def test_a_right_guess_is_read_at_once(decoder, encoded, monkeypatch):
    reads = []
    read = decoder.read
    monkeypatch.setattr(decoder, "read", lambda *given: reads.append(1) or read(*given))
    plain, _ = written(decoder, encoded[:1], tasks()[:1], 1)
    one_by_one = len(reads)
    reads.clear()
    task = Task(PROMPTS[0], KNOWN[0], plain[0].tokens, 14)
    written(decoder, encoded[:1], [task], 1)
    assert len(reads) <= 2 < one_by_one


def test_a_wider_beam_finds_nothing_less_probable(decoder, encoded):
    narrow, _ = written(decoder, encoded, tasks(), 1)
    wide, _ = written(decoder, encoded, tasks(), 8)
    better = sum(w.score >= n.score - 1e-3 for w, n in zip(wide, narrow, strict=True))
    assert better >= 3


def test_there_is_no_more_than_the_room(decoder, encoded):
    for beam in (1, 3):
        outcome, _ = written(decoder, encoded, tasks(room=3), beam)
        assert all(len(one.tokens) <= 3 for one in outcome)
        assert all(one.over or len(one.tokens) == 3 for one in outcome)


@pytest.mark.parametrize(
    ("tokens", "left"),
    [
        ([1, 2, 3] * 3, [1, 2, 3]),
        ([9, *[1, 2, 3, 4] * 3], [9, 1, 2, 3, 4]),
        ([1, 2, 3] * 2, [1, 2, 3] * 2),
        ([7, 8] * 5, [7, 8]),
        ([7, 8] * 4, [7, 8] * 4),
        ([5] * 5, [5]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
    ],
)
def test_what_goes_round_ends_behind_its_first_time(tokens, left):
    before = Written(tokens, [-0.5] * len(tokens))
    after = before.without_rounds()
    assert after.tokens == left
    assert len(after.log_probabilities) == len(left)
    assert after.over == (left != tokens)
