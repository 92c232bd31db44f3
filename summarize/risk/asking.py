"""Questions about danger, and whether an answer affirms them. Everything reads `canonical` text."""

import re

from summarize.risk import RiskLevel
from summarize.risk.canonical import NO
from summarize.risk.cues import CUES

_Asked = tuple[RiskLevel, str, re.Pattern[str]]

_HARM_TO_OTHERS = (
    RiskLevel.HARM_TO_OTHERS,
    "Thoughts of harming another person",
    re.compile(
        r"\b(?:hurt|harm|kill|attack|violen)\w*(?: \w+)? (?:someone|somebody|anyone|anybody|"
        r"other people|others|him|her|them|the baby|your (?:baby|kids|wife|husband|children|"
        r"partner|son|daughter))\b(?! (?:hurt|hit))|homicid|harm coming to"
    ),
)
_ABUSE = (
    RiskLevel.ABUSE_DISCLOSURE,
    "Abuse or violence",
    re.compile(
        r"\b(?:anyone|anybody|someone|somebody|he|she|they|partner|husband|wife|boyfriend|"
        r"girlfriend|dad|mom|parents?)\b(?: \w+){0,5}? (?:hurt|hit|hits|threaten\w*|push\w*|"
        r"chok\w+|"
        r"forc\w+|touch\w*|grab\w*|slap\w*|shov\w+|kick\w*|control\w*|locks?|hitting|hands on|"
        r"made) (?:you|your)\b|(?:afraid|scared) of (?:him|her|anyone|your|going home)|(?:get|"
        r"gets|"
        r"got|become|turn) (?:physical|violent)|physical(?:ly)? (?:violen|abus|hurt)|been (?:abus|"
        r"hit\b|hurt by)|abus(?:ive|ed)\b|(?:bruises?|black eye|marks?) on (?:your (?:neck|face)|"
        r"her|his|the (?:kids|baby))"
    ),
)
_PLAN = (
    RiskLevel.PLAN_OR_INTENT,
    "Suicide plan or intent",
    re.compile(
        r"\b(?:have a|any) plans?(?= \.|$)|\bplans?(?: \w+)? (?:for how|of how|for doing it|"
        r"to (?:kill|end|die|hurt|act))|how "
        r"(?:you|"
        r"would you|might you)(?: \w+)? (?:would |might )?(?:do it|kill|end (?:it|your))|"
        r"(?:suicidal|"
        r"any) intent|(?:thought|thinking|thoughts)(?: \w+)? (?:about|of) how(?= \.|$| you would)|"
        r"(?:something|anything) to end (?:your|it)|(?:going|planning|intend\w*|tried|want) to "
        r"(?:kill yourself|end (?:it(?= \.|$)|your)|act on)|act(?:ing|ed)? on (?:it|them|"
        r"those|these "
        r"(?:thoughts|urges|feelings)|that (?:thought|urge))"
    ),
)
_ACTIVE = (
    RiskLevel.ACTIVE_IDEATION,
    "Suicidal thoughts or self-harm",
    re.compile(
        r"\b(?:kill|hurt|harm|cut|injur|burn|scratch)\w* (?:yourself|your (?:arms?|wrists?|legs?))"
        r"(?! (?:when you fell|playing|in the fall|at work|when (?:that|this|it) happened))|"
        r"end(?:ing)? your (?:own )?life|suicid|self-?harm|tak(?:e|ing) your (?:own )?life|"
        r"(?:an|any|past|previous|prior|suicide|made|of) attempts?\b|end(?:ing)? it(?: all)?"
        r"(?= \.|$)|tri(?:ed|es) to (?:kill|end|die|hurt)|(?:any|been|still|about|the|with|doing) "
        r"(?:\w+ )?(?:cutting|self-harm)(?! (?:down|back|out))|cutting or burning|(?:marks|cuts|"
        r"scars|scratches|burns|bandages?) on your (?:arms?|wrists?|legs?|thighs?|hands?)|"
        r"(?:scratch|"
        r"cut|burn|hurt)\w*(?: \w+){0,3} (?:are you )?trying to die|hurt\w* (?:yourself )?on "
        r"purpose|"
        r"(?:safe|unsafe) (?:with|by) yourself|what (?:stops|keeps|kept|stopped) you from "
        r"(?:going "
        r"through|doing it|acting|killing|ending)|overdos|dark thoughts|thoughts like (?:that|"
        r"those)(?= "
        r"now|\.|$| \.| lately| today)"
    ),
)
_PASSIVE = (
    RiskLevel.PASSIVE_IDEATION,
    "Thoughts of being better off dead",
    re.compile(
        r"\bbetter off (?:dead|not|without you)|not (?:be(?:ing)?|want(?:ing)? to be) (?:here|"
        r"alive|"
        r"around)|not want(?:ing|ed)? to live|wish(?:ed|ing)? (?:that )?you(?: \w+)? (?:were "
        r"(?:dead|"
        r"not|never)|was dead|could (?:die|disappear|not)|not|dead|die|had (?:not|never|"
        r"died))|not "
        r"wak(?:e|ing) up|thoughts? (?:of|about) (?:death|dying|being dead)|(?:about|of) "
        r"dying|life "
        r"(?:is|was|feels?) not worth|want(?:ed|ing)? to die|worth living|go to sleep and (?:not|"
        r"never)"
    ),
)
_ASKED: tuple[_Asked, ...] = (_HARM_TO_OTHERS, _ABUSE, _PLAN, _ACTIVE, _PASSIVE)
_ASKED_AFTER: _Asked = (
    RiskLevel.PLAN_OR_INTENT,
    "Suicide plan or intent",
    re.compile(
        r"\b(?:plans?|method|intend\w*|intent|when would you|how (?:likely|close)|go(?:ing)? "
        r"through with|steps? toward|prepar(?:ed|ing|ations?)|urges?|(?:those|the|these) thoughts|"
        r"access to|stop(?:s|ped)? you|act on|thought about how|do it(?= \.|$))\b"
    ),
)
"""What is about danger only where danger was spoken of before."""
_AS_OWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b{you}\b"), i)
    for you, i in (
        ("are you", "i am"), ("were you", "i was"), ("have you", "i have"), ("do you", "i"),
        ("did you", "i"), ("would you", "i would"), ("you are", "i am"), ("you were", "i was"),
        ("yourself", "myself"), ("your", "my"), ("you", "i"),
    )
)  # fmt: skip
SAFE_QUESTION = re.compile(
    r"\b(?:feel(?:ing)?|are you|is it|be|you are|were you) (?:\w+ )?safe\b(?! (?:with|by|"
    r"from) yourself)|safe (?:at home|there|with him|with her|around)"
)
_HISTORY_QUESTION = re.compile(
    r"\b(?:past(?! (?:two|2|few|couple|several|14|fourteen|week|month|day|7|seven)\b)|ever|before|"
    r"history|previous(?:ly)?|prior|when you were|growing up|as a (?:kid|child|teen\w*))\b"
)
_CONDITION = re.compile(
    r"\bif (?:the|those|these|you|it|any|that|things)\b|\bin case\b|\bunless\b|\bwhat you say "
    r"stays\b|\bi give everyone\b|"
    r"\bwhat (?:would|could|can) (?:you|help)|\bpromise\b|\bagree\w*\b|\bsafety plan\b|\bwho "
    r"(?:could|can|would)\b|\bkeep(?:s|ing)? you (?:safe|going|alive)\b"
)
_NONE_TOLD = re.compile(
    r"^(?:(?:and|so|okay|just to be clear|to be clear|just checking|then|but) "
    rf")*(?:{NO}\W*)?(?:no|not having|nothing|you (?:are|have|do|did|had) not|"
    r"never|there (?:is|are|were|was) no|still no|so no|denying|you deny|without)\b"
)
"""A question that already says no: to agree with it is to deny."""
_SAYS_NO = re.compile(
    r"^(?:(?:um|uh|god|gosh|definitely|of course|hm|ew|thank god|thankfully|hell|lord|"
    rf"heavens|look|i am|not to worry|yeah|honey|sir|ma'am|doc|and|so) )*(?:{NO}|no|never|not "
    r"(?:at all|really|like that|"
    r"anything|once|that|even|me|ever|a chance|in a million|since|in|lately|anymore|for|now)|"
    r"none|nothing|i (?:do not|have not|would not|would never|have never|never|did not|could "
    r"not|could never|am not|will not)|"
    r"zero|negative|denie[sd]|that is not|it is not that|it has not|has not|it never|neither)\b"
)
TAKES_BACK = re.compile(
    r"\bi (?:had|used to have) (?:those|them|that|some)\b|\b(?:but|although|except|though|"
    r"however|until|unless|"
    r"only|maybe|i mean)\b(?: \w+){0,9}? (?:sometimes|i (?:have|had|did|do|think|thought|"
    r"wonder\w*|am|was|imagine\w*|feel|felt|picture\w*|get|got|used to|will|would (?!not|"
    r"never|tell|call|come|go to the hospital))(?! not\b| never\b)|once|maybe|yeah|yes|"
    r"(?:there|it) (?:was|were|are|is|crosses|crossed|would|comes|came|goes)|part of me|at "
    r"times|the thoughts?|it crosses|occasionally|lately|who does not|a little|a few|kind of|"
    r"closer|he (?:did|does|has)|she (?:did|does|has)|they (?:did|do|have)|that is how)\b|"
    r"^(?:nope )?\W*(?:not (?:today|right now|this week|currently|at the moment|recently|for "
    r"a while|in a while|yet|exactly|really anymore|a plan plan|all the time|every day|that "
    r"often|as (?:much|often|bad)|always|anymore|lately))|"
    r"\b(?:sometimes|occasionally|now and then|once in a while|at times|there (?:was|were) "
    r"(?:one|once|a time|that|two|a couple|times|an? )|one time|except (?:for|when)|used to|"
    r"there is (?:one|this)|only (?:once|when|the|a)|a couple times|maybe (?:once|a few|"
    r"sometimes)|it would be a relief|i (?:would|will) do it)\b|^(?:nope|no)?\W*\bkind of\b|"
    r"\bnot not\b"
)
_AFFIRMS = re.compile(
    r"\b(?:yes|yeah|yep|yup|ya|yea|uh-huh|mm-?hmm?|mhm|i have|i do|i did|i am|i was|i guess|"
    r"sometimes|maybe|kind of|sort of|a little|a bit|once|"
    r"twice|couple|few|most|every|often|thought about|occasionally|now and then|crossed my mind|"
    r"crosses my mind|do not know|not sure|used to|when i was|part of me|lately|it is hard|"
    r"comes and goes|all the time|constantly|right|true|correct|exactly|guilty|how did you|"
    r"who told you|what if i|would you blame|does it matter|everyone|who does not|"
    r"(?:a|several|some|two|three|four|five|six) (?:days?|times?|nights?)|nod\w*|define|"
    r"depends|rather not|pass|can we not|next question|do i have to|silence|want to talk "
    r"about (?:it|that))\b"
)
_SHORT = 12
"""Words up to which a reply without yes or no is still an answer."""
_NEGATED = re.compile(r"\b(?:not|never|no|none|nothing|nobody|nope)\b")
_PLAIN_YES = re.compile(
    r"^(?:(?:um|uh|and|so) )*(?:yes|yeah|yep|yup|ya|uh-huh|mm-?hmm?|mhm|i have|i do|i did|"
    r"right|that is right|correct|true)\b"
)


def asked_about(question: str, *, in_danger: bool = False) -> tuple[RiskLevel, str] | None:
    """What danger a question asks about; `in_danger`: danger was spoken of just before."""
    if _CONDITION.search(question):
        return None
    if SAFE_QUESTION.search(question):
        return RiskLevel.ABUSE_DISCLOSURE, "Does not feel safe"
    asked = _ASKED if not in_danger else (*_ASKED, _ASKED_AFTER)
    for kind, label, pattern in asked:
        if pattern.search(question):
            return kind, label
    own = question
    for you, i in _AS_OWN:
        own = you.sub(i, own)
    told = (cue for cue in CUES if cue.type in _SUICIDAL)
    return next(
        ((cue.type, cue.label) for cue in told if cue.pattern.search(own)),
        None,
    )


_SUICIDAL = (RiskLevel.PASSIVE_IDEATION, RiskLevel.ACTIVE_IDEATION)


def is_conditional(question: str) -> bool:
    """About what would be, not about what is: a safety plan, the limits of confidence."""
    return bool(_CONDITION.search(question))


def is_of_history(question: str) -> bool:
    return bool(_HISTORY_QUESTION.search(question))


def affirms(question: str, reply: str) -> bool:
    """Whether a reply says yes to danger; what is not plainly a no is a yes."""
    says_no = bool(_SAYS_NO.match(reply))
    if SAFE_QUESTION.search(question):
        unsure = re.search(
            r"\b(?:not always|sometimes|depends|mostly|not really|usually|i guess|when he|"
            r"when she|if he)\b",
            reply,
        )
        return (says_no and not _PLAIN_YES.match(reply)) or unsure is not None
    if _NONE_TOLD.match(question.rpartition(" . ")[2] or question) or _NONE_TOLD.match(question):
        return bool(TAKES_BACK.search(reply)) or bool(
            re.match(rf"^(?:{NO}|no|not)\W.*\b(?:there|i (?:have|did|do|had|was))\b(?! not)", reply)
        )
    if TAKES_BACK.search(reply):
        return True
    if says_no:
        return False
    return bool(_AFFIRMS.search(reply)) or (
        len(reply.split()) <= _SHORT and not _NEGATED.search(reply)
    )
