"""The data files are the ones that `book/data/SOURCES.md` describes."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from tests.support.tables import rows

DATA = Path(__file__).parents[1] / "book" / "data"
SOURCES = rows(DATA / "SOURCES.md")


def test_every_file_is_listed_once():
    assert sorted(row["File"] for row in SOURCES) == sorted(path.name for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("row", SOURCES, ids=lambda row: row["File"])
def test_file_is_as_listed(row):
    path = DATA / row["File"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["SHA-256 of our file"]
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == re.findall(r"`(\w+)`", row["Columns"])
    values = np.loadtxt(path, delimiter=",", skiprows=1)
    assert values.shape == (int(row["Rows"]), len(header))
    assert np.isfinite(values).all()
