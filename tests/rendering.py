"""Workbooks rendered by LibreOffice: a PDF, its pages as text and as pictures."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TOOLS = ("soffice", "pdftotext", "pdftoppm")
CALIBRI = ("Calibri", "Carlito")  # the workbooks' font, and the free one of the same widths
SECONDS = 180
WHITE = 250  # grey from which on a dot counts as white
FOOTER = 0.92  # of a page's height, where its footer begins
MARGIN = 12  # dots around a drawn page


def _missing() -> list[str]:
    """What the pages cannot be looked at without; in a wider font than theirs they are other pages."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if shutil.which("fc-match"):
        done = subprocess.run(["fc-match", "Calibri", "family"], check=False, capture_output=True, text=True)
        if not done.stdout.startswith(CALIBRI):
            missing.append("Carlito, a font of Calibri's widths")
    return missing


MISSING = _missing()


def to_pdf(workbook: Path, folder: Path) -> Path:
    """The workbook printed to a PDF in the folder, with a LibreOffice profile of its own."""
    profile = f"-env:UserInstallation=file://{(folder / 'profile').resolve()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    printed = folder / f"{workbook.stem}.pdf"
    assert printed.exists(), done.stdout + done.stderr
    return printed


def recomputed(workbooks: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them, in the folder: what their formulas come to there stands in their cells."""
    profile = f"-env:UserInstallation=file://{(folder / 'profile').resolve()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), *map(str, workbooks)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    saved = [folder / book.name for book in workbooks]
    assert all(book.exists() for book in saved), done.stdout + done.stderr
    return saved


def page_texts(printed: Path) -> list[str]:
    """The text of each page."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], check=True, capture_output=True, text=True, timeout=SECONDS
    )
    return done.stdout.split("\f")[:-1]


def inked_shares(printed: Path, folder: Path) -> list[float]:
    """The share of each page's dots that are not white, from a small grey picture of it."""
    subprocess.run(
        ["pdftoppm", "-r", "40", "-gray", str(printed), str(folder / "page")], check=True, timeout=SECONDS
    )
    return [_inked(picture.read_bytes()) for picture in sorted(folder.glob("page*.pgm"))]


def _grey(picture: bytes) -> NDArray[np.uint8]:
    """The dots of a PGM picture, (height, width), 255 = white."""
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert header is not None
    width, height = int(header[1]), int(header[2])
    return np.frombuffer(picture[header.end() :], dtype=np.uint8).reshape(height, width)


def _inked(picture: bytes) -> float:
    return float((_grey(picture) < WHITE).mean())


def draw_page(printed: Path, number: int, target: Path, dots_per_inch: int) -> None:
    """One page of a PDF, numbered from 1, as a PNG picture without its white margins and its footer."""
    where = ["-r", str(dots_per_inch), "-f", str(number), "-l", str(number), "-singlefile", str(printed)]
    subprocess.run(["pdftoppm", "-gray", *where, str(target.with_suffix(""))], check=True, timeout=SECONDS)
    grey = target.with_suffix(".pgm")
    dots = _grey(grey.read_bytes())
    grey.unlink()
    rows, columns = (np.flatnonzero((dots[: int(FOOTER * len(dots))] < WHITE).any(axis=axis)) for axis in (1, 0))
    left, top = max(int(columns[0]) - MARGIN, 0), max(int(rows[0]) - MARGIN, 0)
    width, height = int(columns[-1]) + MARGIN - left, int(rows[-1]) + MARGIN - top
    box = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height)]
    subprocess.run(["pdftoppm", "-png", *box, *where, str(target.with_suffix(""))], check=True, timeout=SECONDS)
