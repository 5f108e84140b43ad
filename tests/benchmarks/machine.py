"""What a table was measured on, and when."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("pyomo", "highspy", "linopy", "numpy", "pandas")
CPU_FILE = Path("/proc/cpuinfo")


def machine(packages: Sequence[str] = PACKAGES) -> str:
    """Processor, cores, memory, system, versions and date, in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    where = f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}"
    versions = ", ".join(f"{name} {found}" for name in packages if (found := _version(name)))
    return f"{where}; Python {platform.python_version()}, {versions}; {date.today().isoformat()}"


def _processor() -> str:
    """Its name, where the system tells it."""
    if CPU_FILE.exists():
        for line in CPU_FILE.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
