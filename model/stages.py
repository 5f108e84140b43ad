"""The stages of a run as a planner sees them, with elapsed times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TextIO


@dataclass
class Stages:
    """Shows each stage on `stream` as it begins and ends, and remembers the seconds it took; silent without a stream."""

    stream: TextIO | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        self._say(f"  {name:<28}")
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
            self._say(f"{self.seconds[name]:6.1f} s\n")

    def _say(self, text: str) -> None:
        if self.stream is not None:
            self.stream.write(text)
            self.stream.flush()
