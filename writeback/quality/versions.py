"""What made a note: models, prompt and software, as the audit tells it."""

from collections.abc import Mapping
from importlib.metadata import version

from summarize.note import Note


def software() -> str:
    """This installation's version."""
    return version("inglenook")


def versions_told(note: Note, models: Mapping[str, str]) -> str:
    """One line; ids and digests alone."""
    drafter = note.drafter
    parts = {
        "drafter": drafter.kind,
        "model": drafter.model,
        "prompt": drafter.prompt_version,
        "prompt_sha256": drafter.prompt_sha256,
        **models,
        "inglenook": software(),
    }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)
