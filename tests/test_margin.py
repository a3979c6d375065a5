"""The margin losses: exact values and slopes, kinks and infinities."""

import numpy as np
import pytest

from lossutils import LOSSES, margin
from lossutils.domains import MARGIN
from tests.support.reference import REALS, TERMS, assert_loss_exact, pairs

INF = np.inf


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain is MARGIN])
def test_exact(name):
    loss = LOSSES[name]
    kinks_or_middle = [] if loss.kinks else [-1.0, 0.0, 1.0]
    assert_loss_exact(loss, *pairs([-1, 1], [*REALS, *kinks_or_middle]), TERMS, **loss.parameters)


@pytest.mark.parametrize(
    "name, margins, values, slopes",
    [
        ("zero_one", [-INF, -0.0, 0.0, 5e-324, INF], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]),
        ("perceptron", [-INF, -0.0, 0.0, 5e-324, INF], [INF, 0, 0, 0, 0], [-1, -1, -1, 0, 0]),
        ("hinge", [-INF, 1.0, np.nextafter(1, 2), INF], [INF, 0, 0, 0], [-1, -1, 0, 0]),
        ("exponential", [-INF, INF], [INF, 0], [-INF, 0]),
        ("logistic", [-INF, INF], [INF, 0], [-1, 0]),
    ],
)
@pytest.mark.parametrize("y", [-1, 1])
def test_kinks_and_infinities(name, margins, values, slopes, y):
    f = y * np.array(margins)
    np.testing.assert_array_equal(getattr(margin, name)(y, f), values)
    np.testing.assert_array_equal(getattr(margin, name + "_grad")(y, f), y * np.array(slopes))


@pytest.mark.parametrize("name, hessians", [("exponential", [INF, 0]), ("logistic", [0, 0])])
@pytest.mark.parametrize("y", [-1, 1])
def test_curvature_at_infinity(name, hessians, y):
    np.testing.assert_array_equal(getattr(margin, name + "_hess")(y, [-y * INF, y * INF]), hessians)
