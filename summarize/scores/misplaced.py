"""Questions and answers that were given to the other speaker, put back where they belong."""

from collections.abc import Iterator

from summarize.scores.asked import Asked, Place, items_asked
from summarize.scores.frequency import frequency
from summarize.scores.said_back import offered_in
from summarize.talk.dialogue import Exchange
from summarize.talk.passage import Passage

_SHORT = 12
"""Words of an answer that stands between two questions."""


def put_back(exchange: Exchange, place: Place) -> Iterator[tuple[Exchange, bool]]:
    """Exchanges, and whether something of each was put back. Only while an instrument is asked."""
    if place.current is None:
        yield exchange, False
        return
    prompt, moved = exchange.prompt, False
    for at in range(1, len(prompt) - 1):
        if _answers(prompt[at - 1], prompt[at], prompt[at + 1], place):
            yield Exchange(prompt[:at], (prompt[at],)), True
            prompt = prompt[at + 1 :]
            break
    answer = exchange.answer
    for at, said in enumerate(answer):
        if at and answer[at + 1 :] and _asks(said, place):
            yield Exchange(prompt, answer[:at]), moved
            prompt, answer, moved = (said,), answer[at + 1 :], True
            break
    yield Exchange(prompt, answer), moved


def _answers(before: Passage, said: Passage, after: Passage, place: Place) -> bool:
    """`Appetite?` `A few days.` `Feeling bad about yourself?` in one mouth."""
    if said.is_question or len(said.text.split()) > _SHORT or offered_in(said.digits):
        return False
    first, second = _asked_by(before, place), _asked_by(after, place)
    if first is None or second is None or first.item is second.item:
        return False
    return frequency(said.text) is not None


def _asks(said: Passage, place: Place) -> bool:
    """A question of an item that nobody but a clinician asks."""
    asked = _asked_by(said, place)
    return asked is not None and asked.key not in place.known


def _asked_by(said: Passage, place: Place) -> Asked | None:
    if not said.text.rstrip("\"”’') ").endswith("?"):
        return None
    return next(iter(items_asked((said,), place)), None)
