"""Everyday words for how often, by what they count as over 14 days.

Patterns expect text as `wording.with_digits` gives it.
"""

import re

N = r"(\d{1,2})"
RANGE = rf"{N}(?:(?:,? or (?:maybe |so )?|,? to | - |-|, maybe |, ){N})?"
DAY = r"(?:days?|nights?|times?|mornings?|evenings?|afternoons?|occasions?)"
GOOD = r"(?:decent|good|fine|okay|ok|normal|better|great|clear|free|solid|easy)"

OTHER_DAYS = re.compile(rf"\bthe (?:other|rest|remaining) {N}\b")
GOOD_DAYS = re.compile(rf"\b{RANGE}(?: or so)? (?:really |pretty )?{GOOD} {DAY}\b")
EXCEPT = re.compile(
    rf"\b(?:all|every \w+|everyday|each \w+) (?:but|except)(?: for)?(?: maybe| about)? {N}\b"
)
WEEKLY = re.compile(rf"\b{RANGE}(?: or so)? {DAY} (?:a|per|each|every|out of the) week\b")
WEEKLY_WORD = re.compile(r"\b(once|twice|1 time|a couple(?: of)?(?: times| days| nights)?)"
                          r" (?:a|per|each|every) week\b")  # fmt: skip
DAYS = re.compile(rf"\b{RANGE}(?: or so| good| bad| rough| different| whole| full| separate)*"
                   rf"(?: of those| of the| of these)? {DAY}\b")  # fmt: skip
OUT_OF = re.compile(
    rf"\b{RANGE}(?: {DAY})? (?:out )?of (?:the )?(?:last |past |those |these )?14\b"
)
WEEKS = re.compile(r"\b(?:about |maybe |probably |like )?(?:a|1) (?:full |whole |good )?week"
                    r"(?:'s worth| or so| out of)?\b(?! ago| before| and)")  # fmt: skip
BARE = re.compile(
    rf"^(?:(?:oh|well|so|like|maybe|probably|honestly|about|around|i'd say|i would say|say|yeah|"
    rf"yes|more like|closer to|just|only|i think|i guess|roughly|at least|it's|it was|that's|"
    rf"a good|easily|definitely|actually|no|for me|me|let's say|really|still|i|had|under|over|"
    rf"almost|same as the last 1|same)[, ]+)*{RANGE}(?: or so|,? give or take|,? maybe|"
    rf",? probably|,? i think|,? i guess|,? easily|,? i'd say|,? at least|,? tops|,? total|"
    rf",? for sure|,? of them|,? out of 14|,? there)*[.!?,]*$"
)

DAILY = (
    r"\b(?:every (?:single )?(?:day|night|morning|evening|1)|everyday|each (?:day|night|morning)|"
    r"(?:nearly|almost|practically|basically|pretty much|pretty near) (?:every|all|always|daily)|"
    r"all (?:the|of the|of it|day)\b(?! sudden)|constant(?:ly)?|non-?stop|daily|nightly|always|"
    r"24/7|the (?:whole|entire) (?:time|2 weeks|14)|both weeks|all 14|all 2 weeks|the full 14|"
    r"never (?:stops|goes away|lets up|ends|not)|can't remember a (?:day|night) without|(?:hardly|"
    r"barely|scarcely) a (?:day|night) (?:goes by|without|when)|(?:day|night) (?:in,? day out|"
    r"after (?:day|night)))"
)
MOSTLY = (
    r"\b(?:more than half|over half|more days than not|more nights than not|more often than not|"
    r"most (?:\w+ )?(?:days?|nights?|mornings?|evenings?|of (?:the|my|those|these|it)|times)|"
    r"mostly|(?:the )?majority|half (?:the|of the|of those|my|of them|of it)|(?:about|around|like|"
    r"maybe) half|every (?:other|second) (?:day|night|morning)|a lot of (?:the time|days|nights|"
    r"mornings)|much of the time|(?:quite|pretty|very|really|fairly|too) (?:often|frequently)|"
    r"often|usually|frequently|regularly|weekdays|work ?days|week ?nights|(?:more|"
    r"better) than (?:a|1) week|a good (?:many|chunk|number|part)|(?:too )?many (?:days|nights|"
    r"times)|generally|the better part)\b"
)
SEVERAL = (
    r"\b(?:several|a few|few|a couple|couple of|once or twice|1 or 2|once|twice|thrice|sometimes|"
    r"occasional(?:ly)?|(?:every )?(?:now and (?:then|again)|so often)|here and there|"
    r"some (?:days|nights|mornings|of the (?:time|days))|from time to time|at times|not (?:that|"
    r"very|too|so) (?:often|much|many)|a handful|(?:the |on |just )?weekends?|on and off|"
    r"off and on|rarely|seldom|a (?:day|night) or (?:2|so)|the odd (?:day|night|time)|"
    r"less than half|intermittent(?:ly)?|comes and goes|the other (?:day|night)|half a dozen|"
    r"half dozen|under half|not (?:every|most|all) (?:day|night|the time)s?|not (?:constantly|"
    r"always|daily))\b"
)
NEVER = (
    r"\b(?:not at all|never|not once|none|zero|0 (?:days|times|nights)|(?:hardly|barely|"
    r"almost) (?:ever|never|at all)|not 1 (?:day|time|night)|nothing|no days|no nights|at all)\b"
)
SOFT_NO = (
    r"^(?:fine|great|normal)(?=[.,!]|$)|\b(?:not|isn't|wasn't) (?:too |so |that |half )?bad\b|"
    r"(?:^|[,.;] ?|\b(?:oh|well|so|and|but) )(?:no|nope|nah|not really|not particularly|"
    r"not especially|not so much|not much|not me|not anymore|not lately|not that i)\b|"
    r"\bno (?:problems?|issues?|trouble|changes?|complaints|difficulty|worries)\b|\b(?:i'm|"
    r"i've been|it's been|that's been|it's|that's|been|sleeping|eating|sleep|eat) (?:all |"
    r"totally |pretty |just |really |perfectly |mostly |been )*(?:fine|good|okay|ok|great|normal|"
    r"normally|well|all right|alright|not (?:a|been a) (?:problem|issue)|not an issue|steady|"
    r"the same as (?:ever|always|usual))\b|\bdon't think so|\b(?:haven't|hasn't|didn't|"
    r"don't) (?:really )?(?:noticed?|had (?:any|that|trouble|problems?)|been (?:bad|an issue|"
    r"a problem|too bad|that bad)|have (?:any |much )?(?:trouble|problems?|issues?))|\b(?:don't|"
    r"doesn't|haven't|hasn't|didn't) really$|\bdoesn't apply|\bi'd say no\b|\b(?:not|isn't|wasn't|"
    r"hasn't been|never been) (?:a|an|really a|much of a) (?:problem|issue|thing)"
)
SOFT_SOME = r"\b(?:a little(?: bit)?|a bit|slightly|somewhat|kind of|kinda|some)\b"
SOFT_MUCH = r"\b(?:a lot|quite a bit|very much|a ton|so much|tons|big time)\b"

NOT_DAILY = re.compile(
    r"\bnot (?:quite |really |necessarily |exactly )?(?:every|all (?:the|of|day)|constant|always|"
    r"most|usually|that often|daily|each)"
)
BESIDES = re.compile(
    r"\bnot (?:much|really|anything) (?:beyond|besides|more|other|else|outside)|\botherwise\b|"
    r"\b(?:the rest|other than that|apart from that)\b.{0,20}\b(?:fine|good|okay|normal|nothing)"
)
SOMEBODY_ELSE = re.compile(
    r"\b(?:my|his|her|our) (?:\w+ )?(?:wife|husband|partner|mom|mother|dad|father|son|daughter|"
    r"kids?|boyfriend|girlfriend|brother|sister|friend|boss|roommate|coworker|"
    r"ex)s?\b.{0,30}\b(?:would|says?|said|thinks?|does|is|has|was|gets?|had|sleeps?|worries|"
    r"tells?)\b|^(?:he|she|they)(?:'s|'re|'d)?\b(?! called)"
)
OTHER_TIME = re.compile(
    r"\b(?:last (?:month|year|spring|summer|fall|autumn|winter|time)|used to|years? ago|"
    r"months? ago|before (?:that|the|i|this|all)|back (?:in|when|then)|when i was|in the past(?! "
    r"(?:two|2|few|couple|several|14|fourteen|week|month|day|7|seven)\b)|"
    r"a while (?:ago|back)|in (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|college|high school)|previously|as a kid|growing up|"
    r"over the (?:summer|holidays|winter))\b"
)
CORRECTION = re.compile(
    r"\b(?:actually|honestly|no,? wait|wait|scratch that|i mean|well,? (?:no|more|maybe)|kidding|"
    r"i take that back|more like|rather|let me (?:change|correct|rephrase|think)|correction|sorry|"
    r"on second thought|come to think|seriously|truthfully|to be honest|if i'm honest|"
    r"realistically|all together|altogether|overall|all in all|on average|probably more|for me|"
    r"but me|as for me|make that|closer to)\b"
)
CLAUSE = re.compile(
    r"[.;!?]+\s+|,? \bbut\b,? (?!(?:for |maybe |about )*\d)|, (?=(?:not|otherwise|other than|"
    r"apart from|actually|honestly|no wait|well|me|though)\b)"
)
DURATION = re.compile(
    r"\b\d{1,2}(?:(?: or | to |-)\d{1,2})? (?:hours?|minutes?|mins?|pounds?|lbs?|years?|months?|"
    r"milligrams?|mgs?|drinks?|cups?|pages?|people|kids|a\.?m|p\.?m|o'clock|meals?|seconds?|"
    r"percent)\b"
)
CLOCK = re.compile(
    r"\b(?:at|around|until|till|by|past|before|after) (?:like |"
    r"about )?\d{1,2}(?:[ :]\d{2})?(?! (?:days|nights|times|mornings))(?=\W|$)"
)

LACK = re.compile(
    r"\b(?:no|zero|not (?:much|a lot of|any)|hardly any|barely any|little|(?:don't|didn't|haven't|"
    r"doesn't|hasn't|not|without)(?: (?:really|had|have|got|get|much|any|a|lot|of|feel|felt|been|"
    r"having))*) (?:energy|appetite|interest|motivation|focus|concentration|pleasure|joy|patience|"
    r"hope|drive)(?: (?:at all|whatsoever))?\b|\b(?:can't|cannot|couldn't|could not|not|haven't|"
    r"hardly|barely|don't|didn't|wasn't|never) (?:(?!trouble|problem|issue|difficult|"
    r"having)\w+ ){0,2}(?:sleep\w*|slept|relax\w*|focus\w*|concentrat\w*|eat\w*|ate|enjoy\w*|"
    r"sit still|stop\w*|control\w*|get out of bed|turn (?:it|my \w+) off|shut (?:it|my \w+) off|"
    r"unwind|hungry|rest)(?: (?:anything|well|much|at all|it|that|anymore|through))*\b"
)
"""What is missing is the complaint itself: `no energy at all` is no zero."""
