"""Everyday words for how often, by what they count as over 14 days.

Patterns expect text as `wording.with_digits` gives it.
"""

import re

N = r"(\d{1,2})"
RANGE = rf"{N}(?:(?:,? or (?:maybe |so )?|,? to | - |-|, maybe |, sometimes |, ){N})?"
DAY = r"(?:days?|nights?|times?|mornings?|evenings?|afternoons?|occasions?)"
GOOD = r"(?:decent|good|fine|okay|ok|normal|better|great|clear|free|solid|easy)"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"

OTHER_DAYS = re.compile(r"\bthe (?:other|rest|remaining) ([2-9]|1\d)\b(?!'s)")
GOOD_DAYS = re.compile(rf"\b{RANGE}(?: or so)? (?:really |pretty )?{GOOD} {DAY}\b")
EXCEPT = re.compile(
    rf"\b(?:all|every \w+|everyday|each \w+) (?:but|except|bar|save)(?: for)?(?: maybe| about)? "
    rf"{N}\b"
)
OF_THEM = re.compile(rf"\b{RANGE} of (?:them|those|these)\b")
OUT_OF_WEEK = re.compile(rf"\b{RANGE}(?: {DAY})? (?:out )?of (?:the |every |those )?(?:7|week)\b")
WEEKLY = re.compile(
    rf"\b{RANGE}(?: or so)? {DAY} (?:a|per|each|every|out of (?:the|every|each|a)) week\b"
)
WEEKLY_BARE = re.compile(rf"\b{RANGE} a week\b")
WEEKLY_WORD = re.compile(
    r"\b(once|twice|1 time|(?:a )?(?:couple|few)(?: of)?(?: times| days| nights)?)"
    r" (?:a|per|each|every) week\b"
)
DAYS = re.compile(rf"\b{RANGE}(?: or so| good| bad| rough| different| whole| full|"
                   r" separate| solid)*"
                   rf"(?: of those| of the| of these)? {DAY}\b")  # fmt: skip
OUT_OF = re.compile(
    rf"\b{RANGE}(?: {DAY})? (?:out )?of (?:the |those |these )?(?:last |past )?14\b"
)
PERCENT = re.compile(r"\b(\d{1,3})(?: ?%| percent)")
SHARE = re.compile(r"\b(2 thirds|a third|1 third|3 quarters|a quarter|1 quarter)\b")
WEEK_AND_HALF = re.compile(r"\b(?:a|1) (?:good |full |whole )?week and (?:a )?(?:half|bit)\b")
WEEKS = re.compile(r"(?<!days )(?<!nights )(?<!times )(?<!mornings )\b(?:about |maybe |probably |"
                    r"like )?(?:a|1) (?:full |whole |good )?week"
                    r"(?:'s worth| or so| out of)?\b(?! ago| before| and|day|end)")  # fmt: skip
LEAD = (
    r"(?:(?:oh|well|so|like|maybe|probably|honestly|about|around|i'd say|i would say|say|yeah|"
    r"yes|more like|closer to|just|only|i think|i guess|roughly|at least|it's|it was|that's|"
    r"a good|easily|definitely|actually|no|for me|me|let's say|really|still|i|had|under|over|"
    r"almost|same as the last 1|same|what's that|hm+|um|uh|okay|and|now|the same)[, ]+)*"
)
BARE = re.compile(
    rf"^(?:[a-z]+(?: 1)?, )?{LEAD}{RANGE}(?: or so|,? give or take|,? maybe|,? all in all|,? "
    rf"altogether|,? in total|"
    rf",? probably|,? i think|,? i guess|,? easily|,? i'd say|,? at least|,? tops|,? total|"
    rf",? at (?:the )?most|,? for sure|,? of them|,? out of 14|,? there)*[.!?,]*$"
)
"""The whole clause is a number."""

_DAY_OR_SO = r"(?:day|night|morning|evening|1|week)"
DAILY = (
    rf"\b(?:(?<!not )every (?:single |waking |damn |blessed )?(?:day|night|morning|evening|1|"
    rf"moment|minute|hour)(?! (?:or 2|now and))|everyday|each (?:day|night|morning|and every)|"
    r"(?:nearly|almost|practically|basically|virtually|pretty much|pretty near|near(?:ly)?) "
    r"(?:every|all|always|daily|nightly|constant)\w*|"
    r"all (?:the time|of (?:the time|it|them)|day(?: long)?|night(?: long)?|14|2 weeks)\b|"
    r"all the (?:days|nights)|constant(?:ly)?|non-?stop|daily|nightly|always|perpetual\w*|"
    r"24/7|the (?:whole|entire|full) (?:time|2 weeks|14|fortnight)|both weeks|without (?:fail|"
    r"exception)|(?<!not )continuous\w*|never (?:stops?|stopped|goes away|lets? up|ends?|not|"
    r"leaves?)|(?:can't remember|there (?:isn't|wasn't|hasn't been|is not)|not|hasn't been) "
    rf"(?:a |1 )(?:single |good )?{_DAY_OR_SO} (?:without|that|when|where|goes|went|i)|"
    rf"(?:hardly|barely|scarcely) a {_DAY_OR_SO} (?:goes by|without|when)|(?:day|night) (?:in,? "
    r"(?:day|night) out|after (?:day|night))|when (?:don't|do) i (?:not)?|when am i not|"
    r"(?:days?|it) that ends? in (?:a )?y|"
    r"(?:haven't|have not|didn't|not|never|hardly) (?:had|slept|eaten|enjoyed|relaxed|felt|"
    r"rested|concentrated) (?:\w+ ){0,3}(?:once|a single|a (?:decent|good|full|proper|normal)|"
    r"1 (?:decent|good|full|proper|normal)))\b"
)
MOSTLY = (
    r"\b(?:(?:more|better|over|greater) than (?:half|not)|over half|(?:more|better) (?:days|nights|"
    r"often|mornings) than not|most (?:\w+ )?(?:days?|nights?|mornings?|evenings?|times?|week)|"
    r"most of (?:the |my |those |these |it|them|that)|most all|mostly(?! (?:fine|good|okay|ok|"
    r"well|normal|all right))|the most part|(?:the )?"
    r"majority|(?<!less than )(?<!under )(?<!not even )half (?:the|of the|of those|my|of them|"
    r"of it|a week)|"
    r"(?:about|around|like|maybe|roughly|probably|say) half|every (?:other|second) (?:day|night|"
    r"morning|evening)|(?:a lot|much|a good deal|lots) of (?:the (?:time|days|nights)|days|nights|"
    r"mornings)|(?:quite|pretty|very|really|fairly|too) (?:often|frequently|"
    r"regularly)|(?<!not )(?<!not that )(?<!not very )(?<!not too )often(?! than i'd)|(?<!not )"
    r"usually|(?<!not )frequently|(?<!not )regularly|weekdays|work ?days|week ?nights|"
    r"(?:more|better) than (?:a|1) week|a good (?:many|chunk|number|part|few)|(?:too |so |"
    r"(?<!not )(?<!not that )(?<!not too ))many (?:days|nights|times)|generally|the better part|"
    r"more than half)\b"
)
SEVERAL = (
    r"\b(?:several|a few|few|(?:a )?couple(?: of)?|once or twice|1 or 2|once|twice|thrice|"
    r"(?<!more than )sometimes|occasional(?:ly)?|(?:every )?(?:now and (?:then|again)|so often|"
    r"once in a while|once in a blue moon)|here and there|in a blue moon|"
    r"some (?:days|nights|mornings|of the (?:time|days|nights))|from time to time|at times|"
    r"not (?:that|very|too|so|all that) (?:often|many)|a handful|(?:the |on |just )?weekends?|"
    r"on and off|off and on|(?:just|only) (?:on )?(?:the|that) (?:day|night|morning)|a (?:day|"
    r"night) here|rarely|seldom|(?:a|1) (?:day|night|time) or "
    r"(?:2|so)|the (?:odd|"
    r"occasional) (?:day|night|time|morning|1)|(?:a )?(?:little |bit )?(?:less|fewer) than half|"
    r"(?:just )?under half|not (?:even |quite )?half|intermittent(?:ly)?|comes? and goes?|"
    r"hit (?:or|and) miss|half a dozen|half dozen|now and again|the 1 (?:time|day|night)|"
    r"just (?:the|that) (?:once|1 (?:day|night|time)|1(?=[.,!]|$))|not (?:every|most|all) "
    r"(?:day|night|the time)s?|not (?:constant"
    r"ly|always|daily)|every (?:few|couple of|third|3rd|fourth|4) (?:days|nights|day|night))\b"
)
_OF_ITSELF = (
    r"(?: *[.,!?;]| *$| (?:once|really|ever|at all|happen\w*|cross\w*|that|thought|had|about me|"
    r"like that|for me|there|in|these|this|lately|of|to report|comes|anymore|not (?:once|1)|"
    r"(?:been|was) an? (?:problem|issue|thing)))"
)
NEVER = (
    rf"\b(?:not at all|not a (?:bit|tall|thing|problem)|(?<!can )never(?={_OF_ITSELF})|not once"
    rf"(?! (?:slept|had))|none(?={_OF_ITSELF}| and)|zero(?={_OF_ITSELF}| (?:days|times|nights))|"
    r"0(?= (?:days|times|nights|out of)|[.,!?;]| *$)|(?:hardly|barely|almost|scarcely) (?:ever|"
    r"never|at all)|"
    rf"not 1 (?:day|time|night)|nothing(?={_OF_ITSELF})|no (?:days|nights)|not (?:for|in) "
    r"(?:years|months|ages|a (?:long|good) (?:while|time)|a while)|not (?:now|anymore|any more|"
    r"lately|recently|these days)|neither(?: (?:of|1|really))?)(?!\w)"
)
SOFT_NO = (
    r"^(?:(?:oh|well|it's|that's|it's been|pretty|really|actually|honestly|very|just|all|mine's|"
    r"been|still)[, ]+)*(?:fine|great|good|normal|decent|solid|perfect|perfectly fine|no "
    r"complaints|nope|nah|no)(?=[.,!]|$| (?:there|with that|too|actually|thank|"
    r"lately|now|mostly))|\b(?:not|isn't|wasn't) (?:too |so |that |half )?bad\b|"
    r"(?:^|[,.;] ?|\b(?:oh|well|so|and|but|god|me|then|honestly|gosh|uh|mm) )(?:no|nope|nah|"
    r"absolutely not|definitely not|of course not|no way|not really|not particularly|not "
    r"especially|not so much|not much|not me|not that i|not that "
    r"anyone\w*|not that any\w+|not this time|not i|not an issue|not a problem)\b|"
    r"\bno (?:more (?:so )?than (?:usual|normal|anyone)|(?:real |big )?(?:problems?|issues?|"
    r"trouble|changes?|complaints|difficulty|difficulties|worries))\b|\b(?:i'm|i am|"
    r"i've been|it's been|that's been|it's|that's|been|sleeping|eating|sleep|eat|'s|is|are|has "
    r"been) (?:all |totally |pretty |just |really |perfectly |mostly |been |back to |completely )*"
    r"(?:fine|good|okay|ok|great|normal|normally|well|all right|alright|(?:not|never) (?:a|been a|"
    r"an) (?:problem|issue)|steady|as usual|the same as (?:ever|always|usual))\b|\b(?:sleep|slept|"
    r"out|sleeping) like (?:a |an )?(?:\w+ )?(?:baby|rock|log|light|angel|dead)\b|\bdon't think so|"
    r"\b(?:haven't|hasn't|didn't|don't|doesn't) (?:really |even )?(?:noticed?|seen|mentioned|"
    r"bother\w*|had (?:any|that|trouble|problems?)|been (?:bad|an issue|a problem|too bad|that "
    r"bad)|have (?:any |much |that|a )?(?:\w+ )?(?:trouble|problems?|issues?)|feel (?:that|like "
    r"that|it)|apply|get that|do that)\b|\b(?:don't|doesn't|haven't|hasn't|didn't) really$|"
    r"\bi'd say no\b|\bcan't say (?:that |it )?i (?:have|do|did)|\bwouldn't say (?:so|that)|"
    r"\b(?:not|isn't|wasn't|hasn't been|never been) (?:a|an|really a|much of a) (?:problem|"
    r"issue|thing)|\bnothing (?:unusual|out of the ordinary|new|special)|\bi can (?:stop|relax|"
    r"concentrate|focus|sit|sleep|unwind|control)\b|\bi (?:sit|sleep|eat|focus|concentrate|relax) "
    r"(?:just )?(?:fine|well|okay|great|normally)"
)
SOFT_SOME = r"\b(?:a little(?: bit)?|(?:a )?bit|slightly|somewhat|kind of|kinda|some)\b"
WEEKDAYS_NAMED = re.compile(rf"\b{WEEKDAY}\b")

WELL = re.compile(
    r"(?:\b(?:i'm|it's|it is|is|are|was|been|sleep\w*|slept|eat\w*|ate|feel\w*|felt|do|doing)|\w's)"
    r" (?:\w+ )?(?:fine|good|okay|ok|well|great|normal\w*|all right|decent)\b|"
    r"^(?:fine|good|okay|great|normal),? (?:most|every|nearly|mostly)\b|"
    r"\bmostly (?:fine|good|okay|ok|well|normal|all right)\b"
)
"""What is said to be well is no complaint, however often."""
UNWELL = re.compile(r"\b(?:not|n't|never|hardly|barely|no|less|isn't|wasn't|haven't) (?:\w+ ){0,2}"
                    r"(?:fine|good|okay|ok|well|great|normal|all right|decent)\b")  # fmt: skip
PLAIN_NO = re.compile(r"^(?:(?:oh|well|honestly|actually|um|god),? )*(?:no|nope|nah)\b")
NOT_DAILY = re.compile(
    r"\bnot (?:quite |really |necessarily |exactly )?(?:every|all (?:the|of|day)|constant|always|"
    r"usually|daily|each|nightly)"
)
BESIDES = re.compile(
    r"\bnot (?:much|really|anything) (?:beyond|besides|more|other|else|outside)|\botherwise\b|"
    r"\b(?:the rest|other than that|apart from that)\b.{0,20}\b(?:fine|good|okay|normal|nothing)"
)
_KIN = (
    r"(?:wife|husband|partner|mom|mum|mother|dad|father|son|daughter|kids?|children|boyfriend|"
    r"girlfriend|brother|sister|friend|boss|roommate|coworker|supervisor|manager|neighbou?r|"
    r"baby|dog|cat|cousin|aunt|uncle|grandmother|grandma|spouse|ex|teacher|doctor|therapist)s?"
)
SOMEBODY_ELSE = re.compile(
    rf"\b(?:my|his|her|our|the) (?:\w+ )?{_KIN}(?:'s|'d|'ll)?\b(?! (?:and|or) (?:i|me)\b).{{0,30}}?"
    rf"\b(?:would (?:say|tell)|says?|said|thinks?|tells?|told|noticed|mentioned|does|is|has|was|"
    rf"gets?|had|"
    rf"sleeps?|worries|can't|cannot|can|won't|wakes?|wakened|goes|feels?|felt|eats?|paces?|snores?|"
    rf"cries|keeps?)\b|\b(?:my|his|her|our) (?:\w+ )?{_KIN}'s (?:been|always|up|so|really|not|"
    rf"never|depressed|anxious|worried|tired|having|got)\b|^(?:he|she|they)(?:'s|'re|'d|'ve)?"
    rf"\b(?! called)|\byou should (?:see|hear|meet)\b|^(?:my|our) (?:\w+ )?{_KIN},? (?:on the "
    rf"other hand|though)\b"
)
SAYS_OF_ME = re.compile(
    r"\b(?:said|says|told me|tells me|noticed|mentioned)(?: that)? i(?:'m|'ve|'d)?\b"
)
OWN = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself)\b")
OTHER_TIME = re.compile(
    r"\b(?:last (?:month|year|spring|summer|fall|autumn|winter|time|christmas|semester|visit)|"
    r"(?:used to|years? ago|months? ago)|before (?:that|the (?:med\w*|pandemic|divorce|baby|"
    r"accident|surgery|treatment|move)|i (?:started|got|met|came)|this|all (?:this|that))\b|"
    r"back (?:in|when|"
    r"then)|when i was (?:a|an|in|at|young\w*|little|\w*teen\w*|\d+|pregnant|married|living|using|"
    r"on|with|drinking|working|sick|younger)\b|in the past(?! (?:two|2|few|couple|several|14|"
    r"fourteen|week|month|day|7|seven)\b)|"
    r"a while (?:ago|back)|in (?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|college|high school|the (?:spring|summer|fall|autumn|winter|"
    r"hospital|beginning))|previously|as a (?:kid|child|teen\w*)|growing up|"
    r"over the (?:summer|holidays|winter))\b"
)
NOW = re.compile(
    r"\b(?:last 2 weeks|past 2 weeks|these 2 weeks|now|these days|lately|this (?:past )?(?:week|"
    r"month)|since then|currently|at the moment|today|recently)\b"
)
TAKES_BACK = re.compile(
    r"^(?:(?:no|oh|sorry|well|actually|hm+),? )*(?:wait,? |hang on,? |hold on,? |scratch that,? )?"
    r"(?:(?:that was|that's) (?:last|before|a while|back|in|the (?:week|month) before|for)|"
    r"that's (?:too (?:much|many|high|low)|not (?:right|it|true)|wrong))"
)
BETWEEN = re.compile(r"\bbetween\b.{1,30}\band\b")
CORRECTION = re.compile(
    r"\b(?:actually|honestly|no,? wait|wait|hang on|hold on|scratch that|i mean|well,? (?:no|more|"
    r"maybe)|kidding|i take that back|more like|rather|let me (?:change|correct|rephrase|think)|"
    r"correction|sorry|on second thought|come to think|seriously|truthfully|to be honest|"
    r"if i'm honest|no,? really|realistically|all together|altogether|overall|all in all|"
    r"on average|probably more|for me|but me|as for me|make that|make it|closer to|in total|"
    r"all told)\b|^(?:no|well|okay|or|fine|hm+|so),? (?=\S)"
)
CLAUSE = re.compile(
    r"[.;!?]+\s+|,? \bbut\b,? (?!(?:for |maybe |about )*\d)|, (?=(?:not|otherwise|other than|"
    r"apart from|actually|honestly|no wait|no,? really|well|me|though|so what's that)\b)"
)
DURATION = re.compile(
    r"\b\d{1,2}(?:(?: or | to |-)\d{1,2})? (?:hours?|minutes?|mins?|pounds?|lbs?|years?|months?|"
    r"milligrams?|mgs?|drinks?|cups?|coffees?|beers?|pages?|people|kids|a\.?m|p\.?m|o'clock|"
    r"meals?|seconds?|bites?|belt|miles?|under)\b"
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
    r"switch off|let (?:it )?go|unwind|hungry|rest|get up|care|want to)(?: (?:anything|well|much|"
    r"at all|it|that|anymore|through))*\b"
)
"""What is missing is the complaint itself: `no energy at all` is no zero."""

WEEK_OF = re.compile(
    r"\b(this (?:past |last )?week|last week|the week before|(?:the |that )?(?:first|1st|second|"
    r"2nd|other|past) week)\b"
)
"""One of the two weeks; what was said of both adds up."""
