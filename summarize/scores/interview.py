"""Reads a session exchange by exchange: what is being asked, and what was answered.

An item is asked about in words of its own or by its number; its answer may come at once, over
several turns, by agreeing to what the clinician says back, or later as a correction. The last
valid answer stands; everything it rests on is kept as evidence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from diarize.turn import SpeakerRole
from summarize.score import Remark
from summarize.scores.answer import Answer
from summarize.scores.asked import (
    Asked,
    Key,
    Place,
    calls_by_number,
    is_put,
    is_read_out,
    items_asked,
    items_in,
    may_ask,
    named_in,
    opens,
)
from summarize.scores.follow_up import asks_again, goes_on
from summarize.scores.frequency_words import BARE
from summarize.scores.going_back import gone_back_to, without_old
from summarize.scores.instruments import INSTRUMENTS, item_of
from summarize.scores.misplaced import put_back
from summarize.scores.reply import (
    NONE_OF_IT,
    Reply,
    Scale,
    agrees,
    disagrees,
    none_of_what_is_good,
    read_reply,
)
from summarize.scores.said_back import announces_options, asks_how_well, offered_in, restated
from summarize.scores.shares import shared_out, told_items
from summarize.scores.suicide_screen import SUICIDE_SCREEN
from summarize.scores.two_weeks import OPTIONS
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.passage import Passage
from summarize.talk.wording import with_digits

_NEAR = 4
"""Exchanges after which a run of questions is over unless an item was asked."""
_RIGHT_AFTER = 2
_SHORT = 20
"""Words of a question that may stand for an item though nothing of the item was heard in it."""
_OF_FOURTEEN = re.compile(r"\bof (?:the |those )?(?:last )?14\b|\b(?:last|past) 2 weeks")
_SKIPS = re.compile(r"\bskip (?:the )?(?:other|next|rest|remaining|those|these)\b")


class Interview:
    """What is being asked now, and the answers so far."""

    def __init__(self) -> None:
        self.answers: dict[Key, Answer] = {}
        self.announced: set[str] = set()
        self._place = Place()
        self._active_at = -99
        self._open: list[Asked] = []
        self._open_at = -99
        self._asked_back = False
        self._between: Exchange | None = None
        self._moved = False
        self._scale = Scale()

    def read(self, dialogue: Dialogue) -> None:
        self._scale = Scale(options=_bare_options(dialogue))
        for at, exchange in enumerate(dialogue.exchanges):
            for part, moved in put_back(exchange, self._place):
                self._moved = moved
                self._hear(part, at)

    def _hear(self, exchange: Exchange, at: int) -> None:
        self._hear_frame(exchange.prompt, at)
        asked = items_asked(exchange.prompt, self._place)
        self._hear_coding(exchange, at, asked)
        fresh = {one.key for one in asked}
        answer = _by_client(exchange.answer)
        asking = bool(asked) or at - self._active_at <= _RIGHT_AFTER
        earlier = [key for key in self.answers if key not in fresh]
        back = gone_back_to(answer, earlier, self._place, asking=asking)
        taken = [said for _, words in back for said in words]
        answer = tuple(said for said in answer if said not in taken)
        if asked:
            self._claim_between(asked[0])
            self._take(asked, Exchange(exchange.prompt, answer), at)
        elif self._open and at - self._open_at <= 2 and exchange.prompt:
            self._follow_up(Exchange(exchange.prompt, answer), at)
        self._between = None if asked else Exchange(exchange.prompt, answer)
        for key, words in back:
            self._correct(key, words)
        if asked and not back:
            self._volunteered(answer, asked, at)

    def _hear_frame(self, prompt: Sequence[Passage], at: int) -> None:
        text = with_digits(" ".join(said.text for said in prompt))
        named = named_in(text)
        if named:
            self.announced.update(one.name for one in named)
            first = next(iter(named))
            self._place = replace(self._place, current=first, last=None)
            self._active_at = at
        if calls_by_number(text):
            self._place = replace(self._place, by_number=True)
        if announces_options(text):
            self._scale = replace(self._scale, options=True)
        offered = offered_in(text)
        if len(offered) >= 3:
            self._scale = replace(self._scale, offered=offered)
        if at - self._active_at > _NEAR and self._place.current is not None:
            self._place = replace(self._place, current=None, by_number=False, recent=frozenset())

    def _claim_between(self, asked: Asked) -> None:
        """The question between items 3 and 5 was item 4, however a recognizer wrote it."""
        held, last = self._between, self._place.last
        number = asked.item.number - 1
        key = (asked.instrument.name, number)
        if held is None or not held.prompt or last != (key[0], number - 1) or key in self.answers:
            return
        item = item_of(*key)
        question = held.prompt[-1]
        if item is None or goes_on(held.prompt) or not may_ask(question.digits):
            return
        reply = read_reply(held.answer, item, held.prompt, self._scale)
        if reply.score is None or not reply.firm or len(question.text.split()) > _SHORT:
            return
        answer = self.answers.setdefault(key, Answer(self._active_at + 1))
        answer.opened = self.answers[last].opened
        answer.take(replace(reply, near=True), question, to_check=self._moved)

    def _take(self, asked: Sequence[Asked], exchange: Exchange, at: int) -> None:
        if at - self._active_at > _NEAR and not any(
            one.instrument.name in self.announced for one in asked
        ):
            self._open = []
        opened = opens(exchange.prompt, asked)
        if len(asked) == 1:
            shares = {asked[0].key: list(self._without_others(exchange.answer, asked[0]))}
        else:
            shares = dict(shared_out(asked, exchange.answer))
        for one in asked:
            again = one.key in self.answers
            answer = self.answers.setdefault(one.key, Answer(at))
            answer.worded = answer.worded or is_read_out(one)
            answer.opened = answer.opened or opened or one.instrument.name in self.announced
            reply = self._reply(one, Exchange(exchange.prompt, tuple(shares[one.key])))
            said_back = agrees(exchange.answer) and restated(exchange.prompt) is not None
            if not (answer.opened or said_back or is_put(one)):
                continue
            if not again or not answer.settled or self._firm_again(exchange, reply):
                answer.take(reply, one.passage, to_check=self._moved)
            side = one.instrument is SUICIDE_SCREEN and self._place.current not in (
                None,
                SUICIDE_SCREEN,
            )
            self._place = replace(
                self._place,
                current=self._place.current if side else one.instrument,
                last=one.key,
                known=self._place.known | {one.key},
                recent=self._place.recent | {one.instrument.name},
            )
        self._open, self._open_at, self._active_at = list(asked), at, at
        self._asked_back = any(
            read_reply(shares[one.key], one.item).asks_back for one in asked if shares[one.key]
        )

    def _without_others(self, answer: Sequence[Passage], asked: Asked) -> list[Passage]:
        """The answer without clauses that begin with another item."""
        others = [item for item in asked.instrument.items if item is not asked.item]
        kept = [said for said in answer if told_items(said.plain, others) is None]
        return kept or list(answer)

    def _firm_again(self, exchange: Exchange, reply: Reply) -> bool:
        return reply.score is not None and reply.firm and asks_again(exchange, reply)

    def _reply(self, one: Asked, exchange: Exchange) -> Reply:
        own = read_reply(exchange.answer, one.item, exchange.prompt, self._scale)
        if own.same and not own.firm and self._place.last is not None:
            before = self.answers.get(self._place.last)
            if before is not None and before.score is not None:
                return replace(own, score=before.score, firm=True)
        if one.item.options is not OPTIONS:
            return own
        if own.score == 0 and asks_how_well(exchange.prompt):
            return replace(own, score=None, firm=False)
        if not self._scale.options and none_of_what_is_good(exchange.prompt, exchange.answer):
            more = [said for said in exchange.answer if NONE_OF_IT.match(said.plain) is None]
            told_more = read_reply(more, one.item, exchange.prompt, self._scale)
            return (
                replace(told_more, passages=own.passages)
                if told_more.score
                else replace(own, score=None, firm=False, affirmed=True)
            )
        if own.score is None and not own.declined and agrees(exchange.answer):
            told = restated(exchange.prompt)
            if told is not None:
                return replace(own, score=told[0], firm=True, passages=(told[1], *own.passages))
        return own

    def _follow_up(self, exchange: Exchange, at: int) -> None:
        """Words without an item of their own belong to the item before them."""
        talk = with_digits(" ".join(said.text for said in exchange.prompt))
        if _SKIPS.search(talk):
            self.announced.update(one.instrument.name for one in self._open)
        waiting = [one for one in self._open if not self.answers[one.key].settled]
        one = waiting[0] if len(waiting) == 1 else self._open[-1]
        answer = self.answers[one.key]
        answer.opened = answer.opened or bool(_OF_FOURTEEN.search(talk))
        reply = self._reply(one, exchange)
        same_topic = self._asked_back or goes_on(exchange.prompt)
        self._asked_back = reply.asks_back
        if not same_topic:
            return
        anew = asks_again(exchange, reply) or (disagrees(exchange.answer) and reply.firm)
        if answer.settled and not (anew and reply.firm):
            return
        if reply.declined or reply.score is not None:
            answer.take(reply, None, to_check=self._moved)
            self._open_at = self._active_at = at

    def _hear_coding(self, exchange: Exchange, at: int, asked: Sequence[Asked]) -> None:
        """`I'll put several days` settles what the client left open, unless contradicted."""
        if len(self._open) != 1 or at - self._open_at > 2 or disagrees(exchange.answer):
            return
        one = self._open[0]
        answer = self.answers[one.key]
        agreed = not asked and agrees(exchange.answer)
        guessed = not answer.evidence or answer.firm or answer.remark is Remark.DECLINED
        if one.item.options is not OPTIONS or (guessed and not agreed):
            return
        asking = [one.passage for one in asked]
        said = [said for said in exchange.prompt if not said.is_question and said not in asking]
        told = restated(said, coding_only=True)
        if told is None:
            return
        others = [item for _, item in items_in(told[1].digits, self._place)]
        if not others or one.item in others:
            answer.take(Reply(told[0], firm=True, passages=(told[1],)), None, to_check=self._moved)

    def _correct(self, key: Key, words: Sequence[Passage]) -> None:
        item = item_of(*key)
        if item is None:
            return
        answer = self.answers[key]
        kept = [part for said in words if (part := without_old(said)) is not None]
        reply = read_reply(kept, item, (), self._scale)
        if reply.score is not None and (reply.firm or not answer.settled):
            answer.take(replace(reply, passages=tuple(words[:3])), None, to_check=self._moved)
            instrument = next(one for one in INSTRUMENTS if one.name == key[0])
            self._open = [Asked(instrument, item, words[0])]

    def _volunteered(self, answer: Sequence[Passage], asked: Sequence[Asked], at: int) -> None:
        """The client goes on to an item that was not asked: `Energy, nearly every day.`"""
        keys = {one.key for one in asked}
        instrument = asked[0].instrument
        if not (instrument.name in self.announced or self.answers[asked[0].key].opened):
            return
        for said in answer:
            item = told_items(said.plain, instrument.items)
            if item is None or (key := (instrument.name, item.number)) in keys:
                continue
            held = self.answers.get(key)
            reply = read_reply([said], item, (), self._scale)
            if reply.score is not None and reply.firm and (held is None or not held.settled):
                held = self.answers.setdefault(key, Answer(at, opened=True))
                held.take(reply, None, to_check=self._moved)


def _bare_options(dialogue: Dialogue) -> bool:
    """Bare numbers throughout that are all at most 3 are options."""
    bare = [
        int(hit[1])
        for exchange in dialogue.exchanges
        for said in _by_client(exchange.answer)[:1]
        if (hit := BARE.match(said.digits)) is not None and not hit[2]
        and not re.search(r"\bhow many\b", " ".join(one.plain for one in exchange.prompt))
    ]  # fmt: skip
    return len(bare) >= 3 and max(bare) <= 3


def _by_client(answer: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(said for said in answer if said.role is not SpeakerRole.OTHER)
