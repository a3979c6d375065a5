"""What a type checker knows of the functions of the package. `make types` reads it; nothing calls it."""

from typing import assert_type

from lossutils._arrays import Result
from lossutils.margin import hinge
from lossutils.probability import cross_entropy_hess
from lossutils.regression import huber
from lossutils.risk import empirical_risk


def results() -> None:
    assert_type(hinge([1, -1], [0.5, 2.0]), Result)
    assert_type(huber(1.0, 0.5, delta=1.0), Result)
    assert_type(cross_entropy_hess([1.0, 0.0], [0.5, 0.5]), Result)
    assert_type(empirical_risk([0.5, 2.0]), Result)


def mistakes() -> None:
    """Each has to be found: a comment that excuses nothing is an error."""
    hinge(1.0)  # type: ignore[call-arg]
    huber(1.0, 0.5)  # type: ignore[call-arg]
    huber(1.0, 0.5, 1.0)  # type: ignore[call-arg]
