"""Losses whose risk another number than the middle minimises, and losses that forgive small errors."""

import numpy as np

from .._arrays import blockwise
from ..domains import LEVEL, RESIDUAL


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
