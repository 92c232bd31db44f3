"""Windows to tokens.

What is settled is read at once, and so is a guess of what follows: as far as the decoder would have
written just that, it costs one pass instead of one for each token (Leviathan et al., Fast Inference
from Transformers via Speculative Decoding, 2023). One way is followed while the decoder is sure;
from where it hesitates, as many as the beam is wide. So a guess changes the cost and not the words.
Without time stamps, which end a text where its sound ends, a phrase may come over and over: then
the text ends behind its first time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from gpu.whisper.decoder import Decoder, Sound
from gpu.whisper.memory import Branches
from gpu.whisper.rules import Alphabet, Best, best_next

_GUESS_AT_LEAST = 3
"""Shorter guesses are not worth their room."""
_FIND_AGAIN = 6
"""After a wrong token the guess goes on where the right one is found, so many tokens on at most,"""
_GUESSES = 4
"""and so many times."""
_PHRASE = 3
"""Tokens that make one; so many"""
_TIMES = 3
"""times in a row nobody says it,"""
_FEW_TIMES = 5
"""and what is shorter, so many."""
_SURE = math.log(0.5)
"""So probable must a token be, or the time stamps together, or several ways are followed: with
half of the words of room recordings taken so, the word errors stayed the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """What one window's decoder is given, in tokens."""

    prompt: list[int]
    """Earlier text, and what is to be done;"""
    known: list[int]
    """what is settled at the beginning of the window;"""
    guess: list[int]
    """what may follow."""
    room: int
    """At most so many follow."""


@dataclass(slots=True)
class Written:
    """What follows the known, without the token of the end."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    """Of each token, and of the end where there is one."""
    over: bool = False
    """The end was written."""

    @property
    def score(self) -> float:
        """Mean log probability of a token."""
        return sum(self.log_probabilities) / max(len(self.log_probabilities), 1)

    def on(self, token: int, log_probability: float, end: int) -> "Written":
        return Written(
            self.tokens if token == end else [*self.tokens, token],
            [*self.log_probabilities, log_probability],
            token == end,
        )

    def without_rounds(self) -> "Written":
        """Ended behind the first time of a phrase that is written over and over; else itself."""
        more = _rounds(self.tokens)
        if not more:
            return self
        return Written(self.tokens[:-more], self.log_probabilities[:-more], over=True)


def _rounds(tokens: Sequence[int]) -> int:
    """How many tokens at the end say again, too often, what stands before them."""
    for size in range(1, len(tokens) // _TIMES + 1):
        times = _TIMES if size >= _PHRASE else _FEW_TIMES
        if len(tokens) >= size * times and all(
            tokens[-at] == tokens[-at - size] for at in range(1, size * (times - 1) + 1)
        ):
            return size * (times - 1)
    return 0


@dataclass(frozen=True, slots=True)
class _Manner:
    """How windows are written."""

    decoder: Decoder
    alphabet: Alphabet
    beam: int
    stamped: bool

    def best(self, scores: Tensor, befores: Sequence[Sequence[int]]) -> Best:
        """One more than the beam is wide, since the end may be one of them."""
        count = 1 if self.beam == 1 else self.beam + 1
        return best_next(scores, befores, self.alphabet, count, stamped=self.stamped)


@dataclass(slots=True)
class _Row:
    """One window on its way."""

    task: Task
    window: int
    unread: list[int]
    guess: list[int]
    written: Written = field(default_factory=Written)
    guesses: int = 1
    hesitates: bool = False
    next: list[tuple[int, float]] = field(default_factory=list)
    """Where it hesitates: the best tokens, with their log probabilities."""

    @property
    def done(self) -> bool:
        return self.written.over or len(self.written.tokens) >= self.task.room


def write(
    decoder: Decoder,
    sound: Sound,
    tasks: Sequence[Task],
    alphabet: Alphabet,
    *,
    beam: int,
    stamped: bool,
) -> tuple[list[Written], Tensor]:
    """What the decoder writes for each window, and the scores of all tokens right behind the
    begin of its transcript: shape (windows, vocabulary)."""
    manner = _Manner(decoder, alphabet, beam, stamped)
    trunk = _Trunk(manner, sound, tasks)
    first_scores = trunk.read_on()
    hesitating: list[tuple[_Row, Tensor]] = []
    while True:
        hesitating += trunk.drop_stopped()
        if not trunk.rows:
            break
        trunk.read_on()
    if hesitating:
        _Search(manner, sound, hesitating).run()
    return [row.written for row in trunk.all], first_scores


class _Trunk:
    """Windows of which one way is followed each."""

    def __init__(self, manner: _Manner, sound: Sound, tasks: Sequence[Task]) -> None:
        self._manner = manner
        self._sound = sound
        self.all = [
            _Row(task, window, [*task.prompt, *task.known], list(task.guess))
            for window, task in enumerate(tasks)
        ]
        self.rows = list(self.all)
        settled = max(len(task.prompt) + len(task.known) for task in tasks)
        guessed = max(len(task.guess) + 1 for task in tasks)
        room = max(task.room for task in tasks)
        self._memory = manner.decoder.memory(len(tasks), settled + _GUESSES * guessed + room)

    def read_on(self) -> Tensor:
        """Read of each row what is unread and its guess, and write as far as that was right.
        Returns the scores behind the begin of each transcript where that was among it."""
        blocks = [[*row.unread, *row.guess] for row in self.rows]
        width = max(len(block) for block in blocks)
        device = self._manner.decoder.device
        padded = [block + [self._manner.alphabet.end] * (width - len(block)) for block in blocks]
        lengths = torch.tensor([len(block) for block in blocks], device=device)
        there = torch.arange(width, device=device) < lengths[:, None]
        made = self._manner.decoder.read(
            torch.tensor(padded, device=device), there, self._memory, self._sound
        )
        begin = self._manner.alphabet.begin
        begins = [(n, b.index(begin)) for n, b in enumerate(blocks) if begin in b]
        ends = [
            (number, at)
            for number, (row, block) in enumerate(zip(self.rows, blocks, strict=True))
            for at in range(len(row.unread) - 1, len(block))
        ]
        rows, places = zip(*ends, *begins, strict=True)
        scores = self._manner.decoder.scores(
            made[list(rows), list(places)], fine=self._manner.stamped
        )
        first_scores = scores[len(ends) :].clone()
        self._write(scores[: len(ends)], width)
        return first_scores

    def drop_stopped(self) -> list[tuple[_Row, Tensor]]:
        """Those that hesitate, with what they have read; what is done goes without a word."""
        hesitating = [
            (row, self._memory.read_by(number))
            for number, row in enumerate(self.rows)
            if row.hesitates
        ]
        left = [n for n, row in enumerate(self.rows) if not (row.hesitates or row.done)]
        if left and len(left) < len(self.rows):
            rows = torch.tensor(left, device=self._manner.decoder.device)
            self._memory.keep(rows)
            self._sound = self._sound.of(rows)
        self.rows = [self.rows[number] for number in left]
        return hesitating

    def _write(self, scores: Tensor, width: int) -> None:
        befores = [
            [*row.task.known, *row.written.tokens, *row.guess[:further]]
            for row in self.rows
            for further in range(len(row.guess) + 1)
        ]
        best = self._manner.best(scores, befores)
        chances = zip(best.tokens.tolist(), best.log_probabilities.tolist(), strict=True)
        nexts = [list(zip(*chance, strict=True)) for chance in chances]
        sure = best.sure.tolist()
        at = 0
        for number, row in enumerate(self.rows):
            until = at + len(row.guess) + 1
            wrong = self._follow(row, nexts[at:until], sure[at:until])
            if wrong:
                self._memory.forget(number, wrong, width)
            at = until

    def _follow(
        self, row: _Row, nexts: Sequence[list[tuple[int, float]]], sure: Sequence[float]
    ) -> int:
        """Write what is right and sure; returns how many tokens at the end of the guess were
        wrong."""
        right = 0
        for best, how_sure, guess in zip(nexts, sure, [*row.guess, None], strict=True):
            token, log_probability = best[0]
            if self._manner.beam > 1 and how_sure < _SURE:
                row.hesitates, row.next = True, best
                return len(row.guess) - right
            row.written = row.written.on(token, log_probability, self._manner.alphabet.end)
            if not self._manner.stamped:
                row.written = row.written.without_rounds()
            if row.done or token != guess:
                break
            right += 1
        wrong = len(row.guess) - right
        row.unread = row.written.tokens[-1:]
        row.guess = self._rest(row, row.guess[right:])
        return wrong

    def _rest(self, row: _Row, left: list[int]) -> list[int]:
        """Of the guess, behind the token that came instead."""
        row.guesses += 1
        token = row.unread[0] if row.unread else None
        if token is None or row.guesses > _GUESSES:
            return []
        if token < self._manner.alphabet.first_stamp:
            near = left[:_FIND_AGAIN]
            left = left[near.index(token) + 1 if token in near else 1 :]
        return left if len(left) >= _GUESS_AT_LEAST else []


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to go on, by the row that it goes on from."""

    row: int
    written: Written

    @property
    def total(self) -> float:
        return sum(self.written.log_probabilities)


class _Search:
    """From what each window has read, as many ways as the beam is wide; the best of as many that
    ended is taken."""

    def __init__(self, manner: _Manner, sound: Sound, begun: Sequence[tuple[_Row, Tensor]]) -> None:
        self._manner = manner
        self._rows = [row for row, _ in begun]
        self._sound = sound.of(
            torch.tensor([row.window for row in self._rows], device=manner.decoder.device)
        )
        room = max(row.task.room - len(row.written.tokens) for row in self._rows)
        self._memory = Branches([read for _, read in begun], manner.beam, room)
        self._ended: list[list[Written]] = [[] for _ in self._rows]
        self._ways = [self._best(n, self._first(row)) for n, row in enumerate(self._rows)]

    def run(self) -> None:
        while self._drop_finished():
            self._step()

    def _first(self, row: _Row) -> list[_Way]:
        end = self._manner.alphabet.end
        return [_Way(0, row.written.on(token, log, end)) for token, log in row.next]

    def _step(self) -> None:
        ways = [way for ways in self._ways for way in ways]
        device = self._manner.decoder.device
        tokens = torch.tensor([way.written.tokens[-1:] for way in ways], device=device)
        there = torch.ones_like(tokens, dtype=torch.bool)
        made = self._manner.decoder.read(tokens, there, self._memory, self._sound)
        befores = [
            [*self._rows[number // self._manner.beam].task.known, *way.written.tokens]
            for number, way in enumerate(ways)
        ]
        best = self._manner.best(self._manner.decoder.scores(made[:, 0]), befores)
        end = self._manner.alphabet.end
        nexts: list[list[_Way]] = [[] for _ in self._rows]
        for number, (way, *both) in enumerate(
            zip(ways, best.tokens.tolist(), best.log_probabilities.tolist(), strict=True)
        ):
            nexts[number // self._manner.beam] += [
                _Way(number, way.written.on(token, log, end))
                for token, log in zip(*both, strict=True)
            ]
        self._ways = [self._best(number, ways) for number, ways in enumerate(nexts)]
        origins = [way.row for ways in self._ways for way in ways]
        if origins != list(range(len(origins))):
            self._memory.follow(torch.tensor(origins, device=device))

    def _best(self, number: int, ways: list[_Way]) -> list[_Way]:
        """The best that go on, as many as the beam is wide; those before them that ended are set
        aside. Where too few go on, the last stands for the missing."""
        going: list[_Way] = []
        for way in sorted(ways, key=lambda way: way.total, reverse=True):
            if len(going) == self._manner.beam or way.total == -math.inf:
                break
            if way.written.over:
                self._ended[number].append(way.written)
            else:
                going.append(way)
        return going + going[-1:] * (self._manner.beam - len(going))

    def _drop_finished(self) -> bool:
        """Whether any window is left."""
        left = []
        for number, row in enumerate(self._rows):
            ways, ended = self._ways[number], self._ended[number]
            full = not ways or len(ways[0].written.tokens) >= row.task.room
            if full or len(ended) >= self._manner.beam:
                choices = ended or [way.written for way in ways]
                row.written = max(choices, key=lambda one: one.score)
            else:
                left.append(number)
        if left and len(left) < len(self._rows):
            windows = torch.tensor(left, device=self._manner.decoder.device)
            self._memory.keep(windows)
            self._sound = self._sound.of(windows)
        self._rows = [self._rows[number] for number in left]
        self._ended = [self._ended[number] for number in left]
        self._ways = [self._ways[number] for number in left]
        return bool(left)
