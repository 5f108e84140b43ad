"""Every measured thing runs in a process of its own, one after the other, so that memory is its own and no other disturbs it.

python -m tests.benchmarks.processes THING FOLDER SECONDS
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.laps import Laps, Measured, read_laps
from tests.benchmarks.things import thing

OVER, TOO_LONG = "over the limit", "too long on the clock"
OF_THE_LIMIT = (-signal.SIGXCPU, -signal.SIGKILL) if sys.platform != "win32" else ()
PATIENCE = 4.0  # times the limit of CPU time, on the clock: others may have the cores


def measure(name: str, folder: Path, limit: float) -> Measured:
    """Run a thing on the case in `folder`, for at most `limit` CPU seconds."""
    file = _reports(folder, name)
    file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.benchmarks.processes", name, str(folder), str(limit)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE * limit, check=False)
    except subprocess.TimeoutExpired:
        stopped = TOO_LONG
    else:
        stopped = _how(ended)
    found = read_laps(file, limit)
    found.stopped = stopped
    if stopped != OVER:
        found.at_least = 0.0
    return found


def _how(ended: subprocess.CompletedProcess[str]) -> str:
    """How a process ended that did not end well: in its own words, if it had any; "" for one that did."""
    if not ended.returncode:
        return ""
    if ended.returncode in OF_THE_LIMIT:
        return OVER
    said = ended.stderr.strip().splitlines()
    return said[-1] if said else f"exit code {ended.returncode}"


def _reports(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"


def main() -> None:
    """Be the measured process. Raises ImportError on Windows, which limits no process."""
    import resource

    name, folder, limit = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    thing(name)(folder, Laps(_reports(folder, name)))


if __name__ == "__main__":
    main()
