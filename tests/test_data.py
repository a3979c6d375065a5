"""The data files are the ones that `book/data/SOURCES.md` describes."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parents[1] / "book" / "data"


def sources():
    """Return the table of SOURCES.md, a dictionary a row."""
    lines = (DATA / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def test_every_file_is_listed_once():
    assert sorted(row["File"] for row in sources()) == sorted(path.name for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("row", sources(), ids=lambda row: row["File"])
def test_file_is_as_listed(row):
    path = DATA / row["File"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["SHA-256 of our file"]
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == re.findall(r"`(\w+)`", row["Columns"])
    values = np.loadtxt(path, delimiter=",", skiprows=1)
    assert values.shape == (int(row["Rows"]), len(header))
    assert np.isfinite(values).all()
