"""Lets nbval compare figures too, as pictures, tile by tile, and notice deprecation warnings in notebooks."""

import os
import re
from pathlib import Path

import matplotlib
from nbval.plugin import IPyNbCell

from tests.support.pictures import TOLERANCE, picture_difference

REQUIREMENTS = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
PINNED = re.search(r"^matplotlib==(\S+)", REQUIREMENTS, re.MULTILINE)[1]

# Kernels inherit it. Other warnings they print, and nbval fails the cell; these they would ignore.
os.environ["PYTHONWARNINGS"] = "error::DeprecationWarning"


def _pictures(outputs):
    return [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]


_compare_text = IPyNbCell.compare_outputs


def compare_outputs(cell, test, ref, skip_compare=None):
    """Compare the outputs of a cell as nbval does, and its figures as pictures."""
    same = _compare_text(cell, test, ref, skip_compare)
    got, expected = _pictures(test), _pictures(ref)
    if len(got) != len(expected):
        cell.comparison_traceback.append(f"{len(expected)} figures stored, {len(got)} drawn")
        return False
    if matplotlib.__version__ != PINNED:  # the same figure has other pixels
        return same
    for number, (new, old) in enumerate(zip(got, expected, strict=True), start=1):
        difference = picture_difference(old, new)
        if difference > TOLERANCE:
            cell.comparison_traceback.append(f"figure {number} differs by {difference:.1f} of 255 in a tile")
            same = False
    return same


IPyNbCell.compare_outputs = compare_outputs


def pytest_terminal_summary(terminalreporter):
    """Say whether figures were compared."""
    if matplotlib.__version__ == PINNED:
        terminalreporter.write_line(f"Figures were compared: Matplotlib {PINNED}.")
    else:
        terminalreporter.write_line(
            f"Figures were drawn but NOT compared: Matplotlib {matplotlib.__version__}, stored ones {PINNED}."
        )
