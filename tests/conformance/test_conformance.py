"""lossutils agrees with SciPy, scikit-learn and PyTorch; `peers.py` names every convention that differs.

Not part of `make test`: `make test-conformance` installs the peers first.
"""

import warnings

import numpy as np
import pytest
import sklearn.metrics as metrics

from benchmarks import accuracy  # its points and its calls
from lossutils import margin, probability, regression
from lossutils.risk import empirical_risk
from tests.conformance.peers import peers

# PyTorch calls its own deprecated function.
pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated:DeprecationWarning")
FUNCTIONS = {name: (function, blocks) for name, function, blocks in accuracy.functions()}


def points(block):
    """Return the points of a block at which all arguments are finite, and of a size to compare."""
    columns = block.points(np.random.default_rng(7))
    kept = [i for i, point in enumerate(zip(*columns, strict=True)) if _moderate(point)]
    return [[column[i] for i in kept] for column in columns]


def _moderate(point):
    return all(np.all(np.abs(argument) < 300) and np.isfinite(argument).all() for argument in point)


def differences(peer):
    """Yield both results at every point, and whether the peer follows its own convention there."""
    function, blocks = FUNCTIONS[peer.ours]
    for block in blocks:
        if peer.labels == "hard" and block.label.startswith("soft"):
            continue
        columns = points(block)
        if peer.ours not in accuracy.CALLS or peer.ours == "one_hot":
            columns = [np.array(column) for column in columns]
        ours = accuracy.CALLS.get(peer.ours, function)(*columns, **block.parameters)
        theirs = peer.call(*columns, **block.parameters)
        own = [bool(peer.differs and peer.differs(*point)) for point in zip(*columns, strict=True)]
        yield from zip(zip(*columns, strict=True), ours, theirs, own, strict=True)


def agree(ours, theirs):
    """Tell whether two results are the same number, but for cancellation in either."""
    return np.allclose(ours, theirs, rtol=1e-9, atol=1e-12, equal_nan=False)


def identity(peer):
    return f"{peer.ours}-{peer.library}-{peer.theirs}"


@pytest.mark.parametrize("peer", peers(), ids=identity)
def test_values_and_derivatives_agree(peer):
    compared, own_convention = 0, []
    for point, ours, theirs, own in differences(peer):
        if own:
            own_convention.append(agree(ours, theirs))
            continue
        assert agree(ours, theirs), f"{peer.library} gives {theirs}, not {ours}, at {point}"
        compared += 1
    assert compared > 2
    # A convention that is said to differ does.
    assert (False in own_convention) == bool(own_convention)


#: Means over a sample, of scikit-learn's metrics and ours.
LABELS = np.array([1, 0, 1, 1, 0, 0, 1, 0])
SCORES = np.array([2.5, -0.5, -1.25, 0.75, 3.0, -2.0, 1.0, 0.25])
CHANCES = np.array([0.9, 0.4, 0.0625, 0.7, 0.99, 0.01, 0.5, 0.5])
WEIGHTS = np.array([1.0, 2.0, 0.5, 0.0, 3.0, 1.0, 1.0, 0.25])
SIGNS = 2 * LABELS - 1
MEANS = [
    ("mean_squared_error", (LABELS, SCORES), {}, regression.squared(LABELS, SCORES)),
    ("mean_absolute_error", (LABELS, SCORES), {}, regression.absolute(LABELS, SCORES)),
    ("mean_pinball_loss", (LABELS, SCORES), {"alpha": 0.2}, regression.pinball(LABELS, SCORES, tau=0.2)),
    ("zero_one_loss", (LABELS, SCORES > 0), {}, margin.zero_one(SIGNS, SCORES)),
    ("hinge_loss", (LABELS, SCORES), {}, margin.hinge(SIGNS, SCORES)),
    ("brier_score_loss", (LABELS, CHANCES), {}, regression.squared(LABELS, CHANCES)),
    ("log_loss", (LABELS, CHANCES), {}, probability.binary_cross_entropy(LABELS, CHANCES)),
]


@pytest.mark.parametrize("name, arguments, options, losses", MEANS, ids=[row[0] for row in MEANS])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["unweighted", "weighted"])
def test_means_agree_with_the_metrics_of_scikit_learn(name, arguments, options, losses, weights):
    theirs = getattr(metrics, name)(*arguments, sample_weight=weights, **options)
    assert empirical_risk(losses, sample_weight=weights) == pytest.approx(theirs, rel=1e-13)


def test_conventions_of_the_metrics_that_differ():
    assert np.isinf(probability.binary_cross_entropy(1, 0.0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clipped = metrics.log_loss([1, 0], [0.0, 0.0])  # moves 0 to the rounding unit of its type
    assert clipped == pytest.approx(-np.log(np.finfo(np.float64).eps) / 2, rel=1e-3)
    # A score of 0 is an error for both labels here; a classifier has to decide for one.
    assert margin.zero_one([-1, 1], 0.0).tolist() == [1.0, 1.0]
    assert metrics.zero_one_loss([0, 1], np.array([0.0, 0.0]) > 0) == 0.5
