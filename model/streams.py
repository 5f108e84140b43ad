"""Standard output and standard error as the program uses them: the first for what was asked for and nothing else, the
second for everything besides. A stream that nobody reads any more takes nothing and stops nothing."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from io import TextIOBase
from typing import TextIO

GONE = (errno.EPIPE, errno.EBADF, errno.EINVAL)  # nobody reads it; EINVAL is how Windows says so

_results: list[TextIO] = []  # the innermost last
_unended: set[int] = set()  # streams, by identity, whose last line is not ended


def prepare_streams() -> None:
    """Make the process's streams fit for what follows; to be called once, before anything is opened or printed.

    A stream that was closed by whoever started the process leads nowhere, as its number would else go to the first file that
    is opened. File descriptor 1 leads where 2 does, for libraries that print to it from their own code; `sys.stdout` keeps
    what it led to. Characters that the stream's encoding lacks are replaced.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    encoding = sys.stdout.encoding
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = open(own, "w", encoding=encoding, errors="replace", closefd=False)  # noqa: SIM115


@contextmanager
def results_apart() -> Iterator[None]:
    """While it lasts, standard output is for `tell` alone: whatever else is printed to it goes to standard error."""
    _results.append(sys.stdout)
    try:
        with redirect_stdout(_ToStandardError()):
            yield
    finally:
        _results.pop()


class _ToStandardError(TextIOBase):
    """Where libraries print to: standard error, which may be gone without their noticing."""

    def write(self, text: str) -> int:
        write(sys.stderr, text)
        return len(text)

    def fileno(self) -> int:
        return sys.stderr.fileno()


def tell(text: str) -> None:
    """A line of what was asked for, to standard output."""
    write(_results[-1] if _results else sys.stdout, f"{text}\n")


def say(text: str) -> None:
    """A line of its own to standard error."""
    begun = "\n" if id(sys.stderr) in _unended else ""
    write(sys.stderr, f"{begun}{text}\n")


def write(stream: TextIO, text: str) -> None:
    """Write at once. A stream that is gone is silent from then on; one that takes nothing for another reason is told of."""
    try:
        stream.write(text)
        stream.flush()
        if text:
            (_unended.discard if text.endswith("\n") else _unended.add)(id(stream))
    except OSError as refusal:
        _silence(stream)
        if refusal.errno not in GONE and stream is not sys.stderr:
            say(f"Standard output takes nothing more: {refusal.strerror}.")


def finish() -> None:
    """Pass on what waits in the streams, such as a help text, so that the interpreter finds nothing to complain of."""
    for stream in (sys.stdout, sys.stderr):
        write(stream, "")


def _silence(stream: TextIO) -> None:
    """Lead a stream nowhere, with all that waits in it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()
