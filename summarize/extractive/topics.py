"""What clinicians write notes about, by the words used for it. Patterns expect plain text."""

from summarize.extractive.safety_topics import SAFETY, SAFETY_PLAN
from summarize.talk.topic import Topic, Weight, topic

MEDICAL = (
    topic(
        "adherence",
        "Missed doses",
        Weight.ALWAYS,
        r"\b(?:miss(?:ed|ing)? (?:\w+ ){0,4}(?:dose|doses|pills?|tablets?)|miss(?:ed)? (?:\d|"
        r"one|two|three|four|a few|a couple)"
        r"(?= (?:last|this|on|when|in|because|over)\b)|stopped (?:it|them) for|"
        r"forg[eo]t\w* (?:to take|a dose|my (?:meds|pill|medication)|"
        r"it)|ran out|stopped taking|skipp?\w* (?:\w+ )?(?:doses?|pills?|it))\b",
        r"missed (?:any )?doses?|miss(?:ing|ed)? any|any missed|skipp(?:ed|ing) any|"
        r"taking (?:it|them) (?:every|regular|consistent|as)|remember(?:ing)? to take|"
        r"consistent with",
    ),
    topic(
        "allergies",
        "Allergies",
        Weight.HIGH,
        r"\b(?:allerg\w+|hives|anaphyla\w+)\b",
    ),
    topic(
        "side_effects",
        "Side effects",
        Weight.HIGH,
        r"\bside[- ]effects?|nausea\w*|sick to my stomach|dry mouth|weight gain|dizz\w+|"
        r"sexual(?:ly)? (?:side|dysf)|(?:made|makes|making) me (?:\w+ )?(?:sick|nauseous|tired|"
        r"sleepy|dizzy|sweat\w*|shaky)|(?:feel|felt|makes? me) (?:\w+ )?(?:foggy|drowsy|jittery|"
        r"zombie|numb|groggy)|\brash\b|tremors?|brain zaps?",
        r"side[- ]effects?|how (?:are you|'s it|is it) (?:tolerating|sitting)|tolerating",
    ),
    topic(
        "medication",
        "Medication",
        Weight.ALWAYS,
        r"\b(?:medications?|medicines?|meds|milligrams?|mgs?|pills?|dos(?:e|es|age)|prescri\w+|"
        r"tablets?|refills?|antidepressants?|melatonin|supplements?|cbd)\b",
        r"(?:are you|you're|still) (?:taking|on) (?:the|any|your|it)",
    ),
    topic(
        "substances",
        "Substances",
        Weight.HIGH,
        r"\b(?:alcohol\w*|drink(?:s|ing|er)?(?! (?:\w+ ){0,2}(?:shakes?|water|tea|juice|milk))|"
        r"drank|drunk|sober|beers?|wine|vodka|whiskey|liquor|"
        r"weed|marijuana|cannabis|edibles?|gummies|vap(?:e|ing)|smok(?:e|ed|ing)|cigarettes?|"
        r"nicotine|cocaine|heroin|opioids?|opiates?|meth|pot|relaps\w+|aa|binge\w*|hungover|"
        r"hangover|caffeine|coffee)\b",
        r"substances?|drugs?\b|use anything",
    ),
    topic(
        "treatment",
        "Treatment",
        Weight.HIGH,
        r"\b(?:hospital\w*|inpatient|rehab|detox|er\b|emergency room|psychiatrist|therap(?:y|ist)|"
        r"counsel(?:or|ing)|diagnos\w+|psych ward|primary care|surgery|blood (?:work|"
        r"pressure|test)|thyroid|pregnan\w+|migraines?|diabet\w+)\b",
        r"seen (?:anyone|a (?:therapist|psychiatrist|doctor))|treatment before|in therapy before|"
        r"medical (?:issues|conditions|problems)|physical health",
    ),
)

SYMPTOMS = (
    topic(
        "intrusive",
        "Intrusive thoughts",
        Weight.HIGH,
        r"\b(?:intrusive|(?:picture|image|flash)(?:s|es)? of\b|(?:pops?|popped|comes?) into my (?:"
        r"head|mind))",
        r"(?:scary|unwanted|intrusive) (?:thoughts|images)|thoughts? that pops?",
    ),
    topic(
        "elevated",
        "Elevated mood",
        Weight.HIGH,
        r"\b(?:manic|mania|hypomani\w+|racing thoughts|spending spree)\b",
        r"too high|not needing (?:much )?sleep|spending (?:a lot|more|too)|unusually (?:high|up)",
    ),
    topic(
        "sleep",
        "Sleep",
        Weight.HIGH,
        r"\b(?:sleep\w*|slept|asleep|awake|insomnia|nightmares?|bad dreams?|nap(?:s|ping)?|"
        r"wak(?:e|ing) up|woke up|midnight|in bed|toss(?:ing)? and turn\w*)\b",
    ),
    topic(
        "panic",
        "Body",
        Weight.HIGH,
        r"\b(?:panic\w*|heart (?:was |is |starts? |started )?(?:rac\w+|pound\w+|beating)|"
        r"can't breathe|couldn't breathe|short(?:ness)? of breath|chest (?:gets?|got|is|was|"
        r"feels?|tight\w*|pain\w*)|shak(?:ing|y)|hyperventilat\w+|trembl\w+|sweat(?:ing|y)|"
        r"stomach|headaches?|flashbacks?|intrusive|dissociat\w+|on edge|tense|tension|jumpy|"
        r"startle)\b",
    ),
    topic(
        "psychosis",
        "Perception",
        Weight.HIGH,
        r"\b(?:hear(?:ing)? (?:voices|things|or see\w*)|see(?:ing)? or hear\w*|seeing things|"
        r"voices|hallucinat\w+|paranoi\w+|watching me|following me)\b",
    ),
    topic(
        "appetite",
        "Appetite",
        Weight.USUAL,
        r"\b(?:appetite|eat(?:ing|en)?|ate|hungry|meals?|"
        r"(?<!after )(?<!by )(?<!before )(?:lunch|dinner|breakfast)|weight|pounds|"
        r"binge\w*|purg\w+|throwing up|(?<!with )food)\b",
    ),
    topic(
        "energy",
        "Energy",
        Weight.USUAL,
        r"\b(?:tired|energy|exhaust\w+|fatigue\w*|drained|worn out|dragging|sluggish|burn(?:t|"
        r"ed) out|out of bed|motivat\w+)\b",
    ),
    topic(
        "self",
        "Self-view",
        Weight.USUAL,
        r"\b(?:failure|worthless|useless|let(?:ting)? (?:\w+ ){1,3}down|guilt\w*|asham\w+|shame|"
        r"not good enough|stupid|hate myself|my fault|blam\w+ myself|loser|broken|self-?esteem|"
        r"confiden\w+)\b",
    ),
    topic(
        "worry",
        "Worry",
        Weight.USUAL,
        r"\b(?:worr(?:y|ied|ying|ies)|money|mortgage|rent|bills?|debt\w*|financ\w+|afford|what if|"
        r"overthink\w*|ruminat\w+|can't stop thinking)\b",
    ),
    topic(
        "anxiety",
        "Anxiety",
        Weight.USUAL,
        r"\b(?:anxi\w+|nervous|afraid|scared|fear\w*|terrified|dread\w*|stress\w*|overwhelm\w*|"
        r"freak\w* out|avoid\w*)\b",
    ),
    topic(
        "irritability",
        "Irritability",
        Weight.USUAL,
        r"\b(?:irrita\w+|snapp\w+|angry|anger|yell\w*|argu\w+|fight(?:s|ing)?|fought|annoy\w+|"
        r"temper|rage|lost it|blew up|short fuse|frustrat\w+)\b",
    ),
    topic(
        "mood",
        "Mood",
        Weight.USUAL,
        r"\b(?:mood|depress\w*|sad(?:ness)?|hopeless\w*|(?:feel\w*|felt|been|so|really|pretty|"
        r"get) (?:down|low)|cry(?:ing)?|cried|tear(?:s|ful|y)|empty|numb|lonely|happy|happier|"
        r"(?:feel\w*|felt|been|mood\w*|little|bit|much|i'm|it's) (?:better|worse)|lighter|"
        r"grie(?:f|ving)|miss (?:him|her|them)|upset|hopeful|proud|"
        r"enjoy\w*|"
        r"interest\w*|pleasure|bored|joy)\b",
        r"how (?:have|are) you (?:been )?(?:feeling|doing)|\b(?:hardest|toughest|worst)\b",
    ),
    topic(
        "concentration",
        "Concentration",
        Weight.DETAIL,
        r"\b(?:concentrat\w+|focus\w*|forget\w*|distract\w*|attention|foggy|the same (?:email|"
        r"page|line|paragraph))\b",
    ),
)

LIFE = (
    topic(
        "homework",
        "Homework done",
        Weight.HIGH,
        r"\b(?:thought (?:records?|logs?|diar\w+)|homework|journal\w*|worksheets?|mood (?:log|"
        r"chart|tracker)|sleep (?:log|diary)|breathing (?:exercise\w*)?|meditat\w+|mindful\w*|"
        r"exposures?|hierarchy|gratitude (?:list|journal)|grounding|activity (?:schedule|log)|"
        r"assignment|practic(?:ed?|ing))\b",
        r"how did (?:the|that|it|your) .{0,30}\bgo\b|were (?:you )?able to (?:try|do|practice)|"
        r"you were going to|last (?:time|week|session) we (?:talked|agreed|said|set)|"
        r"did you (?:get a chance|try|manage)",
    ),
    topic(
        "work",
        "Work",
        Weight.USUAL,
        r"\b(?:work(?:ing|ed)?|job|boss|manager|shifts?|coworkers?|co-workers?|fired|laid off|"
        r"layoffs?|promot\w+|school|class(?:es)?|college|grades?|exams?|finals|unemploy\w+|"
        r"interview|deadline\w*|office|company|career|professor|semester|overtime|quit my)\b",
    ),
    topic(
        "family",
        "Family",
        Weight.USUAL,
        r"\b(?:wife|husband|spouse|partner|kids?|children|son|daughter|baby|mom|mother|dad|father|"
        r"parents?|brother|sister|boyfriend|girlfriend|fiance\w*|marriage|married|divorc\w+|"
        r"separat\w+|broke up|break-?up|custody|dating|friends?|roommate|family|grandm\w+|"
        r"grandf\w+|in-laws|aunt|uncle|cousin|funeral|died|passed away|death|lonely|alone|"
        r"isolat\w+|ex|anniversar\w+|cemetery|grave|widow\w*|by myself|grand(?:son|daughter|"
        r"child\w*|kids?)|stepdad|stepmom|sponsor)\b",
        r"support(?:ing|ed|s)? you|support system|who (?:do you|has been|have you been) "
        r"(?:talk|lean|turn|there)",
    ),
    topic(
        "circumstances",
        "Circumstances",
        Weight.USUAL,
        r"\b(?:mov(?:ed|ing) (?:out|in|to|back)|homeless|evict\w+|apartment|shelter|court|"
        r"probation|arrested|lawyer|police|accident|deploy\w*|veteran|immigra\w+|insurance|church|"
        r"faith|pray\w*)\b",
    ),
    topic(
        "coping_used",
        "Coping",
        Weight.USUAL,
        r"\b(?:exercis\w+|gym|walk(?:s|ing|ed)?|run(?:ning)?|yoga|hik\w+|music|read(?:ing)?|"
        r"paint\w*|cook\w*|garden\w*|dog|podcasts?|hobb\w+|relax\w*|calm\w*|breath\w+|"
        r"support group|meetings?)\b",
        r"what did you do (?:instead|then)|what (?:helps|helped|has helped)|going to (?:the "
        r")?meetings",
    ),
    topic(
        "step",
        "Client's plan",
        Weight.HIGH,
        r"(?!)",
        r"\b(?:doable|next|first|small|one|concrete) step\b|what (?:do|would|will|could|can) you "
        r"(?:(?:want|like|need|plan|be willing|be able) to )?(?:commit|try|work on|take on|"
        r"do (?:this|"
        r"about|for|differently|before|with))|what(?: are|'re| would) you (?:be )?(?:willing|ready|"
        r"going) to (?:try|do|commit|change|work)|what(?:'s| is) (?:one|the one|a|your) (?:thing|"
        r"step|plan|task)",
    ),
    topic(
        "goal",
        "Goal",
        Weight.HIGH,
        r"\b(?:my goal|i want to (?:be able|get|start|stop|feel|learn|work on|try|have|find|"
        r"change|cut|quit)|i'd like to (?:be able|get|start|stop|feel|learn|work on|try|have|find|"
        r"change|cut|quit)|i(?:'m| am) (?:ready|trying|willing) to|i would consider|i(?:'d|"
        r" would) be willing|i need to)\b",
        r"(?:what|where) (?:do|would) you (?:want|like|wanna) (?:to )?(?:get|go|change|work|see|"
        r"focus|from)|(?:if (?:it|this|things|therapy)(?: all)?|would) (?:went|go|goes) well|"
        r"(?:what|how) would (?:\w+ ){0,3}better look|your goals?|"
        r"hoping to (?:get|achieve)|what would you like|scale (?:from|of)",
    ),
    topic(
        "change",
        "Change",
        Weight.USUAL,
        r"\b(?:improv\w+|better than|worse than|used to|went (?:from|down|up)|dropped|surprised|"
        r"realiz\w+|notic(?:ed|ing)|learned|helped|helps|managed|finally|first time|started|"
        r"stopped|decided)\b",
    ),
)

CLIENT_TOPICS: tuple[Topic, ...] = (*SAFETY, *MEDICAL, *SYMPTOMS, *LIFE)
"""In order of precedence."""


def topic_said(text: str) -> Topic | None:
    """What the client's own words are about."""
    return next((topic for topic in CLIENT_TOPICS if topic.said.search(text)), None)


def topic_asked(text: str) -> Topic | None:
    """What a question is about."""
    asked = (*SAFETY_PLAN, *CLIENT_TOPICS)
    found = next((topic for topic in asked if topic.asked.search(text)), None)
    if found is not None and found.name == "homework" and not found.said.search(text):
        return topic_said(text) or found  # `how did the interview go`
    return found


def topic_named(name: str) -> Topic | None:
    return next((topic for topic in (*SAFETY_PLAN, *CLIENT_TOPICS) if topic.name == name), None)
