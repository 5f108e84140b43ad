"""Where tasks are solved: in this process, in processes of this computer, or on a Dask cluster; one interface for all."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
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
    """How many tasks are solved at a time; `submit`, which has a function called with what all tasks share, which is in each
    process once, and with what is given besides; and `lost`: what a future raises whose process has ended, where it is not
    cancelled."""

    number: int
    submit: Callable[..., Future[Any]]
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
def workers_here(number: int, shared: Any) -> Iterator[Workers]:
    """So many processes of this computer; one is this process itself. Where the run is called off they end at once."""
    if number == 1:
        yield Workers(1, partial(_submit, InThisProcess(), shared))
        return
    # Not forked: threads of the solver would be cut off in the copy.
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(number, mp_context=fresh, initializer=_begin, initargs=(shared,))
    try:
        yield Workers(number, lambda function, *given: pool.submit(_with_shared, function, *given))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()


_shared: list[Any] = []  # what all tasks of this process share


def _begin(shared: Any) -> None:
    """In a process that begins: Ctrl-C is the run's, and where the run ends, however it does, the process ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    _shared[:] = [shared]


def _end_with_the_run() -> None:
    if (run := multiprocessing.parent_process()) is not None:
        run.join()
        os._exit(1)


def _with_shared(function: Callable[..., Any], *given: Any) -> Any:
    return function(_shared[0], *given)


def _submit(executor: Executor, shared: Any, function: Callable[..., Any], *given: Any) -> Future[Any]:
    return executor.submit(function, shared, *given)


@contextmanager
def workers_of_cluster(address: str, shared: Any) -> Iterator[Workers]:
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
        there = client.scatter(shared, broadcast=True)
        yield Workers(number, partial(_submit, client.get_executor(pure=False), there), (KilledWorker,))
