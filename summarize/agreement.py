"""Whether a clinician's sentence agrees on something for the time after, and on what."""

import re

from diarize.turn import SpeakerRole
from summarize.excerpt import is_small_talk
from summarize.medication import medicines_named
from summarize.passage import Passage
from summarize.wording import word_count

WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DIRECTS = re.compile(
    r"\bremember (?:the|to|you can|your)\b|\bi(?:'d| would) like you to|\bi want you to|"
    r"\b(?:could|would) you (?!tell|say|describe|rate|give me|explain|share|be more|walk me|"
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
    r"talk to) you (?:next|then|in (?:a|\d)|again on|on (?:mon|tue|wed|thu|fri|sat|sun))|"
    r"\bnext (?:session|appointment|visit)\b|\bwe (?:agreed|could|should|can (?:meet|work|start|"
    r"try|schedule|do))|\byou (?:agreed|said you'd|are going to|'re going to|might want)|"
    r"\bhow about (?:you\b|we\b|trying|next|if)|\bwould you be (?:willing|open|able)|\b(?:my|"
    r"our) plan (?:is|for)|\bthe plan (?:is|for)|\bi(?:'d| would) (?:also |really |"
    r"strongly )?(?:recommend|suggest|encourage)|\bmy (?:recommendation|suggestion)|"
    r"\bfollow[- ]?up\b|\bschedul\w+|\bi (?:recommend|suggest)\b|\bwhat if you\b|\b(?:go to|"
    r"get to) (?:the|your) (?:nearest )?(?:er|emergency)|\bwrite (?:down|them down)\b|\bset (?:a|"
    r"an|aside) (?:alarm|timer|goal|time|reminder)|\bwork on\b"
)
_URGES = re.compile(
    r"^(?:(?:so|and|okay|good|great|then|also|for now|this week|first|next|maybe|just|please|"
    r"all right|perfect),? )*(?:try|keep (?!in mind)|take (?!care|your time|a (?:look|moment|seat|"
    r"guess)|me )|use|practice|write|cut|call|stop|avoid|bring|log|track|schedule|set|limit|"
    r"hold off|sign|fill|continue|increase|decrease|remember to|reach out|go (?!ahead|on\b|"
    r"back to (?:that|what))|walk (?!me)|ask (?!me)|get (?!comfortable)|spend|read (?!me|that)|"
    r"make (?:sure|an appointment|time|a list))\b"
)
_AT_ONCE = re.compile(
    r"\b(?:right|together) now\b|\bnow together\b|\blet's .{0,40}\bnow\b|\bquestionnaires?\b|"
    r"\bscreen(?:er|ing)\b|\brun (?:you )?through\b|\blet's (?:do|run|get|start|finish|"
    r"knock) (?:that|this|the|those|these|it|out|through|with)\b"
)
"""Done in the session itself."""
_IF_THEN = re.compile(
    r"\b(?:if|when|whenever) (?:you|the|those|these|it|things|that|your)\b.{3,80}\b(?:get (?:out|"
    r"up)|call|text|go (?:to|for)|do something|use (?:the|your)|try|breathe|write|reach out|"
    r"come back|tell (?:me|your)|take (?:a|your))\b"
)
_MEETS = re.compile(
    rf"\b(?:i|we) (?:have|could do|can do) (?:an opening |a slot |something )?(?:on )?{WEEKDAY}\b|"
    rf"\b(?:next|this coming|on|see you|meet|again)\b.{{0,40}}\b{WEEKDAY}\b|\b(?:meet|see (?:you|"
    rf"each "
    r"other)|talk) (?:again )?(?:next|in (?:\d+|a|a couple of|a few) (?:weeks?|months?)|same)\b|"
    r"\bnext (?:session|appointment|visit)\b|\b(?<!at the )same time (?:next|on|then|works?)\b|"
    r"\bsee you (?:next|in (?:\d|a )|on (?:mon|tues|wednes|thurs|fri|satur|sun|the \d))|\b(?:come|"
    r"see you|be|have you) back (?:here |in )?(?:next|in|on|and)\b|\bappointment\b.{0,40}\d"
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
_KINDS = (
    ("safety", _SAFETY),
    ("coordination", _COORDINATES),
    ("medication", _TREATS),
    ("sleep", _SLEEP),
)


def agreement_kind(said: Passage) -> str | None:
    """`appointment`, `safety`, `coordination`, `medication`, `sleep` or `task`; None for none."""
    text = said.digits
    if said.role is not SpeakerRole.CLINICIAN or is_small_talk(said.text) or word_count(text) < 4:
        return None
    meets = bool(_MEETS.search(text)) and not (said.is_question and text.startswith("how "))
    conditional = bool(_IF_THEN.search(text))
    if not (meets or conditional or _urges(said, text)) or _is_talk_only(said, text, meets):
        return None
    if meets and not conditional and not _SAFETY.search(text) and not _COORDINATES.search(text):
        return "appointment"
    for kind, pattern in _KINDS:
        if pattern.search(text):
            return kind
    return "medication" if medicines_named(said.text) else "task"


def _urges(said: Passage, text: str) -> bool:
    return (
        bool(_DIRECTS.search(text))
        or (not said.text.rstrip().endswith("?") and bool(_URGES.match(text)))
        or bool(re.search(r"\bcan you (?:please|try|call|bring|commit|agree)\b", text))
    )


def _is_talk_only(said: Passage, text: str, meets: bool) -> bool:
    """Asks, looks back, or steers what is done here and now."""
    if _AT_ONCE.search(text) or (said.is_question and _INQUIRES.search(text)):
        return True
    if _TELLS_ONLY.search(text) and not meets and not _DIRECTS.search(text):
        return True
    return bool(_LOOKS_BACK.search(text)) and not _LOOKS_AHEAD.search(text)
