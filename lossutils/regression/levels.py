"""Losses whose risk another number than the middle minimises, and losses that forgive small errors."""

import numpy as np

from .._arrays import blockwise, keep_nan
from ..domains import LEVEL, POSITIVE, RESIDUAL


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


@blockwise(**RESIDUAL.arguments, tau=LEVEL)
def expectile(y, f, *, tau):
    r"""Return the expectile loss, whose risk the `tau`-expectile minimises.

    .. math:: \begin{cases} \tau (y - f)^2 & f < y \\
              (1 - \tau) (y - f)^2 & f \ge y \end{cases}

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    tau : float
        The level, strictly between 0 and 1.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `tau` is not strictly between 0 and 1.

    References
    ----------
    Newey and Powell (1987).

    Examples
    --------
    >>> expectile([1.0, 0.0], [0.0, 2.0], tau=0.75).tolist()
    [0.75, 1.0]
    """
    r = y - f
    weight = np.where(r < 0.0, 1.0 - tau, tau)
    half = 0.5 * y - 0.5 * f  # y - f and its square may overflow
    return np.where(np.abs(r) < 1e150, weight * (r * r), 4.0 * (weight * half * half))


@blockwise(**RESIDUAL.arguments, tau=LEVEL)
def expectile_grad(y, f, *, tau):
    r"""Return the derivative of `expectile` with respect to `f`.

    .. math:: 2 \tau (f - y) \text{ for } f < y, \qquad 2 (1 - \tau) (f - y) \text{ for } f \ge y

    Parameters
    ----------
    y, f, tau
        As in `expectile`.

    Returns
    -------
    float64 array of the common shape
        Derivatives, any real number.

    Raises
    ------
    TypeError, ValueError
        As `expectile`.

    References
    ----------
    Newey and Powell (1987).

    Examples
    --------
    >>> expectile_grad([1.0, 0.0], [0.0, 2.0], tau=0.75).tolist()
    [-1.5, 1.0]
    """
    r = y - f
    weight, half = np.where(r < 0.0, 1.0 - tau, tau), 0.5 * y - 0.5 * f
    return np.where(np.abs(r) < 1e150, -2.0 * (weight * r), -4.0 * (weight * half))


def _beyond(y, f, epsilon):
    """Return by how much |y - f| exceeds epsilon, also where y - f overflows."""
    r = np.abs(y - f)
    half = np.abs(0.5 * y - 0.5 * f)
    return np.maximum(np.where(np.isinf(r), 2.0 * (half - 0.5 * epsilon), r - epsilon), 0.0)


@blockwise(**RESIDUAL.arguments, epsilon=POSITIVE)
def epsilon_insensitive(y, f, *, epsilon):
    r"""Return the distance beyond `epsilon`: smaller errors cost nothing.

    .. math:: \max(0,\ |y - f| - \epsilon)

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    epsilon : float
        The error that costs nothing, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `epsilon` is not a positive finite number.

    References
    ----------
    Vapnik (1995).

    Examples
    --------
    >>> epsilon_insensitive([0.0, 0.0], [0.25, 2.0], epsilon=0.5).tolist()
    [0.0, 1.5]
    """
    return _beyond(y, f, epsilon)


@blockwise(**RESIDUAL.arguments, epsilon=POSITIVE)
def epsilon_insensitive_grad(y, f, *, epsilon):
    r"""Return the derivative of `epsilon_insensitive` with respect to `f`; at a kink on the paying side.

    .. math:: \operatorname{sign}(f - y) \, [\,|y - f| \ge \epsilon\,]

    Parameters
    ----------
    y, f, epsilon
        As in `epsilon_insensitive`.

    Returns
    -------
    float64 array of the common shape
        -1, 0 or 1.

    Raises
    ------
    TypeError, ValueError
        As `epsilon_insensitive`.

    References
    ----------
    Vapnik (1995).

    Examples
    --------
    >>> epsilon_insensitive_grad([0.0, 0.0], [0.25, 2.0], epsilon=0.5).tolist()
    [0.0, 1.0]
    """
    return np.sign(f - y) * keep_nan(y - f, np.abs(y - f) >= epsilon)


@blockwise(**RESIDUAL.arguments, epsilon=POSITIVE)
def squared_epsilon_insensitive(y, f, *, epsilon):
    r"""Return the square of `epsilon_insensitive`.

    .. math:: \max(0,\ |y - f| - \epsilon)^2

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    epsilon : float
        The error that costs nothing, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `epsilon` is not a positive finite number.

    References
    ----------
    Vapnik (1995).

    Examples
    --------
    >>> squared_epsilon_insensitive([0.0, 0.0], [0.25, 2.0], epsilon=0.5).tolist()
    [0.0, 2.25]
    """
    return _beyond(y, f, epsilon) ** 2


@blockwise(**RESIDUAL.arguments, epsilon=POSITIVE)
def squared_epsilon_insensitive_grad(y, f, *, epsilon):
    r"""Return the derivative of `squared_epsilon_insensitive` with respect to `f`.

    .. math:: 2 \operatorname{sign}(f - y) \max(0,\ |y - f| - \epsilon)

    Parameters
    ----------
    y, f, epsilon
        As in `squared_epsilon_insensitive`.

    Returns
    -------
    float64 array of the common shape
        Derivatives, any real number.

    Raises
    ------
    TypeError, ValueError
        As `squared_epsilon_insensitive`.

    References
    ----------
    Derived in the chapter on the pinball loss.

    Examples
    --------
    >>> squared_epsilon_insensitive_grad([0.0, 0.0], [0.25, -2.0], epsilon=0.5).tolist()
    [0.0, -3.0]
    """
    return np.copysign(2.0 * _beyond(y, f, epsilon), f - y)
