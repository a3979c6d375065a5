"""The zero-one loss, and the losses with one corner."""

import numpy as np

from .._arrays import blockwise, keep_nan
from ..domains import MARGIN

_of_margin = blockwise(**MARGIN.arguments)


@_of_margin
def zero_one(y, f):
    r"""Return the zero-one loss, which counts a score of 0 as an error.

    .. math:: [\,y f \le 0\,]

    Parameters
    ----------
    y : array_like of {-1, +1}
        Labels; of the shape of `f` or a scalar.
    f : array_like of float
        Real scores; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        0 or 1; NaN where `f` is NaN.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is neither -1 nor +1, or shapes differ.

    References
    ----------
    The error count of a classifier.

    Examples
    --------
    >>> zero_one([1, -1, 1], [0.3, 0.3, 0.0]).tolist()
    [0.0, 1.0, 1.0]
    """
    return keep_nan(f, y * f <= 0.0)


@_of_margin
def zero_one_grad(y, f):
    r"""Return 0, the derivative of `zero_one` wherever it exists.

    .. math:: 0

    Parameters
    ----------
    y, f : array_like
        As in `zero_one`.

    Returns
    -------
    float64 array of the common shape
        0; NaN where `f` is NaN.

    Raises
    ------
    TypeError, ValueError
        As `zero_one`.

    References
    ----------
    Proved in the chapter on the zero-one loss.

    Examples
    --------
    >>> float(zero_one_grad(1, 0.3))
    0.0
    """
    return keep_nan(f, np.zeros(f.shape))


@_of_margin
def perceptron(y, f):
    r"""Return the perceptron loss.

    .. math:: \max(0, -y f)

    Parameters
    ----------
    y : array_like of {-1, +1}
        Labels; of the shape of `f` or a scalar.
    f : array_like of float
        Real scores; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in units of the score.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is neither -1 nor +1, or shapes differ.

    References
    ----------
    Rosenblatt (1958) for the rule that descends it.

    Examples
    --------
    >>> perceptron([1, -1], [2.0, 2.0]).tolist()
    [0.0, 2.0]
    """
    return np.maximum(-(y * f), 0.0)


@_of_margin
def perceptron_grad(y, f):
    r"""Return the derivative of `perceptron` with respect to `f`.

    .. math:: -y\,[\,y f \le 0\,]

    At the kink y f = 0 it is -y, so that the perceptron rule moves off w = 0.

    Parameters
    ----------
    y, f : array_like
        As in `perceptron`.

    Returns
    -------
    float64 array of the common shape
        -1, 0 or 1.

    Raises
    ------
    TypeError, ValueError
        As `perceptron`.

    References
    ----------
    Rosenblatt (1958).

    Examples
    --------
    >>> perceptron_grad([1, -1, 1], [2.0, 2.0, 0.0]).tolist()
    [0.0, 1.0, -1.0]
    """
    return keep_nan(f, 0.0 - y * (y * f <= 0))


@_of_margin
def hinge(y, f):
    r"""Return the hinge loss.

    .. math:: \max(0, 1 - y f)

    Parameters
    ----------
    y : array_like of {-1, +1}
        Labels; of the shape of `f` or a scalar.
    f : array_like of float
        Real scores; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in units of the score.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is neither -1 nor +1, or shapes differ.

    References
    ----------
    Cortes and Vapnik (1995).

    Examples
    --------
    >>> hinge([1, 1, -1], [2.0, 0.25, 2.0]).tolist()
    [0.0, 0.75, 3.0]
    """
    return np.maximum(1.0 - y * f, 0.0)


@_of_margin
def hinge_grad(y, f):
    r"""Return the derivative of `hinge` with respect to `f`.

    .. math:: -y\,[\,y f \le 1\,]

    At the kink y f = 1 it is -y, the derivative from the penalised side.

    Parameters
    ----------
    y, f : array_like
        As in `hinge`.

    Returns
    -------
    float64 array of the common shape
        -1, 0 or 1.

    Raises
    ------
    TypeError, ValueError
        As `hinge`.

    References
    ----------
    Derived in the chapter on the hinge loss.

    Examples
    --------
    >>> hinge_grad([1, 1, -1], [2.0, 1.0, 2.0]).tolist()
    [0.0, -1.0, 1.0]
    """
    return keep_nan(f, 0.0 - y * (y * f <= 1))
