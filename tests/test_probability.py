"""Probabilities and their losses: exact values and slopes, certainties, infinities."""

import numpy as np
import pytest

from lossutils import LOSSES, probability
from lossutils.domains import DISTRIBUTION, LOGIT, PROBABILITY
from lossutils.domains import LOGITS as LOGITS_OF_CLASSES
from tests.support import reference
from tests.support.reference import (
    OPEN_UNIT,
    REALS,
    SOFT,
    assert_exact,
    assert_loss_exact,
    mpf,
    pairs,
    sigmoid,
)

INF, NAN = np.inf, np.nan
#: The last logits are some where roundings add up.
LOGITS = [-1.0, 0.0, 1.0, *REALS, 3.394085, 3.403971, -3.430713, -5.536713, 17.698016, -22.536525]
LOGIT_ROWS = [
    [0.0, 0.0, 0.0],
    [1.0, 2.0, 3.0],
    [0.3, 0.3, 0.1],
    [-1.1, 0.7, 5e-324],
    [1.0, 1 - 2.0**-53, 1 + 2.0**-52],
    [1e16, 1e16 - 2, 0.3],
    [-37.0, 36.7, -0.3],
    [745.2, 0.0, -745.2],
    [709.8, 0.1, 0.7],
    [-1e308, 0.0, 1e308],
    [1e308, 1e308, 1.0],
    [1e-310, -2.0, 354.3],
    [700.1, 0.3, 1e-17],
    # Differences of which the rounding error matters.
    [-512.9, -1.09, -600.0],
    [-307.0, 296.42, 0.3],
    [-542.4, 151.445, 0.1],
]
ONE_HOT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
SOFT_ROWS = [[0.25, 0.5, 0.25], [1e-300, 1 - 2.0**-53, 2.0**-53], [5e-324, 1.0, 0.0]]
CHANCE_ROWS = [[5e-324, 1e-155, 1.0], [0.1, 0.2, 0.7], [1 - 2.0**-53, 2.0**-54, 2.0**-54], [0.4, 0.4, 0.2]]


@pytest.mark.parametrize(
    "name, grid, term",
    [
        ("sigmoid", LOGITS, None),
        ("log_sigmoid", LOGITS, None),
        ("logit", OPEN_UNIT, None),
        ("softmax", LOGIT_ROWS, None),
        ("log_softmax", LOGIT_ROWS, None),
        ("logsumexp", LOGIT_ROWS, max),
        ("entropy", CHANCE_ROWS, None),
    ],
)
def test_exact(name, grid, term):
    assert_exact(getattr(probability, name), getattr(reference, name), grid, term=term)


def test_bernoulli_log_likelihood_exact():
    columns = pairs([0, 1], OPEN_UNIT)
    assert_exact(probability.bernoulli_log_likelihood, reference.bernoulli_log_likelihood, *columns)


def test_kl_divergence_exact():
    def largest(p, q):
        return max(abs(p_k * reference.log(r_k)) for r in (p, q) for p_k, r_k in zip(p, r, strict=True))

    columns = pairs(CHANCE_ROWS, CHANCE_ROWS)
    assert_exact(probability.kl_divergence, reference.kl_divergence, *columns, term=largest)
    # Many classes, near ties.
    p = np.random.default_rng(0).dirichlet(np.full(50, 5.0), size=4)
    q = p * (1 + 1e-9 * np.sin(np.arange(50)))
    assert_exact(probability.kl_divergence, reference.kl_divergence, p, q, term=largest)


def test_kl_divergence_of_near_distributions_keeps_its_digits():
    p = np.array([0.1, 0.2, 0.3, 0.4])
    for difference in (1e-6, 1e-3, 0.05):
        q = p + difference * np.array([1, -1, 1, -1])
        exact = reference.kl_divergence(list(map(mpf, p)), list(map(mpf, q)))
        # Differences of logarithms would lose six digits of the first.
        assert probability.kl_divergence(p, q) == pytest.approx(float(exact), rel=1e-9, abs=0)


def slope(z):
    return sigmoid(z) * sigmoid(-z)


#: With hard labels, which make fewer sums that come near zero: their largest terms.
HARD_TERMS = {
    "sigmoid_squared_error_hess": lambda y, z: (
        slope(z) * max(slope(z), abs((sigmoid(z) - y) * (1 - 2 * sigmoid(z))))
    )
}
GRIDS = {PROBABILITY: OPEN_UNIT, LOGIT: LOGITS, DISTRIBUTION: CHANCE_ROWS, LOGITS_OF_CLASSES: LOGIT_ROWS}


@pytest.mark.parametrize("kind", ["hard", "soft"])
@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain in GRIDS])
def test_losses_exact(name, kind):
    loss = LOSSES[name]
    hard, soft = (ONE_HOT, SOFT_ROWS) if loss.domain.rows else ([0, 1], SOFT)
    labels, terms = (hard, HARD_TERMS) if kind == "hard" else (soft, reference.TERMS)
    assert_loss_exact(loss, *pairs(labels, GRIDS[loss.domain]), terms, **loss.parameters)


@pytest.mark.parametrize(
    "name, z, expected",
    [
        ("sigmoid", [-INF, INF], [0, 1]),
        ("log_sigmoid", [-INF, INF], [-INF, 0]),
        ("logit", [0.0, 1.0], [-INF, INF]),
        ("softmax", [[INF, 0.0, -INF], [INF, INF, 0.0], [-INF] * 3], [[1, 0, 0], [NAN] * 3, [NAN] * 3]),
        ("softmax", [[INF], [-INF], [5.0]], [[1], [1], [1]]),
        (
            "log_softmax",
            [[INF, 0.0, -INF], [INF, INF, 0.0], [-INF] * 3],
            [[0, -INF, -INF], [NAN] * 3, [NAN] * 3],
        ),
        ("log_softmax", [[0.0, -INF], [-1e308, 1e308]], [[0, -INF], [-INF, 0]]),
        (
            "logsumexp",
            [[INF, 0.0], [INF, INF], [INF, -INF], [-INF, -INF], [NAN, INF]],
            [INF, INF, INF, -INF, NAN],
        ),
        ("entropy", [[0.0, 1.0], [0.5, 0.5]], [0, np.log(2)]),
    ],
)
def test_limits(name, z, expected):
    np.testing.assert_array_equal(getattr(probability, name)(z), expected)


@pytest.mark.parametrize(
    "name, y, x, value, slope, curvature",
    [
        ("binary_cross_entropy", 0, 0.0, 0, 1, 1),
        ("binary_cross_entropy", 1, 1.0, 0, -1, 1),
        ("binary_cross_entropy", 0, 1.0, INF, INF, INF),
        ("binary_cross_entropy", 1, 0.0, INF, -INF, INF),
        ("binary_cross_entropy", 0.5, 0.0, INF, -INF, INF),
        ("binary_cross_entropy", 0.5, 1.0, INF, INF, INF),
        ("binary_cross_entropy_with_logits", 0, -INF, 0, 0, 0),
        ("binary_cross_entropy_with_logits", 0, INF, INF, 1, 0),
        ("binary_cross_entropy_with_logits", 1, -INF, INF, -1, 0),
        ("binary_cross_entropy_with_logits", 1, INF, 0, 0, 0),
        ("binary_cross_entropy_with_logits", 0.25, INF, INF, 0.75, 0),
        ("sigmoid_squared_error", 0, -INF, 0, 0, 0),
        ("sigmoid_squared_error", 0, INF, 0.5, 0, 0),
        ("sigmoid_squared_error", 1, -INF, 0.5, 0, 0),
        ("sigmoid_squared_error", 0.5, INF, 0.125, 0, 0),
        ("cross_entropy", [0, 1], [0.0, 1.0], 0, [0, -1], [[0, 0], [0, 1]]),
        ("cross_entropy", [0, 1], [1.0, 0.0], INF, [0, -INF], [[0, 0], [0, INF]]),
        ("cross_entropy", [0, 0, 1], [0.0, 0.5, 0.5], np.log(2), [0, 0, -2], np.diag([0, 0, 4])),
        ("cross_entropy_with_logits", [0, 1], [0.0, INF], 0, [0, 0], np.zeros((2, 2))),
        ("cross_entropy_with_logits", [1, 0], [0.0, INF], INF, [-1, 1], np.zeros((2, 2))),
        ("cross_entropy_with_logits", [0, 1], [0.0, -INF], INF, [1, -1], np.zeros((2, 2))),
        ("cross_entropy_with_logits", [0, 1], [INF, INF], NAN, [NAN] * 2, [[NAN] * 2] * 2),
    ],
)
def test_certainty(name, y, x, value, slope, curvature):
    for suffix, expected in {"": value, "_grad": slope, "_hess": curvature}.items():
        np.testing.assert_array_equal(getattr(probability, name + suffix)(y, x), expected)


def test_impossible_outcomes():
    likelihoods = probability.bernoulli_log_likelihood([0, 1, 0, 1], [0.0, 1.0, 1.0, 0.0])
    np.testing.assert_array_equal(likelihoods, [0, 0, -INF, -INF])
    divergences = probability.kl_divergence([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], [[1.0, 0.0]] * 3)
    np.testing.assert_array_equal(divergences, [0, INF, INF])
    assert probability.kl_divergence([0.0, 1.0], [0.5, 0.5]) == np.log(2.0)


def test_a_gradient_where_the_exponential_overflows():
    assert probability.binary_cross_entropy_with_logits_grad(0.0, -709.8) == np.exp(-709.8)


def test_one_hot():
    for n_classes in (0, [3]):
        with pytest.raises(ValueError, match="n_classes is .*; expected one positive integer"):
            probability.one_hot([0], n_classes)
    for label in (-1, 3):
        with pytest.raises(ValueError, match=f"labels contains {label}; expected 0 to 2"):
            probability.one_hot([0, label], 3)
    np.testing.assert_array_equal(probability.one_hot(1, 3), [0, 1, 0])
    np.testing.assert_array_equal(probability.one_hot([[0], [1]], 2), [[[1, 0]], [[0, 1]]])
    np.testing.assert_array_equal(probability.one_hot(0, 1), [1])
