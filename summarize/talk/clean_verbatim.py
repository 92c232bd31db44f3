"""Speech as a transcriber writes it clean: without fillers, stutters, false starts and tags.

No word is added or changed, so what is left still is what was said.
"""

import re

_HESITATIONS = r"(?:u[mh]+|erm+|a+h+|hm+|mm+|mm-hmm|mhm|uh-huh)"
_WORD = (
    r"(?!\d|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred)\b)\w[\w']*"
)
"""Numbers are said twice on purpose: nine one one."""
_TAKEN_OUT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"[’]", "'"),
        (r"\[[^\]]*\]", " "),
        (rf"(?<![\w'-]){_HESITATIONS}(?![\w'])-?[,.]?", " "),
        (r"\s+", " "),
        (r",? you know what i mean\?", "."),
        (r"(?<!\bdo )(?<!\bdid )\byou know(?: what i mean)?(?=\s*(?:[,.?!]|$)),?", " "),
        (r",\s*you know\b(?! (?:how|what|that|who|where|why|when|if|it|him|her|them|about))", ","),
        (r"(?:^ ?|(?<=[.?!,-] ))i mean,?(?= )", " "),
        (r",\s*like,\s*", ", "),
        (r"\b(?:just )?like,\s+(?=(?:a|an|the|\d+|one|two|three|every|really|all)\b)", ""),
        (r"(?:^|(?<= ))[\w']{1,4}- (?=\w)", ""),
        (r"\s*[-–—]+(?=\s|$)", ""),
        (r"(?:^|(?<=\s))[-–—]+(?=\w)", ""),
        (rf"\b({_WORD})(?:[-,]+ ?\1\b)+", r"\1"),
        (rf"\b({_WORD})(?: \1\b)+(?!')", r"\1"),
        (rf"\b({_WORD}(?: {_WORD}){{1,3}})[,.-]* \1\b", r"\1"),
        (r"\s+", " "),
        (r"\s+([,.?!;])", r"\1"),
        (r",(?:\s*,)+", ","),
        (r",\s*([.?!])", r"\1"),
        (r"([.?!])\s*,", r"\1"),
        (r"^[\s,.;]+", ""),
    )
)


def clean_verbatim(text: str) -> str:
    """`I-I did, um, three, you know.` is `I did, three.`"""
    for pattern, instead in _TAKEN_OUT:
        text = pattern.sub(instead, text)
    return text.strip()
