"""Losses that lose interest in a far target: their slope falls again, and they are not convex."""

import numpy as np

from .._arrays import blockwise
from ..domains import POSITIVE, RESIDUAL
from ._residual import ratio, scaled

#: Of r / c: below it the loss is half the square, to the last digit.
TINY = 1e-9
LOG_2 = np.log(2.0)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def cauchy(y, f, *, c):
    r"""Return the Cauchy loss, which grows like a logarithm.

    .. math:: \frac{c^2}{2} \log\bigl(1 + \bigl(\frac{y - f}{c}\bigr)^2\bigr)

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    c : float
        The scale, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `c` is not a positive finite number.

    References
    ----------
    Black and Anandan (1996).

    Examples
    --------
    >>> cauchy([0.0, 0.0], [0.0, 2.0], c=2.0).round(6).tolist()
    [0.0, 1.386294]
    """
    r = np.abs(y - f)
    s, inside = ratio(y, f, c)
    farther = np.log(np.abs(0.5 * y - 0.5 * f)) + LOG_2 - np.log(c)
    far = c * np.where(s < 1e-100, farther, 0.5 * np.log1p((1.0 / s) ** 2)) * c
    near = 0.5 * r * np.where(s < TINY, 1.0, np.log1p(s * s) / (s * s)) * r
    return np.where(inside, near, far)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def cauchy_grad(y, f, *, c):
    r"""Return the derivative of `cauchy` with respect to `f`.

    .. math:: \frac{f - y}{1 + \bigl(\frac{y - f}{c}\bigr)^2}

    Parameters
    ----------
    y, f, c
        As in `cauchy`.

    Returns
    -------
    float64 array of the common shape
        Values in [-c / 2, c / 2].

    Raises
    ------
    TypeError, ValueError
        As `cauchy`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> cauchy_grad([0.0, 0.0], [2.0, -6.0], c=2.0).tolist()
    [1.0, -0.6]
    """
    s, inside = ratio(y, f, c)
    return np.copysign(np.where(inside, np.abs(y - f), c * s) / (1.0 + s * s), f - y)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def cauchy_hess(y, f, *, c):
    r"""Return the second derivative of `cauchy` with respect to `f`.

    .. math:: \frac{1 - q^2}{(1 + q^2)^2}, \qquad q = \frac{y - f}{c}

    Parameters
    ----------
    y, f, c
        As in `cauchy`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1/8, 1].

    Raises
    ------
    TypeError, ValueError
        As `cauchy`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> cauchy_hess([0.0, 0.0], [0.0, 6.0], c=2.0).round(6).tolist()
    [1.0, -0.08]
    """
    s, inside = ratio(y, f, c)
    square = s * s
    return np.where(inside, 1.0 - square, square * (square - 1.0)) / (1.0 + square) ** 2


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def welsch(y, f, *, c):
    r"""Return the Welsch loss, which rises no higher than half the square of `c`.

    .. math:: \frac{c^2}{2} \bigl(1 - e^{-q^2}\bigr), \qquad q = \frac{y - f}{c}

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    c : float
        The scale, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, c**2 / 2], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `c` is not a positive finite number.

    References
    ----------
    Dennis and Welsch (1978).

    Examples
    --------
    >>> welsch([0.0, 0.0], [0.0, 2.0], c=2.0).round(6).tolist()
    [0.0, 1.264241]
    """
    r, square = np.abs(y - f), scaled(y, f, c) ** 2
    near = 0.5 * r * np.where(square < TINY**2, 1.0, -np.expm1(-square) / square) * r
    return np.where(square < 1.0, near, c * (-0.5 * np.expm1(-square)) * c)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def welsch_grad(y, f, *, c):
    r"""Return the derivative of `welsch` with respect to `f`.

    .. math:: (f - y) e^{-q^2}, \qquad q = \frac{y - f}{c}

    Parameters
    ----------
    y, f, c
        As in `welsch`.

    Returns
    -------
    float64 array of the common shape
        Values of the size c / sqrt(2 e) at most.

    Raises
    ------
    TypeError, ValueError
        As `welsch`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> welsch_grad([0.0, 0.0], [2.0, -200.0], c=2.0).round(6).tolist()
    [0.735759, -0.0]
    """
    q = np.minimum(scaled(y, f, c), 40.0)  # from there on the exponential is 0
    return np.where(q < TINY, f - y, np.copysign(c * (q * np.exp(-q * q)), f - y))


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def welsch_hess(y, f, *, c):
    r"""Return the second derivative of `welsch` with respect to `f`.

    .. math:: (1 - 2 q^2) e^{-q^2}, \qquad q = \frac{y - f}{c}

    Parameters
    ----------
    y, f, c
        As in `welsch`.

    Returns
    -------
    float64 array of the common shape
        Values in [-0.45, 1].

    Raises
    ------
    TypeError, ValueError
        As `welsch`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> welsch_hess([0.0, 0.0], [0.0, 2.0], c=2.0).round(6).tolist()
    [1.0, -0.367879]
    """
    square = np.minimum(scaled(y, f, c), 40.0) ** 2
    return (1.0 - 2.0 * square) * np.exp(-square)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def tukey(y, f, *, c):
    r"""Return Tukey's biweight loss, which is constant beyond `c`.

    .. math:: \frac{c^2}{6} \bigl(1 - (1 - q^2)^3\bigr), \qquad q = \frac{\min(|y - f|, c)}{c}

    Parameters
    ----------
    y, f : array_like of float
        Real targets and predictions, as in `squared`.
    c : float
        The scale, positive and finite, in units of `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, c**2 / 6], in squared units of `y`.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If shapes differ or `c` is not a positive finite number.

    References
    ----------
    Beaton and Tukey (1974).

    Examples
    --------
    >>> tukey([0.0, 0.0], [0.0, 9.0], c=3.0).tolist()
    [0.0, 1.5]
    """
    near = np.minimum(np.abs(y - f), c)
    u = (near / c) ** 2
    return near * ((3.0 - u * (3.0 - u)) / 6.0) * near


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def tukey_grad(y, f, *, c):
    r"""Return the derivative of `tukey` with respect to `f`.

    .. math:: (f - y) (1 - q^2)^2, \qquad q = \frac{\min(|y - f|, c)}{c}

    Parameters
    ----------
    y, f, c
        As in `tukey`.

    Returns
    -------
    float64 array of the common shape
        Values of the size 16 c / (25 sqrt(5)) at most.

    Raises
    ------
    TypeError, ValueError
        As `tukey`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> tukey_grad([0.0, 0.0], [1.0, 9.0], c=2.0).tolist()
    [0.5625, 0.0]
    """
    near = np.minimum(np.abs(y - f), c)
    return np.copysign(near * (1.0 - (near / c) ** 2) ** 2, f - y)


@blockwise(**RESIDUAL.arguments, c=POSITIVE)
def tukey_hess(y, f, *, c):
    r"""Return the second derivative of `tukey` with respect to `f`.

    .. math:: (1 - q^2) (1 - 5 q^2), \qquad q = \frac{\min(|y - f|, c)}{c}

    Parameters
    ----------
    y, f, c
        As in `tukey`.

    Returns
    -------
    float64 array of the common shape
        Values in [-0.8, 1].

    Raises
    ------
    TypeError, ValueError
        As `tukey`.

    References
    ----------
    Derived in the chapter on robust losses.

    Examples
    --------
    >>> tukey_hess([0.0, 0.0], [1.0, 9.0], c=2.0).tolist()
    [-0.1875, -0.0]
    """
    square = (np.minimum(np.abs(y - f), c) / c) ** 2
    return (1.0 - square) * (1.0 - 5.0 * square)
