"""Puts a file in its place whole or not at all, whatever ends the run meanwhile. Needs nothing but Python itself."""

from __future__ import annotations

import os
import platform
import re
import time
from itertools import count
from pathlib import Path

PREFIX = ".vault-planner"  # of the short-lived files that a result is written to before it takes its name
OWN = re.compile(re.escape(PREFIX) + r"-(?P<host>.+)-(?P<process>\d+)-\d+\.tmp")
DAY = 86_400.0  # seconds after which another computer's short-lived file belongs to no run that lives

_numbers = count()
_open: set[Path] = set()


def replace_file(path: Path, contents: bytes) -> None:
    """Write beside `path` first and then put the file in its place at once, so that no half of it is ever there."""
    sweep(path.parent)
    temporary = path.with_name(f"{PREFIX}-{_host()}-{os.getpid()}-{next(_numbers)}.tmp")
    _open.add(temporary)
    try:
        with temporary.open("wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())  # a name that points to what is not on the disk yet would be half a file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
        _open.discard(temporary)


def discard() -> None:
    """Remove what is being written, for a run that ends on the spot."""
    for temporary in list(_open):
        _remove(temporary)


def sweep(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder: files of this program alone, and of no run that lives."""
    for file in folder.glob(f"{PREFIX}-*.tmp"):
        name = OWN.fullmatch(file.name)
        if name and file not in _open and _abandoned(file, name["host"], int(name["process"])):
            _remove(file)


def _abandoned(file: Path, host: str, process: int) -> bool:
    try:
        old = time.time() - file.stat().st_mtime > DAY
    except OSError:
        return False
    return old or (host == _host() and not _alive(process))


def _alive(process: int) -> bool:
    """Whether a process of this computer runs, or may."""
    if process == os.getpid():
        return True
    if os.name == "nt":
        return False  # a file that a living process writes cannot be removed there, so that nothing is lost by trying
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return  # in use, or not ours to remove: the next run tries again


def _host() -> str:
    """This computer's name as it may stand in a file's: folders may be shared, and process numbers are not."""
    return re.sub(r"[^A-Za-z0-9]+", "_", platform.node())[:40] or "computer"
