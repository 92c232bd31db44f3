from ingest.sessions import CONTEXT_BLOB
from inglenook.expected import expecting, session_terms
from summarize.context import Context
from transcribe.options import TranscribeOptions
from transcribe.vocabulary import Term, Vocabulary


def texts(context):
    return [term.text for term in session_terms(context)]


def test_medicines_and_people_of_the_last_note_and_the_goals():
    context = Context(
        prior_note="Takes Sertraline since seeing Dr. Nguyen. Played a sonata for Mr O'Neill.",
        goals=("Taper lorazepam", "Walk daily"),
    )
    assert texts(context) == ["lorazepam", "sertraline", "Nguyen", "O'Neill"]


def test_nothing_is_expected_of_nothing():
    assert texts(Context()) == []


class Blobs(dict):
    def has(self, session_id, name):
        return name in self

    def get(self, session_id, name):
        return self[name]


class Vaulted:
    def __init__(self, **held):
        self.blobs = Blobs(held)


def test_a_session_goes_ahead_of_the_practice():
    options = TranscribeOptions(vocabulary=Vocabulary((Term("Okonkwo"),)))
    vault = Vaulted(**{CONTEXT_BLOB: b'{"prior_note": "On Lamictal."}'})
    heard = expecting(options, vault, "s1")
    assert heard.vocabulary.terms == (Term("Lamictal"), Term("Okonkwo"))


def test_a_context_that_cannot_be_read_does_not_end_the_hearing():
    options = TranscribeOptions()
    assert expecting(options, Vaulted(**{CONTEXT_BLOB: b'{"goals": "walk"}'}), "s1") == options
    assert expecting(options, Vaulted(), "s1") == options
