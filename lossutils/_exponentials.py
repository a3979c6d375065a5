"""Exponentials and logarithms that losses share: without overflow, exact to a few roundings."""

import numpy as np

#: Up to so many classes it pays to reorder the memory.
_FEW_CLASSES = 128


def log_complement(p):
    """Return log(1 - p) of a block of probabilities: faster than `numpy.log1p`, to 1.5 ulp."""
    complement = 1.0 - p
    lost = (1.0 - complement) - p  # by rounding; 0 where the complement is small
    return np.log(complement) + lost / (complement + 1e-300)


def softplus_of_minus_abs(z):
    """Return log(1 + exp(-|z|)) of a block."""
    return np.log1p(np.exp(-np.abs(z)))


def sigmoid(z):
    """Return the sigmoid of a block."""
    e = np.exp(np.minimum(z, 40.0))  # from there on the sigmoid is 1, and e cannot overflow
    return e / (1.0 + e)


def over_power(numerator, e, power):
    """Return numerator / (1 + e)**power without the rounding error of 1 + e, for 0 <= e <= 1."""
    d = 1.0 + e
    lost = (e - (d - 1.0)) * (power / d)
    square = d * d
    quotient = numerator / (square if power == 2 else square * (d if power == 3 else square))
    return quotient - lost * quotient


def sigmoid_slope(z):
    """Return the derivative of the sigmoid of a block."""
    e = np.exp(-np.abs(z))
    return over_power(e, e, 2)


def lost(a, b, difference):
    """Return a - b - difference, what the subtraction lost by rounding, exactly (Knuth's two-sum)."""
    virtual = difference - a
    return (a - (difference - virtual)) - (b + virtual)


def classes_first(rows):
    """Return the transpose; with few classes in that order in memory, which is faster to reduce."""
    return np.ascontiguousarray(rows.T) if rows.shape[1] < _FEW_CLASSES else rows.T


class Exponentials:
    """exp(z - max z) of rows, with the sums over the classes, each exact to a few roundings.

    All attributes have the classes first.

    The largest exponential is 1 by construction, so the `rest` beside it is kept apart instead of
    being lost in 1 + rest = `total`. The rounding error of each difference z - max z, which exp
    would magnify, is computed exactly and put back. `below` is the difference times `scale`, a
    power of two.
    """

    def __init__(self, rows, scale=1.0):
        z = classes_first(rows)
        top = z.max(axis=0)
        difference = z - top
        each = np.exp(difference)
        # fmax passes over the NaN of an infinite difference
        each += each * np.fmax(lost(z, top, difference), -1.0)
        self.below = difference if scale == 1.0 else scale * z - scale * top
        if np.isinf(top).any():
            # A single infinite maximum has all the mass; several have no limit and stay NaN.
            alone = (z == top) & (np.sum(z == top, axis=0) == 1)
            each = np.where(alone, 1.0, each)
            self.below = np.where(alone, 0.0, self.below)
        self._largest = np.floor(each)  # 1 at the maximum, else 0
        self._small = each - self._largest
        self.each = each
        # The high parts are multiples of 2**-45 up to 1, so that the sum of 256 of them is exact.
        high = (self._small + 128.0) - 128.0
        low = self._small - high
        self.rest = (self._largest.sum(axis=0) - 1.0 + high.sum(axis=0)) + low.sum(axis=0)
        self.total = 1.0 + self.rest

    def others(self):
        """Return for each class the sum over all other classes."""
        return (self.rest - self._small) + (1.0 - self._largest)
