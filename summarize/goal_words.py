"""What goals of treatment are called, and how people speak of them. Patterns expect plain text."""

import re

FAMILIES = tuple(
    (re.compile(goal), re.compile(said))
    for goal, said in (
        (
            r"\bsocial|isolat|friend|connect|lonel|relationships?\b",
            r"\bfriends?\b|\bclub\b|\bparty|\bdinner with|\bh[ua]ng(?:ing)? out|\bvisit\w*|"
            r"\bcoworkers?\b|\blonely\b|\b(?:saw|met|called|texted) (?:my|a|some|an old|her|him)\b|"
            r"\bcalls? me\b|\bneighbou?rs?\b|\btogether\b|\bby myself\b|\bnobody to\b",
        ),
        (
            r"\bexercis|physical activ|\bactive\b|behaviou?ral activation|\bgym\b|\bwalk",
            r"\bgym\b|\bwalk(?:s|ed|ing)?\b|\bran\b|\brunning\b|\bswim|\bpool\b|\byoga\b|\bbike|"
            r"\bexercis\w*|\bworked out\b|\bactive\b|\bhik\w+",
        ),
        (
            r"\bboundar|assertiv|\bsay(?:ing)? no\b|speak up|self[- ]advoca",
            r"\bboundar\w+|\b(?:said|say|told|telling) (?:\w+ )?no\b|\bspoke up\b|\bstood up\b|"
            r"\bassertive\w*|\bput my foot down|\bi (?:told|asked) (?:him|her|them|my)\b",
        ),
        (
            r"\bjob|employ|career|\breturn\w* to work|\bwork\b",
            r"\b(?:work|job|boss|shifts?|office|interview|resume|manager|applied|applications?|"
            r"hired)\b",
        ),
        (
            r"\bschool|academ|\bclass|grades|stud(?:y|ies)",
            r"\b(?:school|class(?:es)?|grades?|exams?|teacher|studying|homework|professor)\b",
        ),
        (
            r"\bmarri|couple|partner|spouse|husband|wife|communicat",
            r"\b(?:husband|wife|partner|girlfriend|boyfriend|marriage|argu\w+|fight(?:ing|s)?|"
            r"fought|talked (?:it )?(?:out|through)|listen\w*)\b",
        ),
        (
            r"\bparent|\bchild|\bkids|\bson\b|\bdaughter",
            r"\b(?:kids?|son|daughter|children|bedtime|tantrums?|yell(?:ed|ing))\b",
        ),
        (
            r"\bgrie|\bloss\b|bereave|mourn",
            r"\b(?:died|death|funeral|grave|grie\w+|passed away|lost (?:my|her|him)|miss (?:him|"
            r"her)|anniversary)\b",
        ),
        (
            r"\btrauma|ptsd|nightmare|flashback|trigger",
            r"\b(?:nightmares?|flashbacks?|trigger\w*|memor(?:y|ies)|startl\w+|the accident|the "
            r"assault)\b",
        ),
        (
            r"\banger|\btemper|outburst|irritab",
            r"\b(?:angry|anger|mad|snapp\w+|yell\w*|lost it|temper|furious|irritab\w+)\b",
        ),
        (
            r"self[- ](?:esteem|worth|confiden|critic|compassion)|negative (?:self|think|thought)|"
            r"thought record|challeng|cognitive|core belief",
            r"\b(?:thoughts? records?|evidence|failure|worthless|not good enough|hate myself|"
            r"confiden\w+|proud of|get everything wrong|caught (?:the|a|that) thought|"
            r"the thought)\b",
        ),
        (
            r"\bpanic|avoid|agoraphob|driv|exposure|phobi|bus\b|elevator",
            r"\b(?:panic\w*|attacks?|avoid\w*|drove|driving|the bus|highway|freeway|elevator|"
            r"crowds?|heart (?:races?|racing|pounding)|exposure)\b",
        ),
        (
            r"\bsleep|insomni|\bbed(?:time)?\b",
            r"\b(?:sleep\w*|slept|awake|wake|woke|insomnia|tired|midnight|up at (?:\d|two|three|"
            r"four|five))\b",
        ),
        (
            r"\bsafe|suicid|self[- ]harm|crisis",
            r"\b(?:safety plan|suicid\w*|kill myself|hurt(?:ing)? myself|cut(?:ting)? myself|"
            r"better off dead|crisis line|988|wake up)\b",
        ),
        (
            r"\bdepress|\bmood|hopeless|pleasure|motivat",
            r"\b(?:depress\w*|mood|hope\w*|down|sad|cry\w*|cried|enjoy\w*|motivat\w+|interest)\b",
        ),
        (
            r"\banxi|\bworr|\bstress|relax|calm|nervous",
            r"\b(?:anxi\w+|worr\w+|stress\w*|nervous|on edge|overwhelm\w*|relax\w*|calm\w*|"
            r"breath\w+|panic\w*)\b",
        ),
    )
)
"""What a goal is called, and how people speak of it."""
