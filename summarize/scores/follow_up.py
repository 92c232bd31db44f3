"""Whether the clinician's words stay with the item that was asked before them."""

import re
from collections.abc import Sequence

from summarize.scores.reply import Reply, agrees
from summarize.scores.said_back import asks_how_often, restated
from summarize.talk.dialogue import Exchange
from summarize.talk.passage import Passage

_OF_ANY_ITEM = frozenset(
    "a about all and any apart at average bad ballpark be been being best better big bit both "  # noqa: SIM905
    "bother bothered bothering but by call came can closer closest come could count day days "
    "define did do does dont down each eight either enough even evening evenings ever every "
    "exactly fair fine first five for four fourteen frequently from get give go going good got "
    "great guess had half happen happened happening hard has have having hear heavy hmm how i "
    "id if ill im in is it its just kind know last lately leave less let like long lot lots "
    "make many maybe me mean mind mm mood more morning mornings most mostly move much my nearly "
    "need night nights nine no none not now number occasions of off often oh ok okay on one "
    "only or other our out over overall part past period please put question rather really "
    "right rough roughly same say second seven several since six skip so some sorry sort sound "
    "sounds sure take talk tell ten than thank thanks that thats the them then there these they "
    "thing things think thirteen this those though thought three through time times to today "
    "together total true twelve two uh um us usually was we week weekends weeks well were what "
    "whats when which who whole why with worse worst would yeah year yes yet you youd your "
    "yourself youve".split()
)


def goes_on(prompt: Sequence[Passage]) -> bool:
    """No talk of anything else: `And lately?`, `Take your time`, `How many days would that be?`.

    Of statements without a question, a few words may be of any kind.
    """
    questions = [said for said in prompt if said.is_question]
    text = " ".join(said.plain for said in (questions or prompt))
    foreign = [word for word in re.findall(r"[a-z']+", text) if _bare(word) not in _OF_ANY_ITEM]
    return not foreign if questions else len(foreign) <= 3


def asks_again(exchange: Exchange, reply: Reply) -> bool:
    """How often is asked, or was said back and agreed to."""
    told = restated(exchange.prompt)
    said_back = told is not None and told[0] == reply.score and agrees(exchange.answer)
    return said_back or asks_how_often(exchange.prompt)


def _bare(word: str) -> str:
    return word.replace("'", "").removesuffix("s") if word.endswith("'s") else word.replace("'", "")
