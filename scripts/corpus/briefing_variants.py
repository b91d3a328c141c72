"""Measures the checks on texts of blind_a over other data and other errors than those kept.

The part that is kept has few errors, so its recall is known to some points only. Here the same
texts are written again over worlds with other seeds, with errors planted anew.

    PYTHONPATH=. .venv/bin/python scripts/corpus/briefing_variants.py [COUNT] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import briefing_blind
from briefing_blind_a import TEXTS
from tests.briefing import measuring


def main(count: int = 25, seed: int = 4107) -> None:
    """Print what is caught and what is wrongly marked over `count` variants."""
    planted = caught = honest = alarms = 0
    with tempfile.TemporaryDirectory() as folder:
        briefing_blind.CORPUS = measuring.CORPUS = Path(folder)
        for number in range(count):
            name = f"variant_{number}"
            briefing_blind.write(name, TEXTS, seed + number)
            score = measuring.measure(f"{name}.jsonl")
            planted, caught = planted + score.planted, caught + score.caught
            honest, alarms = honest + score.honest, alarms + score.alarms
            for line in score.details if "-v" in sys.argv else ():
                print(line)
    print(f"{caught} of {planted} errors caught: {caught / planted:.1%}")
    print(f"{alarms} of {honest} honest figures marked: {alarms / honest:.1%}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] if word.isdigit()))
