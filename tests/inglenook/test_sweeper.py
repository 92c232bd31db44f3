"""Sessions whose client stays away are finished, those inside are left alone."""

from dataclasses import dataclass, field

from ingest import IngestLimits, SessionState
from ingest.streams import Streams
from inglenook.sweeper import Sweeper
from vault import Principal, Role, SessionId


@dataclass
class Row:
    session_id: str


@dataclass
class HouseDouble:
    """The part of a live house that the sweeper sees."""

    streaming: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    finished: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    followed: int = 0

    @property
    def finishing(self) -> "HouseDouble":
        return self

    sessions = finishing

    def list_by_state(self, state: SessionState) -> list[Row]:
        if state is SessionState.FINISHING:
            return [Row("stopped")]
        return [Row(name) for name in self.streaming]

    def seated(self, session_id: str) -> bool:
        return session_id in self.inside

    async def finish(self, session_id: str) -> None:
        self.finished.append(session_id)
        self.streaming.remove(session_id)

    async def begin_workflow(self, session_id: str) -> None:
        self.started.append(session_id)

    def take_up(self) -> None:
        self.followed += 1


def sweeper_of(house: HouseDouble, streams: Streams | None = None) -> Sweeper:
    streams = streams or Streams(IngestLimits(handover_s=0.01))
    return Sweeper(house, None, streams, house, abandon_after_s=100)  # type: ignore[arg-type]


async def test_away_is_counted_from_when_it_was_first_seen() -> None:
    house = HouseDouble(["away", "here"], {"here"})
    sweeper = sweeper_of(house)
    assert await sweeper.sweep(1000) == []
    assert await sweeper.sweep(1099) == []
    assert await sweeper.sweep(1100) == ["away"]
    assert house.finished == ["away"]
    assert await sweeper.sweep(2000) == []


async def test_who_comes_back_starts_anew() -> None:
    house = HouseDouble(["a"])
    sweeper = sweeper_of(house)
    await sweeper.sweep(0)
    house.inside.add("a")
    await sweeper.sweep(50)
    house.inside.clear()
    assert await sweeper.sweep(120) == []
    assert await sweeper.sweep(220) == ["a"]


async def test_stopped_sessions_are_taken_up_at_start() -> None:
    house = HouseDouble()
    await sweeper_of(house).take_up()
    assert house.started == ["stopped"]
    assert house.followed == 1
    assert house.finished == []


async def test_who_hands_itself_over_is_not_taken_up_beside() -> None:
    house = HouseDouble(inside={"stopped"})
    await sweeper_of(house).take_up()
    assert house.started == []


async def test_who_streams_without_a_seat_is_not_away() -> None:
    """Its live side failed; it records on, for as long as it likes."""
    house = HouseDouble(["mute"])
    streams = Streams(IngestLimits(handover_s=0.01))
    sweeper = sweeper_of(house, streams)
    async with streams.claim(SessionId("mute"), Principal(Role.CLINICIAN, "dr-lee")):
        await sweeper.sweep(0)
        assert await sweeper.sweep(200) == []
    await sweeper.sweep(300)
    assert await sweeper.sweep(400) == ["mute"]
    assert house.finished == ["mute"]
