"""The regression losses: exact values and slopes, kinks, infinities, parameters."""

import itertools

import numpy as np
import pytest

from benchmarks.accuracy import OF_NUMBER
from lossutils import LOSSES, regression
from lossutils.domains import RESIDUAL
from tests.support.reference import REALS, TERMS, assert_loss_exact

INF, NAN = np.inf, np.nan
TARGETS = [-1e308, -3.0, 0.0, 5e-324, 1.0, 1e16]
PREDICTIONS = [*REALS, 0.0, 1.3e154, 1.5e154, 1e155, np.nextafter(-3.0, 0), np.nextafter(1e16, 0)]
APART = list(zip(*((y, f) for y in TARGETS for f in PREDICTIONS if y != f), strict=True))


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain is RESIDUAL])
def test_exact(name):
    loss = LOSSES[name]
    kinds = [loss.value.parameters[parameter] for parameter in loss.parameters]
    for values in itertools.product(*(OF_NUMBER[kind] for kind in kinds)):
        assert_loss_exact(loss, *APART, TERMS, **dict(zip(loss.parameters, values, strict=True)))


@pytest.mark.parametrize(
    "name, parameters, differences, values, slopes",
    [
        ("squared", {}, [-INF, 0, INF], [INF, 0, INF], [-INF, 0, INF]),
        ("absolute", {}, [-INF, 0, INF], [INF, 0, INF], [-1, 0, 1]),
        ("huber", {"delta": 2}, [-INF, -2, 0, 2, INF], [INF, 2, 0, 2, INF], [-2, -2, 0, 2, 2]),
        ("pinball", {"tau": 0.75}, [-INF, 0, INF], [INF, 0, INF], [-0.75, 0, 0.25]),
        ("zero_one_tolerance", {"tolerance": 2}, [-INF, -2, np.nextafter(2, 0), INF], [1, 1, 0, 1], [0] * 4),
    ],
)
def test_kinks_and_infinities(name, parameters, differences, values, slopes):
    value, grad = getattr(regression, name), getattr(regression, name + "_grad")
    f = np.array(differences)
    np.testing.assert_array_equal(value(0.0, f, **parameters), values)
    np.testing.assert_array_equal(grad(0.0, f, **parameters), slopes)
    np.testing.assert_array_equal(value(-f, 0.0, **parameters), values)
    for function in (value, grad):
        assert np.isnan(function(INF, INF, **parameters))


def test_curvature_of_squared():
    y, f = np.transpose([(0, INF), (INF, -INF), (-1e308, 1e308), (NAN, 0), (INF, INF)])
    np.testing.assert_array_equal(regression.squared_hess(y, f), [2, 2, 2, NAN, NAN])


def test_differences_that_overflow():
    assert regression.pinball(1e308, -1e308, tau=0.25) == 5e307
    assert regression.huber(-1e308, 1e308, delta=0.5) == 1e308
