"""The squared and the absolute loss, and whether a prediction is near enough."""

import numpy as np

from .._arrays import blockwise, keep_nan
from ..domains import POSITIVE, RESIDUAL

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
