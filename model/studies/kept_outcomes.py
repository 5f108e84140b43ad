"""Outcomes of a study's tasks, kept as they are found, so that a study that was stopped goes on where it was.

Lines of JSON, which run no code. What cannot be read, is of another workbook or of another version counts for nothing.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from model import __version__
from model.studies.study import Outcome, Task

LARGEST = 500_000_000  # bytes; what is larger was not written here


class KeptOutcomes:
    """Those of one workbook, by its `fingerprint`, in one file; `complete` until one is missing that could still be found."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint
        self.complete = True
        self._asked: set[str] = set()
        self._known = _read(path)

    def of(self, kind: str, task: Task) -> Outcome | None:
        """How the task ended before; None where it did not, or is not known any more."""
        key = self._key(kind, task)
        self._asked.add(key)
        return self._known.get(key)

    def keep(self, kind: str, task: Task, outcome: Outcome) -> None:
        """Add an outcome to the file. A folder that takes nothing costs only time."""
        line = {"key": self._key(kind, task), "found": outcome.found, "why": outcome.why, "seconds": outcome.seconds}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def forget(self) -> None:
        """Delete the file if the study is done, and it holds nothing of another one that was stopped."""
        if self.complete and self._asked and self._asked.issuperset(self._known):
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def _key(self, kind: str, task: Task) -> str:
        solve = f"{task.solve.__module__}.{task.solve.__qualname__}"
        told = "\n".join((__version__, self.fingerprint, kind, task.name, solve, repr(task.arguments)))
        return blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _read(path: Path) -> dict[str, Outcome]:
    known: dict[str, Outcome] = {}
    try:
        if path.stat().st_size > LARGEST:
            return known
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return known
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):  # the last line may be cut off
            one = json.loads(line)
            known[str(one["key"])] = Outcome(one["found"], tuple(map(str, one["why"])), float(one["seconds"]))
    return known
