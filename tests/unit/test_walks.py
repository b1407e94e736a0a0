"""Which way a question walks, what health says of it, and what the metrics show: fakes by hand, no database."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from numba import typeof
from numba.core.dispatcher import Dispatcher

from graphsvc.api.metrics import Metrics
from graphsvc.clock import Clock
from graphsvc.engine import kernels as kernels_
from graphsvc.engine import texts
from graphsvc.engine.columns import Columns
from graphsvc.engine.compiled import kernels_folder
from graphsvc.engine.patch import patched
from graphsvc.engine.rows import TieRow, columns_of
from graphsvc.engine.search import Engine, Wanted
from graphsvc.errors import DatabaseGone, EngineRequired, GraphsvcError, SettingError, StatementLate, WrongPassword
from graphsvc.model.answers import problem
from graphsvc.model.asker import Principal, Sight
from graphsvc.model.quality import TieFacts
from graphsvc.model.site import Site
from graphsvc.questions.influence import memory
from graphsvc.questions.influence.answer import PathAsked
from graphsvc.questions.influence.choose import LOADING, SHIELDS, State, Walks
from graphsvc.settings import read_settings

TODAY = date(2026, 4, 20)
NO_GRAPH: Any = None
ASKED = PathAsked("p", "SUPPORT", TODAY)
BEYOND = PathAsked("p", "SUPPORT", TODAY, max_steps=5)
SIGHT = Sight(
    Principal("u", "A", "S", (), "t"), None, "influencePaths", "own", "1", datetime(2026, 4, 20, tzinfo=UTC), TODAY,
    revision=7,
)  # fmt: skip


@dataclass
class Version:
    revision: int = 7
    columns: Columns = field(default_factory=lambda: columns_of(["p"], [], []))
    parts: dict[str, object] = field(default_factory=lambda: {SHIELDS: "facts"})


@dataclass
class Follower:
    """Holds one version, or is rebuilding."""

    version: Version | None = None
    lag: int = 2
    lag_seconds: float = 0.25
    asked: list[int] = field(default_factory=list)

    @property
    def revision(self) -> int:
        return self.version.revision if self.version else 0

    @property
    def rebuilding(self) -> bool:
        return self.version is None

    def standing(self) -> None:
        """The database is asked each time."""

    async def close(self) -> None:
        self.version = None

    async def at(self, revision: int) -> Version | None:
        self.asked.append(revision)
        return self.version


def walks(mode: str, state: State = State.READY, version: Version | None = None) -> Walks:
    return Walks(mode, Follower(version), state)


async def way(walks: Walks, asked: PathAsked = ASKED) -> object:
    found = await walks.way(NO_GRAPH, SIGHT, Site(), asked)
    return getattr(found, "name", found)


@pytest.mark.parametrize("mode", ["auto", "engine"])
async def test_the_arrays_are_walked_at_the_revision_of_the_askers_facts(mode: str) -> None:
    follows = walks(mode, version=Version())
    assert (await way(follows), follows.follower.asked) == ("engine", [7])  # type: ignore[union-attr]


@pytest.mark.parametrize("state", [State.STARTING, State.WAITING, State.READY, State.FAILED])
async def test_auto_goes_by_statements_while_there_are_no_arrays(state: State) -> None:
    assert await way(walks("auto", state)) == "cypher"


@pytest.mark.parametrize(("mode", "asked"), [("auto", BEYOND), ("engine", ASKED), ("engine", BEYOND)])
async def test_what_only_the_arrays_answer_waits_for_them(mode: str, asked: PathAsked) -> None:
    for state in (State.STARTING, State.WAITING, State.READY):
        assert await way(walks(mode, state), asked) == problem("LATE", LOADING)


@pytest.mark.parametrize(
    ("mode", "state", "asked"),
    [("cypher", State.OFF, BEYOND), ("auto", State.FAILED, BEYOND), ("engine", State.FAILED, ASKED)],
)
async def test_what_only_the_arrays_answer_is_refused_where_there_will_be_none(
    mode: str, state: State, asked: PathAsked
) -> None:
    with pytest.raises(EngineRequired):
        await way(walks(mode, state), asked)


async def test_one_engine_serves_all_requests_of_a_version() -> None:
    follows, first, second = walks("auto"), Version(), Version()
    engine = follows.engine_of(first)
    assert follows.engine_of(first) is engine and follows.engine_of(second) is not engine


@pytest.mark.parametrize(
    ("mode", "state", "ready"),
    [
        ("cypher", State.OFF, True),
        ("auto", State.STARTING, False),
        ("auto", State.READY, True),
        ("auto", State.WAITING, True),
        ("auto", State.FAILED, True),
        ("engine", State.STARTING, False),
        ("engine", State.WAITING, False),
        ("engine", State.READY, True),
        ("engine", State.FAILED, False),
    ],
)
def test_ready_means_that_questions_go_as_the_setting_says(mode: str, state: State, ready: bool) -> None:
    assert walks(mode, state).ready is ready


def test_a_setting_that_is_no_choice_is_refused() -> None:
    assert read_settings({"GRAPHSVC_PATHS": "engine"}).paths == "engine"
    with pytest.raises(SettingError, match="One of: engine, cypher, auto"):
        read_settings({"GRAPHSVC_PATHS": "memory"})


def test_the_metrics_say_how_the_engine_follows_and_what_searches_took() -> None:
    metrics = Metrics(walks("auto", version=Version()))
    metrics.searched("engine", "PEER", [0.0004, 0.3])
    lines = metrics.text().decode().splitlines()
    for line in (
        "graphsvc_engine_ready 1.0",
        "graphsvc_engine_revision 7.0",
        "graphsvc_engine_lag_revisions 2.0",
        "graphsvc_engine_lag_seconds 0.25",
        "graphsvc_engine_rebuilding 0.0",
        "graphsvc_engine_late_rows 0.0",
        'graphsvc_search_seconds_bucket{kind="PEER",le="0.0005",way="engine"} 1.0',
        'graphsvc_search_seconds_count{kind="PEER",way="engine"} 2.0',
    ):
        assert line in lines, lines


def test_kernels_are_kept_under_a_hash_of_all_that_they_were_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSVC_CACHE", str(tmp_path / "cache"))
    for name in ("engine", "model"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rules.py").write_text("A = 1")
    before = kernels_folder(tmp_path)
    assert before == kernels_folder(tmp_path) and before.parent == tmp_path / "cache" / "kernels"
    (tmp_path / "model" / "rules.py").write_text("A = 2")
    assert kernels_folder(tmp_path) != before


def test_kernels_go_elsewhere_where_the_folder_cannot_be_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_CACHE", "/proc/1/nowhere")
    assert kernels_folder().name.startswith("graphsvc-kernels-")


def test_patched_arrays_are_of_one_type_with_new_ones_for_the_compiler() -> None:
    """Another type would be read as what it is not: kernels are handed addresses."""
    base = columns_of("abc", [TieRow(TieFacts("t", "SUPPORTS", "a", "b"), 1)], [])
    for other in ("c", "z"):
        patch = patched(base, {"a", other}, [TieRow(TieFacts("t2", "SUPPORTS", "a", other), 1)])
        of_base = {name: typeof(array) for name, array in base.arrays().items()}
        assert {name: typeof(array) for name, array in patch.arrays().items()} == of_base


def test_a_question_over_a_snapshot_waits_for_no_compiler() -> None:
    """Once warm, no kernel meets a kind of array that it was not compiled for: those of a file cannot be written."""
    memory.warm(Clock())
    kernels = [each for module in (texts, kernels_) for each in vars(module).values() if isinstance(each, Dispatcher)]
    known = {kernel.py_func.__name__: len(kernel.signatures) for kernel in kernels}
    made = columns_of("abcd", [TieRow(TieFacts("t", "SUPPORTS", "a", "b"), 1)], [])
    columns = Columns.of_arrays(made.arrays(), made.cases, made.classes)
    wanted = Wanted("a", "SUPPORT", TODAY, TODAY, 3, ends=("b",), outside=frozenset("d"))
    engine, sight = Engine(columns), replace(SIGHT, allowed=(1,))
    assert engine.paths(sight, Site(), wanted).found and not engine.joining(sight, Site(), wanted, {"household:h"})
    assert {kernel.py_func.__name__: len(kernel.signatures) for kernel in kernels} == known


class Starting:
    """A follower whose starts end as they are told to."""

    def __init__(self, walks: Walks, *faults: Exception) -> None:
        self.walks, self.faults, self.seen = walks, list(faults), list[State]()

    def __call__(self, *_: object, **__: object) -> "Starting":
        return self

    async def start(self) -> None:
        self.seen.append(self.walks.state)
        if self.faults:
            raise self.faults.pop(0)

    async def close(self) -> None:
        self.seen.append(self.walks.state)


async def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *faults: Exception) -> tuple[Walks, list[State]]:
    walks = Walks("auto")
    starting = Starting(walks, *faults)
    monkeypatch.setattr(memory, "Follower", starting)
    monkeypatch.setattr(memory, "AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(memory, "warm", lambda clock: None)
    await memory.begin(walks, NO_GRAPH, tmp_path, Clock(), Site())
    return walks, starting.seen


async def test_a_database_that_is_gone_or_slow_at_the_start_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Meanwhile auto answers by statements."""
    walks, seen = await begun(
        monkeypatch, tmp_path, DatabaseGone("gone", "Ask again."), StatementLate("late", "Ask again.")
    )
    assert (walks.state, seen) == (State.READY, [State.STARTING, State.WAITING, State.WAITING])
    assert walks.follower is not None


@pytest.mark.parametrize(
    "fault",
    [MemoryError(), OSError(28, "full"), GraphsvcError("not the database's", "Look."), WrongPassword("no", "Look.")],
)
async def test_what_asking_again_does_not_mend_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Exception
) -> None:
    walks, seen = await begun(monkeypatch, tmp_path, fault)
    assert (walks.state, walks.follower, seen) == (State.FAILED, None, [State.STARTING, State.STARTING])
