"""Ctrl-C, the system's request to end, the time limit, and a solver that takes long: a run that is stopped says so and
leaves nothing."""

from __future__ import annotations

import io
import json
import math
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import highspy
import pytest
from openpyxl import load_workbook
from test_solve import conflicting, random_program
from tiny import demand, metal, offer, row, workbook

from model import cli, effort
from model.commands import no_plan
from model.commands.solve import NO_TIME
from model.solve import LiveProgram, OutOfTimeError, Progress, SolverOptions, Status, Watch, find_conflict
from model.solve.attend import LOG_LINE, attend
from model.solve.highs import new_highs
from model.stages import Stages
from model.studies import session

ROOT = Path(cli.__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signal to a single process")

# A run of the command line in which one function, by module and name, says that it is reached and then hangs.
HANGS = """
import importlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
import model.start
module, name, how, *typed = sys.argv[1:]
place = importlib.import_module(module)
before = getattr(place, name)
def hang(*given, **named):
    print("here", file=sys.stderr, flush=True)
    while True:
        try:
            time.sleep(600)
        except BaseException:
            if how == "hears":
                raise
setattr(place, name, hang)
sys.argv[1:] = typed
model.start.main()
"""


SOLVE, STUDY = ("solve", "--views"), ("study",)
TWICE = row(what_if="Twice", sheet="Demand", column="Demand", action="multiply", value=2)
LITTLE = row(what_if="Little", sheet="Supply", column="Capacity", value=1)


def hanging(
    folder: Path, module: str, name: str, how: str = "hears", job: tuple[str, ...] = SOLVE
) -> subprocess.Popen[str]:
    """A run on a tiny workbook that hangs in a function; it has got there when this returns."""
    targets = [row(material="Metal", tonnes=50, hard="yes", by=1)]
    limits = [row(limit="Nothing from CHL", of="CHL", at_most_tonnes=0)]
    hard = {"targets": targets, "limits": limits} if "contradictions" in name else {}
    path = workbook(
        folder / "tiny.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()], what_ifs=[TWICE], **hard
    )
    typed = [*job, str(path), "-o", str(folder / "out" / "result.xlsx"), "--json"]
    command = [sys.executable, "-c", HANGS, module, name, how, *typed]
    (folder / "out").mkdir()
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    while (line := run.stderr.readline()) and not line.endswith("here\n"):
        pass
    return run


def stopped(run: subprocess.Popen[str], folder: Path, number: signal.Signals, times: int = 1) -> tuple[int, str]:
    """Exit code and the last words of a run that gets the signal; it has to leave nothing behind."""
    for _ in range(times):
        run.send_signal(number)
    out, err = run.communicate(timeout=60)
    assert out == ""
    assert not list((folder / "out").iterdir())
    return run.returncode, err.strip()


@POSIX
@pytest.mark.parametrize(
    ("module", "name", "how", "job"),
    [
        ("model.commands.planning", "load", "hears", SOLVE),
        ("model.studies.prepared", "build_program", "hears", SOLVE),
        ("model.studies.session", "find_contradictions", "hears", SOLVE),
        ("model.solve.highs", "_run", "is deaf", SOLVE),  # on the solver's thread, as in presolve
        ("model.studies.views", "certify", "hears", SOLVE),
        ("model.solve.live", "for_highs", "hears", STUDY),  # a variant takes over the basis of the plan
        ("os", "fsync", "hears", SOLVE),  # half of the result is written
        ("model.commands.planning", "write_result", "swallows it", SOLVE),
    ],
    ids=["reading", "building", "contradictions", "solving", "views", "what-if", "saving", "a library that swallows it"],
)
def test_ctrl_c_is_heard_at_any_stage(module: str, name: str, how: str, job: tuple[str, ...], tmp_path: Path) -> None:
    run = hanging(tmp_path, module, name, how, job)
    assert stopped(run, tmp_path, signal.SIGINT, times=2) == (130, "Stopped by Ctrl-C. Your workbook was not changed.")


@POSIX
def test_the_system_may_end_a_run_as_well(tmp_path: Path) -> None:
    run = hanging(tmp_path, "model.solve.highs", "_run")
    assert stopped(run, tmp_path, signal.SIGTERM) == (
        143,
        "Stopped by the system (SIGTERM). Your workbook was not changed.",
    )


# HiGHS on its own thread


def test_a_solver_that_is_called_off_ends_and_the_caller_goes_on_at_once() -> None:
    """The task stands for HiGHS: it asks by its callback whether to go on, as every iteration of the simplex does."""
    highs, asked = highspy.Highs(), threading.Event()

    def show(_: Progress) -> None:
        raise KeyboardInterrupt  # as the signal's handler does in the thread that waits

    def task() -> None:
        while not asked.wait(0.01):
            event = Event()
            for callback in highs.cbSimplexInterrupt.callbacks:
                callback(event)  # type: ignore[arg-type]
            if event.off:
                asked.set()

    class Out:
        simplex_iteration_count, ipm_iteration_count = 7, -1

    class Event:
        data_out, off = Out(), False

        def interrupt(self) -> None:
            self.off = True

    watch = Watch(show=show)
    with pytest.raises(KeyboardInterrupt):
        attend(highs, task, watch)
    assert asked.wait(30) and watch.progress.iterations == 7


def test_what_the_solver_raises_is_raised_where_it_is_waited_for() -> None:
    def short() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        attend(highspy.Highs(), short, Watch())


def test_memory_that_hi_ghs_lacks_is_memory_that_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveProgram(random_program(2))
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: highspy.HighsModelStatus.kMemoryLimit)
    with pytest.raises(MemoryError):
        live.solve()


def test_the_log_of_this_hi_ghs_tells_how_many_rows_are_not_kept() -> None:
    highs, lines = new_highs(random_program(2), SolverOptions(presolve=False)), []
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("log_to_console", False)
    highs.cbLogging += lambda event: lines.append(event.message)
    highs.run()
    counts = [int(found[1]) for line in lines if (found := LOG_LINE.match(line))]
    assert counts and counts[-1] == 0, lines


def test_solves_of_several_threads_do_not_meet() -> None:
    programs = [random_program(seed) for seed in range(4)]
    alone = [LiveProgram(one).solve().objective for one in programs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: LiveProgram(one).solve().objective, programs))
    assert together == alone


# The time limit


def past() -> Watch:
    return Watch(deadline=perf_counter() - 1)


def test_a_deadline_that_has_passed_ends_every_kind_of_solve() -> None:
    assert LiveProgram(random_program(2), watch=past()).solve().status is Status.LIMIT
    with pytest.raises(OutOfTimeError):
        find_conflict(conflicting(), watch=past())


def test_a_deadline_does_not_outlast_its_solve() -> None:
    """HiGHS counts its time over all runs: a limit left behind would end the next solve."""
    live = LiveProgram(random_program(2), watch=(watch := past()))
    assert live.solve().status is Status.LIMIT
    watch.deadline = math.inf
    assert live.solve().status is Status.OPTIMAL


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    """A hard target of more than can be bought: 50 t, and a limit of nothing from the only seller."""
    return workbook(
        tmp_path / "hard.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()],
        targets=[row(material="Metal", tonnes=50, hard="yes", by=1)],
        limits=[row(limit="Nothing from CHL", of="CHL", at_most_tonnes=0)],
    )  # fmt: skip


@pytest.fixture
def soft(tmp_path: Path) -> Path:
    return workbook(tmp_path / "soft.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()])


AT_ONCE = ("--time-limit", "1e-9")


@pytest.mark.parametrize("name", ["soft", "hard"])
def test_a_run_out_of_time_says_what_is_known(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out" / "result.xlsx"
    assert cli.main(["solve", str(request.getfixturevalue(name)), "-o", str(target), "--json", *AT_ONCE]) == 5
    said = capsys.readouterr()
    assert "The time limit ended the run before there was a plan." in said.err
    assert "not even a poor one" in said.err and "--time-limit" in said.err
    told = json.loads(said.out)
    assert told["status"] == "limit" and len(told["known"]) == 3 and "conflict" not in told
    assert not target.parent.exists()


def test_a_contradiction_that_time_leaves_unexplained_is_one_all_the_same(
    hard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The target is looked at before the solve, which here finds nothing; after it, time is up."""
    answers: Iterator[tuple[()] | OutOfTimeError] = iter(((), OutOfTimeError()))

    def search(*_: object) -> tuple[()]:
        if isinstance(result := next(answers), OutOfTimeError):
            raise result
        return result

    monkeypatch.setattr(session, "find_contradictions", search)
    assert cli.main(["solve", str(hard), "-o", str(tmp_path / "result.xlsx")]) == 3
    said = capsys.readouterr().err
    assert "No plan can meet all hard requirements" in said and no_plan.UNEXPLAINED in said and "defect" not in said


def test_a_plan_is_kept_where_time_is_up_before_the_reserves_own_view(
    soft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def late(*given: Any) -> dict[Any, Any]:
        given[-1].deadline = perf_counter() - 1
        return {}

    monkeypatch.setattr(session, "find_exchangeable", late)
    target = tmp_path / "result.xlsx"
    assert cli.main(["solve", str(soft), "-o", str(target), "--views", "--time-limit", "60"]) == 0
    said = capsys.readouterr()
    assert f"{NO_TIME} for the reserve's own view" in said.err
    assert "Optimal, and certified" in said.out and target.is_file()


def test_what_ifs_that_are_done_are_kept_where_time_is_up_before_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Time ends in the middle of the second of three."""
    path = workbook(
        tmp_path / "tiny.xlsx", materials=[metal()], supply=[offer("CHL")], demand=[demand()],
        what_ifs=[TWICE, LITTLE, {**TWICE, "what_if": "Once more"}],
    )  # fmt: skip
    solve, watches = session.Session.solve, []

    def late(own: session.Session, stages: Stages, *more: Any) -> Any:
        watches.append(stages.watch)
        if len(watches) == 3:
            for watch in watches:
                watch.deadline = perf_counter() - 1
        return solve(own, stages, *more)

    monkeypatch.setattr(session.Session, "solve", late)
    target = tmp_path / "result.xlsx"
    assert cli.main(["study", str(path), "-o", str(target), "--json", "--time-limit", "60"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["status"] == "optimal" and target.is_file()
    assert [(one["name"], one["status"]) for one in told["what_ifs"]] == [
        ("Twice", "optimal"), ("Little", "limit"), ("Once more", "limit")
    ]  # fmt: skip
    assert len(watches) == 3  # no program of the third was built
    assert "What if Little: the time limit left no time for it." in said.err
    assert "What if Once more: the time limit left no time for it." in said.err
    opening = next(str(cell.value) for (cell, *_) in load_workbook(target)["What-ifs"] if "3 what-ifs" in str(cell.value))
    assert "1 of them has a plan" in opening and "no time for 2 of them" in opening


@pytest.mark.parametrize("typed", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_is_a_number_of_minutes(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["solve", f"--time-limit={typed}"])
    assert ended.value.code == 2
    assert f"{typed} is not a number of minutes above 0" in capsys.readouterr().err


# A solve that takes long, or more memory than there is


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "shown"),
    [
        (Terminal(), [0.0, 1.0, 1.2, 31.0]),
        (io.StringIO(), [31.0]),
    ],
    ids=["terminal", "file"],
)
def test_a_line_moves_on_a_terminal_and_comes_anew_in_a_file(stream: io.StringIO, shown: list[float]) -> None:
    stages = Stages(stream)
    assert stages.watch.show is not None
    with stages("solve"):
        for seconds in (0.1, 1.0, 1.2, 31.0):
            stages.watch.show(Progress(2_000, None if seconds < 2 else 345, seconds))
    said = stream.getvalue()
    assert "    31 s, 2,000 iterations, 345 rows not met yet" in said
    assert ("     1 s, 2,000 iterations" in said) == (1.0 in shown)
    assert said.count("iterations") == (2 if 1.0 in shown else 1)  # not more often than every half second
    assert said.count("\r") == (6 if 1.0 in shown else 0) and said.endswith(" s\n")


def test_an_estimate_grows_with_the_program_and_is_told_of_unusual_ones_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the size that was measured 11 s; at twice that 11 × 2^1.8 = 38 s, at ten times 11 × 10^1.8 = 694 s = 12 minutes.

    Memory of 3.04 million columns: 0.3 + 3.0 × 3.04 = 9.4 GB.
    """
    law = {"MEASURED_COLUMNS": 304_000, "MEASURED_SECONDS": 11.0, "GROWTH": 1.8}
    for name, value in {**law, "GIGABYTES_AT_LEAST": 0.3, "GIGABYTES_PER_MILLION": 3.0}.items():
        monkeypatch.setattr(effort, name, value)
    assert effort.expected_seconds(608_000) == pytest.approx(11 * 2**1.8)
    assert effort.warning(304_000, 235_000, 8.0) == ""
    told = effort.warning(3_040_000, 2_350_000, 32.0)
    assert "3 million columns and 2.4 million rows" in told and "about 12 minutes" in told and "9.4 GB" in told
    assert "of this computer" not in told
    assert "more than the 8.0 GB of this computer" in effort.warning(3_040_000, 2_350_000, 8.0)
    assert "more than the 1.0 GB" in effort.warning(304_000, 235_000, 1.0)


def test_an_unusual_size_is_told_before_the_solve(
    soft: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(effort, "TOLD_FROM_GIGABYTES", 0.0)
    assert cli.main(["solve", str(soft), "-o", str(tmp_path / "result.xlsx")]) == 0
    said = capsys.readouterr().err
    assert said.index("compile") < said.index("A large program") < said.index("  solve")


@pytest.mark.parametrize("place", ["planning.load", "planning.Session.solve", "planning.write_result"])
def test_too_little_memory_is_no_defect(
    place: str, soft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(f"model.commands.{place}", short)
    target = tmp_path / "out" / "result.xlsx"
    assert cli.main(["solve", str(soft), "-o", str(target)]) == 4
    said = capsys.readouterr().err
    assert "not enough memory" in said and "defect" not in said and not target.parent.exists()
