"""Words of death and violence that mean neither: idioms, jokes, plots, work, warnings."""

import re

IDIOM = re.compile(
    r"\b(?:"
    r"(?:job|work|back|feet|foot|heat|cold|traffic|knees?|commute|head|shoes?|heels?|school|"
    r"stairs|suspense|boredom|hill|diet|schedule|workout|class|legs?|hip|neck|tooth|boots|"
    r"humidity|wait|waiting|kids|deadline|bills|rent|price|hangover|allerg\w+|cramps|homework|"
    r"thesis|boss|meeting\w*|it|this|that|these|those|which|stress|laundry|drive|migraine|"
    r"sciatica|shoulder|hunger|smell|noise|quiet|not knowing) (?:is|was|are|were|'s|been|has "
    r"been|would)?(?: \w+)? ?(?:kill(?:s|ed|ing)?|murder(?:ing|ed)?) (?:me|us|my)|"
    r"(?:job|work|back|feet|heat|traffic|knees?|commute|head|shoes?|suspense|boredom|it|this|"
    r"that|which) (?:is|was|are|were|'s)+ (?:almost |so )?kill\w*|is killing me|are killing "
    r"me|was killing me|were killing me|"
    r"kill(?:s|ed|ing)? (?:time|two|for a|an hour|the (?:mood|lights?|engine|process|server|"
    r"vibe|power|project|deal|bill|joke|app|program|buzz|pain|noise|motor|weeds|grass|germs|"
    r"plants?)|it (?:at|on|in|with) (?:the|my|stage|work|that|school)|(?:my|our) (?:project|"
    r"idea|plants?|proposal|appetite|battery|credit|vibe|phone|joy|budget)|a (?:few|couple|"
    r"spider|bug|plant|cactus|bottle|pizza|mosquito))|killed (?:it|off the)(?= \.|$| at| on| "
    r"in)|kill (?:myself )?laughing|could kill for|would kill for|kill to (?:have|get|be|see)|"
    r"dressed to kill|killer|"
    r"dying (?:to (?!die)|for (?:a|some|the)|of (?:laughter|boredom|curiosity|heat|thirst|"
    r"embarrassment|hunger|laughing)|laughing|inside(?= \.|$| when| laughing))|died "
    r"(?:laughing|of (?:embarrassment|laughter|shame)|inside|on (?:me|the way|that|the hill|"
    r"level)|a little|like|in the game|every sunday|again (?:on|at|in))|die (?:every "
    r"(?:sunday|game|week)|of (?:embarrassment|laughter|shame|boredom|happiness)|for (?:that|"
    r"those|this|it|her|his|the|a)|on (?:that|this) hill|hard|laughing|when (?:you|i) (?:see|"
    r"saw|hear|heard|tell))|to die for(?! (?:what|doing|it))|do or die|diehard|almost died "
    r"(?:laughing|when|of)|"
    r"about died (?:laughing|when)|nearly died (?:laughing|of|when (?:he|she|they|my))|could "
    r"have died(?= of| laughing| \.|$)|wanted to die of|"
    r"help(?:s|ing)? (?:me|us|with)?(?: to)? ?(?:write|writing) (?:my|the|our|up (?:my|the)) "
    r"notes?|"
    r"shoot (?:me|him|her|them|us|you) (?:an?|the|over) (?:\w+ )?(?:email|text|message|line|"
    r"note|dm|invite|link)|shoot me(?= \.|$| now| please)|just shoot me|shot (?:at (?:it|the)|"
    r"of (?:espresso|tequila|whiskey))|(?:photo|flu|covid|booster|big|best|long) shots?|"
    r"suicide (?:squad|doors?|drills?|prevention|awareness|hotline|lifeline|wings|king|run|"
    r"pass|mission)|career suicide|social suicide|political suicide|"
    r"hit (?:me|him|her|them|us) (?:up|back|like|that|hard(?: that)?|when|all at once|then|"
    r"last night that|with (?:a (?:bill|fee|surprise)|the (?:news|bill)))|(?:it|that|reality|"
    r"realization|grief|sadness|news|loss|loneliness|everything|this|which|wave|panic|anxiety|"
    r"guilt)(?: \w+)? (?:hits?|hit|hitting) (?:me|him|her|us|home|hard)|hit (?:it off|the "
    r"(?:gym|books|road|sack|hay|wall|brakes|gas|snooze|ground|mark|roof|jackpot|target)|rock "
    r"bottom|a (?:wall|home run|deer|curb|pothole|rough|milestone|low))|"
    r"beat(?:s|ing|en)? (?:myself|me|himself|herself|yourself) up|beat(?:ing)? up on myself|"
    r"hard on myself|kick(?:ed|ing|s)? myself(?= for| about| over| \.|$| because| that| now| "
    r"when)|kick myself|kicking myself|beat (?:me|him|her|us|them) (?:at|to|in|by)|beat the "
    r"(?:traffic|rush|crowds|heat|odds|system)|dead ?beat|"
    r"rather (?:die|be dead|eat glass) than|hit my head on (?:the|a) (?:cabinet|shelf|car|"
    r"ceiling|hatch|counter|low)|over my dead body|scared (?:me |him |her |us )?to death|"
    r"(?:bored|worried|worked|"
    r"frightened|sick|embarrassed|loved?|hugg?\w*|talk\w*|starv\w+|freez\w+|froze|tickled|"
    r"scared|annoy\w*|stressed)(?: \w+){0,3}? to death|dead (?:tired|serious|on my feet|end|"
    r"lines?|ends?|beat|batter\w+|phone|plants?|wrong|set|last|ahead|silence|air|asleep|"
    r"weight lifts?|lift\w*|pool|battery)|drop dead gorgeous|by \w+ (?:o'clock )?i am dead(?= "
    r"\.|$)|dead on my feet|(?:phone|battery|car|laptop|computer|plants?|dog|cat|fish|hamster|"
    r"engine|conversation|romance|wifi|internet|tablet|fridge|freezer|ac|furnace) (?:\w+ "
    r")?(?:died|dies|is dead|was dead|dying)|"
    r"(?:kill|kills|killed|kick\w*) (?:myself|me) (?:for (?:not|eating|saying|that|forgetting|"
    r"missing|being late)|if i (?:am late|forget|miss|do not|break|lose|ruin|mess|tell|"
    r"spill))|(?:will|would|going to|is going to|gonna|might) (?:\w+ )?(?:kill|murder|"
    r"strangle|shoot|skin) (?:me|us|you)(?: if| when| for| over| \.|$)(?! (?:i|we) (?:leave|"
    r"left|tell|told|try|call|report|ever|go to the police))|could have (?:killed|strangled|"
    r"murdered|smacked|throttled) (?:him|her|them|that|my)|could (?:kill|strangle|throttle|"
    r"murder) (?:him|her|them|my \w+) (?:sometimes(?= \.|$)|for (?:eating|leaving|that)|but i "
    r"love)|like death warmed|hug\w* \w+ to death|sick to death|death (?:trap|march|valley|"
    r"metal|grip|stare|penalty|by (?:powerpoint|chocolate|meetings?|email))|catch my death|at "
    r"death's door with|till death do|"
    r"can not live without (?:my (?:coffee|phone|dog|tea|planner|morning|car|pillow|glasses|"
    r"air)|coffee|it|them|chocolate|music|air conditioning|netflix|that)|live without (?:my "
    r")?(?:coffee|phone|internet|air conditioning|caffeine|sugar|bread|cheese|carbs)|save my "
    r"life(?= \.|$)|for the life of me|living the dream|worth the (?:drive|money|wait)|run "
    r"(?:him|her|it|them|you|me) (?:by|through|past|ragged)|"
    r"took a stab|stab at|stabb?(?:ed|ing)? (?:me )?in the back|back ?stabb\w*|bite (?:me|the "
    r"bullet|my tongue)|shoot(?:ing)? (?:hoops|the breeze|for|a (?:film|video|scene|wedding)|"
    r"pool|photos?)|shoot myself in the foot|bullet (?:points?|journal\w*|train)|trigger "
    r"(?:warning|happy)|pull the trigger on (?:the|a|buying|it|that|moving|this)|jump(?:ed|"
    r"ing)? (?:off the (?:diving|page|couch|bed|swing|dock|deep)|in(?:to)? (?:the (?:pool|"
    r"shower|car|conversation|lake (?:with|and swam)|water with)|bed|a (?:cab|meeting|call))|"
    r"from (?:one|topic|job)|ship|the gun|for joy|through hoops|at (?:it|the chance))|if "
    r"(?:all )?(?:your|my|his|her) friends? (?:all )?jump\w*|"
    r"cut(?:ting)? (?:back|down|corners|off|out|class|carbs|ties|costs|the (?:grass|cake|lawn|"
    r"cord|crap)|my (?:hair|hours|losses|nails|bangs|finger|thumb|foot on|hand on|chin|lip)|"
    r"myself (?:some )?(?:slack|a (?:break|piece|slice))|it (?:close|out|short|off))|cut "
    r"myself (?:shaving|chopping|slicing|cooking|opening|on|while|making|peeling|by|trying|"
    r"gardening|in the kitchen|doing|with the (?:peeler|grater|can)|accident\w*)|burn(?:ed|"
    r"t)? myself (?:out|on|cooking|while|with the (?:iron|oven|coffee|stove|curling)|by|"
    r"making|taking|pulling|accident\w*)|hurt myself (?:at|playing|lifting|running|falling|"
    r"doing|on|while|by|moving|working|skiing|exercising|in the (?:gym|garden)|accident\w*|"
    r"trying|financially)|banged my (?:head|knee|elbow) (?:on|getting)|"
    r"knock(?:ed)? (?:myself|him|her|them) out|drown(?:ing|ed)? (?:in|under) (?:\w+ )?(?:work|"
    r"debt|paperwork|emails?|laundry|bills|homework|dishes|charting|syrup|sauce)|suffocat\w+ "
    r"(?:me|in|by)|choked up|choke(?:d)? on (?:a|my|some|the)|poison ivy|food poisoning|"
    r"poisonous|hang(?:ing)? (?:myself up|out|in there|up|on to|around|with|a picture|the)|"
    r"hung (?:over|up|out)|noose around|gun(?:ning)? for|under the gun|stick to my guns|jump "
    r"the gun|top gun|nerf|squirt gun|water gun|glue gun|nail gun|heat gun|price gun|massage "
    r"gun|knife and fork|bread knife|butter knife|chef'?s? knife|"
    r"over(?:dose|dosed|dosing) on (?:sugar|chocolate|caffeine|coffee|tv|netflix|news|candy|"
    r"carbs|cheese|vitamins?|social)|attack(?:s|ed|ing)? (?:the|my|this|that|it|a) (?:\w+ "
    r")?(?:project|problem|list|pile|essay|work|closet|garage|kitchen|inbox|todo|laundry)|"
    r"panic attacks?|heart attacks?|asthma attacks?|anxiety attacks?|crush(?:ed|ing)? (?:it|"
    r"on)|"
    r"(?:take|took|taking) (?:him|her|them|me|us|my \w+) out (?:to|for|on)|end of my (?:rope|"
    r"tether)(?= with (?:him|her|them|the|my (?:boss|landlord|kids)))|(?:want|wanted|like|"
    r"going|love|need|hoping|ready) to (?:end|ended) (?:things|it) with|end(?:ed|ing)? (?:it|"
    r"things) with (?:him|her|them|my|the|that|\w+)|(?:end|ending) (?:the|our|my) (?:\w+ "
    r")?(?:relationship|marriage|lease|session|contract|call|subscription|friendship|"
    r"engagement|job|shift|day|night|meeting|conversation|therapy)|put(?:ting)? (?:\w+ "
    r"){1,3}to sleep|put (?:him|her|it) down (?:for|last|on|at)|fall(?:ing)? asleep|"
    r"(?:alcohol|drug|substance|opioid|cannabis|drugs|drink) abuse\w*|abus(?:e|ed|ing) "
    r"(?:alcohol|drugs|substances|pills|the (?:system|privilege)|my (?:prescription|credit))|"
    r"(?:punch|hit|hitting) (?:the )?(?:a )?(?:bag|snooze|pillow)|punch(?:ed|ing)? (?:in|out|"
    r"line|cards?)|pushed? (?:me|him|her|myself|us) (?:to (?:do|be|try|go|get|finish|apply|"
    r"the limit)|through|hard(?:er)?|too hard|out of my|towards?)|drag(?:ged|s|ging)? (?:me|"
    r"him|us|myself) (?:to|out|along|into|through|around|out of)|grab(?:bed)? (?:me|him|her|"
    r"us|my) (?:a|some|by the hand|lunch|coffee|dinner|a coffee)|throw(?:s|n|ing)? (?:me|him|"
    r"us|her) (?:a|off|under the bus|for a loop|out of)|threw me (?:off|for|a|under)|"
    r"lock(?:ed)? (?:me|myself|us) out(?= of (?:the|my) (?:car|house|apartment|account)| \.|"
    r"$)|throw(?:ing)? (?:him|her|them|my \w+) (?:a|out of the (?:game|house)|under)|"
    r"let (?:him|her|it|them) have it(?= \.|$)|lost (?:him|her|my)|gun (?:range|club|show|"
    r"safety)|(?:dart|paintball|laser|video|board|card) (?:game|tag)|the (?:game|boss|level) "
    r"(?:killed|kills)|(?:boss|level|round|raid|respawn\w*|lives) (?:killed|left)"
    r")"
)
JOKE = re.compile(
    r"\b(?:(?<!not )(?<!am not )(?:kidding|joking|joke|figure of speech)|jk|lol|lmao|so funny|"
    r"was (?:hilarious|funny)|"
    r"laugh(?:ed|ing) (?:about|at|over|so hard|by|until)|(?:he|she|they|we) laughed|end the "
    r"(?:lease|contract|subscription|relationship|marriage|engagement|job)|crying laughing|"
    r"cracked (?:up|me up)|ha ha|haha|not serious|do not mean (?:it|that) literally|not "
    r"literally|"
    r"anyway we got|in a (?:funny|joking) way|teasing|hyperbole|exaggerat\w+|so to speak|"
    r"obviously not|not in a dark way|not like that i|nothing dark|totally joking)\b"
)
_ORDINARY: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(hit), re.compile(around))
    for hit, around in (
        (
            r"giv|gave|rehom|home for|hand",
            r"\b(?:goodwill|donat\w+|moving|downsiz\w+|declutter\w*|yard sale|bedroom|no room|"
            r"salvation army|spring clean\w*|storage|attic|thrift|charity|outgrew|outgrown|"
            r"old clothes|baby clothes)\b",
        ),
        (
            r".*\b(?:rope|knife|knives|razor|blade|gun|rifle|scissors|belt|cord)",
            r"\b(?:swing|tent|boat|camp\w*|climb\w*|tow\w*|clothesline|shav\w+|beard|cook\w*|"
            r"dinner|kitchen|"
            r"hunt\w*|range|vegetables|onions?|tomato\w*|chop\w*|cutting board|farm|horse)\b",
        ),
        (
            r".*\b(?:disappear|vanish)",
            r"\b(?:beach|cabin|vacation|weekend|island|mexico|italy|holiday|no phones|nap|"
            r"hike|woods for)\b",
        ),
        (
            r".*\b(?:picked|chosen|set|know|decided)",
            r"\b(?:wedding|surgery|party|trip|shower|vacation|baptism|christening|interview|"
            r"exam)\b",
        ),
        (
            r".*\b(?:bruis\w+|marks?|black eye)",
            r"\b(?:bike|soccer|football|basketball|playground|gym|scooter|skateboard|hockey|"
            r"trampoline|gymnastics)\b",
        ),
        (
            r"will|funeral|insurance|passwords",
            r"\b(?:grown[- ]up|mortgage|lawyer|estate planning|new baby|first child|"
            r"responsible thing|"
            r"open enrollment|premium|deductible|password manager|hacked|reset)\b",
        ),
    )
)
"""What looks like preparation and has an everyday reason beside it."""
EARNEST = re.compile(
    r"\bsuicid\w+|kill(?:ing)? (?:myself|yourself)|\b(?:think|thinking|thought|thoughts|plan|"
    r"urge|urges|voice)\b|"
    r"\b(?:my|own) life\b"
)
"""What a joke does not unsay."""
_FILM = re.compile(
    r"\b(?:movies?|films?|show|books?|episodes?|series|novels?|podcasts?|songs?|documentar\w+|"
    r"the news|game|"
    r"opera|play|musical|story|lyrics?|character|chapter|season|netflix|poem|anime|manga|"
    r"comic|painting|essay|"
    r"article|headlines?|channel)\b"
)
_WORK = re.compile(
    r"\b(?:training|helpline|hotline|unit|ward i work|shift|class|thesis|research|seminar|"
    r"lecture|workshop|"
    r"patients?|callers?|a caller|students?|clients? of mine|jury|trial|court case|defendant|"
    r"dispatch|"
    r"paramedic|emt|er nurse|i am a (?:cop|nurse|teacher|firefighter|paramedic|lawyer|police|"
    r"social worker|"
    r"counselor|therapist|doctor|coroner|funeral)|we get (?:domestics|calls)|on the job|"
    r"volunteer\w*|curriculum|exhibit|museum|role in|"
    r"got the part|script|rehearsal|exterminat\w+|pest control|(?:go|went|going) hunting|"
    r"hunting (?:season|trip)|hunters?|deer|"
    r"support group i (?:run|lead))\b"
)
_WARNING = re.compile(
    r"\b(?:side effects?|leaflet|label|black box|warning|(?:may|can|could|might) (?:because|"
    r"cause|trigger|lead to)|risk of|"
    r"increas\w+ (?:the )?risk|pamphlet|brochure|packaging|insert)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if (?:i|you|we|anyone|anybody|somebody|someone|a person|people|he|she|they|my "
    r"\w+)(?: \w+)? "
    r"(?:ever|were to|start\w*|felt|feel|get|got|become|became|told|tells?|says?|said)(?: "
    r"\w+){0,5}|in case(?: \w+){0,5}|"
    r"unless(?: \w+){0,4}|what happens if(?: \w+){0,5}|would you (?:have to )?(?:call|report|"
    r"tell)(?: \w+){0,6}|"
    r"worr(?:y|ied) (?:that )?(?:he|she|they|my \w+|one day)(?: \w+){0,6}|"
    r"the (?:difference|idea|concept|topic|subject|word|question)(?: \w+){0,3})$"
)


def is_idiom(text: str, hit: re.Match[str]) -> bool:
    return any(
        idiom.start() < hit.end() and hit.start() < idiom.end() for idiom in IDIOM.finditer(text)
    )


def is_ordinary(around: str, hit: str) -> bool:
    """Affairs set in order for a reason that is told with it."""
    return any(what.match(hit) and why.search(around) for what, why in _ORDINARY)


def is_told(before: str, *, own: bool) -> bool:
    """A plot, work, a warning, or what might be: by the words before it."""
    if _WARNING.search(before) or _SUPPOSED.search(before.rstrip()):
        return True
    return not own and bool(_FILM.search(before) or _WORK.search(before))


def is_joked(around: str, hit: str) -> bool:
    """Said to be a joke by the words around it, and nothing that a joke does not unsay."""
    return bool(JOKE.search(around)) and not EARNEST.search(hit)
