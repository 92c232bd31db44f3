"""What a cue of danger means: a denial, somebody else's, the past, or said in earnest.

Everything here reads `canonical` text.
"""

import re

from summarize.risk.canonical import NO
from summarize.risk.cue import KIN, RiskCue
from summarize.risk.idiom import is_idiom, is_joked, is_ordinary, is_told

_NEGATORS = frozenset(
    """
    not never no nothing none neither nor without denies denied deny denying nobody hardly cannot
    zero
    """.split()  # noqa: SIM905 - a word list reads better
)
_BETWEEN = frozenset(
    """
    a an any the have has had been be being do did does going to want wants wanted wanting think
    thinking thought thoughts about of ever like feel feeling feels felt would could might i am was
    were is it that so plan planned planning plans intend intending intention intent trying try
    tried need wish urge urges idea ideas active actively passive or and nor in way anything
    something consider considered considering desire all at my me you say saying call said yet
    currently today actual specific having ideation harm hurt hurting harming kill killing die dead
    suicide suicidal self attempt attempts attempted once come came close myself yourself anymore
    seriously more made make done history signs sign wanna let contemplate contemplated act acting
    """.split()  # noqa: SIM905
)
"""Words that may stand between a negation and what it negates."""
_CORE = re.compile(
    r"\b(?:not|never)(?: (?:ever|be|have|want|to|going|do|did|would|think|about|of|like|that|"
    r"i|am|was|"
    r"planning|on|plan|actually|gonna))* (?:kill\w*|end|ending|hurt\w*|harm\w*|do it|die|"
    r"dying|jump\w*|hang\w*|shoot\w*|cut|cutting|"
    r"od|overdose\w*|suicid\w+|punch\w*|hit|hitting|stab\w*|chok\w+|strangl\w+|slap\w*|"
    r"push\w*|touch\w*|"
    r"lay|laid|put|act|go through|take my|take all|abus\w+|attempt\w*|drive|threaten\w*|"
    r"forc\w+|raise\w*|threw|throw|"
    r"suicid\w*|self-harm|violent|physical|abusive|shove\w*|kick\w*|beat\w*|molest\w*|rap(?:e|"
    r"ed|ing)|"
    r"better off|be better|relieved|happier|run)\b|"
    r"\b(?:not|never)(?: (?:ever|really|actually|even))* (?:had|have|made|got) (?:a|any)?"
    r"(?: \w+)? ?"
    r"(?:plans?|intent\w*|thoughts?|urges?)\b"
)
_AFTER_NO = re.compile(
    r"^(?: (?:or anything|at all))? (?:(?:is|was|has|have|would|are|were|does|did|do) (?:not|"
    r"never)|never (?:crossed|"
    rf"entered|occurred)|{NO}|out of the question)\b"
)
_LITOTES = re.compile(r"\bnot (?:going to lie|lying|joking|kidding|that i)\b")

_PAST = re.compile(
    r"\b(?:when i was (?!(?:at work|driving|walking|on the|in the (?:car|shower|kitchen)|here|"
    r"there|with|alone|lying|sitting|coming|going|leaving|done)\b)|back (?:in|when|then)|"
    r"years? ago|in (?:college|high school|middle school|"
    r"(?:the )?(?:army|navy|service|marines|military)|(?:grad|law|med|nursing|boarding) school|"
    r"my (?:\w+ )?(?:teens|twenties|thirties|forties|20s|30s|40s|childhood|youth|first "
    r"marriage)|(?:19\d\d|20[01]\d)|202[0-4]|two thousand(?: \w+)?|nineteen (?:\w+))|as a "
    r"(?:kid|child|teen\w*|girl|boy|student|young \w+)|"
    r"growing up|used to|long time ago|in the past(?! (?:two|2|few|couple|several|14|fourteen|"
    r"week|month|day|7|seven)\b)|a (?:long )?while (?:ago|back)|ages ago|before (?:i|the|my|"
    r"we) (?:\w+ )?(?:started|got|met|kids?|had|meds?|medication|treatment|sober|came to)|"
    r"last (?:year|spring|"
    r"summer|fall|winter)|not anymore|at (?:age )?(?:1\d|sixteen|seventeen|eighteen|nineteen|"
    r"fifteen|fourteen|thirteen|twelve|twenty(?:[- ]\w+)?)\b(?! (?:percent|out|dollars|pounds|"
    r"miles))|after (?:my|the) (?:divorce|war|army|navy|accident|stroke)|months ago|history "
    r"of|"
    r"previous(?:ly)?|once tried|tried (?:to \w+ )?\w* ?once|years back|decades? ago|(?:after|"
    r"since) the (?:army|war|service|kids were born)|"
    r"(?:nothing|none|not|never|have not|haven't|clean|sober|fine|okay|good) (?:\w+ )?since|"
    r"haven't since|have not in (?:\w+ ){0,3}(?:years|months)|(?:twelve|ten|fifteen|twenty|"
    r"five|six|seven|eight|nine|thirty|\d+) years(?= \.|$| ago| since| clean)|"
    r"(?:19\d\d|20[01]\d)|202[0-4]|two thousand (?:and )?(?:one|two|three|four|five|six|seven|"
    r"eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen)|different (?:man|woman|person) now|old scars?|way back|first year of|freshman "
    r"year|junior year|senior year|sophomore year|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) "
    r"grade|when we were (?:kids|little|young|teen\w*)|my (?:childhood|teens|twenties|first "
    r"depression)|the first time i was (?:depressed|in treatment))\b"
)
_PRESENT = re.compile(
    r"\b(?:still|again|lately|these days|right now|this (?:week|morning|month|past week)|last "
    r"(?:night|"
    r"week|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|now(?! (?:a "
    r")?(?:different|he|she|dead|in heaven|remarried|i know))|today|tonight|recently|every "
    r"(?:day|night|morning)|keep|keeps|started|"
    r"yesterday|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|at the moment|"
    r"currently|the other (?:day|night)|(?:two|three|a few|couple(?: of)?) (?:days|nights|"
    r"weeks) ago|weekend)\b(?! and then nope)"
)
_PERSON = (
    r"(?:(?:my|his|her|a|an|the|our|that|this|some|one of my|one of the|another|your)(?: "
    rf"[\w']+){{0,2}}? (?:{KIN}|colleague|coworker|co-worker|caller|student|actor|actress|"
    r"singer|celebrity|stranger|"
    r"patient|client|classmate|cop|officer|soldier|veteran|driver|person|nephew|niece|"
    r"grandson|buddy|bestie|"
    r"character|hero|victim|author|teenager|teen|employee|tenant|customer|lady|parent|"
    r"relative|bully|ex-\w+)s?|"
    r"he|she|they|who|someone|somebody|people|everybody|everyone|kids|teens|teenagers|men|"
    r"women|students|patients|"
    r"guys|girls|folks|others|clients?|pt|patient)"
)
_SUBJECT = re.compile(rf"(?<![\w'])(?:(?P<own>i|me|myself|we|us)|(?P<other>{_PERSON}))(?![\w'])")
_OBJECT = re.compile(
    r"\b(?:sent|told|tell|telling|text\w*|called|calling|gave|give|giving|to|with|for|about|"
    r"at|from|of|on|by|"
    r"against|see|saw|hug\w*|without|like|leave|left|love|hurt|and|asked|let) $"
)
"""Words before somebody who is spoken of, not the one who does."""
_OWN = re.compile(r"(?<![\w'])(?:i|me|my|myself|yourself|we|us)(?![\w'])")
_SOMEBODY = re.compile(r"\b(?:himself|herself|themselves|themself|his own|her own|their own)\b")
_OTHERS_WORDS = re.compile(
    rf"(?:^|\b)(?:{_PERSON})(?: (?:always|would|just|has|had|kept|was|is|used to|who))* "
    r"(?:said|says|saying|told (?:me|us|them|everyone|everybody|the \w+|him|her|his \w+|my "
    r"\w+)|texted|wrote|writes|tweeted|posted|"
    r"was like|goes|is like|threatened|threatens|threatening|tells|tell (?:me|us)|thinks|"
    r"thought|talked about|talks about|talking about|claims|screamed|yelled|joked|sings?)"
    r"(?!.*\b(?:i should|me to|i deserve|i ought|i needed to)\b)(?: (?:that|how|about|me|like|"
    r"to|would|he|she|they|of))*(?: \w+){0,3}$"
)
_POSSESSED = re.compile(rf"(?:\b(?:his|her|their|{_PERSON}'s?|[a-z]+'s)(?: \w+)?)\s*$")
_OF_OTHERS = re.compile(
    rf"^(?: \w+){{0,2}} (?:of|by|in|from) (?:my (?:family|\w+'s family)|the (?:family|news)|"
    rf"{_PERSON})\b"
)
_DICTATED = re.compile(r"^(?:clients?|patient|pt|he|she|they|the (?:client|patient))$")


def is_meant(text: str, hit: re.Match[str], cue: RiskCue, around: str, *, dictated: bool) -> bool:
    """Neither an idiom, nor negated, a joke, a plot, nor somebody else's.

    `around` is the canonical text beside it too; `dictated`: a clinician speaks of the client.
    """
    if is_idiom(text, hit) or is_joked(around, hit[0]) or is_ordinary(around, hit[0]):
        return False
    before = text[: hit.start()].rpartition(" . ")[2]
    after = text[hit.end() :].partition(" . ")[0]
    if _CORE.search(hit[0]) or (cue.negatable and _is_negated(before, after)):
        return False
    own = bool(_OWN.search(hit[0]))
    if is_told(before, own=own):
        return False
    return not cue.own or _is_own(before, hit[0], after, own=own, dictated=dictated)


def _is_negated(before: str, after: str) -> bool:
    if _AFTER_NO.search(after):
        return True
    words = [word for word in _LITOTES.sub("", before).split() if word != "."]
    for word in reversed(words[-9:]):
        if word in _NEGATORS:
            return True
        if word not in _BETWEEN:
            return False
    return False


def _is_own(before: str, hit: str, after: str, *, own: bool, dictated: bool) -> bool:
    if _OTHERS_WORDS.search(before):
        return dictated
    if own:
        return True
    if _SOMEBODY.search(hit) or _SOMEBODY.search(after[:40]) or _OF_OTHERS.search(after):
        return dictated
    if _POSSESSED.search(before):
        return dictated
    last = None
    for one in _SUBJECT.finditer(before):
        if not (one["other"] and _OBJECT.search(before[: one.start()])):
            last = one
    if last is None or last["own"]:
        return True
    return dictated and bool(_DICTATED.match(last["other"]))


def is_past(text: str) -> bool:
    return bool(_PAST.search(text)) and not is_present(text)


def is_present(text: str) -> bool:
    return bool(_PRESENT.search(text))
