"""AUDIT-C: panel 72109-2, public domain (WHO). Each item has answers of its own."""

import re

from summarize.scores.drinking import drinks_a_day, drinks_how_often, heavy_how_often
from summarize.scores.instrument import Instrument, Item, Option

_NEVER = Option("LA6270-8", "Never")

AUDIT_C = Instrument(
    name="AUDIT-C",
    panel_loinc="72109-2",
    total_loinc="75626-2",
    bands=((4, "positive"), (3, "positive for women, negative for men"), (0, "negative")),
    named=re.compile(
        r"\baudit[- ]?c\b|\baudit (?:questions?|screen\w*|form)|\b(?:alcohol|drinking) "
        r"(?:questions?|screen(?:er|ing)?|"
        r"questionnaire|scale|form)"
    ),
    items=(
        Item(
            number=1,
            loinc="68518-0",
            wording="How often do you have a drink containing alcohol?",
            short="how often a drink",
            asked=re.compile(
                r"(?!.{0,80}\b(?:six|6|five|5) (?:or|drinks))(?:how (?:often|frequently)|how many "
                r"(?:days|nights|times)|(?:days|nights|times) (?:a|per) (?:week|month))\b.{0,45}"
                r"\b(?:drink\w*|alcohol\w*|beer|wine)|tell me about (?:the|your) drinking|do "
                r"you (?:\w+ )?"
                r"drink(?: alcohol| at all|\?|$| any)|how often (?:is that|do you)$|"
                r"how many (?:days|nights|times) (?:a|per) week (?:do|would|are) you"
            ),
            told=re.compile(r"\b(?:i drink|a drink|drinking)\b"),
            options=(
                _NEVER,
                Option("LA18926-8", "Monthly or less"),
                Option("LA18927-6", "2-4 times a month"),
                Option("LA18928-4", "2-3 times a week"),
                Option("LA18929-2", "4 or more times a week"),
            ),
            read=drinks_how_often,
        ),
        Item(
            number=2,
            loinc="68519-8",
            wording="How many standard drinks containing alcohol do you have on a typical day?",
            short="drinks on a typical drinking day",
            asked=re.compile(
                r"how (?:many|much)\b(?! (?:days|nights|times|weeks|hours|attempts|food)\b)"
                r"(?!.{0,40}\b(?:a|per|each) (?:week|month)\b).{0,40}\b(?:drinks?|drinking|have|"
                r"typical\w*|usual(?:ly)?|normal|those|sitting|"
                r"night|day|occasion)\b|"
                r"^(?:and |so |okay,? )*(?:when|on a day)\b.{0,40}\bdrink\w*.{0,20}how many|"
                r"when you (?:do|drink),? how (?:many|much)|how (?:many|much),? typically|"
                r"^how (?:many|much)[?.]*$"
            ),
            told=re.compile(r"\b(?:drinks|beers|glasses|bottles|cans|pints) (?:a|at|each|per)\b"),
            options=(
                Option("LA15694-5", "1 or 2"),
                Option("LA15695-2", "3 or 4"),
                Option("LA18930-0", "5 or 6"),
                Option("LA18931-8", "7 to 9"),
                Option("LA18932-6", "10 or more"),
            ),
            read=drinks_a_day,
        ),
        Item(
            number=3,
            loinc="68520-6",
            wording="How often do you have 6 or more drinks on 1 occasion?",
            short="how often six or more drinks",
            asked=re.compile(
                r"\b(?:six|6|five|5) or more\b|more than (?:five|5|six|6)\b|\b(?:six|6) "
                r"(?:drinks )?"
                r"or over\b|(?:six|6) drinks\b|\bbinge"
            ),
            told=re.compile(r"\b(?:six|6) or more\b"),
            options=(
                _NEVER,
                Option("LA18933-4", "Less than monthly"),
                Option("LA18876-5", "Monthly"),
                Option("LA18891-4", "Weekly"),
                Option("LA18934-2", "Daily or almost daily"),
            ),
            read=heavy_how_often,
        ),
    ),
)
