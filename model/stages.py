"""The stages of a run as a planner sees them, with elapsed times, and how far the solver is while it runs."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import NoReturn, TextIO

from tqdm import tqdm

from model.solve import Progress, Watch
from model.streams import write

MOVES = 0.5  # seconds between two changes of the moving line on a terminal
SHOWN = 48  # characters of a task's name in the bar
REPEATS = 30.0  # seconds between two lines where lines are kept, as in a file


@dataclass
class Stages:
    """Shows each stage on `stream` as it begins and ends, and remembers the seconds it took; silent without a stream.

    `deadline`, on perf_counter's clock, ends the solves of all stages, which are given `watch`.
    """

    stream: TextIO | None = None
    deadline: float = math.inf
    seconds: dict[str, float] = field(default_factory=dict)
    watch: Watch = field(init=False)
    _label: str = ""
    _shown: float = 0.0  # seconds of the stage at which the solver was shown last
    _width: int = 0  # of the moving line
    _bar: tqdm[NoReturn] | None = None  # of tasks
    _total: int = 0
    _ended: int = 0

    def __post_init__(self) -> None:
        self.watch = Watch(self.deadline, self._show if self.stream is not None else None)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self._label, self._shown, self._width = f"  {name:<28}", 0.0, 0
        self._say(self._label)
        self.watch.begin()
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
        if self._shown:
            self._begin_again(self._label)
        self._say(f"{self.seconds[name]:6.1f} s\n")

    @contextmanager
    def counting(self, total: int) -> Iterator[None]:
        """While it lasts, tasks are counted as they end: in a bar with the time left on a terminal, elsewhere in lines."""
        self._total, self._ended = total, 0
        bar = self.stream is not None and self.stream.isatty()
        self._bar = tqdm(total=total, file=self.stream, desc="  studies", unit="solve", dynamic_ncols=True) if bar else None
        try:
            yield
        finally:
            if self._bar is not None:
                self._bar.close()
                self._bar = None

    def counted(self, kind: str, name: str, seconds: float) -> None:
        """A task of one kind has ended, which took so many seconds wherever it was solved."""
        self._ended += 1
        self.seconds[kind] = self.seconds.get(kind, 0.0) + seconds
        if self._bar is not None:
            self._bar.set_postfix_str(f"{kind}: {name}"[:SHOWN], refresh=False)
            self._bar.update()
        else:
            self._say(f"  {f'{self._ended} of {self._total}':<14}{kind}: {name}, {seconds:.1f} s\n")

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self.watch.remaining == 0

    def note(self, sentence: str) -> None:
        """A sentence between two stages."""
        self._say(f"  {sentence}\n")

    def _show(self, progress: Progress) -> None:
        """How far the solver is: a line that moves on a terminal, elsewhere a further line now and then."""
        assert self.stream is not None
        moving = self.stream.isatty()
        if progress.seconds - self._shown < (MOVES if moving else REPEATS):
            return
        said = f"{progress.seconds:6.0f} s, {in_words(progress)}"
        if moving:
            self._begin_again(self._label + said)
        else:
            self._say(f"\n  {'':<28}{said}")
        self._shown = progress.seconds

    def _begin_again(self, text: str) -> None:
        assert self.stream is not None
        if not self.stream.isatty():
            self._say("\n" + text)
            return
        text = text[: shutil.get_terminal_size().columns - 1]  # a longer line would not be written over
        self._say("\r" + " " * self._width + "\r" + text)
        self._width = len(text)

    def _say(self, text: str) -> None:
        if self.stream is not None:
            write(self.stream, text)


def in_words(progress: Progress) -> str:
    """Iterations, and what the solver has yet to put right."""
    done = f"{progress.iterations:,} iterations"
    return done if progress.broken is None else f"{done}, {progress.broken:,} rows not met yet"
