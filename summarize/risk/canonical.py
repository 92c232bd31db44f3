"""Speech in one spelling: contractions apart, slang spelled out, hedges and commas gone.

Recognizers write "dont wanna be here", people say "I just, I really don't, um, want to be here";
patterns of danger are written once, for "i do not want to be here".
"""

import re

from summarize.talk.wording import plain

_BARE = {
    "dont": "do not", "didnt": "did not", "doesnt": "does not", "cant": "can not",
    "cannot": "can not", "wont": "will not", "wouldnt": "would not", "couldnt": "could not",
    "shouldnt": "should not", "isnt": "is not", "arent": "are not", "wasnt": "was not",
    "werent": "were not", "havent": "have not", "hasnt": "has not", "hadnt": "had not",
    "aint": "am not", "ain't": "am not", "can't": "can not", "won't": "will not",
    "im": "i am", "ive": "i have", "hes": "he is", "shes": "she is", "theyre": "they are",
    "youre": "you are", "thats": "that is", "theres": "there is", "whats": "what is",
    "theyve": "they have", "weve": "we have", "itd": "it would", "itll": "it will",
    "theyd": "they would", "youd": "you would", "everyones": "everyone is",
    "everybodys": "everybody is", "nobodys": "nobody is", "id": "i would",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "hafta": "have to",
    "tryna": "trying to", "finna": "going to", "imma": "i am going to", "ima": "i am going to",
    "i'ma": "i am going to", "lemme": "let me", "gimme": "give me", "kinda": "", "sorta": "",
    "cuz": "because", "'cause": "because", "cause": "because", "coz": "because", "cos": "because",
    "idk": "i do not know", "idc": "i do not care", "dunno": "do not know", "em": "them",
    "'em": "them", "til": "until", "till": "until", "everyday": "every day",
    "any more": "anymore", "mum": "mom", "mommy": "mom",
    "mama": "mom", "daddy": "dad", "everbody": "everybody", "no one": "nobody", "noone": "nobody",
    "oneself": "myself", "my self": "myself", "meself": "myself", "them selves": "themselves",
    "committing suicide": "suicide", "commit suicide": "suicide",
}  # fmt: skip
_SPELLED = re.compile(
    r"(?<![\w'])(?:"
    + "|".join(sorted(map(re.escape, _BARE), key=len, reverse=True))
    + r")(?![\w'])"
)
_ENDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"n't\b", " not"),
        (r"'m\b", " am"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'re\b", " are"),
        (r"'d\b", " would"),
        (r"\b(he|she|it|that|there|what|who|where|here|how|everyone|everybody|nobody|one|life|"
         r"this|everything|nothing|body|thing|mind)'s\b", r"\1 is"),
        (r"(?<!\w)(?:^|(?<=[.!?,] )|(?<=and )|(?<=but )|(?<=because ))ill (?=\w+)", "i will "),
        (r"\bits (?=(?:not|a|the|like|too|over|there|been|worth|all|no|hard|my|so|never|getting|"
         r"gone|more|when|only|better|easier)\b)", "it is "),
    )
)  # fmt: skip
_HEDGE = re.compile(
    r"(?<![\w'])(?:just|really|actually|honestly|literally|totally|basically|genuinely|seriously|"
    r"obviously|simply|truly|even|kind of|sort of|you know(?! (?:how|what|where|when|the|that|who|"
    r"why|which|if))|y'know|"
    r"i mean|i guess|i suppose|i swear|to be honest|if i am being honest|pretty much|fucking|"
    r"freaking|frickin|friggin|effing|damn|goddamn|bloody|oh my god|oh god|oh|um+|uh+|er|hmm+|"
    r"well|probably|absolutely|completely|definitely|quite)(?![\w'])"
)
_LIKE = re.compile(
    r"(?:(?<=^)|(?<=, )|(?<=[.!?] )|(?<=\bi am, )|(?<=and )|(?<=but )|(?<=so )|(?<=was ))"
    r"like,? (?!that|this|me|him|her|them|a |an |the )"
)
_LIKE_COMMAS = re.compile(r", like,")
_DISCOURSE_NO = re.compile(
    r"(?<![\w'])(?:no|nah|nope)(?:,|(?= (?:i|he|she|it|they|we|but|not|never|nothing|because|that|"
    r"no|none|there|my|yeah)\b)|(?=[.!?]|$))"
)
_MARKS = re.compile(r"[,\"()\[\]*_]+|…|\s-+\s|--+|—|–")
_REPEATED = re.compile(r"\b(\w+(?: \w+){0,3})(?: \1\b)+")
_SPACES = re.compile(r"\s+")
_STOPS = re.compile(r"\s*([.!?;:]+)(?=\s|$)")

NO = "nope"
"""Stands for a no that answers, as apart from one that negates what follows."""


def canonical(text: str) -> str:
    """One line, lower case; full stops stand alone as ` . `, an answering no is `nope`."""
    out = _LIKE.sub("", _LIKE_COMMAS.sub(",", plain(text)))
    out = _DISCOURSE_NO.sub(f"{NO} ", out)
    out = _SPELLED.sub(lambda found: _BARE[found[0]], out)
    for ending, instead in _ENDINGS:
        out = ending.sub(instead, out)
    out = _MARKS.sub(" ", _STOPS.sub(r" . ", out))
    out = _SPACES.sub(" ", _HEDGE.sub(" ", out)).strip()
    return _REPEATED.sub(r"\1", out)
