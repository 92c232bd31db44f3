"""Whether a clinician's sentence agrees on something for the time after, and on what."""

import re

from diarize.turn import SpeakerRole
from summarize.extractive.meeting_time import WEEKDAY
from summarize.talk.excerpt import is_small_talk
from summarize.talk.medication import medicines_named
from summarize.talk.passage import Passage
from summarize.talk.wording import word_count

_DIRECTS = re.compile(
    r"\bremember (?:the|to|you can|your)\b|\bi(?:'d| would) like you to|\bi want you to|"
    r"\b(?:could|would) you (?!tell|say|describe|rate|give me|explain|share|be more|walk me|"
    r"help me|remember|think of|hear|put (?:a number|it\b|that)|do on|call\?|like to (?:talk|"
    r"say|start)|see (?:me|this|"
    r"that)|do (?:at|then|when|that))(?:\w+)|\btry (?:to|using|doing|that|this|it|the|out)\b|"
    r"\blet's (?!talk|go (?:over|through|back)|see|look|start with|quantify|explore|unpack|dig|"
    r"figure|clarify|focus|back up|shift|switch|move|take a (?:look|moment)|"
    r"come back|begin|do the|say|pause|go ahead|jump|just|think|hear|check in)|\bwe'll\b|"
    r"\bi'll (?!ask|put (?:that|it|this|you|down)|mark|be (?:right|honest|quick)|just|say|read|"
    r"start|admit|let you (?:go|"
    r"get))|\bi'm (?:going to|gonna) (?!ask|read|put (?:that|it|this|you|down)|go|mark|start|say|"
    r"stop)|\bkeep (?:going|"
    r"doing|taking|using|practic|up|working|writing|track|it up|on|logging|a (?:log|journal|"
    r"diary))|^(?:so |and |okay,? )*for (?:this|next|the next) week|\bbetween now and|"
    r"\bbefore (?:we meet|next|our next|your next)|\bhomework (?:for|this|is|would)|"
    r"\byour assignment|\bpractice (?:the|your|this|that|it|with|using|saying|deep|for|every|"
    r"what|being)\b|\byou can (?:always )?(?:call|text|reach|go to)|\b(?:call|"
    r"text) (?:me|9|988|911)|\b(?:increase|decrease|raise|lower|taper|switch|bump|refill|continue|"
    r"stay on|stay at)\b.{0,40}\b(?:dose|milligrams?|mgs?|medication|it|same|current)|"
    r"\brefer(?:ral|red|ring)?\b|\bi(?:'d| would) like to (?!go|start|sum|ask|hear|talk|know|"
    r"understand|check|review|begin|get a|share|say|see if|spend)|\b(?:see|meet|"
    r"talk to) you (?:next|then|in (?:a|\d)|again on|on (?:mon|tue|wed|thu|fri|sat|sun))|"
    r"\bnext (?:session|appointment|visit)\b|\bwe (?:agreed|could|should|can (?:meet|work|start|"
    r"try|schedule|do))|\byou (?:agreed|said you'd|are going to|'re going to|might want)|"
    r"\b(?:what|how) about (?!(?:feel|drink|sleep|eat|smok|us|hav|be|worry|relax|mov|becom|"
    r"concentrat|"
    r"think|go|get|work|liv)\w*ing\b|the |any|your |during )\w+ing\b|\bhow about (?:(?:you|"
    r"we) (?!been|feel|sleep|eat)\w+|trying|if)|\bwould you be (?:willing|"
    r"open|able)|\b(?:my|"
    r"our) plan (?:is|for)|\bthe plan (?:is|for)|\bi(?:'d| would) (?:also |really |"
    r"strongly )?(?:recommend|suggest|encourage)|\bmy (?:recommendation|suggestion)|"
    r"\blet me (?:have a word|call|talk (?:to|with)|speak|check with|send|write (?!that|this|it)|"
    r"reach out|email)|\bdon't (?:change|stop|start|skip) (?:any|it|the|taking|your)|"
    r"\bfollow[- ]?up\b|\bschedul\w+|\bi (?:recommend|suggest)\b|\bwhat if you\b|\b(?:go to|"
    r"get to) (?:the|your) (?:nearest )?(?:er|emergency)|\bwrite (?:down|them down)\b|\bset (?:a|"
    r"an|aside) (?:alarm|timer|goal|time|reminder)|\bwork on\b|\bi(?:'ll)? (?:need|have) (?:a|an|"
    r"some) "
    r"(?:worksheets?|handouts?|list|forms?|referral|number|card|pamphlets?|brochure|log|sheets?|"
    r"diary|app|book|colleague|group)\b|\bi(?:'ll)? (?:need|"
    r"have|"
    r"'ve got|want) to (?:make|file|call|report|order|get|see (?!you)|send)\b|\b(?:he|she|they|"
    r"dr\.? \w+|"
    r"doctor \w+)(?:'ll| will) (?:send|call|write|order|fax|prescribe|contact)|^(?:(?:so|okay|and|"
    r"then),? )*you(?:'ll| will) (?!feel|see|find|notice|get|have|probably|never|be\b|know|hear|"
    r"remember|want|like|need|always|start|still|also)\w+|\bi'd like (?:it|that|them|us) to\b|"
    r"\bcould "
    r"(?:he|she|they|\w+) (?:bring|hold|keep|lock|stay)\b|\blet (?!me|us|you|it|that|'s|go)\w+ "
    r"take\b"
)
_URGES = re.compile(
    r"^(?:(?:so|and|okay|good|great|then|also|for now|this week|first|second|third|next|finally|"
    r"maybe|just|please|yes|and please|all right|perfect),? )*(?:go (?:and )?(?:see|to|for)|put|"
    r"check|bring|give (?!me|yourself credit)|let (?!me|us|'s|it|that|you|go)|stay|plan|pick|"
    r"choose|eat|drink|move|turn|leave|lock|join|email|text|phone|send|attend|talk to|fill in|"
    r"see (?:if you can|dr|doctor|mr|ms|mrs|your)|set|finish|try|keep (?!in mind)|take (?!care|"
    r"your time|a (?:look|moment|seat|"
    r"guess)|me )|use|practice|write|cut|call|stop|avoid|bring|log|track|schedule|set|limit|"
    r"hold off|sign|fill|continue|increase|decrease|remember to|reach out|go (?!ahead|on\b|"
    r"back to (?:that|what))|walk (?!me)|ask (?!me)|get (?!comfortable)|spend|read (?!me|that)|"
    r"make (?:sure|an appointment|time|a list))\b"
)
_WHEN_TO = re.compile(
    r"\b(?:every|each) (?:\w+ )?(?:day|night|morning|evening|week|time)\b|\b(?:once|twice|"
    r"\d times) a "
    r"(?:day|week)\b|\b(?:tonight|before bed|this week|next week)\b|\bby (?:mon|tues|wednes|thurs|"
    r"fri|satur|sun)day\b"
)
_ORDERS = re.compile(
    r"^(?:(?:and|so|then|also|okay|just|please|maybe|first|second),? )*(?:jot|note|notice|record|"
    r"write|name|pick|plan|make|put|place|eat|take|breathe|sit|text|tell|look|listen|pay|do|start|"
    r"begin|count|mark|rate|photograph|read|say|share|spend|stand|step|stretch|turn|wait|wear|"
    r"charge|leave|open|pack|play|print|rest|reward|save|swap|visit|weigh)\b"
)
_AT_ONCE = re.compile(
    r"\btell (?:me|us) (?:a (?:little|bit) )?(?:bit )?more\b|"
    r"\bcheck[- ]?ins?\b|\b(?:your|own) pace\b|\bleave (?:it|that) open\b|"
    r"\b(?:right|together) now\b|\bnow together\b|\blet's .{0,40}\bnow\b|\bquestionnaires?\b|"
    r"\bscreen(?:er|ing)\b|\brun (?:you )?through\b|\blet's (?:do|run|get|start|finish|"
    r"knock) (?:that|this|the|those|these|it|out|through|with)\b|\b(?:go|going|get|run) (?:through|"
    r"over) (?:it|them|this|these|those)\b|\breal quick\b|\bkeep an eye\b|\bcome back to (?:that|"
    r"it|"
    r"this)\b"
)
"""Done in the session itself."""
_ANNOUNCES = re.compile(
    r"^(?:(?:so|and|okay|good|great|lovely|perfect|well|now|then|also|for (?:your )?homework|"
    r"this week|for this week|between now and then|before (?:we meet again|next time)),? )*"
    r"(?:(?:let's|i'd like (?:you |us )?to|i would like (?:you |us )?to|i want you to|we'll|we can|"
    r"we should|can we|could you|i'll|i will|here(?:'s| is| are)|there(?:'s| are)|you have|i have|"
    r"we have) )?(?:(?:do|try|put|add|make|agree on|set|work on|talk about|write|ask you to do) )?"
    r"(?:(?:(?:1|2|3|4|5|a few|a couple of|a couple|some|1 more|another|the same) (?:more |other |"
    r"small |quick )?(?:things?|tasks?|steps?|pieces?)|that|this|it|those|them|something)(?: "
    r"(?:down|"
    r"in(?: the plan| your plan| place| writing)?|on the list|(?:on |in )?(?:to )?the plan|"
    r"(?:a |)?part of (?:the|your|our) plan|for (?:homework|this week|next time|you)|this week|"
    r"together))*|your homework|the (?:homework|plan|assignment))(?: is(?: this)?)?[.,:!]?$"
)
"""Says that tasks come, or that what was just said stands; the tasks themselves say what."""
_THINGS = re.compile(r"\b(?:things?|tasks?|steps?|homework|assignment|part of (?:the|our) plan)\b")
_HAS_SUBJECT = re.compile(
    r"^(?:(?:so|and|but|okay|good|now|then|well|yeah|yes|right),? )*(?:i|you|he|she|it|that|this|"
    r"they|we|there|these|those|what|how|who|when|if|the|my|even|because|"
    r"nobody|everybody|some|sounds|thanks|thank)(?:'\w+)?\b"
)
_RESOURCE = re.compile(
    r"\b(?:there(?:'s| is| are)|i(?:'ve got| have)|you could look into) (?:also )?(?:a|an|some|"
    r"this|the) "
    r"(?:\w+ ){0,4}(?:group|class|program|clinic|workshop|course|app|workbook|website|center|"
    r"service|advocate|hotline)s?\b|\bhere(?:'s| is) (?:the|a) (?:\w+ )?(?:number|address|flyer|"
    r"link|list|"
    r"handout|card)\b"
)
_ADJUSTS = re.compile(
    r"\b(?:comfortable|okay|ok|happy|fine|willing|like|want|think\w*|going|plan\w*|suggest\w*|"
    r"agree\w*|decided|we(?:'ll| will| can| could)|i(?:'ll| will)|let's)\b.{0,40}\b(?:rais(?:e|"
    r"ing)|"
    r"increas(?:e|ing)|lower(?:ing)?|reduc(?:e|ing)|taper(?:ing)?|switch(?:ing)?|stop(?:ping)?|"
    r"start(?:ing)?(?! with)|adding|bump(?:ing)?|go(?:ing)? (?:up|down)|mov(?:e|ing)|bring(?:ing)?|"
    r"keep(?:ing)?|stay(?:ing)?|hold(?:ing)?)\b"
)
_IF_THEN = re.compile(
    r"\b(?:if|when|whenever) (?:you|the|those|these|it|things|that|your)\b.{3,80}\b(?:get (?:out|"
    r"up)|call|text|go (?:to|for)|do something|use (?:the|your)|try|breathe|write|reach out|"
    r"come back|(?<!have to )(?<!want to )tell (?:me|your)|take (?:a|your))\b|"
    r"\bif\b.{3,110},? you (?:go|call|come|text|tell|"
    r"let)\b"
)
_MEETS = re.compile(
    rf"\b(?:i|we) (?:have|could do|can do) (?:an opening |a slot |something )?(?:on )?{WEEKDAY}\b|"
    rf"\b(?:meet|see (?:you|each other)|come (?:in|back))\b.{{0,40}}\b{WEEKDAY}\b|\b(?:meet|see "
    rf"(?:you|"
    rf"each "
    r"other)|talk) (?:again )?(?:next|in (?:\d+|a|a couple of|a few) (?:weeks?|months?)|same)\b|"
    r"\b(?<!before the )(?<!before our )(?<!before your )next (?:session|appointment|visit)\b|"
    r"\b(?<!at the )same time (?:next|on|then|works?)\b|"
    r"\bsee you (?:next|in (?:\d|a )|on (?:mon|tues|wednes|thurs|fri|satur|sun|the \d))|\b(?:come|"
    r"see you|be|have you) back (?:here |in )?(?:next|in|on|and)\b|\bappointment\b.{0,40}\d"
)
_SAFETY = re.compile(
    r"\b988\b|\b9 8 8\b|crisis (?:line|text)|hotline|safety plan|emergency room|\b911\b|\b9 1 1\b|"
    r"\b(?:thoughts|urges?) .{0,40}(?:stronger|worse|come back)|copy of (?:this|the) plan"
)
_COORDINATES = re.compile(
    r"\b(?:let|tell|email|send|call|talk to|contact|update|loop in|reach out to|coordinate with|"
    r"speak with|check with|write to|have a word with|see)\b.{0,25}\b(?:doctor|dr|"
    r"psychiatrist|prescriber|pcp|primary care|physician|school|case ?worker|nurse|pediatrician|"
    r"probation|team|pharmacist)\b|"
    r"\b(?:make|file) a report\b|\b(?:level|panel|ekg)\b.{0,40}\b(?:visit|lab|before)|\bat the "
    r"lab\b|"
    r"\breferr?\w*\b|\breleases?\b.{0,30}\bsign|\bsign\b.{0,20}\brelease|\bsupport group\b|"
    r"\bevaluation\b|\blabs?\b|\bblood (?:test|work)"
)
_TREATS = re.compile(
    r"\b(?:dose|milligrams?|mgs?|medications?|meds|prescri\w+|refill|taper|tablets?|pills?)\b"
)
_THERAPY = re.compile(
    r"\b(?:suggest|recommend|start|begin|continue)\w*\b.{0,40}\b(?:cbt|dbt|emdr|(?:exposure|group|"
    r"couples?|family|talk|individual) (?:therapy|work)|(?:cognitive|dialectical|interpersonal)\b|"
    r"(?:weekly|biweekly|\d+) sessions|treatment)|\btreatment (?:i'd|i would|plan)\b"
)
_DOSED = re.compile(r"\b(?:dose|milligrams?|mgs?|medications?|meds)\b")
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
    r"have|are|were) you\b"
)
_LOOKS_AHEAD = re.compile(
    r"\b(?:i'd like (?:to|you)|i would like (?:to|you)|i'll|let's|could you|i want you|this week|"
    r"i'm going to|would you be willing)\b"
)
_BY_CLINICIAN = re.compile(
    r"\bi(?:'ll| will|'m going to|'m gonna|'d like (?:to|it|that|them)| would like to| need| have "
    r"to|'ve got to)\b|"
    r"^(?:(?:so|and|okay),? )*(?:we'll|we will|we can|let's (?!try|have you|get you))\b"
)
_BY_CLIENT = re.compile(r"\b(?:i'd like|i want|i need|i would like) you to\b|\bhomework\b")
_SEEKS_CONSENT = re.compile(
    r"^(?:(?:so|and|okay|now|then),? )*(?:(?:can|could|will|would|do you think) you (?:think you )?"
    r"(?:could |can |be able to |be willing to )?(?:try|do|manage|commit to|live with) (?:that|it|"
    r"this|those|both)|(?:does|would|is|how does|how would|how is) that (?:work|sound|okay|ok|"
    r"doable|realistic|something|manageable|feel|possible|seem|be)|up for (?:that|it)|are you "
    r"(?:up for|willing|okay with|open to) (?:that|it|trying))\b[^,;]{0,30}$"
)
_KINDS = (
    ("safety", _SAFETY),
    ("treatment", _THERAPY),
    ("coordination", _COORDINATES),
    ("medication", _TREATS),
    ("sleep", _SLEEP),
)


def agreement_kind(said: Passage) -> str | None:
    """`appointment`, `safety`, `coordination`, `resource`, `medication`, `sleep`, `task` or, where
    the clinician is to do it, `action`; None for none."""
    text = said.digits
    if said.role is not SpeakerRole.CLINICIAN or is_small_talk(said.text) or word_count(text) < 4:
        return None
    if (
        _ANNOUNCES.match(text)
        or seeks_consent(said)
        or (said.is_question and _INQUIRES.search(text))
    ):
        return None
    if _RESOURCE.search(text) and not said.is_question:
        return "resource"
    if _ADJUSTS.search(text) and (_DOSED.search(text) or medicines_named(said.text)):
        return "medication"
    return _kind_of_direction(said, text)


def _kind_of_direction(said: Passage, text: str) -> str | None:
    meets = bool(_MEETS.search(text)) and not (said.is_question and text.startswith("how "))
    conditional = bool(_IF_THEN.search(text))
    urged = _urges(said, text) or _is_scheduled(text)
    if not (meets or conditional or urged) or _is_talk_only(said, text, meets):
        return None
    if meets and not conditional and not _SAFETY.search(text) and not _COORDINATES.search(text):
        return "appointment"
    own = "action" if _BY_CLINICIAN.search(text) and not _BY_CLIENT.search(text) else "task"
    named = "medication" if medicines_named(said.text) else own
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), named)


def seeks_consent(said: Passage) -> bool:
    """`Can you do that?`: what was said before it is what is agreed on."""
    return bool(_SEEKS_CONSENT.match(said.plain))


def content_kind(said: Passage) -> str:
    """Of a sentence that is known to be agreed on: which kind its words are of."""
    named = "medication" if medicines_named(said.text) else "task"
    return next((kind for kind, pattern in _KINDS if pattern.search(said.digits)), named)


def announces_tasks(said: Passage) -> bool:
    """`I'd like you to do two things.`: what follows are the things."""
    text = said.digits
    return bool(_ANNOUNCES.match(text)) and bool(_THINGS.search(text))


def is_listed_task(said: Passage) -> bool:
    """A sentence that names a task where tasks were announced: nobody is its subject."""
    text = said.digits
    if said.role is not SpeakerRole.CLINICIAN or said.is_question or is_small_talk(said.text):
        return False
    if _ANNOUNCES.match(text):
        return False
    return word_count(text) >= 4 and not _HAS_SUBJECT.match(text)


def _urges(said: Passage, text: str) -> bool:
    return (
        bool(_DIRECTS.search(text))
        or (not said.text.rstrip().endswith("?") and bool(_URGES.match(text)))
        or bool(re.search(r"\bcan you (?:please|try|call|bring|commit|agree)\b", text))
    )


def is_bare_order(said: Passage) -> bool:
    """Only an imperative tells of a task, as it would where a recognizer cut a question's head
    off: `Drink more than you meant to.`"""
    text = said.digits
    named = _DIRECTS.search(text) or _IF_THEN.search(text) or _MEETS.search(text)
    return bool(_URGES.match(text)) and not (named or _WHEN_TO.search(text))


def _is_scheduled(text: str) -> bool:
    """Something without a subject, to be done at some time: `jot it down each day`."""
    return bool(_WHEN_TO.search(text)) and bool(_ORDERS.match(text))


def _is_talk_only(said: Passage, text: str, meets: bool) -> bool:
    """Asks, looks back, or steers what is done here and now."""
    if _SAFETY.search(text) and _DIRECTS.search(text):
        return False
    if _AT_ONCE.search(text):
        return True
    if _TELLS_ONLY.search(text) and not meets and not _DIRECTS.search(text):
        return True
    return bool(_LOOKS_BACK.search(text)) and not _LOOKS_AHEAD.search(text)
