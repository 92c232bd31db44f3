"""Reads a session exchange by exchange: what is being asked, and what was answered.

An item is asked about in words of its own or by its number; its answer may come at once, over
several turns, by agreeing to what the clinician says back, or later as a correction. The last
valid answer stands; everything it rests on is kept as evidence.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.score import Remark
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
    number_called,
    opens,
)
from summarize.scores.follow_up import asks_again, goes_on
from summarize.scores.frequency_words import BARE
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
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.wording import with_digits

_NEAR = 4
"""Exchanges after which a run of questions is over unless an item was asked."""
_SHORT = 20
"""Words of a question that may stand for an item though nothing of the item was heard in it."""
_GOING_BACK = re.compile(
    r"\b(?:going back|go back|went back|(?<!told you )earlier|(?<!like )i said|change (?:my|"
    r"that|it|"
    r"the)|correct|come to think|on second thought|i told you|you asked (?:about|me)|the (?:\w+ )?"
    r"(?:one|question)\b|i take (?:it|that) back|not (?:several|every)|thinking about it|i meant|"
    r"now that i|about the|hang on|wait)\b|\bactually\b"
)
_OLD_VALUE = re.compile(
    r"\b(?:i|you) (?:think i )?(?:said|told you|put|answered|had|gave|have me)\b[^,.;?!]*"
)
_THE_LAST = re.compile(r"\b(?:the|that) (?:last|previous) (?:one|1|question|answer)\b")
_SAME_AS_LAST = re.compile(r"\bsame\b.{0,12}\b(?:last|previous)\b")
_OF_FOURTEEN = re.compile(r"\bof (?:the |those )?(?:last )?14\b|\b(?:last|past) 2 weeks")
_SKIPS = re.compile(r"\bskip (?:the )?(?:other|next|rest|remaining|those|these)\b")


@dataclass(slots=True)
class Answer:
    """What is known of one item so far."""

    asked_at: int
    opened: bool = False
    """Asked as an instrument asks: announced, over two weeks, or in its own words."""
    worded: bool = False
    """Asked nearly as the item is worded."""
    score: int | None = None
    firm: bool = False
    remark: Remark | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        return self.score is not None


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
        back = self._going_back(exchange, asked)
        answer = tuple(
            said for said in _by_client(exchange.answer) if back is None or said not in back[1]
        )
        if asked:
            self._claim_between(asked[0])
            self._take(asked, Exchange(exchange.prompt, answer), at)
        elif self._open and at - self._open_at <= 2 and exchange.prompt:
            self._follow_up(Exchange(exchange.prompt, answer), at)
        self._between = None if asked else Exchange(exchange.prompt, answer)
        if back is not None:
            self._correct(*back)
        elif asked:
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
        self._store(answer, replace(reply, near=True), question)

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
                self._store(answer, reply, one.passage)
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
            self._store(answer, reply, None)
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
            self._store(answer, Reply(told[0], firm=True, passages=(told[1],)), None)

    def _going_back(
        self, exchange: Exchange, asked: Sequence[Asked]
    ) -> tuple[Key, list[Passage]] | None:
        """The settled item that the client comes back to, and the words about it."""
        answer = _by_client(exchange.answer)
        for at, said in enumerate(answer):
            text = said.digits
            if not _GOING_BACK.search(text) or _SAME_AS_LAST.search(text):
                continue
            later = list(answer[at:])
            for near in later[:2]:
                key = self._named_again(near.digits, asked)
                if key is not None:
                    return key, later
        return None

    def _named_again(self, text: str, asked: Sequence[Asked]) -> Key | None:
        fresh = {one.key for one in asked}
        named = self._place.last if _THE_LAST.search(text) else self._told_of(text, fresh)
        if named is None and (asked or self._place.by_number):
            called = number_called(text, self._place)
            named = None if called is None else (called[0].name, called[1].number)
        return named if named in self.answers and named not in fresh else None

    def _told_of(self, text: str, fresh: Collection[Key]) -> Key | None:
        """The item answered before that a text names."""
        for key in sorted(self.answers, key=lambda key: key[0] != self._name_now()):
            item = item_of(*key)
            if key in fresh or item is None:
                continue
            if item.told.search(text) or item.asked.search(text):
                return key
        return None

    def _name_now(self) -> str:
        return "" if self._place.current is None else self._place.current.name

    def _correct(self, key: Key, words: Sequence[Passage]) -> None:
        item = item_of(*key)
        if item is None:
            return
        answer = self.answers[key]
        kept = [part for said in words if (part := _without_old(said)) is not None]
        reply = read_reply(kept, item, (), self._scale)
        if reply.score is not None and (reply.firm or not answer.settled):
            self._store(answer, replace(reply, passages=tuple(words[:3])), None)
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
                self._store(held, reply, None)

    def _store(self, answer: Answer, reply: Reply, question: Passage | None) -> None:
        known = reply.score is not None or reply.declined
        if known:
            answer.score, answer.firm = reply.score, reply.firm
            answer.remark = Remark.DECLINED if reply.declined else None
            if reply.near or self._moved:
                answer.remark = Remark.TO_CHECK
        elif not answer.settled and reply.passages and answer.remark is None:
            answer.remark = Remark.UNCLEAR
        for said in (*([question] if question is not None else []), *reply.passages):
            proof = evidence_of(said)
            if reply.passages and proof not in answer.evidence:
                answer.evidence.append(proof)


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


def _without_old(said: Passage) -> Passage | None:
    """What follows the value that is taken back: `I said several days, it's every day`."""
    old = _OLD_VALUE.search(said.text.lower())
    if old is None:
        return said
    rest = said.text[old.end() :]
    start = old.end() + len(rest) - len(rest.lstrip(" ,.;?!"))
    return (
        Passage(said.turn, said.role, said.start + start, said.end) if said.text[start:] else None
    )


def _by_client(answer: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(said for said in answer if said.role is not SpeakerRole.OTHER)
