"""Numbers, days and years as patterns, for the recognizers that read by pattern."""

DIGIT = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen"
)
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
TWO_DIGITS = rf"(?:(?:{TENS})[ -](?:{_UNIT})\b|{TENS}|{SMALL})"
ORDINAL = (
    r"(?:(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth)"
)
ANY_ORDINAL = rf"(?:(?:(?:{TENS})[ -])?{ORDINAL}|fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|\d{{1,3}}(?:st|nd|rd|th))"  # noqa: E501
MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
SHORT_MONTH = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
YEAR = (
    rf"(?:(?:19|20)\d\d|nineteen[ -](?:hundred(?: and)? )?(?:oh[ -](?:{_UNIT})|{TWO_DIGITS})|"
    rf"twenty[ -](?:oh[ -](?:{_UNIT})|(?:{TENS})(?:[ -](?:{_UNIT}))?|ten|eleven|twelve|thirteen|"
    rf"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)|"
    rf"two thousand(?:(?: and)? {TWO_DIGITS})?)"
)
