"""Measures the checks on the texts of a blind part over other data and other errors.

The parts that are kept have few errors, so their recall is known to some points only. Here the
same texts are written again over worlds with other seeds, with errors planted anew.

    PYTHONPATH=. .venv/bin/python scripts/corpus/briefing_variants.py [PART] [COUNT] [SEED]

`blind_b:even` and `blind_b:odd` take every other text: rules written with one half in view are
measured on the other. `-v` prints each miss and each false alarm.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import briefing_blind
from tests.briefing import measuring

HALVES = {"": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}


def main(part: str = "blind_a", count: int = 25, seed: int = 4107) -> None:
    """Print what is caught and what is wrongly marked over `count` variants of a part."""
    name, _, half = part.partition(":")
    texts = import_module(f"briefing_{name}").TEXTS[HALVES[half]]
    planted = caught = honest = alarms = 0
    with tempfile.TemporaryDirectory() as folder:
        briefing_blind.CORPUS = measuring.CORPUS = Path(folder)
        for number in range(count):
            variant = f"variant_{number}"
            if not _written(variant, texts, seed + number):
                continue
            score = measuring.measure(f"{variant}.jsonl")
            planted, caught = planted + score.planted, caught + score.caught
            honest, alarms = honest + score.honest, alarms + score.alarms
            for line in score.details if "-v" in sys.argv else ():
                print(line)
    print(f"{part}: {caught} of {planted} errors caught: {caught / planted:.1%}")
    print(f"{part}: {alarms} of {honest} honest figures marked: {alarms / honest:.1%}")


def _written(variant: str, texts: Sequence[Any], seed: int) -> bool:
    """Write a variant; False for a seed whose data leave a text nothing to say."""
    try:
        briefing_blind.write(variant, texts, seed)
    except (IndexError, ValueError):
        return False
    return True


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "-v"]
    main(*words[:1], *(int(word) for word in words[1:]))
