"""What a session is likely to speak of, from what was known before it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.sessions import CONTEXT_BLOB
from summarize.context import NO_CONTEXT, Context, context_from_json
from summarize.errors import MalformedContext
from transcribe.medicine import medicine_named
from transcribe.options import TranscribeOptions
from transcribe.vocabulary import Term
from vault import SessionId, Vault

_TITLED = re.compile(r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Prof)\.? ([A-Z][\w'’-]+)")
_WORD = re.compile(r"[^\W\d_]{4,}")


def known_before(vault: Vault, session_id: SessionId) -> Context:
    """The context that was handed over with the session."""
    if not vault.blobs.has(session_id, CONTEXT_BLOB):
        return NO_CONTEXT
    return context_from_json(json.loads(vault.blobs.get(session_id, CONTEXT_BLOB)))


def expecting(options: TranscribeOptions, vault: Vault, session_id: SessionId) -> TranscribeOptions:
    """The practice's vocabulary with the session's own terms ahead. A context that cannot be
    read is the draft's fault to tell: hearing goes on without it."""
    try:
        terms = tuple(session_terms(known_before(vault, session_id)))
    except MalformedContext:
        return options
    return replace(options, vocabulary=options.vocabulary.with_terms(terms))


def session_terms(context: Context) -> Iterator[Term]:
    """Medicines and people with a title that the last note and the goals name."""
    for text in (*context.goals, context.prior_note or ""):
        for match in _WORD.finditer(text):
            medicine = medicine_named(match.group())
            if medicine is not None and not medicine.everyday:
                yield Term(medicine.name)
        for match in _TITLED.finditer(text):
            yield Term(match[1])
