"""Averages and penalties: values, weights, overflow, infinities."""

import numpy as np
import pytest

from lossutils import risk
from tests.support.reference import mpf, ulps

INF, NAN = np.inf, np.nan


@pytest.mark.parametrize(
    "losses, weights",
    [
        (0.3, None),
        ([0.1, 0.2, 0.4], None),
        ([[0.1, 0.2], [0.3, 5e-324]], None),
        ([0.1, 0.2, 0.4], [3, 1, 0]),
        ([0.1, 0.7], [5e-324, 5e-324]),
        ([0.1, 0.7, 0.4], [1e308, 1e308, 1.5e308]),
        ([1e308, 1.5e308, 1.7e308], None),
        ([1e308, 1e308, 1.7e308], [2.0, 0.5, 1e-3]),
        ([-1e308, -1e308], [1e308, 1e308]),
        ([[1.0, 4.0]], [[1e-300, 3e-300]]),
        ([1e-300, 1.7e308], [1e308, 3.3e-10]),
        ([1.7e308, 1e-300, 3.0], [5e-324, 7e-324, 0]),
        ([1e-200, 3e-200], [1e-200, 3e-200]),
        ([0.0, *[2.0**-1070] * 1000], [64.0, *[0.5] * 1000]),
    ],
)
def test_empirical_risk_exact(losses, weights):
    ones = np.ones(np.shape(losses)) if weights is None else np.array(weights)
    exact_weights = [mpf(float(w)) for w in ones.flat]
    total = sum(w * mpf(float(loss)) for w, loss in zip(exact_weights, np.ravel(losses), strict=True))
    got = risk.empirical_risk(losses, sample_weight=weights)
    assert isinstance(got, np.float64)
    assert ulps(got, total / sum(exact_weights)) <= 4


@pytest.mark.parametrize(
    "losses, weights, expected",
    [
        ([1.0, INF], None, INF),
        ([-INF, 1.0], None, -INF),
        ([INF, -INF], None, NAN),
        ([1.0, NAN], None, NAN),
        ([1.0, INF, 4.0], [2, 0, 1], 2.0),
        ([1e308, INF, 1e308], [1, 0, 1], 1e308),
        ([1.0, NAN], [1, 0], NAN),
        ([1.0, INF, 2.0], [1e308, 1e-310, 1e308], INF),
        ([-INF, 1.0, INF], [5e-324, 1e308, 0], -INF),
        ([-INF, 1.0, INF], [5e-324, 1e308, 1], NAN),
        ([INF, NAN], [1, 0], NAN),
    ],
)
def test_empirical_risk_of_no_numbers(losses, weights, expected):
    np.testing.assert_equal(risk.empirical_risk(losses, sample_weight=weights), expected)


@pytest.mark.parametrize(
    "penalty, lam, expected",
    [(4.0, 0.5, 5.0), (4.0, 0.0, 3.0), (INF, 0.0, 3.0), (INF, 5e-324, INF), (NAN, 0.0, NAN), (-2, 1, 1.0)],
)
def test_structural_risk(penalty, lam, expected):
    got = risk.structural_risk([1.0, 4.0], penalty, lam=lam, sample_weight=[1, 2])
    assert isinstance(got, np.float64)
    np.testing.assert_equal(got, expected)


@pytest.mark.parametrize(
    "w, l1, l2",
    [
        ([], 0.0, 0.0),
        (-3.0, 3.0, 9.0),
        ([[1.0, -2.0], [0.0, 3.0]], 6.0, 14.0),
        ([5e-324, -1e-160], 1e-160, 1e-320),
        ([1e308, -1e308], INF, INF),
        ([1.0, -INF], INF, INF),
        ([INF, NAN], NAN, NAN),
    ],
)
def test_penalties(w, l1, l2):
    np.testing.assert_equal(risk.l1_penalty(w), l1)
    np.testing.assert_equal(risk.l2_penalty(w), l2)
    assert isinstance(risk.l1_penalty(w), np.float64) and isinstance(risk.l2_penalty(w), np.float64)


@pytest.mark.parametrize(
    "w, l1_grad, l2_grad",
    [
        (-3.0, -1.0, -6.0),
        ([[0.0, 5e-324], [-1e308, NAN]], [[0.0, 1.0], [-1.0, NAN]], [[0.0, 1e-323], [-INF, NAN]]),
        ([INF, -INF], [1.0, -1.0], [INF, -INF]),
    ],
)
def test_penalty_gradients(w, l1_grad, l2_grad):
    np.testing.assert_array_equal(risk.l1_penalty_grad(w), l1_grad)
    np.testing.assert_array_equal(risk.l2_penalty_grad(w), l2_grad)


@pytest.mark.parametrize("n", [1, 2, 11, 20, 39, 100])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_the_mean_of_the_largest_floats_is_finite(n, sign):
    largest = sign * np.finfo(np.float64).max
    assert risk.empirical_risk(np.full(n, largest)) == largest
