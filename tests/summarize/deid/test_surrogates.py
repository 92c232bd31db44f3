"""What is concealed comes back exactly; one person is one number."""

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import is_everyday_word
from summarize.deid.surrogates import conceal

PERSON = IdentifierKind.PERSON


def marked(texts: Sequence[str], *names: str) -> list[list[Identifier]]:
    return [
        [Identifier(PERSON, at, at + len(n)) for n in names if (at := text.find(n)) >= 0]
        for text in texts
    ]


def test_one_person_has_one_number_in_every_spelling() -> None:
    texts = ["my sister Ana came", "Ana Ruiz is her name", "ANA and ana", "Ana's car, Ruiz family"]
    hidden = conceal(texts, marked(texts, "Ana Ruiz", "Ana"))
    assert hidden.texts == (
        "my sister [PERSON_1] came",
        "[PERSON_1_2] is her name",
        "[PERSON_1_3] and [PERSON_1_4]",
        "[PERSON_1]'s car, [PERSON_1_5] family",
    )
    assert [hidden.surrogates.reveal(text) for text in hidden.texts] == texts


def test_a_name_found_once_is_concealed_everywhere() -> None:
    texts = ["call Priya", "priya said so", "tell PRIYA."]
    hidden = conceal(texts, [marked(texts, "Priya")[0], [], []])
    assert "priya" not in " ".join(hidden.texts).casefold()


def test_an_everyday_word_is_not_concealed_everywhere() -> None:
    texts = ["My friend Will came", "I will go, Will will too"]
    hidden = conceal(texts, [*marked(texts[:1], "Will"), []])
    assert hidden.texts[1] == "I will go, [PERSON_1] will too"


def test_relatives_with_one_surname_stay_apart() -> None:
    texts = ["Ana Ruiz and Luis Ruiz"]
    hidden = conceal(texts, marked(texts, "Ana Ruiz", "Luis Ruiz"))
    assert hidden.texts == ("[PERSON_1] and [PERSON_2]",)


def test_overlapping_finds_are_one() -> None:
    texts = ["at 12 Maple Street now"]
    found = [[Identifier(PERSON, 6, 11), Identifier(IdentifierKind.ADDRESS, 3, 18)]]
    assert conceal(texts, found).texts == ("at [ADDRESS_1] now",)


def test_a_tag_that_was_spoken_is_no_tag() -> None:
    texts = ["they wrote [PERSON_1] there", "Maria did"]
    hidden = conceal(texts, marked(texts, "Maria"))
    assert hidden.texts == ("they wrote [LITERAL_1] there", "[PERSON_1] did")
    assert [hidden.surrogates.reveal(text) for text in hidden.texts] == texts


def test_a_tag_that_a_model_bends_is_still_known() -> None:
    hidden = conceal(["Maria Lopez"], marked(["Maria Lopez"], "Maria Lopez"))
    for bent in ("[PERSON_1]", "PERSON_1", "PERSON 1", "[PERSON_1_7]"):
        assert hidden.surrogates.reveal(f"Client {bent} slept.") == "Client Maria Lopez slept."
        assert not hidden.surrogates.holds_unknown(bent)
    assert hidden.surrogates.holds_unknown("[PERSON_2] slept")
    assert hidden.surrogates.reveal("[PERSON_2] slept") == "[PERSON_2] slept"


def test_surrogates_do_not_show_what_they_hold() -> None:
    hidden = conceal(["Maria"], marked(["Maria"], "Maria"))
    assert "Maria" not in repr(hidden)


_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("AaBbmM [](){}_1234567890.,'’-PERSONDATE")), st.characters()
    ),
    max_size=60,
)


@settings(deadline=None)  # the first example reads the lists
@given(texts=st.lists(_TEXT, max_size=5), data=st.data())
def test_concealed_texts_are_revealed_exactly(texts: list[str], data: st.DataObject) -> None:
    found = []
    for text in texts:
        ends = st.integers(0, len(text))
        spans = data.draw(
            st.lists(st.tuples(st.sampled_from(IdentifierKind), ends, ends), max_size=4)
        )
        found.append([Identifier(kind, min(a, b), max(a, b)) for kind, a, b in spans])
    hidden = conceal(texts, found)
    assert [hidden.surrogates.reveal(text) for text in hidden.texts] == texts


@settings(deadline=None)
@given(name=st.text(alphabet="bcdfgjklmnprstvz", min_size=4, max_size=9), data=st.data())
def test_a_concealed_name_is_nowhere_left(name: str, data: st.DataObject) -> None:
    assume(not is_everyday_word(name))
    spelled = st.sampled_from([name, name.upper(), name.title(), f"{name}'s", f"({name})"])
    texts = [f"I saw {name} today"] + [
        f"then {data.draw(spelled)} left" for _ in range(data.draw(st.integers(0, 4)))
    ]
    hidden = conceal(texts, marked(texts[:1], name) + [[] for _ in texts[1:]])
    assert name not in " ".join(hidden.texts).casefold()
    assert [hidden.surrogates.reveal(text) for text in hidden.texts] == texts
