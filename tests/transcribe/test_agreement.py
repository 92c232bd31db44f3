from hypothesis import given
from hypothesis import strategies as st

from transcribe.agreement import Agreement

HEARD = st.lists(st.lists(st.sampled_from(["so", "I", "slept", "badly", "again"]), max_size=6))


def test_what_two_decodes_agree_on_stays():
    agreement = Agreement()
    assert agreement.update(["I", "sleep"]) == ("I", "sleep")
    assert agreement.committed == ()
    assert agreement.update(["I", "slept", "badly"]) == ("I", "slept", "badly")
    assert agreement.committed == ("I",)
    assert agreement.update(["A", "slept", "badly"]) == ("I", "slept", "badly")
    assert agreement.committed == ("I",)


def test_case_and_punctuation_are_no_disagreement():
    agreement = Agreement()
    agreement.update(["Well,", "yes."])
    agreement.update(["well", "yes", "I"])
    assert agreement.committed == ("well", "yes")


@given(HEARD)
def test_committed_words_are_never_taken_back(decodes):
    agreement = Agreement()
    committed = ()
    for words in decodes:
        shown = agreement.update(words)
        assert agreement.committed[: len(committed)] == committed
        committed = agreement.committed
        assert shown[: len(committed)] == committed
