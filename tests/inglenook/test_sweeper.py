"""Sessions whose client stays away are finished, those inside are left alone."""

from dataclasses import dataclass, field

from ingest import SessionState
from inglenook.sweeper import Sweeper


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

    def start_workflow(self, session_id: str) -> None:
        self.started.append(session_id)


async def test_away_is_counted_from_when_it_was_first_seen() -> None:
    house = HouseDouble(["away", "here"], {"here"})
    sweeper = Sweeper(house, None, abandon_after_s=100)  # type: ignore[arg-type]
    assert await sweeper.sweep(1000) == []
    assert await sweeper.sweep(1099) == []
    assert await sweeper.sweep(1100) == ["away"]
    assert house.finished == ["away"]
    assert await sweeper.sweep(2000) == []


async def test_who_comes_back_starts_anew() -> None:
    house = HouseDouble(["a"])
    sweeper = Sweeper(house, None, abandon_after_s=100)  # type: ignore[arg-type]
    await sweeper.sweep(0)
    house.inside.add("a")
    await sweeper.sweep(50)
    house.inside.clear()
    assert await sweeper.sweep(120) == []
    assert await sweeper.sweep(220) == ["a"]


async def test_stopped_sessions_are_taken_up_at_start() -> None:
    house = HouseDouble()
    await Sweeper(house, None, abandon_after_s=100).take_up()  # type: ignore[arg-type]
    assert house.started == ["stopped"]
