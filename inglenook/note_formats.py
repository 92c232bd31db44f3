"""The note formats of this house: the built-in ones and the practice's own."""

from collections.abc import Mapping
from pathlib import Path

from inglenook.settings import BadSettings, Settings
from summarize.context import context_from_json
from summarize.errors import BadTemplate
from summarize.practice_template import SUFFIXES, practice_templates, read_template
from summarize.scores.plausible import require_plausible
from summarize.templates import TEMPLATES, Template, template_named


def own_formats(settings: Settings) -> Mapping[str, Template]:
    """By name. Raises `BadSettings` where a file in the folder that is set is no format."""
    if settings.templates is None:
        return {}
    try:
        return practice_templates(settings.templates.expanduser())
    except BadTemplate as error:
        raise BadSettings(str(error)) from None


def format_wanted(name_or_file: str, settings: Settings) -> Template:
    """A built-in format, one of the practice's, or a file. Raises `UnknownTemplate`,
    `BadTemplate`, `BadSettings`."""
    path = Path(name_or_file).expanduser()
    if path.suffix in SUFFIXES:
        return read_template(path)
    return template_named(name_or_file, own_formats(settings))


def format_titles(own: Mapping[str, Template]) -> Mapping[str, str]:
    """What a page offers to choose from: titles by name, the built-in ones first."""
    return {name: template.title for name, template in ({**TEMPLATES, **own}).items()}


class OpeningCheck:
    """Refuses a session that would come to no draft: its format unknown, its context malformed or
    with numbers that cannot be."""

    def __init__(self, own: Mapping[str, Template]) -> None:
        self._own = own

    def __call__(self, template: str, context: object) -> None:
        """Raises `UnknownTemplate`, `MalformedContext`."""
        template_named(template, self._own)
        require_plausible(context_from_json(context).assessments)
