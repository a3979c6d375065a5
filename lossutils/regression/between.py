"""Losses between the squared and the absolute: quadratic near the target, linear far away."""

import numpy as np

from .._arrays import blockwise
from .._exponentials import lost, sigmoid_slope
from ..domains import POSITIVE, RESIDUAL
from ._residual import ratio

_of_residual = blockwise(**RESIDUAL.arguments)
LOG_2 = np.log(2.0)


def _where_far(y, f, r, loss, delta):
    """Return the loss, with its line far away where y - f has overflowed: there half of it is taken."""
    if np.isinf(r).any():
        half = np.abs(0.5 * y - 0.5 * f)
        loss = np.where(np.isinf(r), 2.0 * (delta * half), loss)  # beside 1e308, delta is nothing
    return loss


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
    return _where_far(y, f, r, near * (r - 0.5 * near), delta)


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


@blockwise(**RESIDUAL.arguments, delta=POSITIVE)
def pseudo_huber(y, f, *, delta):
    r"""Return the pseudo-Huber loss: like Huber's, with derivatives of every order.

    .. math:: \delta^2 \Bigl(\sqrt{1 + \bigl(\frac{r}{\delta}\bigr)^2} - 1\Bigr), \qquad r = y - f

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
    Charbonnier et al. (1994).

    Examples
    --------
    >>> pseudo_huber([0.0, 0.0], [1.5, 4.0], delta=2.0).round(6).tolist()
    [1.0, 4.944272]
    """
    r = np.abs(y - f)
    s, inside = ratio(y, f, delta)
    root = np.hypot(1.0, s)
    loss = np.where(inside, r / (1.0 + root), delta / (s + root)) * r  # the root less 1, without the 1
    return _where_far(y, f, r, loss, delta)


@blockwise(**RESIDUAL.arguments, delta=POSITIVE)
def pseudo_huber_grad(y, f, *, delta):
    r"""Return the derivative of `pseudo_huber` with respect to `f`.

    .. math:: \frac{f - y}{\sqrt{1 + \bigl(\frac{y - f}{\delta}\bigr)^2}}

    Parameters
    ----------
    y, f, delta
        As in `pseudo_huber`.

    Returns
    -------
    float64 array of the common shape
        Values in [-delta, delta].

    Raises
    ------
    TypeError, ValueError
        As `pseudo_huber`.

    References
    ----------
    Derived in the chapter on the Huber loss.

    Examples
    --------
    >>> pseudo_huber_grad([0.0, 0.0], [1.5, -1.5], delta=2.0).tolist()
    [1.2, -1.2]
    """
    s, inside = ratio(y, f, delta)
    return np.copysign(np.where(inside, np.abs(y - f), delta) / np.hypot(1.0, s), f - y)


@blockwise(**RESIDUAL.arguments, delta=POSITIVE)
def pseudo_huber_hess(y, f, *, delta):
    r"""Return the second derivative of `pseudo_huber` with respect to `f`.

    .. math:: \Bigl(1 + \bigl(\frac{y - f}{\delta}\bigr)^2\Bigr)^{-\frac{3}{2}}

    Parameters
    ----------
    y, f, delta
        As in `pseudo_huber`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1].

    Raises
    ------
    TypeError, ValueError
        As `pseudo_huber`.

    References
    ----------
    Derived in the chapter on the Huber loss.

    Examples
    --------
    >>> pseudo_huber_hess([0.0, 0.0], [0.0, 1.5], delta=2.0).round(6).tolist()
    [1.0, 0.512]
    """
    s, inside = ratio(y, f, delta)
    square = 1.0 + s * s
    return np.where(inside, 1.0, s * s * s) / (square * np.sqrt(square))


@_of_residual
def log_cosh(y, f):
    r"""Return the logarithm of the hyperbolic cosine of the residual.

    .. math:: \log \cosh(y - f)

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ.

    References
    ----------
    Green (1990).

    Examples
    --------
    >>> log_cosh([0.0, 0.0], [0.0, 1.0]).round(6).tolist()
    [0.0, 0.433781]
    """
    r = np.abs(y - f)
    near = 2.0 * np.sinh(0.5 * np.minimum(r, 2.0)) ** 2  # cosh r - 1, without the 1
    return np.where(r < 2.0, np.log1p(near), r + (np.log1p(np.exp(-2.0 * r)) - LOG_2))


@_of_residual
def log_cosh_grad(y, f):
    r"""Return the derivative of `log_cosh` with respect to `f`.

    .. math:: \tanh(f - y)

    Parameters
    ----------
    y, f : array_like of float
        As in `log_cosh`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1, 1].

    Raises
    ------
    TypeError, ValueError
        As `log_cosh`.

    References
    ----------
    Derived in the chapter on the Huber loss.

    Examples
    --------
    >>> log_cosh_grad([0.0, 0.0], [0.0, 1.0]).round(6).tolist()
    [0.0, 0.761594]
    """
    return np.tanh(f - y)


@_of_residual
def log_cosh_hess(y, f):
    r"""Return the second derivative of `log_cosh` with respect to `f`.

    .. math:: \frac{1}{\cosh(f - y)^2}

    Parameters
    ----------
    y, f : array_like of float
        As in `log_cosh`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1].

    Raises
    ------
    TypeError, ValueError
        As `log_cosh`.

    References
    ----------
    Derived in the chapter on the Huber loss.

    Examples
    --------
    >>> log_cosh_hess([0.0, 0.0], [0.0, 1.0]).round(6).tolist()
    [1.0, 0.419974]
    """
    d = f - y
    rounded = np.where(np.isfinite(d), lost(f, y, d), 0.0)  # far out it counts d times
    return 4.0 * sigmoid_slope(2.0 * d) * (1.0 - 2.0 * np.tanh(d) * rounded)
