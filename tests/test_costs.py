"""The measurements that the page *What a loss costs* shows."""

import itertools
import json
from pathlib import Path

from lossutils import LOSSES

DATA = Path(__file__).parents[1] / "book" / "data" / "costs.json"


def test_every_quantity_and_size_of_a_measured_loss_was_measured_once_on_a_machine_with_a_name():
    costs = json.loads(DATA.read_text(encoding="utf-8"))
    assert costs["machine"]["processor"] and costs["machine"]["numpy"]
    measured = [(row["loss"], row["what"], row["n"]) for row in costs["rows"]]
    losses = {row["loss"] for row in costs["rows"]}
    assert losses <= set(LOSSES)  # a new loss stands without a timing until `make costs` has run
    expected = itertools.product(losses, ("value", "gradient", "both"), (10**3, 10**5, 4 * 10**6))
    assert sorted(measured) == sorted(expected)
    for row in costs["rows"]:
        assert {"lossutils", "naive", "copy"} <= set(row["ns"])
        assert all(0 < time < 1e6 for time in row["ns"].values())
