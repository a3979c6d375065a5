"""The losses that want the log-odds: exponential and logistic."""

import numpy as np

from .._arrays import blockwise
from .._exponentials import sigmoid, sigmoid_slope, softplus_of_minus_abs
from ..domains import MARGIN

_of_margin = blockwise(**MARGIN.arguments)


@_of_margin
def exponential(y, f):
    r"""Return the exponential loss.

    .. math:: e^{-y f}

    Parameters
    ----------
    y : array_like of {-1, +1}
        Labels; of the shape of `f` or a scalar.
    f : array_like of float
        Real scores; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], a pure number.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is neither -1 nor +1, or shapes differ.

    References
    ----------
    Freund and Schapire (1997); Friedman, Hastie and Tibshirani (2000).

    Examples
    --------
    >>> float(exponential(1, 0.0))
    1.0
    """
    return np.exp(-(y * f))


@_of_margin
def exponential_grad(y, f):
    r"""Return the derivative of `exponential` with respect to `f`.

    .. math:: -y\, e^{-y f}

    Parameters
    ----------
    y, f : array_like
        As in `exponential`.

    Returns
    -------
    float64 array of the common shape
        Derivatives, any real number.

    Raises
    ------
    TypeError, ValueError
        As `exponential`.

    References
    ----------
    Derived in the chapter on the exponential loss.

    Examples
    --------
    >>> exponential_grad([1, -1], 0.0).tolist()
    [-1.0, 1.0]
    """
    return -y * np.exp(-(y * f))


@_of_margin
def exponential_hess(y, f):
    r"""Return the second derivative of `exponential` with respect to `f`.

    .. math:: e^{-y f}

    Parameters
    ----------
    y, f : array_like
        As in `exponential`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError, ValueError
        As `exponential`.

    References
    ----------
    Derived in the chapter on the exponential loss.

    Examples
    --------
    >>> float(exponential_hess(1, 0.0))
    1.0
    """
    return np.exp(-(y * f))


@_of_margin
def logistic(y, f):
    r"""Return the logistic loss.

    .. math:: \log(1 + e^{-y f})

    Parameters
    ----------
    y : array_like of {-1, +1}
        Labels; of the shape of `f` or a scalar.
    f : array_like of float
        Real scores, in nats; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in nats.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is neither -1 nor +1, or shapes differ.

    References
    ----------
    Cox (1958); Friedman, Hastie and Tibshirani (2000). Computed as
    ``log1p(exp(-|m|)) - min(m, 0)``, which cannot overflow.

    Examples
    --------
    >>> logistic([1, -1], [1000.0, 1000.0]).tolist()
    [0.0, 1000.0]
    """
    return softplus_of_minus_abs(f) - np.minimum(y * f, 0.0)


@_of_margin
def logistic_grad(y, f):
    r"""Return the derivative of `logistic` with respect to `f`.

    .. math:: -y\, \sigma(-y f)

    Parameters
    ----------
    y, f : array_like
        As in `logistic`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1, 1].

    Raises
    ------
    TypeError, ValueError
        As `logistic`.

    References
    ----------
    Derived in the chapter on the logistic loss.

    Examples
    --------
    >>> logistic_grad([1, -1], 0.0).tolist()
    [-0.5, 0.5]
    """
    return -y * sigmoid(-(y * f))


@_of_margin
def logistic_hess(y, f):
    r"""Return the second derivative of `logistic` with respect to `f`.

    .. math:: \sigma(y f)\, \sigma(-y f)

    Parameters
    ----------
    y, f : array_like
        As in `logistic`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1/4].

    Raises
    ------
    TypeError, ValueError
        As `logistic`.

    References
    ----------
    Derived in the chapter on the logistic loss.

    Examples
    --------
    >>> float(logistic_hess(1, 0.0))
    0.25
    """
    return sigmoid_slope(y * f)
