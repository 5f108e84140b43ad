"""Names as numbers: the same in every process, different for what is different."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.solve.names import joined_names, names_of, names_of_keys, names_of_numbers

ROOT = Path(__file__).parents[1]
KEYS = [("Cobalt metal", 0), ("Cobalt metal", 1), ("Tin, 99 %", 0), ("Zinc", None)]
TOLD = f"from model.solve.names import names_of_keys; print(names_of_keys('buy', {KEYS!r}).tolist())"


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_gives_the_same_names(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    said = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert said.stdout.strip() == str(names_of_keys("buy", KEYS).tolist())


def test_a_name_needs_nothing_of_the_other_keys() -> None:
    whole = names_of_keys("buy", KEYS)
    assert names_of_keys("buy", KEYS[::-1]).tolist() == whole.tolist()[::-1]
    assert [int(names_of_keys("buy", [key])[0]) for key in KEYS] == whole.tolist()


def test_different_components_and_orders_of_parts_have_different_names() -> None:
    names = [*names_of_keys("buy", KEYS), *names_of_keys("sell", KEYS), *names_of_keys("buy", [(0, "Cobalt metal")])]
    assert len(set(names)) == len(names)


def test_keys_of_several_widths_and_of_none_have_names() -> None:
    names = [*names_of_keys("x", [None]), *names_of_keys("x", [("a",), ("a", 1)]), *names_of_keys("y", [None])]
    assert len(set(names)) == len(names)
    assert len(names_of_keys("x", [])) == 0


def test_many_names_share_no_number() -> None:
    keys = [(f"Offer {k}", node) for k in range(300) for node in range(300)]
    names = names_of_keys("buy", keys)
    assert len(np.unique(names)) == len(keys)
    assert names.min() < 2**64 / 1000 and names.max() > 2**64 * 0.999  # spread all over


def test_numbers_are_named_by_their_value() -> None:
    assert names_of_numbers(np.array([0.0]))[0] == names_of_numbers(np.array([-0.0]))[0]
    assert len(set(names_of_numbers(np.array([0.0, 1.0, np.nextafter(1.0, 2.0), np.inf, -np.inf])))) == 5


def test_pairs_are_in_order() -> None:
    first, second = names_of(["a", "b"]), names_of(["b", "a"])
    assert len(set(joined_names(first, second))) == 2
