"""Lets nbval compare figures too, as pictures, tile by tile, and notice deprecation warnings in notebooks."""

import base64
import io
import os
import re
from pathlib import Path

import matplotlib
import numpy as np
from nbval.plugin import IPyNbCell
from PIL import Image

TILE = 32
TOLERANCE = 3.0  # largest root mean square difference of a tile, of 255
REQUIREMENTS = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
PINNED = re.search(r"^matplotlib==(\S+)", REQUIREMENTS, re.MULTILINE)[1]

# Kernels inherit it. Other warnings they print, and nbval fails the cell; these they would ignore.
os.environ["PYTHONWARNINGS"] = "error::DeprecationWarning"


def _pixels(png):
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    # On white: a transparent pixel has no colour of its own.
    return np.asarray(Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture), dtype=float)


def picture_difference(reference, test):
    """Return the largest root mean square difference over tiles of two base64-encoded PNGs."""
    if reference == test:
        return 0.0  # the common case; decoding takes longer
    a, b = _pixels(reference), _pixels(test)
    if a.shape != b.shape:
        return np.inf
    squares = ((a - b) ** 2).mean(axis=2)
    rows, columns = (-(-size // TILE) for size in squares.shape)
    padded = np.zeros((rows * TILE, columns * TILE))
    padded[: squares.shape[0], : squares.shape[1]] = squares
    return np.sqrt(padded.reshape(rows, TILE, columns, TILE).mean(axis=(1, 3)).max())


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
