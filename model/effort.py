"""What a run is likely to take, told before one of unusual size."""

from __future__ import annotations

import os

# Fitted by `python -m tests.benchmarks`, which prints these two lines anew: processor seconds of the whole run, and the peak
# of its memory, by columns of cases grown from the default by stories.
MEASURED_COLUMNS, MEASURED_SECONDS, GROWTH = 309_305, 24.0, 1.2
GIGABYTES_AT_LEAST, GIGABYTES_PER_MILLION = 0.2, 2.9
TOLD_FROM_SECONDS, TOLD_FROM_GIGABYTES = 120.0, 4.0


def expected_seconds(columns: int) -> float:
    """Seconds of a run that solves a case once, within a factor of about three either way."""
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
        f"A large program: {size_in_words(columns, rows)}. Expect the run to take about {_minutes(seconds)}, perhaps three "
        f"times that, and {gigabytes:.1f} GB of memory"
    )
    told += f", more than the {memory:.1f} GB of this computer. " if short else ". "
    return f"{told}Ctrl-C stops it. It gets smaller {SMALLER}."


def too_long(columns: int, left: float) -> str:
    """A sentence where a run is likely to need more than the seconds that are `left` of its time limit, "" elsewhere."""
    seconds = expected_seconds(columns)
    if seconds <= max(left, 1.0):
        return ""
    return (
        f"Expect the run to take about {_duration(seconds)}; --time-limit leaves {_duration(left)}. If that is too little, "
        "the result is the best plan known, if there is one, and how far it may be from the least cost."
    )


def size_in_words(columns: int, rows: int) -> str:
    """A program's size, in the field's terms."""
    return f"{columns / 1e6:.2g} million columns and {rows / 1e6:.2g} million rows"


SMALLER = "with fewer stories, periods or materials"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60 else _minutes(seconds)


def _minutes(seconds: float) -> str:
    minutes = max(round(seconds / 60), 1)
    if minutes >= 120:
        return f"{minutes / 60:.0f} hours"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
