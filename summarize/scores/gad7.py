"""GAD-7: panel 69737-5, free to reproduce."""

import re

from summarize.scores.instrument import Instrument
from summarize.scores.two_weeks import two_weeks_item

_WORRY = r"(?:worry(?:ing)?|worries|mind|brain|head|thoughts)"

GAD7 = Instrument(
    name="GAD-7",
    panel_loinc="69737-5",
    total_loinc="70274-6",
    bands=((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal")),
    reliable_change=4,
    named=re.compile(
        r"\bgad\b|\bgad-? ?(?:7|seven)|\bg ?a ?d\b|generali[sz]ed anxiety disorder (?:scale|7)|"
        r"\b(?:anxiety|worry|anxious) (?:1|one|questionnaire|questions?|scale|form|screen(?:er|"
        r"ing)?|measure|survey|score|items?|inventory)"
    ),
    items=(
        two_weeks_item(
            1,
            "69725-0",
            short="nervous, anxious or on edge",
            wording="Feeling nervous, anxious, or on edge",
            asked=r"\bnervous(?:,? (?:or )?anxious)?(?:,? or on edge)?|\bon edge\b|feel(?:ing|t)? "
            r"(?:\w+ )?anxious|\banxious\b(?! (?:form|questions?|scale))|keyed up|jittery|"
            r"\btense\b|"
            r"(?:had|experienced?|having) (?:any )?anxiety",
            told=r"\bnervous|on edge|\banxious|keyed up|\btense\b",
        ),
        two_weeks_item(
            2,
            "68509-9",
            short="cannot stop or control worrying",
            wording="Not being able to stop or control worrying",
            asked=rf"(?:turn|shut|switch)(?:ing)? (?:the |your |that )?{_WORRY} off|(?:stop|"
            rf"control|"
            r"turn(?:ing)? off|shut(?:ting)? off|switch(?:ing)? off|get a (?:handle|grip) on|"
            r"let(?:ting)? go of|hard to stop)\w*(?: or (?:stop|control|get a grip on|manage)\w*)?"
            r"(?: the| your| that| those| all the)? ?(?:worr\w+|it)|worr\w+.{0,30}?(?:stop|control|"
            r"turn (?:it|them) off|shut (?:it|them )?off|get a (?:grip|handle))(?: or \w+ a grip on"
            r" it)?|(?:able|hard|difficult) to (?:stop|control)",
            told=r"(?:can't|couldn't) (?:stop|control|turn off|shut off)|\bstop(?:ping)? it\b",
        ),
        two_weeks_item(
            3,
            "69733-4",
            short="worrying too much about different things",
            wording="Worrying too much about different things",
            asked=r"worr\w+ (?:too much|a lot)(?: (?:about|over) (?:\w+ )?\w+ things)?|worr\w+ "
            r"(?:about|over) (?:\w+ )?(?:different|lots|everything|all|many|too|various|several|"
            r"a (?:lot|bunch)|things|other)(?: of)?(?: \w+)? ?(?:things|stuff)?|(?:lots of |too "
            r"many |about )?different (?:things|stuff)|too many (?:worries|things)|too much "
            r"about|worr\w+ (?:about|over)|"
            r"\bworry(?:ing)?\b(?! (?:questions?|form|scale|you couldn't))",
            told=r"worr\w+ (?:too much|about)|different things",
        ),
        two_weeks_item(
            4,
            "69734-2",
            short="trouble relaxing",
            wording="Trouble relaxing",
            asked=r"\brelax\w*|\bunwind\b|wind(?:ing)? down|settle down|calm(?:ing)? down|"
            r"switch(?:ing)? off\b(?! (?:the|your))|chill out",
            told=r"\brelax\w*|unwind|wind down|calm down|switch off",
        ),
        two_weeks_item(
            5,
            "69735-9",
            short="so restless it is hard to sit still",
            wording="Being so restless that it is hard to sit still",
            asked=r"(?:sit|sitting|stay|staying|keep|keeping) still|\brestless(?:ness)?\b|"
            r"\bjumpy\b|"
            r"\bantsy\b",
            told=r"sit still|\brestless\w*|\bjumpy\b",
        ),
        two_weeks_item(
            6,
            "69689-8",
            short="easily annoyed or irritable",
            wording="Becoming easily annoyed or irritable",
            asked=r"\bannoyed|irritab\w*|irritated|short[- ]tempered|(?:short )?\bfuse\b|"
            r"snapp(?:y|ing)|\bcranky|quick to anger|grouchy|\btemper\b|\bshort with\b",
            told=r"annoyed|irritab\w*|irritated|snapp(?:ed|ing|y)|fuse|cranky|^short\b",
        ),
        two_weeks_item(
            7,
            "69736-7",
            short="afraid something awful might happen",
            wording="Feeling afraid, as if something awful might happen",
            asked=r"(?<!making you )\bafraid\b(?! of (?:him|her|any|your|going))|(?:awful|bad|"
            r"terrible|horrible) (?:might|may|is|was|will|would|could|going|about)|\bdread\b|"
            r"sense of doom|impending",
            told=r"\bafraid|something (?:awful|bad|terrible)|\bdread|\bawful (?:one|1)",
        ),
    ),
)
