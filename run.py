"""Run the planner: `python run.py` solves inputs/vault.xlsx, `python run.py --help` tells the rest.

This file keeps to what every Python understands, so that one that is too old can say so.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.stderr.write(
        "The planner needs Python 3.11 or later, and this is Python {}.{}. Set up and run it with the command in "
        "README.md, which names a newer one.\n".format(*sys.version_info[:2])
    )
    sys.exit(4)

if __name__ == "__main__":
    from model.start import main

    main()
