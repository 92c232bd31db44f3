"""What crosses a threshold is hinted at, and what does not is not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writeback.oversight.act import Kind, kind_of, opens_record
from writeback.oversight.hints import Hint, HintKind, HintOptions, Seen, hints
from writeback.oversight.wording import hint_told

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPTIONS = HintOptions()


def seen(
    number: int,
    action: str = "draft.read",
    *,
    minutes: float = 0,
    who: str = "dr-lee",
    role: str = "clinician",
    session: str | None = None,
    whose: str | None = "dr-lee",
    client: str | None = "c-17",
) -> Seen:
    at = NOON + timedelta(minutes=minutes)
    return Seen(number, at, who, role, action, session or f"ses-{number}", whose, client)


def found(entries: list[Seen], options: HintOptions = OPTIONS) -> dict[HintKind, Hint]:
    return {hint.kind: hint for hint in hints(entries, options)}


def test_many_sessions_in_a_short_time() -> None:
    hint = found([seen(n, minutes=2 * n) for n in range(20)])[HintKind.MANY_RECORDS]
    assert (hint.count, hint.first, hint.last, hint.subject) == (20, 0, 19, "dr-lee")
    assert hint_told(hint) == "opened 20 different sessions in a short time"


def test_the_same_few_sessions_again_and_again_are_not_many() -> None:
    assert not found([seen(n, session=f"ses-{n % 3}", minutes=n / 10) for n in range(200)])


def test_a_working_day_is_not_many() -> None:
    assert not found([seen(n, minutes=n * 5) for n in range(40)])


def test_a_worklist_is_not_many_records() -> None:
    assert not found([seen(n, "draft.list") for n in range(50)])


def test_at_night_is_where_the_practice_is() -> None:
    late = [seen(1, minutes=600), seen(2, minutes=700)]  # 22:00, 23:40 UTC
    hint = found(late)[HintKind.NIGHT]
    assert (hint.count, hint_told(hint)) == (2, "opened 2 sessions at night")
    california = HintOptions(zone=timezone(timedelta(hours=-8)))
    assert not found(late, california)
    assert HintKind.NIGHT in found([seen(1, minutes=60)], california), "05:00 there"


def test_one_night_is_one_hint() -> None:
    over_midnight = [seen(1, minutes=650), seen(2, minutes=800)]
    assert [h.kind for h in hints(over_midnight, OPTIONS)] == [HintKind.NIGHT]


def test_refusals_and_whose_they_were() -> None:
    tried = [
        seen(n, "draft.refused", minutes=n, whose="dr-far", session=f"ses-{n}") for n in range(5)
    ]
    told = found(tried)
    assert told[HintKind.REFUSALS].count == 5
    others = told[HintKind.OTHERS_CLIENTS]
    assert hint_told(others) == "tried 5 sessions of dr-far, and was refused"
    assert HintKind.REFUSALS not in found(tried[:4])
    spread = [seen(n, "draft.refused", minutes=n * 5) for n in range(10)]
    assert not found(spread)


def test_a_supervisors_reading_is_told() -> None:
    hint = found([seen(1, who="sup", role="supervisor", whose="dr-lee")])[HintKind.SUPERVISOR]
    assert hint_told(hint) == "read 1 session of dr-lee as a supervisor"
    assert not found([seen(1, who="sup", role="supervisor", whose="sup")])


def test_exports() -> None:
    told = found([seen(n, "draft.export.pdf", minutes=n * 15) for n in range(10)])
    assert told[HintKind.EXPORTS].count == 10
    told = found([seen(1, "audit.export.csv", role="auditor", who="aud")])
    assert hint_told(told[HintKind.AUDIT_EXPORT]) == "took the audit out as a file once"


@pytest.mark.parametrize(
    ("who", "client", "alike"),
    [
        ("dr-lee", "Lee, Anna", True),
        ("dr-lee", "client-anna-lee-3", True),
        ("dr-lee", "leeds-9", False),
        ("dr-lee", "4711", False),
        ("doctor-smith", "doctor-client", False),
    ],
)
def test_a_name_in_common(who: str, client: str, alike: bool) -> None:
    told = found([seen(1, who=who, whose=who, client=client)])
    assert (HintKind.NAMESAKE in told) is alike
    if alike:
        assert client.casefold() not in hint_told(told[HintKind.NAMESAKE]).casefold()


def test_strangers_and_machines() -> None:
    knocks = [seen(n, "access.refused", who="inglenook", role="system") for n in range(20)]
    assert list(found(knocks)) == [HintKind.STRANGERS]
    bridge = [seen(n, who="b", role="bridge", minutes=600 + n / 10) for n in range(30)]
    assert not found(bridge), "a bridge works at any hour and for everybody"


@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(["draft.read", "draft.refused"]))))
def test_hints_are_made_of_entries_that_there_are(made: list[tuple[int, str]]) -> None:
    entries = [seen(n, action, minutes=minutes) for n, (minutes, action) in enumerate(sorted(made))]
    for hint in hints(entries, OPTIONS):
        assert 0 <= hint.first <= hint.last < len(entries)
        assert 0 < hint.count <= len(entries)
        assert hint.since <= hint.until


def test_kinds_of_acts() -> None:
    assert kind_of("draft.export.fhir") is Kind.EXPORT
    assert kind_of("upload.refused") is Kind.REFUSED
    assert kind_of("never.heard.of") is Kind.HOUSE
    assert opens_record("audio.read") and opens_record("draft.export.pdf")
    assert not opens_record("draft.list") and not opens_record("draft.file")
