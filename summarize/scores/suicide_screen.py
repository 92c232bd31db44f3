"""A suicide-risk screen along the six steps that such screens share, in the clinician's own words.

It is not the C-SSRS: that scale's wording is copyrighted and used with permission only, so nothing
of it stands here, and answers given in talk are not coded as that scale. A C-SSRS form that a
practice filled in under its own permission keeps its name and its codes (screener panel 93373-9).
The triage follows what was answered and nothing else; it is no assessment of risk.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from summarize.risk import RiskLevel
from summarize.scores.instrument import Instrument, Item, Option
from summarize.scores.yes_or_no import yes_or_no

_OPTIONS = (Option("LA32-8", "No"), Option("LA33-6", "Yes"))
_OWN_LIFE = (
    r"(?:kill(?:ing)? yourself|tak(?:e|ing) your (?:own )?life|end(?:ing)? your (?:own )?life)"
)


def _item(
    number: int,
    short: str,
    wording: str,
    asked: str,
    risk: RiskLevel,
    *,
    lifetime: bool = False,
) -> Item:
    return Item(
        number=number,
        loinc=None,
        wording=wording,
        short=short,
        asked=re.compile(asked),
        told=re.compile(r"(?!)"),
        options=_OPTIONS,
        read=yes_or_no,
        risk=risk,
        lifetime=lifetime,
    )


def _triage(scores: Sequence[int | None]) -> str | None:
    """Intent, a plan or an act high; a method moderate; thoughts alone low."""
    wish, thoughts, method, intent, plan, act = scores
    if intent or plan:
        return "high"
    if act:
        return "high if the act was within three months, else moderate"
    if method:
        return "moderate"
    if wish or thoughts:
        return "low"
    if None in (wish, thoughts, act):
        return None
    return "negative"


SUICIDE_SCREEN = Instrument(
    name="Suicide-risk screen",
    panel_loinc=None,
    total_loinc=None,
    triage=_triage,
    named=re.compile(
        r"\bcolumbia\b|\bc-?ssrs\b|\bsuicide(?:[- ]risk)? (?:screen\w*|questions?|questionnaire)|"
        r"\bsafety (?:screen\w*|questions)"
    ),
    items=(
        _item(
            1,
            "wish to be dead",
            "A wish to be dead, or not to wake up",
            r"wish(?:ed|ing)? (?:to be|you (?:were|weren't|could|would|wouldn't)|that you)\b.{0,40}"
            r"(?:dead|alive|wake|here|asleep|sleep)|wish to be dead|(?:wanted|wanting) to be dead|"
            r"(?:go to sleep|sleep) and not wake|not (?:to )?wak(?:e|ing) up",
            RiskLevel.PASSIVE_IDEATION,
        ),
        _item(
            2,
            "thoughts of killing oneself",
            "Thoughts of killing oneself",
            rf"{_OWN_LIFE}|\bsuicidal thoughts|thoughts of (?:suicide|killing)",
            RiskLevel.ACTIVE_IDEATION,
        ),
        _item(
            3,
            "a method in mind",
            "Thoughts of how one might do it",
            r"(?:think|thought|thinking|idea|considered) (?:about |of )?(?:how|ways|a way|a "
            r"method)\b|how you (?:might|would|could|'d) (?:do|go about)|how you'd|\bmethod\b|"
            r"in what way",
            RiskLevel.ACTIVE_IDEATION,
        ),
        _item(
            4,
            "intent to act",
            "Some intent to act on the thoughts",
            r"\bintent(?:ion)?s?\b|\bintend\w*|(?:mean|meant|going|planning) to (?:go through|act|"
            r"do it|carry)|act(?:ing|ed)? on (?:it|them|those|these|the thoughts)|go(?:ing)? "
            r"through "
            r"with it",
            RiskLevel.PLAN_OR_INTENT,
        ),
        _item(
            5,
            "a plan worked out",
            "A plan worked out, with intent to carry it out",
            r"\ba (?:specific |worked[- ]out |detailed )?plan\b(?! for (?!it|that|how|when))|"
            r"work(?:ed|ing)? out (?:the )?(?:details|how|when|where)|a when and a where|"
            r"\bplans? (?:for how|of how|to (?:kill|end|die|do it))",
            RiskLevel.PLAN_OR_INTENT,
        ),
        _item(
            6,
            "an attempt or preparation",
            "An attempt, or preparation for one, at any time",
            r"\battempt(?:s|ed)?\b|(?:ever )?tried (?:to )?(?:kill|end|hurt|,|it|before|or)|"
            r"\bprepar(?:ed|ing|ation)\b|getting things ready|(?:ever )?done anything .{0,20}"
            r"(?:end your life|kill)|ever tried\b",
            RiskLevel.ACTIVE_IDEATION,
            lifetime=True,
        ),
    ),
)
_SCREENER_LOINC = ("93246-7", "93247-5", "93248-3", "93249-1", "93250-9", "93267-3")

C_SSRS = replace(
    SUICIDE_SCREEN,
    name="C-SSRS",
    panel_loinc="93373-9",
    items=tuple(
        replace(item, loinc=loinc)
        for item, loinc in zip(SUICIDE_SCREEN.items, _SCREENER_LOINC, strict=True)
    ),
)
"""For forms only; scored by the same steps."""
