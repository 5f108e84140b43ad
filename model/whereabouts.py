"""Where the program's own files are, results go, and what one types to run it: in a checkout, or installed with pip."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
# A wheel carries inputs/ inside the package; in a checkout it stands beside it.
INSTALLED = (_PACKAGE / "inputs").is_dir()

COMMAND = "vault-planner" if INSTALLED else "run.py"
DATA = (_PACKAGE if INSTALLED else _CHECKOUT) / "inputs" / "data"  # the reviewable figures behind the default workbook
DEFAULT_INPUT = DATA.parent / "vault.xlsx"
OUTPUTS = Path("outputs") if INSTALLED else _CHECKOUT / "outputs"  # installed: in the folder where one works
