"""Hinges without a corner."""

import numpy as np

from .._arrays import blockwise
from ..domains import MARGIN, POSITIVE

_of_margin = blockwise(**MARGIN.arguments)


@_of_margin
def squared_hinge(y, f):
    r"""Return the square of the hinge loss.

    .. math:: \max(0,\ 1 - y f)^2

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or a label is not -1 or +1.

    References
    ----------
    Cortes and Vapnik (1995).

    Examples
    --------
    >>> squared_hinge([1, 1, -1], [2.0, 0.5, 0.5]).tolist()
    [0.0, 0.25, 2.25]
    """
    return np.maximum(1.0 - y * f, 0.0) ** 2


@_of_margin
def squared_hinge_grad(y, f):
    r"""Return the derivative of `squared_hinge` with respect to `f`.

    .. math:: -2 y \max(0,\ 1 - y f)

    Parameters
    ----------
    y, f : array_like of float
        As in `squared_hinge`.

    Returns
    -------
    float64 array of the common shape
        Derivatives, any real number.

    Raises
    ------
    TypeError, ValueError
        As `squared_hinge`.

    References
    ----------
    Derived in the chapter on rounded hinges.

    Examples
    --------
    >>> squared_hinge_grad([1, 1, -1], [2.0, 0.5, 0.5]).tolist()
    [-0.0, -1.0, 3.0]
    """
    return -2.0 * y * np.maximum(1.0 - y * f, 0.0)


@_of_margin
def modified_huber(y, f):
    r"""Return the modified Huber loss: the squared hinge, straight below the margin -1.

    .. math:: \max(0,\ 1 - y f)^2 - \max(0,\ -1 - y f)^2

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or a label is not -1 or +1.

    References
    ----------
    Zhang (2004).

    Examples
    --------
    >>> modified_huber([1, 1, -1], [2.0, 0.5, 3.0]).tolist()
    [0.0, 0.25, 12.0]
    """
    m = y * f
    return np.where(m < -1.0, -4.0 * m, np.maximum(1.0 - m, 0.0) ** 2)


@_of_margin
def modified_huber_grad(y, f):
    r"""Return the derivative of `modified_huber` with respect to `f`.

    .. math:: -y \min(4,\ 2 \max(0,\ 1 - y f))

    Parameters
    ----------
    y, f : array_like of float
        As in `modified_huber`.

    Returns
    -------
    float64 array of the common shape
        Values in [-4, 4].

    Raises
    ------
    TypeError, ValueError
        As `modified_huber`.

    References
    ----------
    Derived in the chapter on rounded hinges.

    Examples
    --------
    >>> modified_huber_grad([1, 1, -1], [2.0, 0.5, 3.0]).tolist()
    [-0.0, -1.0, 4.0]
    """
    return -y * np.clip(2.0 * (1.0 - y * f), 0.0, 4.0)


@blockwise(**MARGIN.arguments, gamma=POSITIVE)
def smooth_hinge(y, f, *, gamma):
    r"""Return the hinge loss with its corner rounded over the width `gamma`.

    .. math:: \frac{1}{2 \gamma} \bigl(\max(0,\ 1 - y f)^2 - \max(0,\ 1 - \gamma - y f)^2\bigr)

    Parameters
    ----------
    y, f : array_like
        Labels -1 or +1 and real scores, as in `hinge`.
    gamma : float
        The width of the rounded corner, positive and finite, in units of the margin.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ, a label is not -1 or +1, or `gamma` is not a positive finite number.

    References
    ----------
    Shalev-Shwartz and Zhang (2013).

    Examples
    --------
    >>> smooth_hinge([1, 1, -1], [2.0, 0.5, 0.5], gamma=1.0).tolist()
    [0.0, 0.125, 1.0]
    """
    lack = np.maximum(1.0 - y * f, 0.0)
    near = np.minimum(lack, gamma)
    return near / gamma * (lack - 0.5 * near)


@blockwise(**MARGIN.arguments, gamma=POSITIVE)
def smooth_hinge_grad(y, f, *, gamma):
    r"""Return the derivative of `smooth_hinge` with respect to `f`.

    .. math:: -y \min(1,\ \frac{1}{\gamma} \max(0,\ 1 - y f))

    Parameters
    ----------
    y, f, gamma
        As in `smooth_hinge`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1, 1].

    Raises
    ------
    TypeError, ValueError
        As `smooth_hinge`.

    References
    ----------
    Derived in the chapter on rounded hinges.

    Examples
    --------
    >>> smooth_hinge_grad([1, 1, -1], [2.0, 0.5, 0.5], gamma=1.0).tolist()
    [-0.0, -0.5, 1.0]
    """
    return -y * np.clip((1.0 - y * f) / gamma, 0.0, 1.0)
