"""What must never stand in a note without having been said: risk, substances, diagnoses.

Each concept has the words a note uses for it and the words people use for it in talk. A note may
use the one where the other was said; it may not bring in a concept that nobody touched.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """`written` and `spoken` are case-insensitive patterns; what is written also counts as
    spoken."""

    name: str
    written: re.Pattern[str]
    spoken: re.Pattern[str]


def _concept(name: str, written: str, spoken: str = "") -> Concept:
    either = f"{written}|{spoken}" if spoken else written
    return Concept(
        name,
        re.compile(rf"\b(?:{written})", re.IGNORECASE),
        re.compile(rf"\b(?:{either})", re.IGNORECASE),
    )


CONCEPTS: tuple[Concept, ...] = (
    _concept(
        "suicide",
        r"suicid\w*|passive ideation|active ideation|SI\b",
        r"kill(?:ing)? (?:my|your|him|her)self|end(?:ing)? (?:my|your|it|his|her)\b|"
        r"better off dead|(?:not|never|\w+n't) (?:wake|waking) up|"
        r"(?:not|\w+n't) (?:be(?:ing)? )?(?:here|alive)|"
        r"want(?:ed|ing)? to die|dead|die\b|dying|(?:hurt|harm)(?:ing)? (?:my|your)self|"
        r"take my (?:own )?life|disappear",
    ),
    _concept(
        "self-harm",
        r"self[- ]?(?:harm|injur|mutilat)\w*",
        r"cut(?:ting)?\b|burn(?:ed|ing)? (?:my|your)self|"
        r"(?:hurt|harm)(?:ing)? (?:my|your|him|her)self|scratch\w* myself|hit(?:ting)? myself",
    ),
    _concept(
        "harm to others",
        r"homicid\w*|harm(?:ing)? (?:to )?others|violen\w*|HI\b",
        r"(?:kill|hurt|harm|hit|attack|shoot|stab)(?:ing)? (?:him|her|them|someone|somebody|anyone|"
        r"anybody|my|other|people)",
    ),
    _concept(
        "abuse",
        r"abus(?:e\b|ed|ive|ing)|assault\w*|molest\w*|neglect\w*|domestic violence|rape\w*",
        r"(?:hit|hits|beat|beats|hurts?|chok\w+|slap\w*|touch\w+|threaten\w*|forced) "
        r"(?:me|us|the kids)",
    ),
    _concept(
        "alcohol",
        r"alcohol\w*|drink(?:s|ing|er)?\b|drank|drunk|intoxicat\w*|sobriety|sober",
        r"beers?\b|wine|vodka|whiskey|liquor|booze|bottle|hungover|glass(?:es)? of|bar\b",
    ),
    _concept(
        "drugs",
        r"cocaine|heroin|opioid\w*|cannabis|marijuana|meth\b|methamphetamine|"
        r"substance (?:use|abuse)|illicit|recreational drug\w*|overdos\w*",
        r"weed|pot\b|coke|edibles?|gumm(?:y|ies)|drugs?\b|high\b|smok\w+|vap\w+|using\b|joints?\b|"
        r"pills|substances?",
    ),
    _concept("psychosis", r"psychos[ie]s|psychotic|hallucinat\w*|delusion\w*|schizo\w*|paranoi\w*",
             r"(?:hear\w*|see\w*) (?:voices|things|or see\w*|or hear\w*)|voices"),
    _concept("mania", r"mani[ac]\w*|hypomani\w*|bipolar"),
    _concept("trauma disorder", r"ptsd|post[- ]?traumatic\w*|complex trauma"),
    _concept("attention disorder", r"adhd|attention[- ]deficit\w*|(?-i:ADD\b)"),
    _concept("obsessive disorder", r"ocd|obsessive[- ]compulsive\w*"),
    _concept("eating disorder", r"anorexi\w*|bulimi\w*|eating disorder\w*|purg(?:e|es|ing)\b",
             r"throw(?:ing)? up after|binge\w*"),
    _concept("personality disorder", r"personality disorder\w*|borderline|narcissis\w*|antisocial"),
    _concept("autism", r"autis\w*|asperger\w*"),
    _concept("dementia", r"dementia|alzheimer\w*"),
    _concept("panic", r"panic\w*", r"heart (?:was |is )?(?:rac|pound)\w*|can't breathe|attack"),
    _concept("disorder", r"disorder\w*|diagnos\w*|meets criteria|DSM\b|ICD\b"),
    _concept("hospital", r"hospitali[sz]\w*|inpatient|admitted to|emergency (?:room|department)",
             r"hospital|(?:the )?e\.?r\.?\b|psych ward|admitted"),
    _concept("therapy named", r"EMDR|electroconvulsive|ECT\b|dialectical|DBT\b|exposure therapy"),
    _concept("legal", r"arrest\w*|jail\w*|prison\w*|lawsuit\w*|custody|probation|restraining order",
             r"police|court|charged|lawyer"),
    _concept("pregnancy", r"pregnan\w*|miscarr\w*|abortion\w*", 
             r"expecting|the baby|the test\b|newborn|nursing|birth"),
    _concept("divorce", r"divorc\w*|separat(?:ed|ion)\b", 
             r"split(?:ting)? up|moved out|break(?:ing)? up|left me"),
    _concept("job loss", r"fired|laid off|terminated|unemploy\w*|lost (?:his|her|their|my) job",
             r"let (?:me|him|her) go|lost my job|out of work"),
)  # fmt: skip


def concepts_written(text: str) -> frozenset[str]:
    """Concepts a statement asserts or denies."""
    return frozenset(concept.name for concept in CONCEPTS if concept.written.search(text))


def concepts_spoken(text: str) -> frozenset[str]:
    """Concepts somebody touched, in whatever words."""
    return frozenset(concept.name for concept in CONCEPTS if concept.spoken.search(text))
