"""PHQ-9: panel 44249-1, free to reproduce."""

import re

from summarize.risk import RiskLevel
from summarize.scores.instrument import Instrument
from summarize.scores.two_weeks import two_weeks_item

PHQ9 = Instrument(
    name="PHQ-9",
    panel_loinc="44249-1",
    total_loinc="44261-6",
    bands=(
        (20, "severe"),
        (15, "moderately severe"),
        (10, "moderate"),
        (5, "mild"),
        (0, "minimal"),
    ),
    reliable_change=6,
    named=re.compile(
        r"\bphq\b|\bphq-? ?(?:9|nine)|\bp ?h ?q\b|patient health questionnaire|\b(?:mood|"
        r"depression) (?:1|one|questionnaire|questions?|scale|form|check(?:-?in)?|screen(?:er|"
        r"ing)?|measure|survey|score|items?|inventory)"
    ),
    items=(
        two_weeks_item(
            1,
            "44250-9",
            short="little interest or pleasure",
            wording="Little interest or pleasure in doing things",
            asked=r"interest (?:or|and) (?:in )?pleasure|(?:little|less|lost|loss|lack|losing|no|"
            r"low) (?:of )?(?:any )?(?:interest|pleasure)(?: or (?:interest|pleasure))?|\binterest"
            r"(?:ed)? in (?:doing )?(?:things|stuff|activities|hobbies|anything)|^interest\b|"
            r"\binterest(?= (?:thing|one|item|question)|,|\?|$)|"
            r"pleasure (?:in|from|out of)|\benjoy(?:ing|ment|ed)?\b|not? (?:much )?fun|"
            r"looking forward to|things you (?:usually|normally|used to) (?:like|love|do)|"
            r"motivat(?:ed|ion) to do|get(?:ting)? (?:any )?joy",
            told=r"\binterest\b|nothing(?:'s| is) fun|don't enjoy|can't enjoy|\benjoying\b|"
            r"(?:no|little) (?:joy|pleasure)|don't (?:care|feel like doing)|\bpleasure\b",
        ),
        two_weeks_item(
            2,
            "44255-8",
            short="down, depressed or hopeless",
            wording="Feeling down, depressed, or hopeless",
            asked=r"\bfeel(?:ing|t)?,? (?:\w+,? ){0,2}(?:down|low|blue|sad|hopeless|"
            r"depressed)\b(?! on| yourself)|\bdown,? (?:or )?(?:low|depressed|hopeless)|"
            r"\bhopeless(?:ness)?\b|\bdepress(?:ed|ion)\b(?! (?:screen|form|scale|questionn))|"
            r"\bbeen (?:so |really |pretty )?(?:down|low|sad)\b|\blow mood\b|\bsad(?:ness)?\b|"
            r"\bmood(?:'s| is| has)? (?:been )?(?:low|down|bad)|^(?:and |how's |how is )?(?:your |"
            r"the )?mood\b(?! (?:check|question|form|1|one|screen|scale))|\bmood[- ]wise\b|"
            r"no hope\b|(?:^|^so |^and |^okay,? |, )down(?=,|\?|$|\.)",
            told=r"feel(?:ing)? (?:so |really |pretty )?(?:down|low|sad|hopeless|depressed|blue)|"
            r"been (?:so |really |pretty )?(?:down|depressed|low)\b|\bmood\b|\bhopeless\b|"
            r"\bdepressed\b",
        ),
        two_weeks_item(
            3,
            "44259-0",
            short="trouble sleeping or sleeping too much",
            wording="Trouble falling or staying asleep, or sleeping too much",
            asked=r"\bsleep\w*\b|\basleep\b|insomnia|waking up (?:at|in|too|during|early)|"
            r"^(?:and |how are |what about |how about )*(?:the |your )?nights?\b|"
            r"(?:happen\w*|going on|like|been|doing) at night\b",
            told=r"\bsleep\w*\b|\basleep\b|insomnia|wide awake|^(?:and )?nights?\b",
        ),
        two_weeks_item(
            4,
            "44254-1",
            short="tired or little energy",
            wording="Feeling tired or having little energy",
            asked=r"\btired(?:ness)?\b|(?<!if you have the )\benergy\b|\bfatigue|exhaust\w*|"
            r"worn out|\bdrained\b|rundown|run down|sluggish|wiped out|\blethargic",
            told=r"\btired\w*|\benergy\b|exhausted|worn out|drained|fatigue|dragging|wiped out",
        ),
        two_weeks_item(
            5,
            "44251-7",
            short="poor appetite or overeating",
            wording="Poor appetite or overeating",
            asked=r"\bappetite\b|over-?eat\w*|over eating|(?<!people )\beat(?:ing)?\b|"
            r"\bhungry\b|\bmeals\b|not wanting (?:to eat|food)|\bfood\b",
            told=r"appetite|over-?eat|\beating\b|\b(?:lunch|dinner|breakfast|meals?|fridge)\b|"
            r"not hungry",
        ),
        two_weeks_item(
            6,
            "44258-2",
            short="feeling bad about oneself",
            wording="Feeling bad about yourself, or that you are a failure or have let yourself "
            "or your family down",
            asked=r"\bbad about yourself|\b(?:a )?failure\b|failed (?:your|the|everyone|people|"
            r"them)|let (?:yourself|your \w+|people|everyone|anyone|others|someone|somebody|them)"
            r"(?: \w+){0,4} down|letting (?:\w+ ){1,4}down|down on yourself|worthless\w*|"
            r"guilt\w*|self-?(?:esteem|worth)|not good enough|hard on yourself|"
            r"disappoint\w+ (?:in|with) yourself|negative(?:ly)? about yourself|like you(?:'ve| "
            r"have) let|(?:you )?feel(?:ing)? about yourself|yourself down|beat(?:ing)? yourself "
            r"up",
            told=r"\bfailure\b|bad about myself|worthless|letting (?:\w+ ){1,4}down|"
            r"let (?:\w+ ){1,3}down|hate myself|not good enough|hard on myself|guilt\w*|"
            r"myself up",
        ),
        two_weeks_item(
            7,
            "44252-5",
            short="trouble concentrating",
            wording="Trouble concentrating on things, such as reading the newspaper or watching "
            "television",
            asked=r"concentrat\w*|\bfocus(?:ing|ed|sing)?\b|(?:reading|watching|following|follow) "
            r"(?:the |a )?(?:news\w*|tv|television|paper|book|show|conversation)|(?:paying|pay) "
            r"attention|keep(?:ing)? your mind on|attention span|\bzon(?:e|ing) out",
            told=r"concentrat\w*|\bfocus\w*|(?:read|reading) the same|pay(?:ing)? attention|"
            r"zon(?:e|"
            r"ing) out",
        ),
        two_weeks_item(
            8,
            "44253-3",
            short="moving or speaking slowly, or restless",
            wording="Moving or speaking so slowly that other people could have noticed, or the "
            "opposite, being so fidgety or restless that you have been moving around a lot more "
            "than usual",
            asked=r"(?:moving|speaking|talking|move|speak|talk|moved|acting|walking)\b.{0,30}"
            r"\bslow(?:ly|er|ed)?|\bslow(?:ed|ing)? (?:yourself )?down\b|\bfidget\w*|moving around|"
            r"\bpac(?:e|ing)\b|slow motion|more restless than|^slow\b|"
            r"slow(?:ly|er)? (?:that|enough|than)|yourself slow\w*|\bantsy\b|\bagitated\b|"
            r"(?:other )?people (?:could have |have |had |might )?notic\w*|"
            r"\brestless(?:ness)?(?! that it)\b|\bslowing\b",
            told=r"\bfidget\w*|pacing|slowed down|slow motion|moving (?:so )?slow|\brestless\b|"
            r"\bslow\b",
        ),
        two_weeks_item(
            9,
            "44260-8",
            short="thoughts of being better off dead or of self-harm",
            wording="Thoughts that you would be better off dead, or of hurting yourself in some "
            "way",
            asked=r"better off (?:dead|if|not|without)|(?:hurt|harm|kill|injur)(?:ing)? yourself|"
            r"self-?harm\w*|suicid\w*|end(?:ing)? (?:your|it|things|your own) (?:life|all)?|"
            r"\bdead\b|not (?:want(?:ing)? to )?(?:be (?:here|alive|around)|being (?:here|alive)|"
            r"live|wak)|wish(?:ed|ing)? you (?:were|weren't|wouldn't|hadn't|could)|"
            r"(?:dark|scary) thoughts",
            told=r"better off dead|(?:hurt|harm|kill)(?:ing)? myself|suicid\w*|not (?:be|being) "
            r"here|didn't wake up|not wak(?:e|ing) up",
            risk=RiskLevel.PASSIVE_IDEATION,
        ),
    ),
)
