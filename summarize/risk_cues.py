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
    r"(?:him|her|them|someone|somebody|people|everyone|anyone|(?:my|the|that|his|her) "
    r"(?:\w+ )?(?:wife|husband|boss|ex|dad|father|mom|mother|brother|sister|son|daughter|kids?|"
    r"baby|"
    r"neighbou?rs?|coworkers?|manager|roommate|boyfriend|girlfriend|partner|guy|man|woman))"
)
_HE = (
    r"(?:he|she|they|(?:my|his|her) (?:\w+ )?(?:wife|husband|boss|ex|dad|father|mom|mother|brother|"
    r"sister|son|daughter|stepdad|stepfather|stepmom|stepmother|uncle|aunt|cousin|grandfather|"
    r"boyfriend|girlfriend|partner|coach|teacher|parents?|roommate))"
)

PLAN = _cue(
    RiskLevel.PLAN_OR_INTENT,
    "Suicide plan, preparation or intent",
    r"(?:have|had|made|got|thought of|come up with|came up with|working on) (?:a |the |"
    r"my )?plan to "
    r"(?:kill|end|hurt|die|do it)",
    r"i(?:'ve got| have| had| do have|'d had) a plan\b(?! for| to (?!kill|end|die|hurt|do it)|"
    r" with)",
    r"(?:saving|saved|stockpil\w+|hoard\w+|stash\w+|collect\w+)(?: up)? (?:\w+ ){0,3}"
    r"(?:pills|meds|medications?|tablets)",
    r"(?:wrote|written|writing|left|drafted) (?:\w+ ){0,4}(?:suicide note|goodbye|good-bye|"
    r"letters? to "
    r"(?:my|everyone)|a note to (?:my|everyone))",
    r"suicide note|goodbye (?:letter|note|video)s?",
    r"(?:know|knew|figured out|decided|picked|worked out|thought about|thinking about|imagined|"
    r"planned) (?:exactly |just |out )?(?:how|where|when) (?:i'd|i would|i'll|i will|"
    r"i'm going to|to) "
    r"(?:do it|kill|end|die|go)",
    r"(?:looked|looking|searched|googled|read|"
    r"researched)(?: up)?(?: online)?(?: about)? (?:how (?:many|"
    r"much|to (?:kill|die|hang|end|tie a noose|overdose))|ways to (?:die|kill)|lethal|"
    r"painless ways)",
    r"(?:i'm going to|i'm gonna|i will|i'll|going to|gonna|intend to|ready to|decided to|plan to|"
    r"planning to|planning on) (?:just )?(?:kill(?:ing)? myself|end(?:ing)? (?:my life|"
    r"it(?: all)?\b"
    r"(?! with| at))|take my (?:own )?life|do it tonight|hang myself|shoot myself|overdose|"
    r"jump off)",
    r"(?:bought|got|loaded|picked up) (?:a |the |my |some )?(?:gun|rope|razor blades|"
    r"noose) (?:to|for "
    r"(?:it|this|that)|so (?:i|that))",
    r"giv(?:e|en|ing) (?:away|out) (?:all )?my (?:things|stuff|belongings|possessions)|"
    r"gave (?:away )?"
    r"(?:all )?my (?:things|stuff|dog|cat|guitar|belongings)\b.{0,30}\baway",
    r"(?:put|putting|getting|got) my affairs in order|rehears\w+ (?:it|how)|set a date (?:to|for) "
    r"(?:die|it|kill)|won't be (?:here|around|alive) (?:much longer|next|by|for long|after|"
    r"anymore)",
    r"(?:pills|gun|rope|razor|knife|blade)s? (?:are |is |was |were )?(?:all |already )?(?:lined up|"
    r"ready|counted|counted out|under my (?:bed|pillow)|in my hands?)",
    r"(?:held|put|had|pointed) (?:the |a )?(?:gun|knife|blade|razor|rope) (?:to|against|around|"
    r"in) my "
    r"(?:head|neck|mouth|wrists?|throat|hands?)",
    r"(?:tied|made) a noose",
)
ACTIVE = _cue(
    RiskLevel.ACTIVE_IDEATION,
    "Suicidal thoughts",
    r"(?:kill|killing|killed|shoot|shooting|hang|hanging|drown|drowning|poison) myself\b"
    r"(?! (?:laughing|at work|trying|to get|over|with work|for (?:that|this)))",
    r"(?:end|ending|ended|take|taking|took) my (?:own )?life",
    r"(?:want(?:ed)? to|thought about|thinking (?:about|of)|thoughts of|urge to|ready to|like) "
    r"(?:just )?(?:end(?:ing)? it(?: all| right there| there| then)?(?=[.,?!]|$| and| but)|"
    r"end(?:ing)? "
    r"(?:everything|things for good)|do(?:ing)? away with myself)",
    r"\bsuicidal\b|\bsuicide\b|commit(?:ting)? suicide",
    r"(?:driv(?:e|ing)|steer(?:ing)?|swerv(?:e|ing)|turn(?:ing)? the wheel|veer(?:ing)?|"
    r"crash(?:ing)?)"
    r"(?: my| the)?(?: car| truck)? (?:off|into|over) (?:the |a |an |that |some |on)?(?:\w+ )?"
    r"(?:road|bridge|cliff|tree|trees|wall|traffic|lane|median|guardrail|river|ditch|truck|"
    r"barrier|pole)",
    r"(?:jump|jumping|step|stepping|walk|walking|throw(?:ing)? myself) (?:off|in front of|into|"
    r"out in "
    r"front of|under|from) (?:of )?(?:a |an |the |that |my |some )?(?:\w+ )?(?:bridge|roof|"
    r"building|"
    r"train|trains|bus|cars?|traffic|balcony|window|ledge|truck|tracks|overpass|cliff|subway)",
    r"(?:take|taking|took|swallow\w*|down(?:ing|ed)?) (?:all|the whole|a bunch|every|a (?:whole )?"
    r"(?:bottle|handful)|too many|the rest)(?: of)? (?:\w+ ){0,3}(?:pills|meds|medication|tylenol|"
    r"tablets|bottle|xanax|of them)",
    r"\boverdos(?:e|ed|ing)\b(?! on (?:sugar|chocolate|caffeine|coffee|tv|news|candy))",
    r"(?:thoughts?|ideas?|thinking) (?:of|about) (?:dying|killing|ending (?:it|my life))|"
    r"want(?:ed)? to die\b|wanna die\b|rather die\b|wish(?:ing)? to die",
    r"slit(?:ting)? my wrists?|not (?:trust|safe with) myself|don't (?:trust myself|feel safe with "
    r"myself|feel safe (?:alone|by myself))|can't keep myself safe|tried to (?:die|end it)",
)
SELF_HARM = _cue(
    RiskLevel.ACTIVE_IDEATION,
    "Self-harm",
    r"(?:hurt|hurting|harm|harming|harmed|cut|cutting|burn|burning|burned|punish(?:ing)?|injur\w+|"
    r"scratch\w*|hit|hitting|bit|biting) myself\b(?! (?:shaving|cooking|slack|on the|some|off|"
    r"out of|"
    r"up|while|by accident|at the gym|in the kitchen|a break|out|down|at work|playing|running|"
    r"lifting))",
    r"self-?harm\w*|self-?injur\w+|\b(?:i'm|i've been|i was|started|been|back to|urges? to|want to|"
    r"went back to) cut(?:ting)?\b(?! (?:back|down|out|off|my hair|the|corners|ties|it|class|"
    r"carbs))|"
    r"cut(?:ting|s)? (?:on )?my (?:arms?|wrists?|legs?|thighs?|stomach|skin)|"
    r"(?:burn|burned|burning|carv\w+|pick\w*|scratch\w*|punch\w*) my (?:own )?(?:arms?|legs?|"
    r"thighs?|"
    r"wrists?|skin till)|bang(?:ed|ing)? my head (?:on|against) (?:the|a)",
)
PASSIVE = _cue(
    RiskLevel.PASSIVE_IDEATION,
    "Thoughts of death or of not being alive",
    rf"better (?:off )?(?:if i (?:was|were|weren't|wasn't) )?{_DIE}\b|better off (?:without me|"
    rf"if i)|"
    r"(?:better|easier|happier|simpler|fine) (?:off )?(?:for (?:everyone|everybody|them|my \w+) )?"
    r"(?:without me\b|if i (?:just )?(?:weren't|wasn't|were|was|didn't|died|don't|never|"
    r"disappeared|"
    r"stopped|wasn't)\b(?!.{0,15}(?:work|job|sick|late)))",
    r"(?:didn't|don't|not|never|won't|wouldn't) (?:ever |just |have to |want to )?(?:wake|waking|"
    r"woke) "
    r"up\b(?! (?:in time|until|till|on time|early|at|to (?:my|the) alarm|for))",
    r"(?:go|going|went|fall|falling) to sleep (?:and|forever|for good)(?: just)?(?: and)?(?: not|"
    r" never|"
    r" stay asleep|$|[.,])(?: wake| waking)?|sleep (?:forever|and never)",
    rf"wish(?:ed|ing)?(?: that)? (?:i|i'd|i could)(?: just| could| could just|'d)? ?(?:was|were|"
    rf"wasn't|"
    rf"weren't|had never|hadn't|never|not)? ?(?:{_DIE}|been born|born|here anymore|exist|wake up|"
    r"go to sleep and)\b",
    r"(?:don't|didn't|do not|not|no longer|stopped) (?:really |even )?(?:want(?:ing)?|care|"
    r"wanna)(?: to)? "
    r"(?:be (?:here|alive|around)\b(?! (?:today|right now|in this|at|for (?:this|the)))|live|"
    r"living|"
    r"exist|if i (?:live|die|wake|make it))|don't (?:want|wanna) to? ?be (?:here|alive|"
    r"around) anymore",
    r"(?:no|any|little) (?:reason|point) (?:to|in|for) (?:\w+ )?(?:liv|go(?:ing)? on|"
    r"being (?:here|alive)|"
    r"be (?:here|alive)|stay(?:ing)? alive|keep(?:ing)? going|continu|exist)\w*|"
    r"what(?:'s| is) the (?:point|use) (?:of|in) (?:\w+ )?(?:living|being (?:here|alive)|going on|"
    r"it all|life|any of it|anything)",
    r"(?:life|living|it)(?:'s| is| isn't|'s not| is not| doesn't feel|) ?(?:not |even |"
    r"really )*worth "
    r"(?:living|it anymore|going on)|not worth (?:living|being alive)|"
    r"nothing (?:left )?to live for|"
    r"nothing (?:left )?(?:worth )?living for",
    r"(?:tired|sick|done|finished|through) (?:of|with) (?:living|life|being alive|existing|"
    r"everything "
    r"and)|can't (?:go on|keep going|do this (?:life|living))(?: like this| anymore)?|"
    r"don't (?:think i "
    r"can|see how i can|know (?:how|if) i can) (?:go on|keep going)",
    r"(?:hope|hoped|hoping|wouldn't mind|wouldn't care|don't care|okay|fine|relief|be nice|"
    r"not mind|"
    r"love it) (?:if|that|with it if|if i)? ?(?:i (?:die|died|don't|didn't|got|get|just)|something "
    r"(?:happen|happened|would happen)|a (?:car|bus|truck|plane|meteor)|the (?:car|plane|bus)|god)",
    r"(?:if|hoping|wish(?:ing)?) (?:a|the|some|that) (?:\w+ )?(?:car|bus|truck|train|"
    r"semi) (?:would |just |"
    r"could )*(?:hit|hits|took|ran over|plowed)",
    r"(?:rather|prefer to) (?:be dead|not be (?:here|alive)|not exist|not wake)|i(?:'d|"
    r" would) rather "
    r"not (?:be here|exist|wake)|want (?:it|everything|"
    r"all of it) (?:all )?to (?:just )?(?:be over|end|"
    r"stop for good)|(?:just )?want to (?:disappear|vanish|not exist|not be here|be gone|"
    r"stop existing|"
    r"go to sleep and|cease)",
    r"(?:a |such a |nothing but a |being a )burden (?:on|to) (?:everyone|everybody|my|them|him|"
    r"her|people)",
    r"(?:thinking|thoughts|think|thought) (?:\w+ )?(?:about|of) (?:my )?(?:own )?(?:death|dying|"
    r"being "
    r"dead|not being (?:here|alive|around)|not waking|my funeral)|world (?:would be|"
    r"is) better (?:off )?"
    r"without|no one would (?:miss|notice|care)(?: me)? if i|nobody would (?:miss|notice|"
    r"care)(?: me)? "
    r"if i|wouldn't be missed|join (?:him|her|my \w+) (?:in heaven|up there|on the other side)",
    r"welcome death|ready to die|not scared of dying|not afraid to die|wouldn't fight it|"
    r"be (?:better|easier) (?:to|just to) (?:die|be dead|disappear)",
)
OTHERS = _cue(
    RiskLevel.HARM_TO_OTHERS,
    "Harm to another person",
    rf"(?:want(?:ed)? to|wanna|going to|gonna|i'll|i will|i could|could|might|thought about|"
    rf"thinking "
    rf"(?:about|of)|thoughts (?:of|about)|urges? to|plan(?:ning)? to|fantasi\w+ about|imagin\w+|"
    rf"dream\w* (?:of|about)|feel like|felt like|afraid i(?:'ll| will|'d| might)|scared i(?:'ll|"
    rf" will|"
    rf"'d| might)|about to|ready to|tempted to) (?:just |actually |really |seriously )?"
    rf"(?:kill|killing|hurt|hurting|stab|stabbing|shoot|shooting|strangl\w+|choke|choking|punch|"
    rf"punching|beat(?:ing)?(?: up)?|beat the (?:\w+ )?out of|hit|hitting|smother\w*|poison\w*|"
    rf"attack\w*|"
    rf"run(?:ning)? over|shak(?:e|ing)|harm|harming|smash\w*|burn down|push\w*|drown\w*|slap\w*|"
    rf"throw\w*) {_THEM}(?! feelings| back in| a (?:text|call|favor)| feel)\b",
    rf"\bi (?:just )?(?:hit|punched|slapped|choked|shoved|shook|beat|kicked|pushed|stabbed|shot|"
    rf"strangled|attacked|threw \w+ at|grabbed) {_THEM}\b(?! up (?:on|for)| back to| at (?:the|"
    rf"chess|"
    r"cards)| with a (?:text|call))",
    r"homicid\w+|make (?:him|her|them) pay|(?:he|she|they) deserves? to (?:die|suffer|be dead)|"
    r"hurt(?:ing)? (?:someone|somebody|other people|others|anyone) else|(?:wish|want) (?:he|she|"
    r"they|him|"
    r"her|them|to see (?:him|her|them)) (?:was |were |to be )?(?:dead|to die|die)\b|"
    r"get (?:my )?revenge "
    r"on|bring (?:a|my|the) gun to|put my hands on (?:him|her|them|my)|"
    r"get(?:ting)? rid of (?:him|her) "
    r"for good",
)
ABUSE = _cue(
    RiskLevel.ABUSE_DISCLOSURE,
    "Abuse, violence or neglect",
    rf"{_HE} (?:\w+(?:ed|s|ly) )?(?:just |always |sometimes |would |used to |'d |never |has |"
    rf"had |also |"
    rf"started |keeps |kept |has been |was |will )*(?:hit|hits|hitting|beat|beats|beating|slap\w*|"
    rf"punch\w*|chok\w+|kick\w*|shov\w+|push\w*|strangl\w+|grab\w*|throw\w*|threw|burn\w*|whip\w*|"
    rf"molest\w*|rap(?:e|ed|es|ing)|grop\w+|hurt|hurts|hurting|abus\w+|assault\w*|spank\w*|"
    rf"pin(?:ned|s)|"
    rf"drag\w*|bit|bites|smack\w*|threaten\w*|stalk\w*|lock(?:s|ed)?|belt\w*) (?:me\b(?! up\b|"
    rf" with a "
    rf"(?:bill|text)|$^)|us\b|my (?:kids?|sister|brother|mom|mother|face|arm|head|son|daughter|"
    rf"neck|hair))",
    r"(?:was|got|been|being|be|get|were|getting) (?:\w+ )?(?:molested|raped|sexually (?:abused|"
    r"assaulted)|"
    r"assaulted|abused|groped|beaten|choked|strangled|touched inappropriately|trafficked|stalked|"
    r"hit by (?:my|him|her)|slapped|neglected as)|sexual(?:ly)? (?:abuse|assault)\w*|"
    r"domestic violence|"
    r"(?:physical|emotional|verbal|child|childhood|domestic|financial|elder)(?:ly)? abus\w+|"
    r"(?:he|she|they|it)(?:'s| is| was|'re| were| gets?| got| became| can be| has been|"
    r"'s been) (?:\w+ )?"
    r"(?:abusive|violent|physical with me|rough with me)|abusive (?:\w+ )?(?:relationship|marriage|"
    r"household|home|husband|wife|partner|father|mother|ex|boyfriend|girlfriend|parents?)",
    rf"{_HE} (?:\w+ )?(?:touched|touches|touching) me(?: in| when| where| down| there| at| and|"
    rf" like|[.,]|$)"
    r"|forced (?:me|himself|herself|myself) (?:to|on|into)|made me (?:touch|do things|have sex|"
    r"undress)|"
    r"(?:didn't|wouldn't) (?:stop|take no) when i said|said no (?:but|and) (?:he|she)|"
    r"laid (?:a hand|"
    r"hands) on me|put(?:s|ting)? (?:his|her|their) hands (?:on me|around my)|leaves? (?:bruises|"
    r"marks)|"
    r"left (?:a )?(?:bruises?|marks?) on|gave me (?:a )?(?:black eye|bruises?)",
    r"(?:afraid|scared|terrified|frightened) (?:of (?:my (?:husband|wife|partner|boyfriend|"
    r"girlfriend|"
    r"ex|dad|father|stepdad|mom|mother)|him|her (?:when|temper)|going home|what (?:he|she)(?:'ll|"
    r" will|"
    r"'d|might))|to (?:go|be) home)|(?:don't|doesn't|didn't|not) (?:really |"
    r"always )?feel safe (?:at home|"
    r"with (?:him|her|my)|in (?:my|the|our) (?:house|home|own home)|there|around (?:him|her|my))",
    r"(?:he|she|they)(?: \w+)? (?:won't|doesn't|didn't|wouldn't|never) (?:let|lets) me (?:leave|"
    r"see|talk "
    r"to|have|go|work|use|out|spend|drive|call)|(?:takes?|took|controls?|"
    r"keeps?) (?:all )?my (?:money|"
    r"paycheck|phone|keys|passport|documents|disability|social security)(?: away| from me|[.,]|$|"
    r" and|"
    r" so)|threaten(?:ed|s|ing)? (?:to (?:kill|hurt|shoot|take the kids|leave me with nothing)|me)|"
    r"(?:tracks|monitors|goes through|checks) my (?:phone|location|every move)|"
    r"leaves? (?:him|her|the kids|them|my \w+) (?:alone )?without (?:food|heat|water)",
)

CUES: tuple[RiskCue, ...] = (PLAN, ACTIVE, SELF_HARM, PASSIVE, OTHERS, ABUSE)
