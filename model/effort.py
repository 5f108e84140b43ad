"""What a solve is likely to take, told before one of unusual size."""

from __future__ import annotations

import os

# Measured on two quiet cores: the default workbook's program took 11 s of the solver at 0.30 million columns, with more
# stories 26 s at 0.53 and 111 s at 1.04 million; so time grows with the power 1.8 of the columns. Peaks of memory: 1.1 GB
# at 0.30 and 1.9 GB at 0.56 million columns.
MEASURED_COLUMNS, MEASURED_SECONDS, GROWTH = 304_000, 11.0, 1.8
GIGABYTES_AT_LEAST, GIGABYTES_PER_MILLION = 0.3, 3.0  # of the whole run, by columns
TOLD_FROM_SECONDS, TOLD_FROM_GIGABYTES = 120.0, 4.0


def expected_seconds(columns: int) -> float:
    """Seconds of the first solve, within a factor of about three either way."""
    return MEASURED_SECONDS * float(columns / MEASURED_COLUMNS) ** GROWTH


def expected_gigabytes(columns: int) -> float:
    """Memory of the whole run at its peak."""
    return GIGABYTES_AT_LEAST + GIGABYTES_PER_MILLION * columns / 1e6


def memory_gigabytes() -> float | None:
    """Memory this computer has; None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None


def warning(columns: int, rows: int, memory: float | None = None) -> str:
    """A sentence with size and estimate for a program of unusual size, "" for any other. `memory`: gigabytes there are."""
    seconds, gigabytes = expected_seconds(columns), expected_gigabytes(columns)
    short = memory is not None and gigabytes > memory
    if seconds < TOLD_FROM_SECONDS and gigabytes < TOLD_FROM_GIGABYTES and not short:
        return ""
    told = (
        f"A large program: {size_in_words(columns, rows)}. Expect about {_minutes(seconds)} of solving, perhaps three times "
        f"that, and {gigabytes:.1f} GB of memory"
    )
    told += f", more than the {memory:.1f} GB of this computer. " if short else ". "
    return f"{told}Ctrl-C stops it. It gets smaller {SMALLER}."


def size_in_words(columns: int, rows: int) -> str:
    """A program's size, in the field's terms."""
    return f"{columns / 1e6:.2g} million columns and {rows / 1e6:.2g} million rows"


SMALLER = "with fewer stories, periods or materials"


def _minutes(seconds: float) -> str:
    minutes = max(round(seconds / 60), 1)
    if minutes >= 120:
        return f"{minutes / 60:.0f} hours"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
