"""A practice's headings and abbreviations on drafted sections, whichever drafter wrote them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from summarize.note import Section
from summarize.templates import Template

_QUOTE = re.compile(r"(“[^”]*”|\"[^\"]*\")")


def in_house_style(sections: Sequence[Section], template: Template) -> tuple[Section, ...]:
    """Sections under the practice's headings; a built-in format needs none."""
    if template.built_in:
        return tuple(sections)
    titles = {plan.name: plan.title for plan in template.sections}
    short = template.style.abbreviations
    return tuple(
        Section(
            section.name,
            tuple(replace(one, text=abbreviated(one.text, short)) for one in section.statements),
            titles.get(section.name, section.title),
        )
        for section in sections
    )


def abbreviated(text: str, abbreviations: Mapping[str, str]) -> str:
    """Whole words alone, the longest first, and never inside a quotation: that stays verbatim."""
    if not abbreviations:
        return text
    short = {long.lower(): brief for long, brief in abbreviations.items()}
    longest_first = sorted(short, key=len, reverse=True)
    pattern = re.compile(
        rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'])", re.IGNORECASE
    )
    pieces = _QUOTE.split(text)
    pieces[::2] = [pattern.sub(lambda hit: _cased(hit[0], short), piece) for piece in pieces[::2]]
    return "".join(pieces)


def _cased(long: str, short: Mapping[str, str]) -> str:
    brief = short[long.lower()]
    return brief[:1].upper() + brief[1:] if long[:1].isupper() else brief
