"""The size of a residual against a scale, for all that floats hold."""

import numpy as np


def ratio(y, f, c):
    """Return the smaller of |y - f| and `c` over the larger, and whether `c` is the larger."""
    r = np.abs(y - f)
    half = np.abs(0.5 * y - 0.5 * f)  # where y - f overflows
    return np.where(np.isinf(r), 0.5 * c / half, np.minimum(r, c) / np.maximum(r, c)), r < c


def scaled(y, f, c):
    """Return |y - f| / c."""
    r = np.abs(y - f)
    half = np.abs(0.5 * y - 0.5 * f)
    return np.where(np.isinf(r), 2.0 * (half / c), r / c)
