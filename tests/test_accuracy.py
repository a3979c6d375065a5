"""The table of accuracy on the API page is what the present code gives."""

import functools
import re

import numpy as np
import pytest

from benchmarks import accuracy
from lossutils import LOSSES
from tests.support import reference
from tests.support.signatures import public_functions

#: Vector instructions differ between processors, and with them the last bits of exp and log.
SLACK = 1.0
#: Every so many points are measured again, all of those with the extremes among them in turn.
EVERY = 24
ROW = re.compile(r"^\| `(\w+)` \| ([\d.]+) \|", re.MULTILINE)


def published():
    return {name: float(error) for name, error in ROW.findall(accuracy.PAGE.read_text(encoding="utf-8"))}


def test_the_table_has_every_public_function():
    assert list(published()) == [name for name, *_ in accuracy.functions()]
    assert set(published()) == {function.__name__ for function in public_functions()}


def test_a_row_in_which_a_peer_is_closer_says_why():
    assert "NO REASON GIVEN" not in accuracy.PAGE.read_text(encoding="utf-8")


def test_the_page_of_the_package_shows_the_table():
    page = (accuracy.ROOT / "book" / "api.md").read_text(encoding="utf-8")
    assert "{include} ../benchmarks/accuracy.md" in page


@pytest.mark.parametrize("row", list(accuracy.functions()), ids=lambda row: row[0])
def test_errors_are_as_published(row):
    name, function, blocks = row
    call = {accuracy.OURS: accuracy.CALLS.get(name, function)}
    worst = 0.0
    for block in blocks:
        found = accuracy.largest_errors(name, block, call, every=EVERY)[accuracy.OURS]
        worst = max(worst, *found.values())
    assert worst <= published()[name] + SLACK
    # A tenth of the points comes near the largest error, so that a page from other code is noticed.
    assert worst >= published()[name] / 5 - 0.05


@pytest.mark.parametrize("name", [name for name in reference.DERIVATIVES if name[:-5] in LOSSES])
def test_derivatives_in_closed_form_are_those_of_the_values(name):
    loss, suffix = name[:-5], name[-5:]
    blocks = {name: blocks for name, _, blocks in accuracy.functions()}[loss]
    rng = np.random.default_rng(1)
    for block in blocks:
        points = list(zip(*block.points(rng), strict=True))
        inside = [point for point in points if all(_smooth(argument) for argument in point)]
        for point in inside[:2]:
            if len(np.ravel(point[-1])) > 3:
                continue
            arguments = _with_exact_sum([reference.exactly(argument) for argument in point])
            order = {"_grad": 1, "_hess": 2}[suffix]
            value = functools.partial(getattr(reference, loss), **block.parameters)
            expected = reference._derivative(order, value)(*arguments)
            mine = _with_exact_sum([accuracy.exact.exactly(argument) for argument in point])
            got, _ = accuracy.exactly(name, mine, block.parameters)
            for one, other in zip(got, reference._flat(expected), strict=True):
                assert abs(reference.mpf(one) - other) <= reference.mpf(10) ** -30 * (1 + abs(other))


def _with_exact_sum(arguments):
    """Return arguments of which the label, if it is a row, sums to 1 with all digits."""
    y, x = arguments
    return [[y_k / sum(y) for y_k in y], x] if isinstance(y, list) else arguments


def _smooth(argument):
    """Tell whether an argument is of moderate size, without zeros."""
    return np.all((abs(np.ravel(argument)) > 1e-3) & (abs(np.ravel(argument)) < 100))
