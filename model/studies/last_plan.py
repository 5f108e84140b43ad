"""The bases a case was left at, kept beside its result: the next run of the workbook starts from them.

They decide nothing. A file that is missing, of another workbook, of another version or broken costs time alone.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from hashlib import blake2b
from pathlib import Path

import numpy as np

from model.solve import Basis
from model.whole_file import replace_file

FORMAT = 1  # another one is not read
DIGEST = 16  # bytes at the beginning of the file, of all that follows: what is broken is known before it is read
LARGEST = 200_000_000  # bytes; what is larger was not written here


@dataclass(frozen=True)
class LeftAt:
    """Where the solves of a case ended: without the reserve, with it, and with its whole lots; None where there is none."""

    without: Basis | None = None
    whole: Basis | None = None
    lots: Basis | None = None


def write_last_plan(path: Path, left: LeftAt) -> None:
    """Keep them. Raises OSError."""
    arrays = {"format": np.array(FORMAT)}
    for field in fields(left):
        basis: Basis | None = getattr(left, field.name)
        if basis is not None:
            arrays |= {f"{field.name} {name}": array for name, array in basis.arrays().items()}
    contents = io.BytesIO()
    np.savez_compressed(contents, allow_pickle=False, **arrays)
    replace_file(path, _digest(contents.getvalue()) + contents.getvalue())


def read_last_plan(path: Path) -> LeftAt:
    """What was kept; nothing of a file that is not there or not to be read."""
    try:
        if path.stat().st_size > LARGEST:
            return LeftAt()
        contents = path.read_bytes()
        if contents[:DIGEST] != _digest(contents[DIGEST:]):
            return LeftAt()
        with np.load(io.BytesIO(contents[DIGEST:]), allow_pickle=False) as arrays:
            if int(arrays["format"]) != FORMAT:
                return LeftAt()
            found = {}
            for field in fields(LeftAt):
                prefix = f"{field.name} "
                own = {name.removeprefix(prefix): arrays[name] for name in arrays.files if name.startswith(prefix)}
                if own:
                    found[field.name] = Basis.from_arrays(own)
            return LeftAt(**found)
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError, zipfile.BadZipFile):
        return LeftAt()


def _digest(contents: bytes) -> bytes:
    return blake2b(contents, digest_size=DIGEST).digest()
