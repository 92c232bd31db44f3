"""What the clinician observed, judged and did, in the clinician's own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from diarize.turn import SpeakerRole
from summarize.extractive.agreement import agreement_kind, seeks_consent
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.excerpt import is_small_talk, trimmed
from summarize.talk.passage import Passage
from summarize.talk.third_person import third_person
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part

_OBSERVES = re.compile(
    r"\byou(?:'re| are)? (?:really |also |still |just )?(?:seem(?:ed)?|look(?:ed|ing)?|sound(?:ed|"
    r"ing)?|appear(?:ed)?) (?!at\b|like (?:it|that)|forward|back|into|for\b|good to)|\bi(?:'m| am|"
    r"'ve been| can't help)?(?: also| just)? notic(?:e|ed|ing)\b(?!.{0,20}\?)|\bi (?:can )?(?:see|"
    r"hear) (?:that )?(?:you(?:'re|r| are)|tears|some|a lot)|\byour (?:affect|speech|voice|hands|"
    r"eye contact|shoulders|face|breathing|body|leg|tone|posture) (?:is|are|was|were|seems?|"
    r"looks?|sounds?|got|has)\b|\byou(?:'re| are) (?:tearful|crying|smiling|shaking|fidgeting|"
    r"quiet|calm|tearing up|laughing|looking down|brighter|more (?:relaxed|animated|talkative))|"
    r"\b(?:affect|eye contact|speech) (?:is|was|appears)|blood pressure (?:is|was)|oriented|"
    r"well[- ]groomed|you (?:got|came in|arrived) .{0,20}(?:late|early)"
)
_JUDGES = re.compile(
    r"\b(?:this|that|it)(?: all)? looks like (?!rain|you're (?:in|at)|we)|\bmak(?:es|ing) (?:the|"
    r"your|it|"
    r"things) .{0,20}(?:worse|better|harder)\b|\bhit you hard\b|\b(?:touch|bit|little|too) (?:high|"
    r"low)\b|\bi(?:'ve| have)? notice (?:is |that )+when\b|\bwhen you \w+.{3,60}\byour (?:brain|"
    r"body|mind) (?:"
    r"learns|thinks|gets|stays)\b|\b(?:paying off|that tells me|catastrophi[sz]\w*|all[- ]or[- "
    r"]nothing|black[- ]and[- ]white|"
    r"mind[- ]reading|should statements|vicious cycle)\b|\bstep in the right direction|\b(?:real |"
    r"good |great |some |lot of |made )progress|\bimprov(?:ed|ing|ement)|\b(?:getting|"
    r"gotten) (?:better|worse)|\b(?:meets?|meeting) (?:the |full )?criteria|"
    r"\byour? (?:\w+ ){0,2}diagnos\w+|\bdiagnosis (?:of|is|we)|\bdiagnose (?:you|this)|"
    r"\bconsistent with\b|\bmy (?:sense|impression|read|concern|understanding|assessment|hunch)\b|"
    r"\bi(?:'m| am) (?:a (?:little|bit) )?(?:concerned|worried|encouraged|not (?:too )?(?:worried|"
    r"concerned))|\brisk (?:is|level|seems|looks|at this)|\b(?:low|moderate|high|elevated|acute|"
    r"imminent) risk|\bthat's exactly how|\bpattern\b|\bthis is (?:called|what we call|"
    r"a (?:common|normal|classic))|\b(?:what|that's what) we call\b|\b(?:cognitive )?distortion|"
    r"\bavoidance\b|\bresilien\w+|\b(?:real|big|huge) (?:strength|win|step|start|shift)|"
    r"\byou (?:caught|handled|managed|challenged|used|tested|stood|reached out|set a boundary)|"
    r"\b(?:mild|moderate|moderately severe|severe|minimal) (?:range|depression|anxiety|symptoms)|"
    r"\b(?:in|into) the (?:mild|moderate|severe|minimal)\b|\b(?:in )?remission|\bstable\b|"
    r"\bsounds like (?:you|it|there|the|that|your|he|she|they|part|a (?:lot|panic|pattern|grief|"
    r"trauma))|\b(?:what )?i(?:'m| am) hearing\b|\bi think (?:you|this|that|what|it|we|the|there|"
    r"part)\b|\bit makes sense (?:that|you)|\bseems (?:like|to)|^so,? (?:you|on (?:the )?one hand|"
    r"part of you)\b|\bsymptoms? of\b|\bhigher than\b|\blower than\b"
)
_DISORDER = (
    r"(?:(?:\w+ )?depressi(?:on|ve (?:disorder|episode))|panic disorder|anxiety disorder|"
    r"agoraphobi\w+|ptsd|p t s d|post[- ]traumatic \w+|ocd|o c d|obsessive[- ]compulsive|bipolar|"
    r"adjustment disorder|(?:prolonged|complicated) grief|adhd|(?:alcohol|substance|opioid) use "
    r"disorder|insomnia|anorexia|bulimia|binge[- ]eating|borderline|dysthymia|\w*phobia|"
    r"social anxiety|generali[sz]ed anxiety|burnout|grief)"
)
_NAMES_DISORDER = re.compile(
    r"\b(?:this|that|it|which|what you(?:'re| are| have)? (?:\w+ )?describ\w+|here|all of (?:this|"
    r"that)|you)(?:'s| is|'re| are| have| has| meets?| looks like| sounds like| fits?| points to|"
    r" would be| qualif\w+)\b.{0,50}\b"
    + _DISORDER
    + r"\b|\b(?:as i see it|the way i see it|i see this as|i'd call (?:this|it|that)|"
    r"we call (?:this|it|that)?|put it together|diagnos\w+|criteria for|in terms of|my (?:view|"
    r"read|sense|take))\b"
    r".{0,60}\b" + _DISORDER + r"\b"
)
"""A disorder named of this client, not asked about."""
_TREATS = re.compile(
    r"\b(?:evidence (?:for|against)|thought records?|refram\w+|cognitive (?:restructuring|"
    r"behavioral)|exposure (?:exercise|hierarchy|work)|grounding (?:exercise|technique)|5 senses|"
    r"5-4-3|breathing exercise|box breathing|deep breaths?|breathe (?:in|out)|progressive muscle|"
    r"mindful\w+|role[- ]?play|body scan|empty chair|values (?:exercise|work)|"
    r"behaviou?ral activation|psychoeducation|motivational|safe place|emdr|processing|(?:fight|"
    r"flight) or (?:fight|flight)|scale (?:of|from) \d|opposite action|wise mind|"
    r"radical acceptance|worry time|distress tolerance|guidelines|research (?:on|shows|says)|"
    r"the idea (?:is|behind))\b"
)
_DONE_NOW = re.compile(r"\blet's\b.*\b(?:now|together)\b")
_STRONG = re.compile(
    r"pattern|catastrophi|avoidance|that tells me|paying off|vicious cycle|criteria|diagnos|risk|"
    r"step in the right direction|concerned|progress|improv|my (?:sense|impression|assessment)|"
    r"distortion|all[- ]or[- ]nothing|mind[- ]reading|normal (?:response|reaction)|remission|"
    r"range|consistent with|symptoms of|"
    r"getting (?:better|worse)"
)
_CORE = re.compile(
    r"my (?:impression|assessment|diagnosis)|diagnos(?:is|ed)\b|criteria|consistent with|remission|"
    r"looks like|i'm (?:really |very |quite |a (?:bit|little) )?(?:worried|concerned)|"
    r"\b(?:low|moderate|high|elevated|acute|imminent) risk"
)
"""The clinician's judgement itself; a note without it is none."""
_GENERAL = re.compile(
    r"\bif you (?:can|could|want|like|need)\b|\bwhen you\b|\b(?:it|that|this) (?:helps?|can|"
    r"tends)\b|"
    r"^even\b|\b(?:some|most|many|lots of) (?:new )?(?:people|mothers|folks|parents)\b"
)
"""Advice and what is so with everybody: nothing seen in this client."""
_SUMS_UP = re.compile(
    r"\b(?:sum (?:it |this |things )?up|summari[sz]e|pull (?:this|it|things) together|"
    r"put (?:this|it|things) together|how i(?:'d| would)? (?:see|put|think about)|where we are|"
    r"my take|what i(?:'m| am)? (?:see(?:ing)?|notic\w+|take from|hear\w*)|as i see it|"
    r"the way i see it|from where i sit)\b"
)
_VIEW_LEAD = re.compile(
    r"^(?:(?:so|and|but|okay|well|now|good|yeah|right),? )*(?:from where i sit|as i see it|"
    r"the way i see "
    r"it|if you ask me|my (?:sense|impression|view|take|read) is(?: that)?|i (?:do |"
    r"really )?think(?: "
    r"that)?|i'd say(?: that)?|i believe(?: that)?),? ",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^(?:but|and|although|though|even though|because|losing|so) ")
_NOT_A_VIEW = re.compile(
    r"\b(?:sounds (?:like a plan|good|great|exhausting|hard|tough|awful|rough|difficult)|let's|"
    r"i'd like you|thank you for|questionnaire|i'm glad you (?:told|came)|before we|next (?:week|"
    r"time)|i think we(?:'re| are) (?:out of|about|done)|good to see)\b"
)

_SHORTEST_VIEW = 5

_PARTS = (
    (Part.OBSERVATION, _OBSERVES),
    (Part.ASSESSMENT, _JUDGES),
    (Part.INTERVENTION, _TREATS),
)


def judged(dialogue: Dialogue) -> list[Finding]:
    """Observations, views and techniques, one statement for each unbroken run of sentences."""
    return [
        finding
        for at, exchange in enumerate(dialogue.exchanges)
        for finding in _of_prompt(exchange, at)
    ]


def _of_prompt(exchange: Exchange, at: int) -> Iterator[Finding]:
    runs: list[tuple[Part, list[Passage]]] = []
    summing, summed = False, list[Passage]()
    asked_of = {a.start for a, b in pairwise(exchange.prompt) if seeks_consent(b)}
    for said in exchange.prompt:
        part = _part_of(said)
        last = runs[-1] if runs else None
        if summing and part is None and _may_be_view(said) and said.start not in asked_of:
            part = Part.ASSESSMENT
            summed.append(said)
        summing = summing or bool(_SUMS_UP.search(said.plain))
        goes_on = last is not None and said.start not in asked_of and _continues(said, last[1][-1])
        if part is None and last is not None and goes_on:
            part = last[0]
        if part is None:
            continue
        touching = last is not None and last[1][-1].turn is said.turn
        if last is not None and last[0] is part and touching:
            last[1].append(said)
        else:
            runs.append((part, [said]))
    for part, run in runs:
        if part is Part.ASSESSMENT and not any(_is_judgement(one) or one in summed for one in run):
            continue
        found = _finding(part, [trimmed(said) for said in run], at)
        heavy = any(said in summed for said in run)
        yield replace(found, weight=max(found.weight, Weight.HIGH)) if heavy else found


def _is_judgement(said: Passage) -> bool:
    """More than the client's words given back."""
    return any(one.search(said.plain) for one in (_CORE, _STRONG, _NAMES_DISORDER))


def _may_be_view(said: Passage) -> bool:
    """After `Here is how I see it.`"""
    long_enough = word_count(said.text) >= _SHORTEST_VIEW
    return long_enough and not said.is_question and agreement_kind(said) is None


def _continues(said: Passage, before: Passage) -> bool:
    """`But you are more active than last month.` right after a view belongs to it."""
    touching = before.turn is said.turn and not before.turn.text[before.end : said.start].strip()
    return touching and not said.is_question and bool(_GOES_ON.match(said.plain))


def _part_of(said: Passage) -> Part | None:
    text = said.digits
    if said.role is not SpeakerRole.CLINICIAN or is_small_talk(said.text) or word_count(text) < 3:
        return None
    if _DONE_NOW.search(text) and _TREATS.search(text):
        return Part.INTERVENTION
    asks = said.is_question and not re.match(r"so,? (?:you|it|that)\b", text)
    if asks or _NOT_A_VIEW.search(text):
        return None
    return Part.ASSESSMENT if _NAMES_DISORDER.search(text) else _part_by_wording(text)


def _part_by_wording(text: str) -> Part | None:
    part = next((part for part, pattern in _PARTS if pattern.search(text)), None)
    if part is Part.OBSERVATION:
        if not _GENERAL.search(text):
            return part
        return Part.ASSESSMENT if _JUDGES.search(text) else None
    return part if word_count(text) >= _SHORTEST_VIEW else None


def _finding(part: Part, run: list[Passage], at: int) -> Finding:
    lead = {
        Part.OBSERVATION: "Clinician observed",
        Part.ASSESSMENT: "Clinician's view",
        Part.INTERVENTION: "Clinician worked with",
    }[part]
    core = any(_CORE.search(one.plain) or _NAMES_DISORDER.search(one.plain) for one in run)
    strong = any(_STRONG.search(said.plain) for said in run)
    weight = {
        Part.OBSERVATION: Weight.HIGH,
        Part.ASSESSMENT: Weight.ALWAYS if core else Weight.HIGH if strong else Weight.DETAIL,
        Part.INTERVENTION: Weight.DETAIL,
    }[part]
    return Finding(part, lead, f"{lead}: {_told(run)}", weight, evidence_of_all(run), at)


def _told(run: Sequence[Passage]) -> str:
    """In the third person, without `as I see it`, which the heading says."""
    told = [third_person(_VIEW_LEAD.sub("", one.text, count=1)) for one in run]
    return ". ".join(one[:1].upper() + one[1:] for one in told if one)
