"""What is at a path, asked before it is opened: a pipe would wait for ever, and no disk takes a name that is too long."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LONGEST_NAME = 255  # bytes or, on Windows and macOS, characters, where the file system does not say
SPECIAL = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def special(path: Path) -> str:
    """What a path leads to if that is neither a file nor a folder, such as "a pipe"; "" if it is, or nothing is there.

    Names below /dev stand for what the process was started with, and are no place for a workbook even where it is a file.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    if kind := next((name for is_kind, name in SPECIAL if is_kind(mode)), ""):
        return kind
    return "a device" if path.parts[:2] == ("/", "dev") and stat.S_ISREG(mode) else ""


def too_long(path: Path) -> str:
    """Why no file of that name can be: a part of its path, or all of it, is longer than the file system takes; else ""."""
    whole = path.absolute()
    limit = _limit(whole)
    for part in reversed(whole.parts[1:]):
        if (length := _length(part)) > limit:
            return f"The name {part[:40]}… has {length} {_unit()}, and at most {limit} are possible"
    try:
        whole.lstat()
    except OSError as fault:
        if fault.errno == errno.ENAMETOOLONG:
            return f"The path {str(whole)[:60]}… has {len(str(whole)):,} characters, more than the file system takes"
    except ValueError:  # a NUL
        return ""
    return ""


def fitting(folder: Path, stem: str, behind: str) -> Path:
    """The path `<stem><behind>` in a folder, with the stem cut to what fits in a name there."""
    room = _limit((folder / "x").absolute()) - _length(behind)
    while _length(stem) > room:
        stem = stem[:-1]
    return folder / f"{stem}{behind}"


def _limit(path: Path) -> int:
    """The longest name in the folder of a path, or the nearest there is above it."""
    for folder in path.parents:
        try:
            return os.pathconf(folder, "PC_NAME_MAX")
        except AttributeError:  # Windows
            return LONGEST_NAME
        except (OSError, ValueError):
            continue
    return LONGEST_NAME


def _length(name: str) -> int:
    return len(name) if os.name == "nt" else len(os.fsencode(name))


def _unit() -> str:
    return "characters" if os.name == "nt" else "bytes"
