"""Draws README's picture of the Summary sheet: `python -m tests.draw_summary [RESULT.xlsx]`, needs LibreOffice.

Without a name the newest result in outputs/ is drawn, so that after `python run.py` it shows the default workbook.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from model.whereabouts import OUTPUTS
from tests.rendering import MISSING, draw_page, to_pdf

PICTURE = Path(__file__).parent / "pictures" / "summary.png"
MOST_BYTES = 200_000
RESOLUTIONS = (110, 96, 84, 72, 60)  # dots per inch, the sharpest first


def draw_summary(result: Path, picture: Path = PICTURE) -> Path:
    """The first page of a result workbook, as sharp as `MOST_BYTES` allow."""
    picture.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        printed = to_pdf(result, Path(folder))
        for resolution in RESOLUTIONS:
            draw_page(printed, 1, picture, resolution)
            if picture.stat().st_size <= MOST_BYTES:
                return picture
    raise RuntimeError(f"{picture} is larger than {MOST_BYTES:,} bytes even at {RESOLUTIONS[-1]} dots per inch")


def main(arguments: list[str]) -> int:
    """Draw the result named, or the newest one."""
    if MISSING:
        print(f"Not installed: {', '.join(MISSING)}.", file=sys.stderr)
        return 4
    results = [path for path in OUTPUTS.glob("vault *.xlsx") if not path.stem.endswith(" public")]
    given = [Path(name) for name in arguments] or sorted(results, key=lambda path: path.stat().st_mtime)[-1:]
    if not given or not given[0].exists():
        print("There is no result to draw: run `run.py` first, or name one.", file=sys.stderr)
        return 2
    print(f"{draw_summary(given[0])}: the Summary of {given[0]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
