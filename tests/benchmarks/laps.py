"""What one measured process reports: CPU seconds and the peak of memory by stage, and figures of what it did.

Every report is a line of a file, written at once: of a process that was stopped, what it had done is known.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

PER_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in which a peak is told


class Laps:
    """Writes reports to a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Measure a stage; the CPU seconds are those of all threads. Stages of one name are added up."""
        start = process_time()
        self._tell(begun=stage, at=start)
        yield
        self._tell(stage=stage, seconds=process_time() - start, gigabytes=peak())

    def note(self, **figures: float | str) -> None:
        """Figures of what was done, by name."""
        self._tell(figures=figures)

    def _tell(self, **report: Any) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(report) + "\n")


def peak() -> float:
    """The most memory that this process has had so far, GB. Raises ImportError on Windows, which does not tell."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PER_UNIT / 1e9


@dataclass
class Measured:
    """What a process reported: CPU seconds by stage in order, the peak of its memory at the end of the last stage, figures
    by name. Where it did not end well `stopped` says how, `during` in which stage, and `at_least` how many CPU seconds that
    stage had taken, if it was the limit that stopped it."""

    seconds: dict[str, float] = field(default_factory=dict)
    gigabytes: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)
    stopped: str = ""
    during: str = ""
    at_least: float = 0.0

    @property
    def total(self) -> float:
        """CPU seconds of all stages that ended."""
        return sum(self.seconds.values())


def read_laps(file: Path, limit: float) -> Measured:
    """What a process has reported so far; `limit`: CPU seconds after which one was stopped that has not ended its stage."""
    found = Measured()
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        report = json.loads(line)
        if "figures" in report:
            found.figures |= report["figures"]
        elif "begun" in report:
            found.during, found.at_least = report["begun"], limit - report["at"]
        else:
            stage = report["stage"]
            found.seconds[stage] = found.seconds.get(stage, 0.0) + report["seconds"]
            found.gigabytes, found.during, found.at_least = report["gigabytes"], "", 0.0
    return found
