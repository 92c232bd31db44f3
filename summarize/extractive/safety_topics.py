"""What is asked and told about safety, by the words it is spoken of with. Patterns expect plain
text."""

from summarize.talk.topic import Weight, topic

SAFETY = (
    topic(
        "means",
        "Means",
        Weight.ALWAYS,
        r"\b(?:guns?|firearms?|rifles?|pistols?|weapons?|stockpil\w+)\b|lethal means",
        r"access to (?:means|anything)|anything (?:at home|in the house) you (?:could|might)|"
        r"pills at home",
    ),
    topic(
        "attempts",
        "Past attempts or self-harm",
        Weight.ALWAYS,
        r"\b(?:suicide )?attempts? (?:in the past|before|to (?:kill|end|hurt))|tried to (?:kill|"
        r"end|hurt) (?:my|your)|past attempts?|(?:prior|previous) attempts?|\bi (?:once "
        r")?(?:overdosed|"
        r"took (?:a bunch|a bottle|a handful|all|too many|the whole))\b",
        r"(?:ever|past|before)\b.{0,60}(?:attempt\w*|tried to (?:kill|end|hurt|die)|hurt yourself|"
        r"self-?harm|harmed yourself)|attempts?\b.{0,30}(?:past|before|ever)|(?:attempt\w*|"
        r"tried to (?:kill|end|hurt)|harmed yourself)\b.{0,40}(?:past|before|ever)|"
        r"hospitali[sz]ed for",
    ),
    topic(
        "plan",
        "Suicide plan or intent",
        Weight.ALWAYS,
        r"\b(?:suicid\w+ (?:plans?|intent\w*)|kill(?:ing)? myself|end(?:ing)? my life|had a plan|"
        r"have a plan|want to die|wouldn't do anything)\b",
        r"how you (?:would|might|'d) do it|how you'd|thought about (?:actually )?(?:doing|how|"
        r"ending|killing|acting)|a plan to|(?:any|have a|specific) (?:plans?|intent\w*)\b(?! for|"
        r" this| next| tonight| to (?:go|see|do|travel))|intend to|act(?:ing)? on (?:them|those|"
        r"these|it|that)|going to act|doing anything (?:to|about)",
    ),
    topic(
        "self_harm",
        "Self-harm",
        Weight.ALWAYS,
        r"\b(?:cut(?:ting)?|burn(?:ing)?) myself|self-?harm",
        r"\b(?:the|been|any|with|about) cutting\b(?! (?:back|down|out))|cut(?:ting)? yourself|"
        r"(?:still|again|been) (?:hurt|cut|burn)(?:ing)? yourself|the (?:self-?harm|urges)",
    ),
    topic(
        "ideation",
        "Ideation",
        Weight.ALWAYS,
        r"\bbetter off dead|(?:didn't|not|never) wake up|hurt(?:ing)? myself|"
        r"suicid\w+|not (?:ever )?waking up|tired of being (?:here|alive)|not be(?:ing)? (?:here|"
        r"alive)|wish i (?:was|were) dead",
        r"better off dead|(?:hurt|harm|kill)(?:ing)? yourself|suicid|end(?:ing)? your life|"
        r"self-?harm|not (?:be|being|want(?:ing)? to be) (?:here|alive)|those thoughts|dark "
        r"thoughts|"
        r"wak(?:e|ing) up",
    ),
    topic(
        "others",
        "Harm to others",
        Weight.ALWAYS,
        r"(?:hurt|kill|harm)(?:ing)? (?:him|her|them|someone|somebody|anyone|others|"
        r"other people)\b|homicid",
        r"(?:hurt|kill|harm)(?:ing)? (?:anyone|someone|somebody|other people|others|anybody)",
    ),
    topic(
        "abuse",
        "Safety at home",
        Weight.ALWAYS,
        r"\b(?:abus\w+|molest\w*|rap(?:ed|e)|assault\w*|(?:hits?|beats?|chok\w+|slapp?\w*|"
        r"shov\w+) me|domestic violence|restraining order|bruis\w+|black eye)\b|(?:feel|felt) "
        r"(?:un)?safe",
        r"feel safe|hurt(?:ing)? you\b|afraid of (?:him|her|your)|safe at home",
    ),
    topic(
        "family_risk",
        "Suicide among family or friends",
        Weight.ALWAYS,
        r"\b(?:my|his|her) (?:\w+ )?(?:brother|sister|mom|mother|dad|father|uncle|aunt|cousin|"
        r"friend|"
        r"son|daughter|husband|wife|grand\w+|roommate|ex) (?:\w+ )?(?:tried to (?:kill|end)|"
        r"attempted|killed (?:him|her)self|committed suicide|died by suicide|hanged|"
        r"took (?:his|her) own life)",
        r"(?:family|relative|anyone close)\b.{0,40}\bsuicid",
    ),
    topic(
        "protective",
        "Protective factors",
        Weight.HIGH,
        r"\b(?:reason to live|never do that to|keeps? me going|couldn't do that to|for my (?:kids|"
        r"children|son|daughter|family|mom|dog|cat)|i have (?:the|my) (?:grand)?(?:kids|"
        r"children))\b",
        r"keeps? you (?:going|alive|safe|here)|reasons? (?:to live|for living)|stops? you|"
        r"what helps you (?:stay|hold)|hold you back|looking forward|gives you hope",
    ),
)

SAFETY_PLAN = (
    topic(
        "warning",
        "Warning sign",
        Weight.ALWAYS,
        r"warning signs?",
        r"(?:first|early|warning|earliest) signs?\b|how (?:will|do|would|can) you (?:know|tell)|"
        r"(?:notice|happens) (?:first|right before)|triggers?\b|know (?:when )?(?:things|it)(?:'s|"
        r" are| is) getting",
    ),
    topic(
        "coping",
        "Own coping",
        Weight.ALWAYS,
        r"coping (?:skill|strateg)\w*",
        r"(?:could|can|would) you do (?:on your own|by yourself|yourself|at that point|right then|"
        r"(?:right )?(?:in that moment|then)|instead|to (?:cope|"
        r"distract|calm|take your mind))|on your own|take your mind off|distract|coping|"
        r"help you (?:calm|get through)",
    ),
    topic(
        "contact",
        "Support contact",
        Weight.ALWAYS,
        r"(?:i'd|i can|i could|i would) (?:call|text|reach out)",
        r"who (?:could|can|would|might|do|else|'s|is) (?:you|someone|there|a person|"
        r"else)?.{0,20}(?:call|phone|reach|turn to|talk to|text|contact|trust|lean)|"
        r"someone you (?:could|can|trust)|support person",
    ),
    topic(
        "environment",
        "Making the home safe",
        Weight.ALWAYS,
        r"lock(?:ed)? (?:\w+ ){0,3}(?:up|box|away)|(?:give|hand|hold on to|keep) "
        r".{0,20}\b(?:pills|meds|gun|"
        r"keys)\b",
        r"(?:make|keep)(?:ing)? (?:your|the) (?:home|house|place|environment) safe|"
        r"lock(?:ed)? (?:\w+ ){0,3}(?:up|box|away)|hold on to (?:the|your) (?:pills|meds|"
        r"medication|gun)",
    ),
)
