"""Hints that say little alone and much together: a wish and death, a means and a long look at it,
affairs set in order and an after without oneself.

Found in sentences that stand together, where no cue says it outright. Reads `canonical` text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.risk import RiskLevel
from summarize.risk.cue import BLADE, GUN, PILLS, RiskCue, cue
from summarize.risk.sense import is_meant

_WINDOW = 3
"""Sentences that hints may be spread over."""
_OWN = re.compile(r"\b(?:i|me|my|myself|us|our)\b")
_MEANS = (
    rf"(?:{GUN}|noose|rope|(?:bottle of|all of my|all (?:my|the|those)) (?:(?!other)\w+ "
    rf")?{PILLS}|{BLADE}|gas can|hose|exhaust|"
    r"closet rod|beam|rafters?|ledge|railing|overpass|bridges?|(?:the|that|a) (?:\w+ "
    r")?(?:train|tracks|cliff|roof|balcony|river|"
    r"reservoir|quarry|top level|parking garage|third rail|water|drop|oven|belt|cord|medicine "
    r"cabinet|gun safe|knives)|insulin|oxy\w*|bleach|antifreeze)"
)


def _hint(pattern: str, *, own: bool = True, negatable: bool = True) -> RiskCue:
    return cue(RiskLevel.PASSIVE_IDEATION, "", pattern, own=own, negatable=negatable)


_HINTS: dict[str, RiskCue] = {
    "death": _hint(
        r"(?:dead|death|die|died|dying|grave|funeral|obituar\w+|coffin|casket|buried|ashes|"
        r"the other side|"
        r"not wak\w+(?: up)?|never wak\w+(?: up)?|alive|living(?! (?:room|with|in|at|together|"
        r"situation|there|alone))|exist\w*|being a person|not being here|"
        r"not (?:be )?(?:here|around)|gone(?= \.|$| for good)|over and done|no more (?:me|of "
        r"me)|not going on)"
    ),
    "wish": _hint(
        r"(?:hop(?:e|es|ed|ing)|wish\w*|want(?:ed|s|ing)?|rather|as soon(?= not| be)|pray\w*|"
        r"fine (?:by|with) me|okay with|ok with|"
        r"would not mind|not mind|not care|ready|env(?:y|ied|ying|ious)|jealous|relief|"
        r"relieved|easier|peaceful|lucky|would love|tempting|tempted|"
        r"appealing|beautiful|worst thing|not so bad|better|long for|craving|look forward|"
        r"dream\w*|done|tired|sick of|over it|had enough|had it|thinking|think|thought|"
        r"thoughts|picture|imagine|fantasi\w+)",
        own=False,
        negatable=False,
    ),
    "fate": _hint(
        r"(?:cancer|tumou?r|terminal|aneurysm|stroke|heart attack|my heart|lightning|meteor|"
        r"asteroid|crash\w*|accident|"
        r"stray bullet|drunk driver|earthquake|overtake me|virus|covid|pneumonia|sepsis|"
        r"(?:truck|bus|car|train|plane|semi|lorry)(?= \w+ (?:hit|came|cross|would|swerv|run|"
        r"ran|plow|take|took|over)| hit| came| cross| would| over| takes?| runs?))",
        own=False,
    ),
    "hope": _hint(
        r"(?:hop(?:e|es|ed|ing)|wish\w*|pray\w*|would not mind|not mind|not care|want it to|"
        r"rather|fine by me|okay with|fine with|"
        r"not (?:\w+ ){0,3}(?:bother|swerve|move|brake|fight|treat|run|duck|jump out|get out "
        r"of)|disappointed|finish(?:es)? (?:me|it)|take me|good thing|be a (?:blessing|mercy|"
        r"gift|favor|relief))",
        own=False,
        negatable=False,
    ),
    "god": _hint(
        r"(?:god|lord|jesus|allah|the angels|maker|heaven|saint peter|the universe)", own=False
    ),
    "taken": _hint(
        r"(?:take|takes|took|taking|want|wants|wanted|have|call|calls|called|calling|come for|"
        r"comes for|bring|brings|carry) (?:me|home)(?= \.|$| tonight| now| home| when| any "
        r"?time|"
        r" soon| whenever| today| tomorrow| back| already| in| that)",
        own=False,
    ),
    "others": _hint(
        r"(?:they|them|everyone|everybody|my (?:\w+ )?(?:kids|wife|husband|mom|mother|family|"
        r"parents|daughter|son|sister|brother|dad|friends|girls|boys|children|grandkids)|the "
        r"(?:kids|world|family|boys|girls)|people|he|she|all of them)",
        own=False,
        negatable=False,
    ),
    "without": _hint(
        r"(?:without me|(?:if|when|once|after) i (?:was|were|am|had|have)?(?: \w+)? ?(?:gone|"
        r"dead|not (?:here|there|around)|out of (?:here|the way|it)|died?|disappeared|left "
        r"this)|with me gone|i (?:was|were|am) (?:gone|out of the way)(?= \.|$| and| they)|"
        r"cry for a (?:week|day|month|bit|while)|(?:get|move|got|moved) (?:on|over (?:it|"
        r"me))(?= \.|$| with (?:it|their)| and| eventually| without))",
        own=False,
        negatable=False,
    ),
    "lighter": _hint(
        r"(?:easier|better|happier|relieved|relief|fine|free|freer|okay|cheaper|simpler|"
        r"insurance|cry|sad for|upset for|get over|move on|get on with|a favor|off their "
        r"(?:backs?|hands|plate)|problem|burden|weight|trouble|in the way|cost\w*|drain\w*)",
        own=False,
        negatable=False,
    ),
    "means": _hint(_MEANS),
    "lethal": _hint(
        rf"(?:{GUN}|noose|rope|{BLADE}|oxy\w*|insulin|(?:all my|bottle of|handful of)(?: "
        r"my| the)? (?:(?!other)\w+ )?(?:pills|meds|tablets)|hose|exhaust|gas can|rafters?|"
        r"closet rod)"
    ),
    "handled": _hint(
        r"(?:bought|buy|buying|got|getting|get|hid|hiding|hidden|took|taking|take|put|putting|"
        r"pulled|loaded|cleaned|tested|kept|keep|keeping|grabbed|hold|holding|held|carry|"
        r"carrying|found|thought about|thoughts? of|thinking about|think about|use|used|using|"
        r"brought|reached for|slept with|sleep with|wrapped|counted|counting|poured|saving|"
        r"saved)",
        own=False,
    ),
    "dwell": _hint(
        r"(?:keep|kept|keeps|start\w*|stop\w*|been|always|was|were|would|just|i|brain|mind|"
        r"head|eyes?|myself|catch myself|find myself)(?: \w+)? (?:think|thinking|thought|go|"
        r"going|goes|look|looks|looking|looked|star(?:e|es|ed|ing)|drawn|fixat\w+|obsess\w*|"
        r"imagin\w+|pictur\w+|com(?:e|es|ing) back|wander\w*|drift\w*|count\w*|do(?:ing)? the "
        r"math|calculat\w+|googl\w+|search\w*|wonder\w*|listen\w*)(?: \w+){0,2}? (?:about|of|"
        r"at|to|on|over|up|which|what|how|toward|math|using|with|for)"
    ),
    "held": _hint(
        r"(?:sat|sit|sitting|stood|stand|standing|lay|laid|lying|held|hold|holding|stare|"
        r"stared|locked myself|parked|pulled over|waited|drove|was|stayed|crouched|knelt|"
        r"kneeling)(?: \w+){0,4}? (?:in|on|at|by|with|to|against|under|up)"
    ),
    "broke off": _hint(
        r"(?:then|but|until|when|and) (?:\w+ )?(?:my|the|some|a|i|somebody|someone|he|she|"
        r"they)(?: \w+){0,3} (?:phone|rang|called|calls|texted|came in|walked (?:in|by|past)|"
        r"knocked|barked|meow\w*|cried|woke|got scared|chickened|could not|did not|put it "
        r"(?:back|down|away)|stopped|threw up|flushed|went home|drove (?:home|back)|got back|"
        r"turned (?:around|back)|dog|cat|jogger|stranger|cop)|(?:just )?to see(?= \.|$| if| "
        r"how| what)|did not go through|not loaded|almost|nearly|for (?:an|a|about|like|"
        r"maybe)(?: \w+)? (?:hour|hours|long time|while|twenty|minutes)|for hours|i (?:do not|"
        r"would not) (?:camp|hunt|shoot|fish|sail)",
        own=False,
        negatable=False,
    ),
    "affairs": _hint(
        r"(?:savings|bank (?:account|accounts|stuff|details)|accounts|my will|the will|life "
        r"insurance|insurance policy|the (?:papers|paperwork|title|deed|policy)|spare key|"
        r"funeral|burial|letters?|the note|a note|recorded|record a|videos? for|voice ?mails?|"
        r"goodbye|gave (?:away|my)|giving (?:away|my)|give away|home for the|rehom\w+|"
        r"cancel(?:l?ed|ling)? (?:everything|all|my|the)|paid (?:off|up|everything)|safe "
        r"deposit|beneficiar\w+|guardian\w*|custody papers|cleaned (?:out )?(?:my|the) "
        r"(?:apartment|house|room|desk|closet|phone|computer)|deleted (?:my|all|everything)|"
        r"(?:hotel|motel|cabin|room) (?:booked|reserved)|booked a (?:room|hotel|motel)|took "
        r"(?:the )?(?:week|day) off|wrote (?:down|it all|everything)|dog food|instructions|"
        r"labell?ed)",
        own=False,
        negatable=False,
    ),
    "after": _hint(
        r"(?:for after|after i am|when i am gone|once i am gone|will not be (?:there|here|"
        r"around)|would not be (?:there|here|around)|not be there(?= \.|$| for| to)|will not "
        r"need|would not need|not need (?:it|them|any)|before i (?:go|do)(?= \.|$)|so (?:they|"
        r"she|he|nobody|no one|my \w+) (?:will|would|does|do|can|could|is|are|has|have|"
        r"knows?)(?: \w+){0,2} ?(?:not (?:have to|blame|need|struggle|worry|fight|find)|be "
        r"(?:okay|fine|taken care of|set|all right)|have (?:it|everything|something|enough)|"
        r"know)|who(?:ever)? finds|nobody knows me|past the \w+|so it is (?:all )?(?:tidy|"
        r"done|ready|easy)|you know before|nobody (?:blames|has to)|taken care of|calm|at "
        r"peace|peace(?= \.|$)|weight (?:is )?off|ready(?= \.|$))",
        own=False,
        negatable=False,
    ),
    "wound": _hint(
        r"(?:press\w*|dig|digging|dug|scratch\w*|punch\w*|burn(?:s|ed|t|ing)?|cut|cuts|"
        r"cutting|bit|bite|biting|slam\w*|hit|hitting|pinch\w*|stab(?:s|bed|bing)?|scrap\w+|"
        r"rub\w*|bang\w*|pick\w*|poke\w*|jab\w*|claw\w*|peel\w*|slic\w+|smash\w*|"
        r"squeez\w+)(?: \w+){0,4}? (?:my |into my )(?:own |\w+ )?(?:palms?|arms?|wrists?|"
        r"legs?|thighs?|stomach|skin|hips?|ankles?|forearms?|knuckles|hands?|fists?|head|face|"
        r"nails|fingernails|chest|shoulders?|calves|feet)|(?:the|my|those|these|some|new|"
        r"fresh|old) (?:cuts|burns|scratches|marks|wounds|scabs|lines)(?: \w+)? (?:are|have|"
        r"were|on|is|healed|healing|got)"
    ),
    "meant": _hint(
        r"(?:until|bleed\w*|bled|blood|real bad|so (?:hard|bad|nobody|no one)|on purpose|so "
        r"(?:i|no one|nobody) (?:can|could|sees?|feel|would|will)|hid\w*|cover\w*|sleeves|too "
        r"loud|feel something|numb|calm\w*|relief|better after|punish\w*|deserve|again|mad at "
        r"myself|hate myself|stopped|with (?:a |the |my )?(?:cigarettes?|lighter|razor|blade|"
        r"knife|scissors|nails|compass|glass|needle|pin|iron|eraser)|secret|nobody knows|did "
        r"not tell|stress\w*|overwhelm\w*|upset|panic\w*|in the bathroom|at night)",
        own=False,
        negatable=False,
    ),
    "ward": _hint(
        r"(?:pumped my stomach|stomach pumped|my stomach pumped|charcoal|psych (?:ward|hold|"
        r"unit|hospital)|72[- ]hour hold|seventy[- ]two hour|5150\w*|fifty[- ]one[- ]fifty|"
        r"baker act\w*|section(?:ed|\w* (?:two|three|2|3))|committed|suicide watch|inpatient|"
        r"hospitali[sz]ed|icu|emergency room|the er|ambulance|locked ward|the unit|intubated|"
        r"ventilator|scars?|they found me|(?:roommate|mom|mother|dad|sister|brother|husband|"
        r"wife|neighbor|friend|somebody|someone|maid|he|she) (?:found|cut) me(?: down)?)",
        negatable=False,
    ),
    "attempt": _hint(
        r"(?:tried|took (?:all|a (?:bunch|bottle|lot|load|handful)|too many|some|my|the)|"
        r"pills|overdos\w*|swallowed|cut (?:my|too)|hung|hang\w*|jumped|shot|(?:did|done) "
        r"(?:that|it|this) to myself|on purpose|not an accident|down(?= \.|$)|stomach|bottle|"
        r"attempt\w*|wanted to die|slashed|slit|drank|rope|survived)",
        negatable=False,
    ),
    "secret end": _hint(
        r"(?:i know what i am going to do|know what i (?:have|need) to do|all set(?= \.|$| "
        r"for| when)|all planned|figured it out|not sticking around|not stick around|ending "
        r"it|end(?:ing)? it all|nothing (?:is )?(?:holding|keeping) me|nothing left for me|i "
        r"am (?:out|gone)(?= \.|$| for good)|that is (?:it|the end) for me|it is over for me|"
        r"done for good|be over soon|all be over|not be (?:a|your|their|anyone's) problem|go "
        r"out|finish it|quick|painless|for good|once and for all|nobody (?:can|could|will) "
        r"stop|no way back|going to do it|not come back|never come back|made my choice|the "
        r"only way|the way out|one step|when (?:they|he|she) (?:is|are) (?:out|gone|at|asleep|"
        r"away)|do the math|nets|the right time|the right day|when nobody is|while (?:they|he|"
        r"she) (?:is|are))",
        own=False,
    ),
    "rage": _hint(
        r"(?:snap|break|wring|bash|crack|smash|slit|crush) (?:his|her|their|that \w+'s|my "
        r"\w+'s) (?:neck|skull|head|face|throat|teeth|windpipe|kneecaps)|(?:put|putting|see|"
        r"send|leave) (?:him|her|them|that \w+|somebody|someone|my \w+) in (?:the|a) "
        r"(?:ground|hospital|grave|coffin|morgue|wheelchair|body bag|coma|icu|er|trunk|dirt)|"
        r"list of (?:the )?(?:people|names|who)(?: \w+){0,4} (?:get|hurt|kill|pay|wronged|"
        r"deserve)|going to get(?= \.|$| him| her| them| even with)|even the score|(?:i "
        r")?(?:swung|threw|launched|hurled)(?: \w+){0,5} at (?:him|her|them|my \w+)|(?:he|she|"
        r"they) (?:hit|cracked) (?:his|her|their) head|went limp|stopped breathing|passed out "
        r"when i|blood everywhere|could not stop (?:hitting|punching|myself)|blacked out and "
        r"(?:hit|hurt|attacked)|seeing red|threw (?:the|my) (?:baby|kid|son|daughter)|down "
        r"(?:on the (?:bed|couch|floor|crib) )?too hard|too (?:hard|rough) with (?:him|her|"
        r"the|my)"
    ),
    "held down": _hint(
        r"(?:holds?|held|holding|pins?|pinned|pinning) me (?:down|against|there)|does it "
        r"anyway|did it anyway|does what (?:he|she) wants|(?:watches|watched|films?|filmed|"
        r"films|recorded|photographed|peeks?|walks? in on|comes in on|spies|spied) (?:on )?me "
        r"(?:in the (?:shower|bath\w*|bedroom)|undress\w*|chang\w+|sleep\w*|naked|when i "
        r"(?:shower|change|am))|(?:made|makes|make|told|had|asked) (?:me|us)(?: \w+){0,3} "
        r"(?:clothes|pants|shirt|naked|strip|undress|touch|lie down|sit on|shower with|watch)|"
        r"(?:took|takes|taken|got|gotten) (?:over|control of) (?:my|her|his|mom's|dad's|"
        r"grandma's) (?:\w+ )?(?:account|accounts|money|finances|checks?|pension|card|house|"
        r"bank)|can not (?:buy|get|afford|see|use)(?: \w+){0,3} (?:my own|medicine|food|"
        r"doctor) (?:\w+ )?(?:because (?:he|she)|money|medicine|card)|ask (?:him|her|"
        r"permission|for (?:money|gas|permission))(?: \w+){0,4} (?:for (?:gas|money|food|"
        r"everything)|to (?:leave|go|eat|spend|buy|use))|have to ask (?:him |her )?for|"
        r"(?:says|said|told me)(?: \w+){0,6} (?:find me|come after me|hunt me|make me (?:pay|"
        r"sorry)|never (?:see|let) (?:my|me)|regret)|(?:changes?|bathes?|feeds?|cleans?|"
        r"turns?|checks? on) (?:him|her|them|mom|dad|grandma|grandpa)(?! (?:every|twice|"
        r"daily))|lying in (?:it|his|her|their own)|(?:kids?|children|baby|boys?|girls?|"
        r"toddler|little one|year old|two-year-old)(?: \w+)? (?:is|are|was|were|gets?|been) "
        r"(?:\w+ )?(?:alone|left|hungry|filthy|locked|by (?:him|her|them)sel\w+)(?! at "
        r"(?:school|daycare))|with no (?:food|heat|water|one|adult|supervision)|scared to go "
        r"(?:home|back)|eggshells",
        own=False,
    ),
}
"""By name. `wish` and its like are frequent words: they count only beside a rarer hint."""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: RiskLevel
    label: str
    hints: tuple[str, ...]
    """All of them, within `_WINDOW` sentences."""
    near: int = _WINDOW
    """Sentences they may be spread over."""


_PREPARES = "Preparation or intent, hinted at"
_CRISIS = "Suicidal crisis or attempt, hinted at"
_WITHOUT = "Feels that others would be better off"
_RULES: tuple[_Rule, ...] = (
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("affairs", "after")),
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("affairs", "secret end")),
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("lethal", "secret end")),
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("lethal", "held", "broke off")),
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("means", "held", "broke off"), 2),
    _Rule(RiskLevel.PLAN_OR_INTENT, _PREPARES, ("means", "after"), 2),
    _Rule(RiskLevel.ACTIVE_IDEATION, "Suicidal thoughts, hinted at", ("means", "dwell"), 1),
    _Rule(RiskLevel.ACTIVE_IDEATION, "Means at hand, hinted at", ("lethal", "handled"), 1),
    _Rule(RiskLevel.ACTIVE_IDEATION, "Suicidal thoughts, hinted at", ("means", "secret end"), 2),
    _Rule(RiskLevel.ACTIVE_IDEATION, _CRISIS, ("ward", "attempt"), 2),
    _Rule(RiskLevel.ACTIVE_IDEATION, "Self-harm, hinted at", ("wound", "meant"), 2),
    _Rule(RiskLevel.PASSIVE_IDEATION, "Wish to die, hinted at", ("death", "wish"), 1),
    _Rule(RiskLevel.PASSIVE_IDEATION, "Wish to die, hinted at", ("fate", "hope"), 1),
    _Rule(RiskLevel.PASSIVE_IDEATION, "Wish to die, hinted at", ("god", "taken"), 2),
    _Rule(RiskLevel.PASSIVE_IDEATION, _WITHOUT, ("others", "without", "lighter"), 2),
    _Rule(RiskLevel.HARM_TO_OTHERS, "Harm to another person, hinted at", ("rage",), 1),
    _Rule(RiskLevel.ABUSE_DISCLOSURE, "Abuse or neglect, hinted at", ("held down",), 1),
)  # fmt: skip


def hinted(texts: Sequence[str]) -> Iterator[tuple[RiskLevel, str, list[int]]]:
    """Kind, label and the sentences that hold the hints: each kind once."""
    held = [
        _hints_in(text, " . ".join(texts[max(0, at - 1) : at + 3])) for at, text in enumerate(texts)
    ]
    told: set[RiskLevel] = set()
    for rule in _RULES:
        if rule.kind in told:
            continue
        for start in range(len(texts)):
            window = range(start, min(len(texts), start + rule.near))
            abuse = rule.kind is RiskLevel.ABUSE_DISCLOSURE
            if not abuse and not any(_OWN.search(texts[at]) for at in window):
                continue
            places = [next((at for at in window if hint in held[at]), None) for hint in rule.hints]
            if None not in places:
                told.add(rule.kind)
                yield rule.kind, rule.label, sorted({at for at in places if at is not None})
                break


def _hints_in(text: str, around: str) -> set[str]:
    return {
        name
        for name, one in _HINTS.items()
        if any(
            is_meant(text, hit, one, around, dictated=False) for hit in one.pattern.finditer(text)
        )
    }
