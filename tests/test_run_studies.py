"""Tasks through executors: in this process, in others, on a cluster; whatever ends in the middle, the rest is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from model import cli
from model.commands.study import KEPT
from model.stages import Stages
from model.studies.base import base_of
from model.studies.executors import SchedulerError, workers_here, workers_of_cluster
from model.studies.kept_outcomes import KeptOutcomes
from model.studies.run_studies import LOST, run_studies
from model.studies.session import Session
from model.studies.study import Base, Task
from model.studies.variant import NO_TIME
from model.workbook import load
from tests import study_tasks as own
from tests.test_study import CHEAPER, LESS, NEVER, SHEETS
from tests.tiny import workbook

HERE = Path(__file__).parent.parent
IN_THIS_PROCESS = partial(workers_here, 1)
IN_TWO = partial(workers_here, 2)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Of a tiny case."""
    session = Session(load(workbook(tmp_path_factory.mktemp("base") / "tiny.xlsx", **SHEETS)).case)
    return base_of(session, session.solve(Stages()))


def found(base: Base, tasks: list[Task], open_workers: Any = IN_THIS_PROCESS, **more: Any) -> dict[str, Any]:
    """What a study of these tasks finds, by their names."""
    (findings,) = run_studies(base, [own.OfTasks(tuple(tasks))], open_workers, more.pop("stages", Stages()), **more)
    return findings


def test_each_is_solved_and_none_takes_another_with_it(base: Base) -> None:
    odd = [Task("none", own.no_plan), Task("bad", own.defective)]
    told = found(base, [Task("one", own.twice, (1,)), *odd, Task("two", own.twice, (2,))])
    assert (told["one"], told["none"], told["two"]) == (2, ("it has no plan.",), 4)
    assert "defect" in told["bad"][0] and "KeyError" in told["bad"][0]


def test_two_processes_share_the_tasks_out(base: Base) -> None:
    told = found(base, [Task(str(k), own.its_process, (0.3,)) for k in range(6)], IN_TWO)
    assert len(set(told.values())) == 2 and os.getpid() not in told.values()


def test_a_process_that_ends_costs_one_more_try(base: Base, tmp_path: Path) -> None:
    ends = Task("ends", own.kill_once, (str(tmp_path / "note"),))
    told = found(base, [Task("quick", own.twice, (1,)), ends, Task("two", own.twice, (2,))], IN_TWO)
    assert told == {"quick": 2, "ends": "alive", "two": 4}


def test_a_task_that_always_ends_its_process_is_told_and_the_rest_is_found(base: Base) -> None:
    tasks = [Task("ends", own.kill_always), *(Task(str(k), own.twice, (k,)) for k in range(4))]
    assert found(base, tasks, IN_TWO) == {"ends": (LOST,), "0": 0, "1": 2, "2": 4, "3": 6}


def test_what_time_leaves_none_for_is_told(base: Base) -> None:
    assert found(base, [Task("one", own.twice, (1,))], stages=Stages(deadline=0.0)) == {"one": (NO_TIME,)}


def test_a_stopped_study_goes_on_where_it_was(base: Base, tmp_path: Path) -> None:
    """Two of three are known; a line that was cut off, and one of another workbook, count for nothing."""
    names = ("first", "second", "third")
    tasks = [Task(name, own.noted, (str(tmp_path), name)) for name in names]
    path = tmp_path / f"tiny{KEPT}"
    found(base, tasks[:2], kept=KeptOutcomes(path, "this workbook"))
    path.write_text(path.read_text() + '{"key": "cut o')
    assert found(base, tasks, kept=KeptOutcomes(path, "this workbook")) == {name: name for name in names}
    solved = {name: (tmp_path / name).read_text().count("solved") for name in names}
    assert solved == {"first": 1, "second": 1, "third": 1}
    found(base, tasks[:1], kept=KeptOutcomes(path, "another workbook"))
    assert (tmp_path / "first").read_text().count("solved") == 2


def test_the_file_goes_when_all_that_it_holds_is_done(base: Base, tmp_path: Path) -> None:
    """Not with a study of something else, nor before any is run."""
    one, other = (Task(name, own.noted, (str(tmp_path), name)) for name in ("one", "other"))
    path = tmp_path / "kept"
    found(base, [one], kept=KeptOutcomes(path, "x"))
    for tasks, there in (([], True), ([other], True), ([one, other], False)):
        kept = KeptOutcomes(path, "x")
        found(base, tasks, kept=kept)
        kept.forget()
        assert path.exists() is there


def test_what_may_end_otherwise_is_not_kept(base: Base, tmp_path: Path) -> None:
    kept = KeptOutcomes(tmp_path / "kept", "x")
    found(base, [Task("late", own.twice, (1,))], stages=Stages(deadline=0.0), kept=kept)
    assert not (tmp_path / "kept").exists() and not kept.complete


def _told(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert cli.main(["study", *options, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    return {key: said[key] for key in ("objective", "orders", "what_ifs")}


def test_a_what_if_in_a_worker_equals_one_in_the_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "tiny.xlsx", **SHEETS, what_ifs=[CHEAPER, LESS, NEVER])
    here = _told(capsys, str(path), "-o", str(tmp_path / "here.xlsx"), "--workers", "1")
    there = _told(capsys, str(path), "-o", str(tmp_path / "there.xlsx"), "--workers", "2")
    assert here == there and len(here["what_ifs"]) == 3
    assert not (tmp_path / f"tiny{KEPT}").exists()  # done


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_the_processes_too_and_keeps_what_was_found(base: Base, tmp_path: Path) -> None:
    """The second task lasts; the first is found again afterwards."""
    program = f"""
import signal
from functools import partial
from pathlib import Path
from pickle import load
from model.interrupts import heard, Interrupted
from model.stages import Stages
from model.studies.executors import workers_here
from model.studies.kept_outcomes import KeptOutcomes
from model.studies.run_studies import run_studies
from model.studies.study import Task
from tests import study_tasks as own
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
    tasks = (Task("quick", own.its_process, (0.0,)), Task("slow", own.its_process, (60.0,)))
    with heard(lambda stop: print("stopped", flush=True)):
        try:
            with open({str(tmp_path / "base")!r}, "rb") as file:
                base = load(file)
            kept = KeptOutcomes(Path({str(tmp_path / "kept")!r}), "x")
            run_studies(base, [own.OfTasks(tasks)], partial(workers_here, 2), Stages(), kept)
        except Interrupted:
            print("stopped")
"""
    import pickle

    (tmp_path / "base").write_bytes(pickle.dumps(base))
    (tmp_path / "program.py").write_text(program)
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    running = subprocess.Popen([sys.executable, tmp_path / "program.py"], env=environment, stdout=subprocess.PIPE, text=True)
    until = time.time() + 60
    while not (tmp_path / "kept").exists() and time.time() < until:
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert "stopped" in said
    worker = int(json.loads((tmp_path / "kept").read_text())["found"])
    until = time.time() + 30
    while _lives(worker) and time.time() < until:
        time.sleep(0.1)
    assert not _lives(worker)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a Dask scheduler on this computer, and its two workers."""
    pytest.importorskip("distributed")
    environment = {**os.environ, "PYTHONPATH": str(HERE), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"}
    address = tmp_path / "scheduler.json"

    def start(*command: str) -> subprocess.Popen[bytes]:
        whole = [sys.executable, "-m", "dask", *command, "--scheduler-file", str(address)]
        return subprocess.Popen(
            whole, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    worker = ("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path))
    scheduler = start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
    until = time.time() + 60
    while not address.exists() and time.time() < until:
        time.sleep(0.1)
    workers = [start(*worker), start(*worker)]
    try:
        yield json.loads(address.read_text())["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def _open_when_both_are_there(address: str) -> Any:
    from distributed import Client

    with Client(address, timeout=30) as client:
        client.wait_for_workers(2, timeout=60)
    return partial(workers_of_cluster, address)


def test_a_cluster_finishes_though_a_worker_is_ended_in_the_middle(base: Base, cluster: Any) -> None:
    address, workers = cluster
    open_workers = _open_when_both_are_there(address)
    counted: list[str] = []

    class Counting(Stages):
        def counted(self, kind: str, name: str, seconds: float) -> None:
            counted.append(name)
            if len(counted) == 2:
                workers[0].kill()

    told = found(base, [Task(str(k), own.its_process, (0.5,)) for k in range(8)], open_workers, stages=Counting())
    assert set(told) == {str(k) for k in range(8)} and len(counted) == 8
    assert all(isinstance(process, int) for process in told.values())
    assert workers[1].pid in told.values()


def test_a_study_on_a_cluster_equals_one_here(
    tmp_path: Path, cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    address, _ = cluster
    _open_when_both_are_there(address)
    path = workbook(tmp_path / "tiny.xlsx", **SHEETS, what_ifs=[CHEAPER, LESS, NEVER])
    here = _told(capsys, str(path), "-o", str(tmp_path / "here.xlsx"))
    assert _told(capsys, str(path), "-o", str(tmp_path / "there.xlsx"), "--scheduler", address) == here


def test_a_scheduler_that_does_not_answer_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed")
    path = workbook(tmp_path / "tiny.xlsx", **SHEETS, what_ifs=[CHEAPER])
    target = tmp_path / "result.xlsx"
    assert cli.main(["study", str(path), "-o", str(target), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err and not target.exists()
    with pytest.raises(SchedulerError), workers_of_cluster("nonsense", None):
        pass


@pytest.mark.parametrize("typed", ["0", "-2", "many", "1000"])
def test_workers_are_a_number(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["study", f"--workers={typed}"])
    assert ended.value.code == 2 and "is not a number of processes" in capsys.readouterr().err
