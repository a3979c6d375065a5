"""`agrees` accepts what agrees to the last bits, and names the worst point of what does not."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from lossutils import check, probability
from lossutils.check import Disagreement, agrees, ulps

x, y, z = sp.symbols("x y z", real=True)


def test_a_function_agrees_with_its_expression():
    assert agrees(1 / (1 + sp.exp(-x)), lambda x: probability.sigmoid(x), x=check.REALS)


def test_the_message_names_the_worst_point_and_both_values():
    with pytest.raises(Disagreement) as failure:
        agrees(x**2 / 3, lambda x: np.where(x == 5, 9.25, x**2 / 3), x=[1.0, 5.0, 2.0])
    assert str(failure.value) == (
        "at x = 5.0 the function gives 9.25 and the expression 8.3333333333333333333: "
        "5.16e+14 units in the last place, 4 allowed"
    )


def test_the_largest_distance_allowed_is_allowed():
    def next_to_x(x):
        return np.nextafter(x, np.inf)

    assert agrees(x, next_to_x, x=[1.0], ulp=1)
    with pytest.raises(Disagreement):
        agrees(x, next_to_x, x=[1.0], ulp=0.99)
    with pytest.raises(TypeError, match="positional"):
        agrees(x, next_to_x, 1, x=[1.0])


def test_a_small_relative_error_far_from_one_is_seen():
    with pytest.raises(Disagreement):
        agrees(sp.exp(x), lambda x: np.exp(x) * (1 + 5e-15), x=[-700.0])


def test_cancellation_is_judged_by_the_largest_term_only_when_asked():
    def shifted(x, y):
        return x - y + 2.0**-52  # one unit of the terms, and 2**12 of the difference

    near = {"x": [1.0], "y": [1 - 2.0**-12]}
    with pytest.raises(Disagreement, match="4.1e\\+03 units"):
        agrees(x - y, shifted, **near)
    assert agrees(x - y, shifted, of_largest_term=True, **near)
    with pytest.raises(Disagreement):  # a product has no largest term
        agrees((x - y) * z, lambda x, y, z: shifted(x, y) * z, of_largest_term=True, z=[3.0], **near)


@pytest.mark.parametrize("large", [2.0**20, 1e9, 1e200])
def test_exponentials_of_huge_numbers(large):
    with mpmath.workdps(700):
        for number in (mpmath.mpf(large), -mpmath.mpf(large)):
            got = check._exp(number)
            assert abs(mpmath.log(got) - number) < mpmath.mpf(10) ** -400


def test_grids_are_sorted_and_reach_the_ends_of_their_domains():
    for grid in (check.HARD, check.SIGNED, check.SOFT, check.OPEN_UNIT, check.REALS):
        assert grid == sorted(set(grid))
    for inside in (check.SOFT, check.OPEN_UNIT):
        assert 0 < inside[0] <= 1e-300 and inside[-1] == np.nextafter(1, 0)
    assert check.REALS == [-number for number in reversed(check.REALS)]
    assert check.HARD == [0, 1] and check.SIGNED == [-1, 1] and 0 in check.REALS
    assert check.OPEN_UNIT[0] == 5e-324 and 5e-324 in check.REALS and check.REALS[-1] == 1e308


def test_digits_survive_next_to_one():
    assert agrees(sp.log(1 + sp.exp(-x)), lambda x: np.log1p(np.exp(-x)), x=[700.0])


def test_every_symbol_needs_a_grid():
    with pytest.raises(ValueError, match=r"no grid for \['y'\]"):
        agrees(x + y, lambda x: x, x=[1.0])
    with pytest.raises(ValueError, match="the grid is empty"):
        agrees(x, lambda x: x, x=[])


def test_a_single_number_is_passed_on_as_it_is():
    assert agrees(x * y, lambda x, *, y: x * y, x=[1.0, 2.0], y=3.0)


LARGEST = mpmath.mpf(np.finfo(float).max)
with mpmath.workdps(100):
    FOUR_BELOW = LARGEST * (1 - mpmath.mpf(2) ** -51)  # four units in the last place
    NEAR = FOUR_BELOW + mpmath.mpf(2) ** 969


@pytest.mark.parametrize(
    "got, exact, expected",
    [
        (float(LARGEST), LARGEST, 0.0),
        (np.inf, FOUR_BELOW, np.inf),
        (np.inf, NEAR, 0.0),
        (1.0, 1, 0.0),
        (1.0 + 2**-52, 1, 1.0),
        (np.inf, mpmath.mpf(10) ** 400, 0.0),
        (-np.inf, mpmath.mpf(10) ** 400, np.inf),
        (1e308, mpmath.mpf(10) ** 400, np.inf),
        (np.nan, 1, np.inf),
        (np.nan, mpmath.nan, 0.0),
        (1.0, mpmath.nan, np.inf),
        (0.0, mpmath.mpf(10) ** -400, 0.0),
        (5e-324, 0, 1.0),
        (np.inf, 1, np.inf),
    ],
)
def test_ulps(got, exact, expected):
    with mpmath.workdps(100):
        exact = mpmath.mpf(exact)
    assert ulps(got, exact) == pytest.approx(expected, abs=1e-12)
