"""The regression losses: exact values and slopes, kinks, infinities, parameters."""

import numpy as np
import pytest
from reference import REALS, assert_loss_exact, pairs

from lossutils import regression

INF, NAN = np.inf, np.nan
TARGETS = [-1e308, -3.0, 0.0, 5e-324, 1.0, 1e16]
PREDICTIONS = [*REALS, 0.0, 1.3e154, 1.5e154, 1e155, np.nextafter(-3.0, 0), np.nextafter(1e16, 0)]
APART = list(zip(*((y, f) for y, f in zip(*pairs(TARGETS, PREDICTIONS)) if y != f), strict=True))


@pytest.mark.parametrize(
    "name, parameters",
    [
        ("squared", {}),
        ("absolute", {}),
        *(("huber", {"delta": delta}) for delta in (5e-324, 1e-160, 0.75, 1.8e154, 1.5e308)),
        *(("pinball", {"tau": tau}) for tau in (5e-324, 0.3, 1 - 2.0**-53)),
        *(("zero_one_tolerance", {"tolerance": tolerance}) for tolerance in (2e-323, 0.51, 1.5e308)),
    ],
)
def test_exact(name, parameters):
    assert_loss_exact(regression, name, *APART, **parameters)
