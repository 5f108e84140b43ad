"""Ctrl-C and the system's request to end, heard at any stage of a run within two seconds. Needs nothing but Python itself."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 1.0  # seconds the run has to end by itself, clean-up included
SOLVER_THREAD = "solver"  # the name of threads that run the solver, which hears only now and then
NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last is Windows' Ctrl-Break

_heard: list[int] = []  # the number of the first signal, while a run lasts


class Interrupted(KeyboardInterrupt):
    """A signal asks the run to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def code(self) -> int:
        """The exit code by custom: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number

    @property
    def sentence(self) -> str:
        """What the planner is told."""
        cause = "by Ctrl-C" if self.number == signal.SIGINT else f"by the system ({signal.Signals(self.number).name})"
        return f"Stopped {cause}. Your workbook was not changed."


def interruption() -> Interrupted | None:
    """The request to end that was heard, also where a library has made another exception of it."""
    return Interrupted(_heard[0]) if _heard else None


def ignore() -> None:
    """Be deaf from now on, for a process that is about to end anyway."""
    for number in _wanted():
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def heard(last_words: Callable[[Interrupted], None]) -> Iterator[None]:
    """While it lasts, a request to end raises Interrupted; any further one changes nothing. Should the run not end in time,
    as library code may hold it or have swallowed the exception, `last_words` are said and the process ends on the spot.

    A run that was told to end stays deaf, as the process is about to end.
    Signals that whoever started the process wants ignored stay so. Outside the main thread, which alone may, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _heard.clear()
    bell, ear = socket.socketpair()
    bell.setblocking(False)
    ended = threading.Event()
    watchman = threading.Thread(target=_watch, args=(ear, ended, last_words), daemon=True)
    watchman.start()
    before = {number: signal.getsignal(number) for number in _wanted()}
    # Rung by the interpreter's own handler, even where the main thread is in a library and cannot hear.
    rung_before = signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
    for number in before:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        ended.set()
        signal.set_wakeup_fd(rung_before)
        bell.close()
        watchman.join(PATIENCE)
        ear.close()
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if _heard else handler)


def _wanted() -> list[int]:
    numbers = [int(getattr(signal, name)) for name in NAMES if hasattr(signal, name)]
    return [one for one in numbers if signal.getsignal(one) not in (signal.SIG_IGN, None)]


def _raise(number: int, _: FrameType | None) -> None:
    if not _heard:
        _heard.append(number)
        raise Interrupted(number)


def _watch(ear: socket.socket, ended: threading.Event, last_words: Callable[[Interrupted], None]) -> None:
    """Wait for the bell, then for the run to end; end the process where it does not."""
    rung = ear.recv(1)
    if rung and not ended.wait(PATIENCE):
        stop = Interrupted(rung[0])
        last_words(stop)
        os._exit(stop.code)
