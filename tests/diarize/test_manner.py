from diarize.manner import MANNERS, Talk, talk_of

WEIGHTS = {manner.name: manner.weight for manner in MANNERS}


def found(text: str) -> set[str]:
    talk = talk_of([text])
    return {manner.name for manner, count in zip(MANNERS, talk.counts, strict=True) if count}


def test_what_a_sentence_shows() -> None:
    assert found("Have you had any trouble?") == {
        "asks",
        "addresses",
        "sounds out",
        "turns that ask",
        "turns that lead",
    }
    assert found("Yeah, I felt it.") == {"speaks of itself", "discloses", "turns that answer"}
    assert found("So let's try it.") == {"plans", "says we", "turns that lead"}


def test_phrases_that_address_nobody() -> None:
    assert "addresses" not in found("It was, you know, fine. Thank you.")


def test_a_turn_counts_once_however_much_it_asks() -> None:
    talk = talk_of(["Is it? Are you? Do you?"])
    counts = dict(zip((manner.name for manner in MANNERS), talk.counts, strict=True))
    assert counts["turns that ask"] == 1
    assert counts["asks"] > 2


def test_nothing_said_tells_nothing() -> None:
    assert Talk().clinical() == 0.0
    assert talk_of([""]).clinical() == 0.0


def test_talk_grows_turn_by_turn() -> None:
    texts = ["How are you?", "We can plan it.", "Any worries?"]
    talk = Talk()
    for text in texts:
        talk = talk.with_turn(text)
    assert talk == talk_of(texts)
    assert talk.words == 9
