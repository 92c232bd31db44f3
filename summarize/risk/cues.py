"""How danger is spoken of, plainly and indirectly. Patterns expect plain text.

Written for recall: a cue that is negated, about somebody else, long ago or an idiom is sorted out
by `risk_finding`, not here.
"""

import re
from dataclasses import dataclass

from summarize.risk import RiskLevel


@dataclass(frozen=True, slots=True)
class RiskCue:
    """One way of speaking about one kind of danger."""

    type: RiskLevel
    label: str
    """What a reader is told."""
    pattern: re.Pattern[str]


def _cue(kind: RiskLevel, label: str, *patterns: str) -> RiskCue:
    return RiskCue(kind, label, re.compile("|".join(patterns)))


_DIE = r"(?:dead|gone|not (?:here|alive|around|exist\w*)|die|died|disappear\w*|vanish\w*)"
_THEM = (
    r"(?:him|her|them|someone|somebody|people|everyone|anyone|(?:my|the|that|his|"
    r"her) (?:\w+ )?(?:wife|husband|boss|ex|dad|father|mom|mother|brother|sister|son|daughter|"
    r"kids?|baby|neighbou?rs?|coworkers?|manager|roommate|boyfriend|girlfriend|partner|guy|man|"
    r"woman))"
)
_HE = (
    r"(?:he|she|they|(?:my|his|her) (?:\w+ )?(?:wife|husband|boss|ex|dad|father|mom|mother|"
    r"brother|sister|son|daughter|stepdad|stepfather|stepmom|stepmother|uncle|aunt|cousin|"
    r"grandfather|boyfriend|girlfriend|partner|coach|teacher|parents?|roommate))"
)

PLAN = _cue(
    RiskLevel.PLAN_OR_INTENT,
    "Suicide plan, preparation or intent",
    r"(?:have|had|made|got|thought of|come up with|came up with|working on) (?:a |the |"
    r"my )?plan to (?:kill|end|hurt|die|do it)",
    r"i(?:'ve got| have| had| do have|'d had) a plan\b(?! for| to (?!kill|end|die|hurt|do it)|"
    r" with)",
    r"(?:saving|saved|stockpil\w+|hoard\w+|stash\w+|collect\w+)(?: up)? (?:\w+ ){0,3}(?:pills|"
    r"meds|medications?|tablets)",
    r"(?:wrote|written|writing|left|drafted) (?:\w+ ){0,4}(?:suicide note|goodbye|good-bye|"
    r"letters? to (?:my|everyone)|a note to (?:my|everyone))",
    r"suicide note|goodbye (?:letter|note|video)s?",
    r"(?:know|knew|figured out|decided|picked|worked out|thought about|thinking about|imagined|"
    r"planned) (?:exactly |just |out )?(?:how|where|when) (?:i'd|i would|i'll|i will|i'm going to|"
    r"to) (?:do it|kill|end|die|go)",
    r"(?:looked|looking|searched|googled|read|researched)(?: up)?(?: online)?(?: about)? (?:how "
    r"(?:many|much|to (?:kill|die|hang|end|tie a noose|overdose))|ways to (?:die|kill)|lethal|"
    r"painless ways)",
    r"(?:i'm going to|i'm gonna|i will|i'll|going to|gonna|intend to|ready to|decided to|plan to|"
    r"planning to|planning on) (?:just )?(?:kill(?:ing)? myself|end(?:ing)? (?:my life|"
    r"it(?: all)?\b(?! with| at))|take my (?:own )?life|do it tonight|hang myself|shoot myself|"
    r"overdose|jump off)",
    r"(?:bought|got|loaded|picked up) (?:a |the |my |some )?(?:gun|rope|razor blades|noose) (?:to|"
    r"for (?:it|this|that)|so (?:i|that))",
    r"giv(?:e|en|ing) (?:away|out) (?:all )?my (?:things|stuff|belongings|possessions)|"
    r"gave (?:away )?(?:all )?my (?:things|stuff|dog|cat|guitar|belongings)\b.{0,30}\baway",
    r"(?:put|putting|getting|got) my affairs in order|rehears\w+ (?:it|how)|set a date (?:to|"
    r"for) (?:die|it|kill)|won't be (?:here|around|alive) (?:much longer|next|by|for long|after|"
    r"anymore)",
    r"(?:pills|gun|rope|razor|knife|blade)s? (?:are |is |was |were )?(?:all |"
    r"already )?(?:lined up|ready|counted|counted out|under my (?:bed|pillow)|in my hands?)",
    r"(?:had|got|laid|lined|counted|poured|put) (?:out )?(?:all )?(?:the |my |those )?(?:pills|"
    r"tablets|"
    r"meds|razor\w*|rope|knife) (?:all )?(?:out|lined up|ready|in my hands?|in front of me)\b",
    r"(?:held|put|had|pointed) (?:the |a )?(?:gun|knife|blade|razor|rope) (?:to|against|around|"
    r"in) my (?:head|neck|mouth|wrists?|throat|hands?)",
    r"(?:tied|made) a noose",
)
ACTIVE = _cue(
    RiskLevel.ACTIVE_IDEATION,
    "Suicidal thoughts",
    r"(?:kill|killing|killed|shoot|shooting|hang|hanging|drown|drowning|"
    r"poison) myself\b(?! (?:laughing|at work|trying|to get|over|with work|for (?:that|this)))",
    r"(?:end|ending|ended|take|taking|took) my (?:own )?life",
    r"(?:want(?:ed)? to|thought about|thinking (?:about|of)|thoughts of|urge to|ready to|"
    r"like) (?:just )?(?:end(?:ing)? it(?: all| right there| there| then)?(?=[.,?!]|$| and| but)|"
    r"end(?:ing)? (?:everything|things for good)|do(?:ing)? away with myself)",
    r"\bsuicidal\b|\bsuicide\b|commit(?:ting)? suicide",
    r"(?:driv(?:e|ing)|steer(?:ing)?|swerv(?:e|ing)|turn(?:ing)? the wheel|veer(?:ing)?|"
    r"crash(?:ing)?)(?: my| the)?(?: car| truck)? (?:off|into|over) (?:the |a |an |that |some |"
    r"on)?(?:\w+ )?(?:road|bridge|cliff|tree|trees|wall|traffic|lane|median|guardrail|river|ditch|"
    r"truck|barrier|pole)",
    r"(?:jump|jumping|step|stepping|walk|walking|throw(?:ing)? myself) (?:off|in front of|into|"
    r"out in front of|under|from) (?:of )?(?:a |an |the |that |my |some )?(?:\w+ )?(?:bridge|roof|"
    r"building|train|trains|bus|cars?|traffic|balcony|window|ledge|truck|tracks|overpass|cliff|"
    r"subway)",
    r"(?:take|taking|took|swallow\w*|down(?:ing|ed)?) (?:all|the whole|a bunch|every|"
    r"a (?:whole )?(?:bottle|handful)|too many|the rest)(?: of)? (?:\w+ ){0,3}(?:pills|meds|"
    r"medication|tylenol|tablets|bottle|xanax|of them)",
    r"\boverdos(?:e|ed|ing)\b(?! on (?:sugar|chocolate|caffeine|coffee|tv|news|candy))",
    r"(?:thoughts?|ideas?|thinking) (?:of|about) (?:killing myself|ending (?:it|my life))|"
    r"want(?:ed)? to die\b|wanna die\b|rather die\b|wish(?:ing)? to die",
    r"slit(?:ting)? my wrists?|not (?:trust|safe with) myself|don't (?:trust myself|"
    r"feel safe with myself|feel safe (?:alone|by myself))|can't keep myself safe|tried to (?:die|"
    r"end it)",
)
SELF_HARM = _cue(
    RiskLevel.ACTIVE_IDEATION,
    "Self-harm",
    r"(?:hurt|hurting|harm|harming|harmed|cut|cutting|burn|burning|burned|punish(?:ing)?|injur\w+|"
    r"scratch\w*|hit|hitting|bit|biting) myself\b(?! (?:shaving|cooking|slack|on the|some|off|"
    r"out of|up|while|by accident|at the gym|in the kitchen|a break|out|down|at work|playing|"
    r"running|lifting))",
    r"self-?harm\w*|self-?injur\w+|\b(?:i'm|i've been|i was|started|been|back to|urges? to|"
    r"want to|went back to) cut(?:ting)?\b(?! (?:back|down|out|off|my hair|the|corners|ties|it|"
    r"class|carbs))|cut(?:ting|s)? (?:on )?my (?:arms?|wrists?|legs?|thighs?|stomach|skin)|"
    r"(?:burn|burned|burning|carv\w+|pick\w*|scratch\w*|punch\w*) my (?:own )?(?:arms?|legs?|"
    r"thighs?|wrists?|skin till)|bang(?:ed|ing)? my head (?:on|against) (?:the|a)",
)
PASSIVE = _cue(
    RiskLevel.PASSIVE_IDEATION,
    "Thoughts of death or of not being alive",
    rf"better (?:off )?(?:if i (?:was|were|weren't|wasn't) )?{_DIE}\b|better off (?:without me|"
    rf"if i)|"
    r"(?:better|easier|happier|simpler|fine) (?:off )?(?:for (?:everyone|everybody|them|"
    r"my \w+) )?(?:without me\b|if i (?:just )?(?:weren't|wasn't|were|was|didn't|died|don't|never|"
    r"disappeared|stopped|wasn't)\b(?!.{0,15}(?:work|job|sick|late)))",
    r"(?:didn't|don't|not|never|won't|wouldn't) (?:ever |just |have to |want to )?(?:wake|waking|"
    r"woke) up\b(?! (?:in time|until|till|on time|early|at|to (?:my|the) alarm|for))",
    r"(?:go|going|went|fall|falling) to sleep (?:and|forever|for good)(?: just)?(?: and)?(?: not|"
    r" never| stay asleep|$|[.,])(?: wake| waking)?|sleep (?:forever|and never)",
    rf"wish(?:ed|ing)?(?: that)? (?:i|i'd|i could)(?: just| could| could just|'d)? ?(?:was|were|"
    rf"wasn't|weren't|had never|hadn't|never|not)? ?(?:{_DIE}|been born|born|here anymore|exist|"
    rf"wake up|"
    r"go to sleep and)\b",
    r"(?:don't|didn't|do not|not|no longer|stopped) (?:really |even )?(?:want(?:ing)?|care|"
    r"wanna)(?: to)? (?:be (?:here|alive|around)\b(?! (?:today|right now|in this|at|for (?:this|"
    r"the)))|live|living|exist|if i (?:live|die|wake|make it))|don't (?:want|"
    r"wanna) to? ?be (?:here|alive|around) anymore",
    r"(?:no|any|little) (?:reason|point) (?:to|in|for) (?:\w+ )?(?:liv|go(?:ing)? on|"
    r"being (?:here|alive)|be (?:here|alive)|stay(?:ing)? alive|keep(?:ing)? going|continu|"
    r"exist)\w*|what(?:'s| is) the (?:point|use) (?:of|in) (?:\w+ )?(?:living|being (?:here|"
    r"alive)|going on|it all|life|any of it|anything)",
    r"(?:life|living|it)(?:'s| is| isn't|'s not| is not| doesn't feel|) ?(?:not |even |"
    r"really )*worth (?:living|it anymore|going on)|not worth (?:living|being alive)|"
    r"nothing (?:left )?to live for|nothing (?:left )?(?:worth )?living for",
    r"(?:tired|sick|done|finished|through) (?:of|with) (?:living|life|being (?:alive|here)|"
    r"existing|"
    r"everything and)|can't (?:go on|keep going|do this (?:life|living))(?: like this| anymore)?|"
    r"don't (?:think i can|see how i can|know (?:how|if) i can) (?:go on|keep going)",
    r"(?:hope|hoped|hoping|wouldn't mind|wouldn't care|don't care|okay|fine|relief|be nice|"
    r"not mind|love it) (?:if|that|with it if|if i)? ?(?:i (?:die|died|don't|didn't|got|get|just)|"
    r"something (?:happen|happened|would happen)|a (?:car|bus|truck|plane|meteor)|the (?:car|"
    r"plane|bus)|god)",
    r"(?:if|hoping|wish(?:ing)?) (?:a|the|some|that) (?:\w+ )?(?:car|bus|truck|train|"
    r"semi) (?:would |just |could )*(?:hit|hits|took|ran over|plowed)",
    r"(?:rather|prefer to) (?:be dead|not be (?:here|alive)|not exist|not wake)|i(?:'d|"
    r" would) rather not (?:be here|exist|wake)|want (?:it|everything|"
    r"all of it) (?:all )?to (?:just )?(?:be over|end|stop for good)|"
    r"(?:just )?want to (?:disappear|vanish|not exist|not be here|be gone|stop existing|"
    r"go to sleep and|cease)",
    r"(?:a |such a |nothing but a |being a )burden (?:on|to) (?:everyone|everybody|my|them|him|"
    r"her|people)",
    r"(?:thinking|thoughts|think|thought) (?:\w+ )?(?:about|of) (?:my )?(?:own )?(?:death|dying|"
    r"being dead|not being (?:here|alive|around)|not waking|my funeral)|world (?:would be|"
    r"is) better (?:off )?without|no one would (?:miss|notice|care)(?: me)? if i|"
    r"nobody would (?:miss|notice|care)(?: me)? if i|wouldn't be missed|join (?:him|her|"
    r"my \w+) (?:in heaven|up there|on the other side)",
    r"welcome death|ready to die|not scared of dying|not afraid to die|wouldn't fight it|"
    r"be (?:better|easier) (?:to|just to) (?:die|be dead|disappear)",
)
OTHERS = _cue(
    RiskLevel.HARM_TO_OTHERS,
    "Harm to another person",
    rf"(?:want(?:ed)? to|wanna|going to|gonna|i'll|i will|i could|could|might|thought about|"
    rf"thinking (?:about|of)|thoughts (?:of|about)|urges? to|plan(?:ning)? to|fantasi\w+ about|"
    rf"imagin\w+|dream\w* (?:of|about)|feel like|felt like|afraid i(?:'ll| will|'d| might)|"
    rf"scared i(?:'ll| will|'d| might)|about to|ready to|tempted to) (?:just |actually |really |"
    rf"seriously )?(?:kill|killing|hurt|hurting|stab|stabbing|shoot|shooting|strangl\w+|choke|"
    rf"choking|punch|punching|beat(?:ing)?(?: up)?|beat the (?:\w+ )?out of|hit|hitting|"
    rf"smother\w*|poison\w*|attack\w*|run(?:ning)? over|shak(?:e|ing)|harm|harming|smash\w*|"
    rf"burn down|push\w*|drown\w*|slap\w*|throw\w*) {_THEM}(?! feelings| back in| a (?:text|call|"
    rf"favor)| feel)\b",
    rf"\bi (?:just )?(?:hit|punched|slapped|choked|shoved|shook|beat|kicked|pushed|stabbed|shot|"
    rf"strangled|attacked|threw \w+ at|grabbed) {_THEM}\b(?! up (?:on|for)| back to| at (?:the|"
    rf"chess|"
    r"cards)| with a (?:text|call))",
    r"homicid\w+|make (?:him|her|them) pay|(?:he|she|they) deserves? to (?:die|suffer|be dead)|"
    r"hurt(?:ing)? (?:someone|somebody|other people|others|anyone) else|(?:wish|want) (?:he|she|"
    r"they|him|her|them|to see (?:him|her|them)) (?:was |were |to be )?(?:dead|to die|die)\b|"
    r"get (?:my )?revenge on|bring (?:a|my|the) gun to|put my hands on (?:him|her|them|my)|"
    r"get(?:ting)? rid of (?:him|her) for good",
)
ABUSE = _cue(
    RiskLevel.ABUSE_DISCLOSURE,
    "Abuse, violence or neglect",
    rf"{_HE} (?:\w+(?:ed|s|ly) )?(?:just |always |sometimes |would |used to |'d |never |has |had |"
    rf"also |started |keeps |kept |has been |was |will )*(?:hit|hits|hitting|beat|beats|beating|"
    rf"slap\w*|punch\w*|chok\w+|kick\w*|shov\w+|push\w*|strangl\w+|grab\w*|throw\w*|threw|burn\w*|"
    rf"whip\w*|molest\w*|rap(?:e|ed|es|ing)|grop\w+|hurt|hurts|hurting|abus\w+|assault\w*|"
    rf"spank\w*|pin(?:ned|s)|drag\w*|bit|bites|smack\w*|threaten\w*|stalk\w*|lock(?:s|ed)?|"
    rf"belt\w*) (?:me\b(?! up\b| with a (?:bill|text)|$^)|us\b|my (?:kids?|sister|brother|mom|"
    rf"mother|face|arm|head|son|daughter|neck|hair))",
    r"(?:was|got|been|being|be|get|were|getting) (?:\w+ )?(?:molested|raped|sexually (?:abused|"
    r"assaulted)|assaulted|abused|groped|beaten|choked|strangled|touched inappropriately|"
    r"trafficked|stalked|hit by (?:my|him|her)|slapped|neglected as)|sexual(?:ly)? (?:abuse|"
    r"assault)\w*|domestic violence|(?:physical|emotional|verbal|child|childhood|domestic|"
    r"financial|elder)(?:ly)? abus\w+|(?:he|she|they|it)(?:'s| is| was|'re| were| gets?| got|"
    r" became| can be| has been|'s been) (?:\w+ )?(?:abusive|violent|physical with me|"
    r"rough with me)|abusive (?:\w+ )?(?:relationship|marriage|household|home|husband|wife|"
    r"partner|father|mother|ex|boyfriend|girlfriend|parents?)",
    rf"{_HE} (?:\w+ )?(?:threw|throws?|throwing|hurl\w*|swung|swings|came|comes) (?:\w+ ){{1,4}}?"
    r"at (?:me|us|my (?:kids?|son|daughter|mom|mother|face|head))\b(?! with (?:a (?:question|"
    r"hug)))|"
    rf"{_HE} (?:\w+ )?(?:touched|touches|touching) me(?: in| when| where| down| there| at| and|"
    rf" like|[.,]|$)"
    r"|forced (?:me|himself|herself|myself) (?:to|on|into)|made me (?:touch|do things|have sex|"
    r"undress)|(?:didn't|wouldn't) (?:stop|take no) when i said|said no (?:but|and) (?:he|she)|"
    r"laid (?:a hand|hands) on me|put(?:s|ting)? (?:his|her|their) hands (?:on me|around my)|"
    r"leaves? (?:bruises|marks)|left (?:a )?(?:bruises?|marks?) on|gave me (?:a )?(?:black eye|"
    r"bruises?)",
    r"(?:afraid|scared|terrified|frightened) (?:of (?:my (?:husband|wife|partner|boyfriend|"
    r"girlfriend|ex|dad|father|stepdad|mom|mother)|him|her (?:when|temper)|going home|what (?:he|"
    r"she)(?:'ll| will|'d|might))|to (?:go|be) home)|(?:don't|doesn't|didn't|not) (?:really |"
    r"always )?feel safe (?:at home|with (?:him|her|my)|in (?:my|the|our) (?:house|home|own home)|"
    r"there|around (?:him|her|my))",
    r"(?:he|she|they)(?: \w+)? (?:won't|doesn't|didn't|wouldn't|never) (?:let|lets) me (?:leave|"
    r"see|talk to|have|go|work|use|out|spend|drive|call)|(?:takes?|took|controls?|"
    r"keeps?) (?:all )?my (?:money|paycheck|phone|keys|passport|documents|disability|"
    r"social security)(?: away| from me|[.,]|$| and| so)|threaten(?:ed|s|ing)? (?:to (?:kill|hurt|"
    r"shoot|take the kids|leave me with nothing)|me)|(?:tracks|monitors|goes through|"
    r"checks) my (?:phone|location|every move)|leaves? (?:him|her|the kids|them|"
    r"my \w+) (?:alone )?without (?:food|heat|water)",
)

CUES: tuple[RiskCue, ...] = (PLAN, ACTIVE, SELF_HARM, PASSIVE, OTHERS, ABUSE)
