"""Scores of PHQ-9 and GAD-7 from talk: found item by item, added up by code.

An item is found by what the clinician's question is about, in an instrument's context (it was
announced, or its items are being asked) or where the question asks how often. The last valid answer
stands; everything it rests on is kept as evidence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from diarize.turn import SpeakerRole
from summarize.context import Context
from summarize.evidence import Evidence
from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.scores.instruments import INSTRUMENTS, Instrument, Item, instrument_named
from summarize.scores.reply import (
    NOTHING,
    Reply,
    agrees,
    asks_how_often,
    asks_how_well,
    disagrees,
    read_reply,
    restated,
)
from summarize.scores.tally import handed_along, totalled
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.passage import Passage, evidence_of

_NEAR = 4
"""Exchanges after which an instrument's context is over unless an item was asked."""
_ABOUT_ANOTHER = re.compile(
    r"\b(?:is|does|has|was|how's|did) (?:he|she|they|your (?:\w+ )?(?:wife|husband|partner|mom|"
    r"mother|dad|father|son|daughter|kids?|boyfriend|girlfriend|brother|sister|friend|boss))\b"
)
_ANOTHER_TIME = re.compile(
    r"\b(?:last (?:month|year|time)|back (?:in|then|when)|when you were|in the past(?! (?:two|2|"
    r"few|couple|several|14|fourteen|week|month|day|7|seven)\b)|years ago|"
    r"growing up|before (?:that|all this)|used to (?:be|feel|sleep))\b"
)
_GOING_BACK = re.compile(
    r"\b(?:actually|going back|go back|went back|earlier|i said|change (?:my|that|it)|correct|"
    r"come to think|on second thought|i told you|you asked (?:about|me)|the (?:\w+ )?(?:one|"
    r"question)|i take (?:it|that) back|not (?:several|every)|thinking about it|i meant|"
    r"now that i)\b"
)
_NOT_AN_ITEM = re.compile(
    r"\b(?:the |your )?(?:questionnaires?|medication|homework|side effects|thought records?|plan|"
    r"missed doses?|appointment)\b"
)

_ANNOUNCES_QUESTIONS = re.compile(
    r"\b(?:questions?|items?)\b.{0,40}\b(?:last|past) (?:two|2|couple of|couple) weeks|"
    r"\b(?:nine|9|seven|7) (?:\w+ )?(?:questions|items)\b"
)

_Key = tuple[str, int]


@dataclass(slots=True)
class _Answer:
    score: int | None = None
    firm: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    order: int = 0


def scores_of(dialogue: Dialogue, context: Context) -> tuple[Score, ...]:
    """Instruments asked in the session, then those handed along in the context."""
    answers = _Interview().read(dialogue)
    spoken = tuple(
        verbal_score(instrument, found)
        for instrument in INSTRUMENTS
        if (
            found := {number: a for (name, number), a in answers.items() if name == instrument.name}
        )
    )
    return spoken + tuple(handed_along(entry) for entry in context.assessments)


def verbal_score(instrument: Instrument, answers: dict[int, "_Answer"]) -> Score:
    items = tuple(
        ScoreItem(item.number, answer.score, tuple(answer.evidence))
        if (answer := answers.get(item.number)) is not None
        else ScoreItem(item.number, None, ())
        for item in instrument.items
    )
    return totalled(instrument, items, ScoreMethod.VERBAL)


class _Interview:
    """Reads a dialogue exchange by exchange and remembers what is being asked."""

    def __init__(self) -> None:
        self._answers: dict[_Key, _Answer] = {}
        self._instrument: Instrument | None = None
        self._announced: set[str] = set()
        self._active_at = -99
        self._open: _Key | None = None
        self._open_at = -99
        self._last: _Key | None = None
        self._affirmed = False

    def read(self, dialogue: Dialogue) -> dict[_Key, _Answer]:
        for at, exchange in enumerate(dialogue.exchanges):
            self._announce(exchange.prompt, at)
            self._hear_coding(exchange, at)
            asked = self._asked(exchange.prompt, at)
            if asked is not None:
                self._take(asked, exchange, at)
            elif self._open is not None and at - self._open_at <= 2 and exchange.prompt:
                self._follow_up(exchange, at)
            self._volunteered(exchange, at, asked)
        return self._answers

    def _announce(self, prompt: Sequence[Passage], at: int) -> None:
        text = " ".join(said.plain for said in prompt)
        named = [one for one in INSTRUMENTS if one.named.search(text)]
        if named:
            self._announced.update(one.name for one in named)
            self._instrument = named[0]
            self._active_at = at
        elif self._instrument is None and _ANNOUNCES_QUESTIONS.search(text):
            self._announced.add(INSTRUMENTS[0].name)
            self._active_at = at

    def _in_context(self, at: int) -> bool:
        return at - self._active_at <= _NEAR

    def _asked(self, prompt: Sequence[Passage], at: int) -> tuple[Instrument, Item] | None:
        """The item a prompt asks about, None where it asks none."""
        questions = [said for said in prompt if said.is_question]
        framed = asks_how_often(prompt)
        for part in (questions, prompt[-2:], prompt if framed else ()):
            text = " ".join(said.plain for said in part)
            if not text or _ABOUT_ANOTHER.search(text) or _ANOTHER_TIME.search(text):
                continue
            found = self._best_item(text)
            if found is None:
                continue
            again = (found[0].name, found[1].number) in self._answers
            short = len(text.split()) <= 12 and not _NOT_AN_ITEM.search(text)
            own = found[0] is self._instrument or found[0].name in self._announced
            if own and self._in_context(at) and not _NOT_AN_ITEM.search(text):
                return found
            if framed or (short and not again and found[0].name in self._announced):
                return found
        return None

    def _best_item(self, text: str) -> tuple[Instrument, Item] | None:
        ranked: list[tuple[float, int, Instrument, Item]] = []
        for instrument in INSTRUMENTS:
            for item in instrument.items:
                hits = len(item.asked.findall(text))
                if not hits:
                    continue
                same = instrument is self._instrument
                fresh = (instrument.name, item.number) not in self._answers
                expected = self._last == (instrument.name, item.number - 1)
                weight = hits + 0.6 * same + 0.3 * fresh + 0.4 * expected
                ranked.append((weight, -len(ranked), instrument, item))
        if not ranked:
            return None
        _, _, instrument, item = max(ranked, key=lambda one: one[:2])
        return instrument, item

    def _take(self, asked: tuple[Instrument, Item], exchange: Exchange, at: int) -> None:
        instrument, item = asked
        key = (instrument.name, item.number)
        self._instrument, self._active_at = instrument, at
        known = self._answers.get(key)
        exchange = self._before_going_back(asked, exchange)
        reply = self._reply(exchange)
        question = next((said for said in reversed(exchange.prompt) if said.is_question), None)
        settled = known is not None and known.score is not None
        firm_again = reply.score is not None and reply.firm and _asks_again(exchange, reply)
        going_back = bool(_GOING_BACK.search(" ".join(said.plain for said in exchange.answer)))
        self._affirmed = reply.affirmed
        if not settled or firm_again or (reply.score is not None and going_back):
            self._store(key, reply, question or (exchange.prompt or (None,))[-1])
        self._open, self._open_at, self._last = key, at, key

    def _before_going_back(self, asked: tuple[Instrument, Item], exchange: Exchange) -> Exchange:
        """The answer up to where it goes back to another item."""
        for at, said in enumerate(exchange.answer):
            if _GOING_BACK.search(said.plain) and self._told(said.plain) not in (None, asked):
                return Exchange(exchange.prompt, exchange.answer[:at])
        return exchange

    def _reply(self, exchange: Exchange) -> Reply:
        own = read_reply(_by_client(exchange.answer))
        if own.same and not own.firm and self._last is not None:
            before = self._answers.get(self._last)
            if before is not None and before.score is not None:
                return Reply(before.score, True, False, True, True, own.passages)
        if own.score == 0 and asks_how_well(exchange.prompt):
            return Reply(None, False, False, False, True, own.passages)
        if own.score is None and agrees(exchange.answer):
            told = restated([said for said in exchange.prompt if said.is_question])
            if told is not None:
                return Reply(told[0], True, False, False, True, (told[1], *own.passages))
        return own

    def _follow_up(self, exchange: Exchange, at: int) -> None:
        """A question without an item of its own belongs to the item before it."""
        key = self._open
        if key is None:
            return
        reply = self._reply(exchange)
        known = self._answers.get(key)
        settled = known is not None and known.score is not None
        often = _asks_again(exchange, reply)
        allowed = reply.firm or (not self._affirmed and not settled)
        if reply.score is not None and allowed and (often or not settled):
            self._store(key, reply, None)
            self._open_at = at
            self._active_at = at
        elif reply.declined and not settled:
            self._store(key, reply, None)

    def _hear_coding(self, exchange: Exchange, at: int) -> None:
        """`I'll put that down as several days` settles the item before, unless contradicted."""
        key = self._open
        if key is None or at - self._open_at > 2 or disagrees(exchange.answer):
            return
        known = self._answers.get(key)
        settled = known is not None and known.score is not None and known.firm
        statements = [said for said in exchange.prompt if not said.is_question]
        told = restated(statements, coding_only=settled)
        if told is None or self._best_item(told[1].plain) not in (None, _item_of(key)):
            return
        if settled and known is not None and known.score == told[0]:
            return
        if settled and not re.search(r"\b(?:put|mark|code|score|call) ", told[1].plain):
            return
        self._store(key, Reply(told[0], True, False, False, True, (told[1],)), None)

    def _volunteered(
        self, exchange: Exchange, at: int, asked: tuple[Instrument, Item] | None
    ) -> None:
        """The client speaks of an item unasked, or goes back to one to correct it."""
        for said in _by_client(exchange.answer):
            item = self._told(said.plain)
            if item is None or item == asked:
                continue
            key = (item[0].name, item[1].number)
            known = self._answers.get(key)
            settled = known is not None and known.score is not None
            reply = read_reply([said])
            later = exchange.answer[exchange.answer.index(said) :]
            if reply.score is None and _GOING_BACK.search(said.plain):
                reply = read_reply(_by_client(later))
            if reply.score is None or not reply.firm:
                continue
            going_back = bool(_GOING_BACK.search(said.plain)) and settled
            own = item[0] is self._instrument or item[0].name in self._announced
            if going_back or (asked is not None and own and not settled and self._in_context(at)):
                self._store(key, reply, None)

    def _told(self, text: str) -> tuple[Instrument, Item] | None:
        for instrument in sorted(INSTRUMENTS, key=lambda one: one is not self._instrument):
            for item in instrument.items:
                if item.told.search(text):
                    return instrument, item
        return None

    def _store(self, key: _Key, reply: Reply, question: Passage | None) -> None:
        if reply is NOTHING and key in self._answers:
            return
        answer = self._answers.setdefault(key, _Answer())
        if reply.score is not None or reply.declined:
            answer.score, answer.firm = reply.score, reply.firm
        stands = reply.passages if reply.score is not None or reply.declined else ()
        for said in (*([question] if question is not None and stands else []), *stands):
            proof = evidence_of(said)
            if proof not in answer.evidence:
                answer.evidence.append(proof)


def _asks_again(exchange: Exchange, reply: Reply) -> bool:
    """How often is asked, or was said back and agreed to."""
    told = restated(exchange.prompt)
    said_back = told is not None and told[0] == reply.score and agrees(exchange.answer)
    return said_back or asks_how_often(exchange.prompt)


def _item_of(key: _Key) -> tuple[Instrument, Item] | None:
    instrument = instrument_named(key[0])
    return None if instrument is None else (instrument, instrument.items[key[1] - 1])


def _by_client(answer: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(said for said in answer if said.role is not SpeakerRole.OTHER)
