"""What arguments may hold, and what the losses of a kind have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Values:
    """The numbers that an array argument may hold.

    Attributes
    ----------
    expected : str
        The numbers in words.
    valid : callable or None
        Tells of every entry whether it is one of them; None if all real numbers are.
    rows : bool
        Whether the last axis of the argument makes one sample: its classes.
    sums_to_one : bool
        Whether every row is a distribution.
    booleans : bool
        Whether True and False are taken, for 1 and 0.
    """

    expected: str
    valid: Callable[[Any], Any] | None = None
    rows: bool = False
    sums_to_one: bool = False
    booleans: bool = False


@dataclass(frozen=True, eq=False)
class Number:
    """A single number that a keyword argument may hold, in words and as a test."""

    expected: str
    valid: Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Domain:
    """What the losses of a kind take.

    Attributes
    ----------
    words : str
        The labels and the predictions in words.
    arguments : dict
        The values of each array argument, by name and in order: the label, then the predictions.
    labels : tuple
        Some labels, the hard ones among them; rows have three classes.
    mirror : callable or None
        What turns a label and a prediction around, so that the same is lost; None if there is no such map.
    """

    words: str
    arguments: dict[str, Values]
    labels: tuple[Any, ...]
    mirror: Callable[[Any, Any], tuple[Any, Any]] | None = None

    @property
    def rows(self) -> bool:
        """Whether a prediction is a row of classes."""
        return any(values.rows for values in self.arguments.values())

    @property
    def label(self) -> Values:
        """What the label may hold."""
        return next(iter(self.arguments.values()))

    @property
    def prediction(self) -> Values:
        """What the last argument may hold."""
        return list(self.arguments.values())[-1]


REAL = Values("real numbers")
SIGN = Values("the labels -1 and +1", lambda y: np.abs(y) == 1.0)
OUTCOME = Values("the labels 0 and 1", lambda y: (y == 0.0) | (y == 1.0), booleans=True)
LABEL = Values("values in [0, 1]", lambda y: (y >= 0.0) & (y <= 1.0), booleans=True)
CHANCE = Values("values in [0, 1]", lambda p: ~((p < 0.0) | (p > 1.0)))  # NaN passes
REAL_ROW = Values(REAL.expected, rows=True)
LABEL_ROW = Values(LABEL.expected, LABEL.valid, rows=True, sums_to_one=True, booleans=True)
CHANCE_ROW = Values(CHANCE.expected, CHANCE.valid, rows=True, sums_to_one=True)

POSITIVE = Number("a positive finite number", lambda v: 0 < v < np.inf)
LEVEL = Number("a number strictly between 0 and 1", lambda v: 0 < v < 1)

_HARD_AND_SOFT = (0.0, 0.3, 1.0)
_CLASSES = ((0.0, 1.0, 0.0), (0.2, 0.3, 0.5))

RESIDUAL = Domain("y and f real", {"y": REAL, "f": REAL}, (-2.0, 0.0, 1.5), lambda y, f: (-y, -f))
MARGIN = Domain("y in {-1, +1}, f real", {"y": SIGN, "f": REAL}, (-1.0, 1.0), lambda y, f: (-y, -f))
PROBABILITY = Domain(
    "y and p in [0, 1]", {"y": LABEL, "p": CHANCE}, _HARD_AND_SOFT, lambda y, p: (1 - y, 1 - p)
)
LOGIT = Domain("y in [0, 1], z real", {"y": LABEL, "z": REAL}, _HARD_AND_SOFT, lambda y, z: (1 - y, -z))
DISTRIBUTION = Domain("y and p distributions over K classes", {"y": LABEL_ROW, "p": CHANCE_ROW}, _CLASSES)
LOGITS = Domain("y a distribution over K classes, z real", {"y": LABEL_ROW, "z": REAL_ROW}, _CLASSES)
