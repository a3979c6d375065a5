"""Losses between the squared and the absolute: quadratic near the target, linear far away."""

import numpy as np

from .._arrays import blockwise
from ..domains import POSITIVE, RESIDUAL


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
