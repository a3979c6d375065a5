"""Losses on the difference of a real target y and a real prediction f.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to `f`. All results are float64 arrays of
the common shape of `y` and `f`, which are equal in shape unless one is a scalar.
"""

import numpy as np

from ._arrays import blockwise, keep_nan
from .domains import LEVEL, POSITIVE, RESIDUAL

_of_residual = blockwise(**RESIDUAL.arguments)


@_of_residual
def squared(y, f):
    r"""Return the squared loss.

    .. math:: (y - f)^2

    Parameters
    ----------
    y : array_like of float
        Real targets; of the shape of `f` or a scalar.
    f : array_like of float
        Real predictions; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ.

    References
    ----------
    Legendre (1805); Gauss (1809).

    Examples
    --------
    >>> squared([1.0, 2.0], [3.0, 2.0]).tolist()
    [4.0, 0.0]
    """
    return (y - f) ** 2


@_of_residual
def squared_grad(y, f):
    r"""Return the derivative of `squared` with respect to `f`.

    .. math:: 2 (f - y)

    Parameters
    ----------
    y, f : array_like of float
        As in `squared`.

    Returns
    -------
    float64 array of the common shape
        Derivatives, any real number.

    Raises
    ------
    TypeError, ValueError
        As `squared`.

    References
    ----------
    Derived in the chapter on the squared loss.

    Examples
    --------
    >>> squared_grad([1.0, 2.0], [3.0, 2.0]).tolist()
    [4.0, 0.0]
    """
    return 2.0 * (f - y)


@_of_residual
def squared_hess(y, f):
    r"""Return the second derivative of `squared` with respect to `f`.

    .. math:: 2

    Parameters
    ----------
    y, f : array_like of float
        As in `squared`.

    Returns
    -------
    float64 array of the common shape
        2 everywhere; NaN where `y` or `f` is NaN.

    Raises
    ------
    TypeError, ValueError
        As `squared`.

    References
    ----------
    Derived in the chapter on the squared loss.

    Examples
    --------
    >>> squared_hess([1.0, 2.0], [3.0, 2.0]).tolist()
    [2.0, 2.0]
    """
    return keep_nan(y - f, np.full(f.shape, 2.0))


@_of_residual
def absolute(y, f):
    r"""Return the absolute loss.

    .. math:: |y - f|

    Parameters
    ----------
    y : array_like of float
        Real targets; of the shape of `f` or a scalar.
    f : array_like of float
        Real predictions; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ.

    References
    ----------
    Boscovich (1757); Laplace (1774).

    Examples
    --------
    >>> absolute([1.0, 2.0], [3.0, 2.0]).tolist()
    [2.0, 0.0]
    """
    return np.abs(y - f)


@_of_residual
def absolute_grad(y, f):
    r"""Return the derivative of `absolute` with respect to `f`, and 0 at the kink y = f.

    .. math:: \operatorname{sign}(f - y)

    Parameters
    ----------
    y, f : array_like of float
        As in `absolute`.

    Returns
    -------
    float64 array of the common shape
        -1, 0 or 1.

    Raises
    ------
    TypeError, ValueError
        As `absolute`.

    References
    ----------
    Derived in the chapter on the absolute loss.

    Examples
    --------
    >>> absolute_grad([1.0, 2.0], [3.0, 2.0]).tolist()
    [1.0, 0.0]
    """
    return np.sign(f - y)


@blockwise(**RESIDUAL.arguments, delta=POSITIVE)
def huber(y, f, *, delta):
    r"""Return Huber's loss: squared near the target, linear beyond `delta`.

    .. math:: \begin{cases} \tfrac12 r^2 & |r| \le \delta \\
              \delta \bigl(|r| - \tfrac12 \delta\bigr) & |r| > \delta \end{cases}
              \qquad r = y - f

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    delta : float
        The threshold, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `delta` is not a positive finite number.

    References
    ----------
    Huber (1964).

    Examples
    --------
    >>> huber([0.0, 0.0], [1.0, 3.0], delta=2.0).tolist()
    [0.5, 4.0]
    """
    r = np.abs(y - f)
    near = np.minimum(r, delta)
    loss = near * (r - 0.5 * near)
    if np.isinf(r).any():  # y - f may have overflowed, and then it is beyond the threshold: halve it
        half = np.abs(0.5 * y - 0.5 * f)
        loss = np.where(np.isinf(r), 2.0 * (delta * half), loss)  # beside 1e308, delta / 2 is nothing
    return loss


@blockwise(**RESIDUAL.arguments, delta=POSITIVE)
def huber_grad(y, f, *, delta):
    r"""Return the derivative of `huber` with respect to `f`.

    .. math:: \min(\max(f - y, -\delta), \delta)

    Parameters
    ----------
    y, f, delta
        As in `huber`.

    Returns
    -------
    float64 array of the common shape
        Values in [-delta, delta].

    Raises
    ------
    TypeError, ValueError
        As `huber`.

    References
    ----------
    Huber (1964).

    Examples
    --------
    >>> huber_grad([0.0, 0.0], [1.0, 3.0], delta=2.0).tolist()
    [1.0, 2.0]
    """
    return np.clip(f - y, -delta, delta)


@blockwise(**RESIDUAL.arguments, tau=LEVEL)
def pinball(y, f, *, tau):
    r"""Return the pinball loss, whose risk the `tau`-quantile minimises.

    .. math:: \max\bigl(\tau (y - f),\ (\tau - 1) (y - f)\bigr)

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    tau : float
        The quantile level, strictly between 0 and 1.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `tau` is not strictly between 0 and 1.

    References
    ----------
    Koenker and Bassett (1978).

    Examples
    --------
    >>> pinball([1.0, 0.0], [0.0, 1.0], tau=0.75).tolist()
    [0.75, 0.25]
    """
    r = y - f
    loss = np.maximum(tau * r, (tau - 1.0) * r)
    if np.isinf(r).any():  # y - f may have overflowed: halve it
        half = 0.5 * y - 0.5 * f
        loss = np.where(np.isinf(r), 2.0 * np.maximum(tau * half, (tau - 1.0) * half), loss)
    return loss


@blockwise(**RESIDUAL.arguments, tau=LEVEL)
def pinball_grad(y, f, *, tau):
    r"""Return the derivative of `pinball` with respect to `f`, and 0 at the kink y = f.

    .. math:: -\tau \text{ for } f < y, \qquad 1 - \tau \text{ for } f > y

    Parameters
    ----------
    y, f, tau
        As in `pinball`.

    Returns
    -------
    float64 array of the common shape
        ``-tau``, 0 or ``1 - tau``.

    Raises
    ------
    TypeError, ValueError
        As `pinball`.

    References
    ----------
    Koenker and Bassett (1978).

    Examples
    --------
    >>> pinball_grad([1.0, 0.0], [0.0, 1.0], tau=0.75).tolist()
    [-0.75, 0.25]
    """
    return np.clip(np.sign(f - y), -tau, 1.0 - tau)


@blockwise(**RESIDUAL.arguments, tolerance=POSITIVE)
def zero_one_tolerance(y, f, *, tolerance):
    r"""Return 0 where the prediction is closer to the target than `tolerance`, else 1.

    .. math:: [\,|y - f| \ge T\,]

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    tolerance : float
        The tolerance T, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        0 or 1; NaN where `y` or `f` is NaN.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `tolerance` is not a positive finite number.

    References
    ----------
    The tolerant zero-one loss of the article that the book answers.

    Examples
    --------
    >>> zero_one_tolerance([1.0, 1.0], [1.4, 1.5], tolerance=0.5).tolist()
    [0.0, 1.0]
    """
    return keep_nan(y - f, np.abs(y - f) >= tolerance)


@blockwise(**RESIDUAL.arguments, tolerance=POSITIVE)
def zero_one_tolerance_grad(y, f, *, tolerance):
    r"""Return 0, the derivative of `zero_one_tolerance` wherever it exists.

    .. math:: 0

    Parameters
    ----------
    y, f, tolerance
        As in `zero_one_tolerance`.

    Returns
    -------
    float64 array of the common shape
        0; NaN where `y` or `f` is NaN.

    Raises
    ------
    TypeError, ValueError
        As `zero_one_tolerance`.

    References
    ----------
    Proved in the chapter on the zero-one loss.

    Examples
    --------
    >>> float(zero_one_tolerance_grad(1.0, 1.4, tolerance=0.5))
    0.0
    """
    return keep_nan(y - f, np.zeros(f.shape))
