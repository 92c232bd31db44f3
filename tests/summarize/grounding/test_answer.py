"""Whatever a model answers is read as far as it can be read, and never raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.grounding.answer import parse_answer

ONE = {"text": "Client slept.", "evidence": [{"turn": "t1", "quote": "I slept"}]}
TWO = {"text": "Client ate.", "evidence": [{"turn": 2, "quote": "I ate"}]}
WHOLE = json.dumps({"statements": [ONE, TWO]})


def claimed(text: str) -> list[str]:
    answer = parse_answer(text)
    return [claim.text for claim in answer.claims] if answer else []


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"<think>They {{slept}}.</think>\n{WHOLE}",
        f"Here is the section:\n{WHOLE}\nAnything else?",
        json.dumps({"statements": [ONE, TWO], "extra": 1}, indent=4),
    ],
)
def test_a_whole_answer_is_read_out_of_what_surrounds_it(text: str) -> None:
    answer = parse_answer(text)
    assert answer is not None and answer.whole
    assert [claim.text for claim in answer.claims] == ["Client slept.", "Client ate."]
    assert answer.claims[1].citations[0].turn_id == "2"


def test_an_empty_section_is_an_answer() -> None:
    answer = parse_answer('{"statements": []}')
    assert answer is not None and answer.whole and answer.claims == ()


@pytest.mark.parametrize(
    "text", ["", "no", "{", "[1]", "null", '{"statements": 3}', '{"other": []}']
)
def test_what_is_no_answer_is_none(text: str) -> None:
    assert parse_answer(text) is None


def test_malformed_statements_are_left_out() -> None:
    bad: list[object] = [1, None, {}, {"text": ""}, {"text": "x"}, {"text": 1, "evidence": []}]
    answer = parse_answer(
        json.dumps({"statements": [*bad, ONE, {"text": "y" * 5_000, "evidence": []}]})
    )
    assert answer is not None and not answer.whole
    assert [claim.text for claim in answer.claims] == ["Client slept."]


def test_malformed_evidence_is_left_out() -> None:
    entry = {"text": "x", "evidence": [None, {"turn": True, "quote": "q"}, {"turn": "t1"}, "t1"]}
    answer = parse_answer(json.dumps({"statements": [entry]}))
    assert answer is not None and answer.claims[0].citations == ()


@given(cut=st.integers(min_value=0, max_value=len(WHOLE) - 1))
def test_a_cut_answer_gives_its_whole_statements(cut: int) -> None:
    found = claimed(WHOLE[:cut])
    assert found == ["Client slept.", "Client ate."][: len(found)]
    first_ends = WHOLE.index("}]}") + 3
    assert (len(found) >= 1) == (cut >= first_ends)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["statements", "text", "evidence", "turn", "quote", "x"]), inner
        )
    ),
    max_leaves=20,
)


@given(document=_JSON, before=st.text(max_size=20), after=st.text(max_size=20))
def test_any_document_is_survived(document: object, before: str, after: str) -> None:
    answer = parse_answer(before + json.dumps(document) + after)
    assert answer is None or all(claim.text for claim in answer.claims)


@pytest.mark.parametrize(
    "deep", ["[" * 50_000, '{"a":' * 50_000, '{"statements": [' + "[" * 50_000]
)
def test_depth_is_survived(deep: str) -> None:
    assert parse_answer(deep) is None
