"""Losses that give up on a point: none costs more than 1."""

import numpy as np

from .._arrays import blockwise, keep_nan
from .._exponentials import sigmoid_slope
from ..domains import MARGIN
from ..probability import (
    sigmoid,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    sigmoid_squared_error_hess,
)

_of_margin = blockwise(**MARGIN.arguments)


@_of_margin
def savage(y, f):
    r"""Return the Savage loss, the square of the probability that is lacking.

    .. math:: \sigma(-y f)^2

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or a label is not -1 or +1.

    References
    ----------
    Masnadi-Shirazi and Vasconcelos (2009), with twice the score.

    Examples
    --------
    >>> savage([1, -1], [0.0, 0.0]).tolist()
    [0.25, 0.25]
    """
    return 2.0 * sigmoid_squared_error(1.0, y * f)


@_of_margin
def savage_grad(y, f):
    r"""Return the derivative of `savage` with respect to `f`.

    .. math:: -2 y \sigma(-y f)^2 \sigma(y f)

    Parameters
    ----------
    y, f : array_like of float
        As in `savage`.

    Returns
    -------
    float64 array of the common shape
        Values in [-8/27, 8/27].

    Raises
    ------
    TypeError, ValueError
        As `savage`.

    References
    ----------
    Derived in the chapter on bounded losses.

    Examples
    --------
    >>> savage_grad([1, -1], [0.0, 0.0]).tolist()
    [-0.25, 0.25]
    """
    return 2.0 * y * sigmoid_squared_error_grad(1.0, y * f)


@_of_margin
def savage_hess(y, f):
    r"""Return the second derivative of `savage` with respect to `f`.

    .. math:: 2 \sigma(-y f)^2 \sigma(y f) (2 \sigma(y f) - \sigma(-y f))

    Parameters
    ----------
    y, f : array_like of float
        As in `savage`.

    Returns
    -------
    float64 array of the common shape
        Values in [-0.1, 0.16].

    Raises
    ------
    TypeError, ValueError
        As `savage`.

    References
    ----------
    Derived in the chapter on bounded losses.

    Examples
    --------
    >>> savage_hess([1, -1], [0.0, 0.0]).tolist()
    [0.125, 0.125]
    """
    return 2.0 * sigmoid_squared_error_hess(1.0, y * f)


@_of_margin
def ramp(y, f):
    r"""Return the ramp loss: a hinge of half the height that ends at the margin -1.

    .. math:: \min(1,\ \max(0,\ \frac{1 - y f}{2}))

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or a label is not -1 or +1.

    References
    ----------
    Collobert et al. (2006).

    Examples
    --------
    >>> ramp([1, 1, -1], [2.0, 0.5, 5.0]).tolist()
    [0.0, 0.25, 1.0]
    """
    return np.clip(0.5 * (1.0 - y * f), 0.0, 1.0)


@_of_margin
def ramp_grad(y, f):
    r"""Return the derivative of `ramp` with respect to `f`: on the paying side at 1, and 0 at -1.

    .. math:: \begin{cases} 0 & y f \le -1 \\
              -\frac{y}{2} & y f \le 1 \\
              0 & y f > 1 \end{cases}

    Parameters
    ----------
    y, f : array_like of float
        As in `ramp`.

    Returns
    -------
    float64 array of the common shape
        -1/2, 0 or 1/2.

    Raises
    ------
    TypeError, ValueError
        As `ramp`.

    References
    ----------
    Derived in the chapter on bounded losses.

    Examples
    --------
    >>> ramp_grad([1, 1, -1], [2.0, 0.5, 5.0]).tolist()
    [-0.0, -0.5, 0.0]
    """
    m = y * f
    return keep_nan(f, -0.5 * y * ((m > -1.0) & (m <= 1.0)))


@_of_margin
def sigmoid_loss(y, f):
    r"""Return the sigmoid of minus the margin.

    .. math:: \sigma(-y f)

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or a label is not -1 or +1.

    References
    ----------
    Mason et al. (2000).

    Examples
    --------
    >>> sigmoid_loss([1, -1], [0.0, 0.0]).tolist()
    [0.5, 0.5]
    """
    return sigmoid(-y * f)


@_of_margin
def sigmoid_loss_grad(y, f):
    r"""Return the derivative of `sigmoid_loss` with respect to `f`.

    .. math:: -y \sigma(y f) \sigma(-y f)

    Parameters
    ----------
    y, f : array_like of float
        As in `sigmoid_loss`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1/4, 1/4].

    Raises
    ------
    TypeError, ValueError
        As `sigmoid_loss`.

    References
    ----------
    Derived in the chapter on bounded losses.

    Examples
    --------
    >>> sigmoid_loss_grad([1, -1], [0.0, 0.0]).tolist()
    [-0.25, 0.25]
    """
    return -y * sigmoid_slope(f)


@_of_margin
def sigmoid_loss_hess(y, f):
    r"""Return the second derivative of `sigmoid_loss` with respect to `f`.

    .. math:: \sigma(y f) \sigma(-y f) (\sigma(y f) - \sigma(-y f))

    Parameters
    ----------
    y, f : array_like of float
        As in `sigmoid_loss`.

    Returns
    -------
    float64 array of the common shape
        Values in [-0.1, 0.1].

    Raises
    ------
    TypeError, ValueError
        As `sigmoid_loss`.

    References
    ----------
    Derived in the chapter on bounded losses.

    Examples
    --------
    >>> sigmoid_loss_hess([1, -1], [0.0, 0.0]).tolist()
    [0.0, -0.0]
    """
    m = y * f
    return sigmoid_slope(m) * np.tanh(0.5 * m)
