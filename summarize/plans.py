"""What was agreed for the time after: tasks, safety, medication, coordination, the next meeting."""

import re
from collections.abc import Iterator

from diarize.turn import SpeakerRole
from summarize.denial import says_no, says_yes
from summarize.dialogue import Dialogue, Exchange
from summarize.excerpt import is_small_talk, quoted, trimmed
from summarize.finding import Finding, evidence_of_all
from summarize.medication import medicines_named
from summarize.passage import Passage
from summarize.risk_finding import cue_in
from summarize.templates import Part
from summarize.third_person import third_person
from summarize.topic import Weight
from summarize.wording import plain, word_count

_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DIRECTS = re.compile(
    r"\bremember (?:the|to|you can|your)\b|\bi(?:'d| would) like you to|\bi want you to|"
    r"\b(?:could|can|would) you (?!tell|say|describe|rate|give me|explain|share|be more|walk me|"
    r"help me|remember|think of|hear|put|do on|call\?|like to (?:talk|say|start)|see (?:me|this|"
    r"that)|do (?:at|then|when|that))(?:\w+)|\btry (?:to|using|doing|that|this|it|the|out)\b|"
    r"\blet's (?!talk|go (?:over|through|back)|see|look|start with|move|take a (?:look|moment)|"
    r"come back|begin|do the|say|pause|go ahead|jump|just|think|hear|check in)|\bwe'll\b|"
    r"\bi'll (?!ask|put|mark|be (?:right|honest|quick)|just|say|read|start|admit|let you (?:go|"
    r"get))|\bi'm (?:going to|gonna) (?!ask|read|put|go|mark|start|say|stop)|\bkeep (?:going|"
    r"doing|taking|using|practic|up|working|writing|track|it up|on|logging|a (?:log|journal|"
    r"diary))|^(?:so |and |okay,? )*for (?:this|next|the next) week|\bbetween now and|"
    r"\bbefore (?:we meet|next|our next|your next)|\bhomework (?:for|this|is|would)|"
    r"\byour assignment|\bpractice\b|\byou can (?:always )?(?:call|text|reach|go to)|\b(?:call|"
    r"text) (?:me|9|988|911)|\b(?:increase|decrease|raise|lower|taper|switch|bump|refill|continue|"
    r"stay on|stay at)\b.{0,40}\b(?:dose|milligrams?|mgs?|medication|it|same|current)|"
    r"\brefer(?:ral|red|ring)?\b|\bi(?:'d| would) like to (?!go|start|ask|hear|talk|know|"
    r"understand|check|review|begin|get a|share|say|see if|spend)|\b(?:see|meet|"
    r"talk to) you (?:next|on|in|again|then)|\bnext (?:session|appointment|visit)\b|"
    r"\bwe (?:agreed|could|should|can (?:meet|work|start|try|schedule|do))|\byou (?:agreed|"
    r"said you'd|are going to|'re going to|might want)|\bhow about (?:you|we|trying|next|if)|"
    r"\bwould you be (?:willing|open|able)|\b(?:my|our) plan (?:is|for)|\bthe plan (?:is|for)|"
    r"\bi(?:'d| would) (?:also |really |strongly )?(?:recommend|suggest|encourage)|"
    r"\bmy (?:recommendation|suggestion)|\bfollow[- ]?up\b|\bschedul\w+|\bi (?:recommend|"
    r"suggest)\b|\bwhat if you\b|\b(?:go to|get to) (?:the|your) (?:nearest )?(?:er|emergency)|"
    r"\bwrite (?:down|them down)\b|\bset (?:a|an|aside) (?:alarm|timer|goal|time|reminder)|"
    r"\bwork on\b"
)
_IF_THEN = re.compile(
    r"\b(?:if|when|whenever) (?:you|the|those|these|it|things|that|your)\b.{3,80}\b(?:get (?:out|"
    r"up)|call|text|go (?:to|for)|do something|use (?:the|your)|try|breathe|write|reach out|"
    r"come back|tell (?:me|your)|take (?:a|your))\b"
)
_MEETS = re.compile(
    rf"\b(?:next|this coming|on|see you|meet|again)\b.{{0,40}}\b{_WEEKDAY}\b|\b(?:meet|see (?:you|"
    rf"each "
    r"other)|talk) (?:again )?(?:next|in (?:\d+|a|a couple of|a few) (?:weeks?|months?)|same)\b|"
    r"\bnext (?:session|appointment|visit)\b|\b(?<!at the )same time (?:next|on|then|works?)\b|"
    r"\bsee you (?:next|in|on)\b|\b(?:come|see you|be|have you) back (?:here |in )?(?:next|in|on|"
    r"and)\b|\bappointment\b.{0,40}\d"
)
_SAFETY = re.compile(
    r"\b988\b|\b9 8 8\b|crisis (?:line|text)|hotline|safety plan|emergency room|\b911\b|\b9 1 1\b|"
    r"\b(?:thoughts|urges?) .{0,40}(?:stronger|worse|come back)|copy of (?:this|the) plan"
)
_COORDINATES = re.compile(
    r"\b(?:let|tell|email|send|call|talk to|contact|update|loop in|reach out to|coordinate with|"
    r"speak with|check with|write to)\b.{0,25}\b(?:doctor|dr|psychiatrist|prescriber|pcp|"
    r"primary care|physician|school|case ?worker|nurse|pediatrician|probation|team)\b|"
    r"\breferr?\w*\b|\breleases?\b.{0,30}\bsign|\bsign\b.{0,20}\brelease|\bsupport group\b|"
    r"\bevaluation\b|\blabs?\b|\bblood (?:test|work)"
)
_TREATS = re.compile(
    r"\b(?:dose|milligrams?|mgs?|medications?|meds|prescri\w+|refill|taper|tablets?|pills?)\b"
)
_SLEEP = re.compile(r"\b(?:sleep|asleep|awake|bed(?:time)?|sleepy|screens?)\b")
_TELLS_ONLY = re.compile(
    r"\b(?:is it (?:okay|ok|all right|alright) if i|(?:can|could|may) i|would it be (?:okay|"
    r"all right)|i'd like to go through|questionnaires?|before we (?:get into|start|begin)|"
    r"let me ask|ask you|can i ask|how often|over the last|in the last 2 weeks|how (?:do|did|has|"
    r"have|are) |what (?:do|did|was|happened|would|could|is|are|makes|keeps|else|number)|"
    r"who (?:could|can|would)|where (?:do|did)|why (?:do|did))"
)
_LOOKS_BACK = re.compile(
    r"\b(?:you|we) (?:were (?:going|supposed|planning)|mentioned|told|said|did|tried|wrote|caught|"
    r"had|talked|wanted)\b|\blast (?:time|week|session)\b|\bdid you\b|\bhow did\b|"
    r"\bwere you able\b|\bhow (?:has|have|is|was|'s)\b"
)
_INQUIRES = re.compile(
    r"\b(?:what|how(?! about)|who|where|why|which|when)\b[^,;]*\b(?:could|can|would|do|did|"
    r"have) you\b"
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:i'd like (?:to|you)|i would like (?:to|you)|i'll|let's|could you|i want you|this week|"
    r"i'm going to|would you be willing)\b"
)
_SEEKS_CONSENT = re.compile(
    r"\b(?:does that (?:work|sound|make)|(?:is|would) that (?:be )?(?:okay|ok|all right|alright|"
    r"work|something)|agreed|okay with (?:you|that)|deal|sound(?:s)? (?:good|okay|doable)|"
    r"how does that (?:sound|feel)|what do you think|are you (?:willing|up for|okay)|"
    r"can you (?:do that|commit)|all right)\b"
)
_COMMITS = re.compile(
    r"\bi(?:'ll| will|'m going to|'m gonna| am going to| plan to| can try| could try) (?!be\b|"
    r"have|say|admit|never|not|just be|go crazy|miss|lose|die|always|tell you|think|feel|"
    r"probably (?:feel|be)|get (?:so|really|all|mad|angry|anxious)|wake|lie|sit|start (?:crying|"
    r"to feel))\w+|\bi(?:'d| would) consider\b"
)
_PLAIN_YES = re.compile(
    r"(?:i can (?:do|try) (?:that|it)|that (?:works|sounds (?:good|fine|okay))|sounds (?:good|"
    r"fine)|agreed|i'll (?:try|do (?:that|it|my best))|that's fine|i (?:could|can) (?:do|try)|"
    r".* works)\b.{0,12}$|(?:thanks|thank you)"
)
_AFTERTHOUGHT = 6
"""Words of a sentence that only adds to the agreement before it."""
_SETS_TIME = re.compile(rf"\b(?:{_WEEKDAY}s?|mornings?|evenings?|nights?|instead)\b|\b\d")
_KINDS = (
    ("safety", _SAFETY),
    ("coordination", _COORDINATES),
    ("medication", _TREATS),
    ("sleep", _SLEEP),
)
_LABELS = {
    "appointment": "Next appointment",
    "safety": "Safety plan",
    "coordination": "Coordination",
    "medication": "Medication plan",
    "sleep": "Homework",
    "task": "Homework",
}


def planned(dialogue: Dialogue) -> list[Finding]:
    """Agreements in the order they were made."""
    return [
        finding
        for at, exchange in enumerate(dialogue.exchanges)
        for finding in (*_of_prompt(exchange, at), *_of_answer(exchange, at))
    ]


def replies_to_plans(dialogue: Dialogue) -> frozenset[str]:
    """Ids of the client's turns that answer an agreement and no other question."""
    return frozenset(
        said.turn.turn_id
        for exchange in dialogue.exchanges
        for run in [[said] for said in exchange.prompt if _kind_of(said)]
        for said in _agreement(run, exchange)
    )


def _of_prompt(exchange: Exchange, at: int) -> Iterator[Finding]:
    groups: list[tuple[str, list[Passage]]] = []
    for said in exchange.prompt:
        kind = _kind_of(said)
        if kind is None:
            continue
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(said)
        else:
            groups.append((kind, [said]))
    for kind, run in groups:
        yield _finding(kind, run, _agreement(run, exchange), at)


def _kind_of(said: Passage) -> str | None:
    """Which kind of agreement a clinician's sentence makes; None for none."""
    text = said.digits
    if said.role is not SpeakerRole.CLINICIAN or is_small_talk(said.text) or word_count(text) < 4:
        return None
    conditional = bool(_IF_THEN.search(text))
    directs = conditional or bool(_DIRECTS.search(text))
    meets = bool(_MEETS.search(text)) and not (said.is_question and text.startswith("how "))
    asks: object = _TELLS_ONLY.search(text) and not meets and not _DIRECTS.search(text)
    asks = asks or (said.is_question and _INQUIRES.search(text))
    looks_back = _LOOKS_BACK.search(text) and not _LOOKS_AHEAD.search(text)
    if asks or looks_back or not (directs or meets):
        return None
    if meets and not conditional and not _SAFETY.search(text) and not _COORDINATES.search(text):
        return "appointment"
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    return "medication" if medicines_named(said.text) else "task"


def _agreement(run: list[Passage], exchange: Exchange) -> list[Passage]:
    """The client's answer where it answers this agreement and no other question."""
    last = exchange.prompt[-1]
    if last is run[-1]:
        return list(exchange.answer)
    between = exchange.prompt[exchange.prompt.index(run[-1]) + 1 :]
    consents = all(
        _SEEKS_CONSENT.search(said.plain)
        or is_small_talk(said.text)
        or (not said.is_question and word_count(said.text) <= _AFTERTHOUGHT)
        for said in between
    )
    return list(exchange.answer) if consents else []


def _finding(kind: str, run: list[Passage], answer: list[Passage], at: int) -> Finding:
    proof = list(run)
    text = f"{_LABELS[kind]}: {'; '.join(third_person(one.text) for one in run)}"
    reply = " ".join(one.text for one in answer)
    telling = [one for one in (trimmed(said) for said in answer[:4]) if _adds(one)][:1]
    if answer and says_no(reply):
        text += f" (client: {quoted(telling or answer[:1])})"
        proof.extend(telling or answer[:1])
    elif answer and (says_yes(reply) or _COMMITS.search(plain(reply))):
        text += f" (client agreed: {quoted(telling)})" if telling else " (client agreed)"
        proof.extend(telling or answer[:1])
    return Finding(Part.PLAN, kind, text, Weight.ALWAYS, evidence_of_all(proof), at)


def _adds(said: Passage) -> bool:
    """Says when, how often or what the client will do, beyond agreeing."""
    text = said.digits
    if is_small_talk(said.text) or _PLAIN_YES.match(text) or word_count(text) < 3:
        return False
    return bool(_SETS_TIME.search(text) or _COMMITS.search(text))


def _of_answer(exchange: Exchange, at: int) -> Iterator[Finding]:
    """What the client takes on unasked."""
    asked = any(_kind_of(said) for said in exchange.prompt)
    for said in exchange.answer:
        text = said.plain
        if asked or said.role is SpeakerRole.OTHER or said.is_question or cue_in(text):
            continue
        if _COMMITS.search(text) and word_count(text) >= 5:
            kept = [trimmed(said)]
            words = f"Client intends: {quoted(kept)}"
            yield Finding(Part.PLAN, "intends", words, Weight.USUAL, evidence_of_all(kept), at)
