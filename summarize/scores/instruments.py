"""The instruments that are scored from talk: items, codes, wording as asked, severity bands.

LOINC codes and wording: PHQ-9 (panel 44249-1) and GAD-7 (panel 69737-5), both free to reproduce.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Item order is not LOINC order."""

    number: int
    loinc: str
    wording: str
    short: str
    """What the item is about, for a line of a note."""
    asked: re.Pattern[str]
    """Words of a clinician's question about it, however phrased; expects plain text."""
    told: re.Pattern[str]
    """Words of a client who speaks of it unasked."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire with items of 0 to 3."""

    name: str
    panel_loinc: str
    total_loinc: str
    items: tuple[Item, ...]
    bands: tuple[tuple[int, str], ...]
    """Lowest total of a band and its name, descending."""
    named: re.Pattern[str]
    """How people in a session speak of the questionnaire as a whole."""
    risk_items: tuple[int, ...] = ()
    """Items that flag risk whenever they are above 0."""

    @property
    def highest(self) -> int:
        return 3 * len(self.items)

    def severity(self, total: int) -> str:
        """Name of the band a total falls in."""
        return next(name for lowest, name in self.bands if total >= lowest)


def _item(number: int, loinc: str, *, short: str, wording: str, asked: str, told: str) -> Item:
    return Item(number, loinc, wording, short, re.compile(asked), re.compile(told))


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
    named=re.compile(
        r"\bphq\b|\bphq-? ?(?:9|nine)|\bp ?h ?q\b|patient health questionnaire|\b(?:mood|"
        r"depression) (?:1|one|questionnaire|questions?|scale|form|check(?:-?in)?|screen(?:er|"
        r"ing)?|measure|"
        r"survey|score|items?|inventory)"
    ),
    risk_items=(9,),
    items=(
        _item(
            1,
            "44250-9",
            short="little interest or pleasure",
            wording="Little interest or pleasure in doing things",
            asked=r"interest or pleasure|(?:little|less|lost|loss|lack|losing|"
            r"low) (?:of )?(?:any )?(?:interest|pleasure)|interest in (?:doing )?(?:things|stuff|"
            r"activities)|pleasure in|\benjoy(?:ing|ment|ed)?\b|not? (?:much )?fun|"
            r"looking forward to|things you (?:usually|normally|used to) (?:like|love|do)",
            told=r"no interest|lost interest|nothing(?:'s| is) fun|don't enjoy|can't enjoy|"
            r"(?:no|little) (?:joy|pleasure)|don't (?:care|feel like doing)",
        ),
        _item(
            2,
            "44255-8",
            short="down, depressed or hopeless",
            wording="Feeling down, depressed, or hopeless",
            asked=r"\bfeel(?:ing|t)?,? (?:\w+,? )?(?:down|low|blue|sad|hopeless|"
            r"depressed)\b(?! on)|\bdown,? (?:or )?depressed|\bhopeless|\bdepressed\b|"
            r"\bbeen (?:down|low|sad)\b|low mood|sad(?:ness)?\b",
            told=r"feel(?:ing)? (?:so |really |pretty )?(?:down|low|sad|hopeless|depressed|blue)|"
            r"been (?:so |really |pretty )?(?:down|depressed|low)\b",
        ),
        _item(
            3,
            "44259-0",
            short="trouble sleeping or sleeping too much",
            wording="Trouble falling or staying asleep, or sleeping too much",
            asked=r"\bsleep|\basleep\b|insomnia|waking up (?:at|in|too|during|early)",
            told=r"\bsleep|\basleep\b|insomnia|wide awake",
        ),
        _item(
            4,
            "44254-1",
            short="tired or little energy",
            wording="Feeling tired or having little energy",
            asked=r"\btired|(?<!if you have the )\benergy\b|fatigue|exhaust|worn out|drained|"
            r"rundown|run down|sluggish",
            told=r"\btired|\benergy\b|exhausted|worn out|drained|fatigue|dragging",
        ),
        _item(
            5,
            "44251-7",
            short="poor appetite or overeating",
            wording="Poor appetite or overeating",
            asked=r"appetite|over-?eat|over eating|\beating\b|\bhungry\b|\bmeals\b|"
            r"not wanting (?:to eat|food)",
            told=r"appetite|over-?eat|\beating\b|skipp\w+ (?:lunch|meals|dinner|breakfast)|"
            r"not hungry",
        ),
        _item(
            6,
            "44258-2",
            short="feeling bad about oneself",
            wording="Feeling bad about yourself, or that you are a failure or have let yourself "
            "or your "
            "family down",
            asked=r"bad about yourself|\bfailure\b|let (?:yourself|your \w+|people|everyone|anyone|"
            r"others|someone|somebody)(?: \w+){0,3} down|letting (?:\w+ ){1,4}down|"
            r"down on yourself|worthless|guilty|self-?esteem|not good enough|hard on yourself|"
            r"disappoint\w+ (?:in|with) yourself|negative(?:ly)? about yourself|"
            r"feel(?:ing)? about yourself|yourself down",
            told=r"(?:i'm|like|such) a failure|bad about myself|worthless|"
            r"letting (?:\w+ ){1,4}down|let (?:\w+ ){1,3}down|hate myself|not good enough|"
            r"hard on myself",
        ),
        _item(
            7,
            "44252-5",
            short="trouble concentrating",
            wording="Trouble concentrating on things, such as reading the newspaper or watching "
            "television",
            asked=r"concentrat|\bfocus(?:ing|ed|sing)?\b|(?:reading|watching) (?:the )?(?:news|tv|"
            r"television|paper|a book|a show)|(?:paying|pay) attention|keep(?:ing)? your mind on|"
            r"attention span",
            told=r"concentrat|\bfocus|(?:read|reading) the same|pay(?:ing)? attention|zon(?:e|"
            r"ing) out",
        ),
        _item(
            8,
            "44253-3",
            short="moving or speaking slowly, or restless",
            wording="Moving or speaking so slowly that other people could have noticed, or the "
            "opposite, "
            "being so fidgety or restless that you have been moving around a lot more than usual",
            asked=r"(?:moving|speaking|talking|move|speak|talk|moved|acting|walking)\b.{0,30}"
            r"\bslow(?:ly|er|ed)?|slow(?:ed|ing)? down\b|\bfidget|moving around|\bpac(?:e|ing)\b|"
            r"slow motion|more restless than|slow(?:ly|er)? (?:that|enough|than)|"
            r"other people (?:could have |have |had |might )?notic|restless(?! that it)",
            told=r"\bfidget|pacing|slowed down|slow motion|moving (?:so )?slow",
        ),
        _item(
            9,
            "44260-8",
            short="thoughts of being better off dead or of self-harm",
            wording="Thoughts that you would be better off dead, or of hurting yourself in some "
            "way",
            asked=r"better off (?:dead|if|not|without)|(?:hurt|harm|kill|injur)(?:ing)? yourself|"
            r"self-?harm|suicid|end(?:ing)? (?:your|it|things|your own) (?:life|all)?|\bdead\b|"
            r"not (?:want(?:ing)? to )?(?:be (?:here|alive|around)|being (?:here|alive)|live|wak)|"
            r"wish(?:ed|ing)? you (?:were|weren't|wouldn't|hadn't|could)",
            told=r"better off dead|(?:hurt|harm|kill)(?:ing)? myself|suicid|not (?:be|being) here|"
            r"didn't wake up|not wak(?:e|ing) up",
        ),
    ),
)

GAD7 = Instrument(
    name="GAD-7",
    panel_loinc="69737-5",
    total_loinc="70274-6",
    bands=((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal")),
    named=re.compile(
        r"\bgad\b|\bgad-? ?(?:7|seven)|\bg ?a ?d\b|generali[sz]ed anxiety disorder (?:scale|7)|"
        r"\b(?:anxiety|worry|anxious) (?:1|one|questionnaire|questions?|scale|form|screen(?:er|"
        r"ing)?|measure|survey|score|items?|inventory)"
    ),
    items=(
        _item(
            1,
            "69725-0",
            short="nervous, anxious or on edge",
            wording="Feeling nervous, anxious, or on edge",
            asked=r"\bnervous|\bon edge|feel(?:ing|t)? (?:\w+ )?anxious|\banxious\b|keyed up|"
            r"jittery|(?:had|experienced?|having) (?:any )?anxiety",
            told=r"\bnervous|on edge|\banxious|keyed up",
        ),
        _item(
            2,
            "68509-9",
            short="cannot stop or control worrying",
            wording="Not being able to stop or control worrying",
            asked=r"(?:turn|shut|switch)(?:ing)? (?:the |your |that )?(?:worry(?:ing)?|worries|"
            r"mind|brain|"
            r"head) off|(?:stop|control|turn(?:ing)? off|shut(?:ting)? off|switch(?:ing)? off|"
            r"get a handle on|let(?:ting)? go of|hard to stop)\w*(?: or (?:stop|"
            r"control)\w*)?(?: the| your| that| those| all the)? ?worr|worr\w+.{0,25}(?:stop|"
            r"control|turn (?:it|them) off|shut (?:it|them) off)|(?:able|hard|"
            r"difficult) to (?:stop|control)",
            told=r"(?:can't|couldn't) (?:stop|control|turn off|shut off)",
        ),
        _item(
            3,
            "69733-4",
            short="worrying too much about different things",
            wording="Worrying too much about different things",
            asked=r"worr\w+ (?:too much|a lot|about (?:\w+ )?(?:different|lots|everything|all|"
            r"many|too|various|several|a (?:lot|bunch)|things|other))|different things|"
            r"too much about|worr\w+ (?:about|over)|\bworry(?:ing)?\b",
            told=r"worr\w+ (?:too much|about)",
        ),
        _item(
            4,
            "69734-2",
            short="trouble relaxing",
            wording="Trouble relaxing",
            asked=r"\brelax|unwind|wind(?:ing)? down|settle down|calm(?:ing)? down|"
            r"switch(?:ing)? off\b",
            told=r"\brelax|unwind|wind down|calm down",
        ),
        _item(
            5,
            "69735-9",
            short="so restless it is hard to sit still",
            wording="Being so restless that it is hard to sit still",
            asked=r"(?:sit|sitting|stay|staying|keep|keeping) still|restless",
            told=r"sit still|restless",
        ),
        _item(
            6,
            "69689-8",
            short="easily annoyed or irritable",
            wording="Becoming easily annoyed or irritable",
            asked=r"annoyed|irritab|irritated|short[- ]tempered|short fuse|snapp(?:y|ing)|cranky|"
            r"quick to anger|grouchy|temper\b",
            told=r"annoyed|irritab|irritated|snapp(?:ed|ing|y)|short fuse|cranky",
        ),
        _item(
            7,
            "69736-7",
            short="afraid something awful might happen",
            wording="Feeling afraid, as if something awful might happen",
            asked=r"(?<!making you )\bafraid\b(?! of (?:him|her|any|your|going))|(?:awful|bad|"
            r"terrible|horrible) (?:might|may|is|was|will|would|"
            r"could|going|about)|\bdread|sense of doom|impending",
            told=r"\bafraid|something (?:awful|bad|terrible)|\bdread",
        ),
    ),
)

INSTRUMENTS: tuple[Instrument, ...] = (PHQ9, GAD7)


def instrument_named(name: str) -> Instrument | None:
    """The instrument of that name, None where it is not scored here."""
    return next((known for known in INSTRUMENTS if known.name == name), None)
