"""When Python looks for garbage: not while much is made that stays. Needs nothing but Python itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collector_paused() -> Iterator[None]:
    """No garbage collection inside: millions of young objects would be scanned again and again for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def here_to_stay() -> Iterator[None]:
    """What is made inside, such as modules, is there until the process ends, and is never looked at again."""
    with garbage_collector_paused():
        yield
        gc.freeze()
