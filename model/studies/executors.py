"""Where tasks are solved: in this process, in processes of this computer, or on a Dask cluster; one interface for all."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from model.effort import expected_gigabytes, memory_gigabytes

P = ParamSpec("P")
T = TypeVar("T")

WORTH_PROCESSES = 20_000  # columns of a program from which another process saves more than it takes to start
OF_MEMORY = 0.7  # share of this computer's memory that programs may take together
NOT_INSTALLED = "--scheduler needs the package distributed: install vault-planner[cluster]."


class SchedulerError(Exception):
    """The cluster cannot be reached; the message says why, in a sentence."""


@dataclass(frozen=True)
class Workers:
    """An `executor`, how many tasks it solves at a time, and `share`, which takes what many tasks need to where they are
    solved, once. `lost`: what a future raises whose process has ended, where it is not cancelled."""

    executor: Executor
    number: int
    share: Callable[[Any], Any] = lambda shared: shared
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)


class InThisProcess(Executor):
    """Solves what it is given at once, one after the other."""

    def submit(self, function: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(function(*given, **named))
        except Exception as error:  # noqa: BLE001 # an executor hands on what happened
            future.set_exception(error)
        return future


def useful_workers(columns: int) -> int:
    """How many programs of so many columns this computer solves side by side."""
    if columns < WORTH_PROCESSES:
        return 1
    memory = memory_gigabytes()
    fitting = int(OF_MEMORY * memory / expected_gigabytes(columns)) if memory else 1
    return max(1, min(os.cpu_count() or 1, fitting))


@contextmanager
def workers_here(number: int) -> Iterator[Workers]:
    """So many processes of this computer; one is this process itself. Where the run is called off they end at once."""
    if number == 1:
        yield Workers(InThisProcess(), 1)
        return
    # Not forked: threads of the solver would be cut off in the copy.
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(number, mp_context=fresh, initializer=_leave_interrupts_to_the_run)
    try:
        yield Workers(pool, number)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()


def _leave_interrupts_to_the_run() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def workers_of_cluster(address: str) -> Iterator[Workers]:
    """The workers of a Dask scheduler, such as tcp://host:8786. Raises SchedulerError."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise SchedulerError(NOT_INSTALLED) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError) as refusal:
        raise SchedulerError(f"No Dask scheduler answers at {address}: {refusal}.") from None
    with client:
        number = sum(client.nthreads().values())
        if number == 0:
            raise SchedulerError(f"The scheduler at {address} has no workers.")

        def share(shared: Any) -> Any:
            return client.scatter(shared, broadcast=True)

        yield Workers(client.get_executor(pure=False), number, share, (KilledWorker,))
