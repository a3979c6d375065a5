"""What turns a score into a probability, and back."""

import numpy as np

from .. import _exponentials
from .._arrays import blockwise
from .._exponentials import Exponentials, softplus_of_minus_abs
from ..domains import CHANCE, REAL, REAL_ROW


@blockwise(z=REAL)
def sigmoid(z):
    r"""Return the sigmoid of a logit.

    .. math:: \sigma(z) = \frac{1}{1 + e^{-z}}

    Parameters
    ----------
    z : array_like of float, any shape
        Logits, any real number, ``±inf`` included.

    Returns
    -------
    float64 array of the shape of `z`
        Probabilities in [0, 1]; NaN where `z` is NaN.

    Raises
    ------
    TypeError
        If `z` is not made of real numbers.

    References
    ----------
    The inverse of the logit, named logistic function by Verhulst (1845). Computed from
    ``exp(-|z|)``, which cannot overflow.

    Examples
    --------
    >>> float(sigmoid(0.0))
    0.5
    """
    return _exponentials.sigmoid(z)


@blockwise(z=REAL)
def log_sigmoid(z):
    r"""Return the logarithm of the sigmoid, accurate in both tails.

    .. math:: \log \sigma(z) = \min(z, 0) - \log(1 + e^{-|z|})

    Parameters
    ----------
    z : array_like of float, any shape
        Logits, any real number, ``±inf`` included.

    Returns
    -------
    float64 array of the shape of `z`
        Values in [-inf, 0], in nats.

    Raises
    ------
    TypeError
        If `z` is not made of real numbers.

    References
    ----------
    Derived in the book's chapter on the logistic loss.

    Examples
    --------
    >>> float(log_sigmoid(-1000.0))
    -1000.0
    """
    return np.minimum(z, 0.0) - softplus_of_minus_abs(z)


@blockwise(p=CHANCE)
def logit(p):
    r"""Return the log-odds of a probability, the inverse of `sigmoid`.

    .. math:: \operatorname{logit}(p) = \log\frac{p}{1 - p}

    Parameters
    ----------
    p : array_like of float, any shape
        Probabilities in [0, 1].

    Returns
    -------
    float64 array of the shape of `p`
        Log-odds in nats; ``-inf`` at 0 and ``inf`` at 1.

    Raises
    ------
    TypeError
        If `p` is not made of real numbers.
    ValueError
        If a value of `p` is outside [0, 1].

    References
    ----------
    Berkson (1944). Near one half it is computed as ``2 artanh(2 p - 1)``, where the
    difference of two logarithms would cancel.

    Examples
    --------
    >>> float(logit(0.5))
    0.0
    """
    middle = np.abs(p - 0.5) < 0.25
    return np.where(middle, 2.0 * np.arctanh(2.0 * p - 1.0), np.log(p) - np.log1p(-p))


@blockwise(z=REAL_ROW)
def softmax(z):
    r"""Return the softmax over the last axis.

    .. math:: p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

    Parameters
    ----------
    z : array_like of float, shape (..., K)
        Logits. A single ``inf`` takes all the mass; with several, or with ``-inf``
        throughout, there is no limit and the row is NaN.

    Returns
    -------
    float64 array of the shape of `z`
        Distributions over the last axis.

    Raises
    ------
    TypeError
        If `z` is not made of real numbers.
    ValueError
        If `z` has no last axis of one class or more.

    References
    ----------
    Bridle (1990).

    Examples
    --------
    >>> softmax([0.0, 0.0]).tolist()
    [0.5, 0.5]
    """
    exponentials = Exponentials(z)
    return (exponentials.each / exponentials.total).T


@blockwise(z=REAL_ROW)
def log_softmax(z):
    r"""Return the logarithm of the softmax over the last axis.

    .. math:: \log p_k = z_k - \log \sum_j e^{z_j}

    Parameters
    ----------
    z : array_like of float, shape (..., K)
        Logits, with infinities as in `softmax`.

    Returns
    -------
    float64 array of the shape of `z`
        Values in [-inf, 0], in nats.

    Raises
    ------
    TypeError
        If `z` is not made of real numbers.
    ValueError
        If `z` has no last axis of one class or more.

    References
    ----------
    The shift by the maximum is proved harmless in the book's chapter on cross-entropy.

    Examples
    --------
    >>> log_softmax([1000.0, 0.0]).tolist()
    [0.0, -1000.0]
    """
    exponentials = Exponentials(z)
    return (exponentials.below - np.log1p(exponentials.rest)).T


@blockwise(z=REAL_ROW)
def logsumexp(z):
    r"""Return the logarithm of the sum of exponentials over the last axis.

    .. math:: \log \sum_k e^{z_k}

    Parameters
    ----------
    z : array_like of float, shape (..., K)
        Real numbers, ``±inf`` included.

    Returns
    -------
    float64 array of shape (...)
        Values in nats.

    Raises
    ------
    TypeError
        If `z` is not made of real numbers.
    ValueError
        If `z` has no last axis of one class or more.

    References
    ----------
    Boyd and Vandenberghe (2004), *Convex Optimization*, section 3.1.5.

    Examples
    --------
    >>> float(logsumexp([1000.0, -1000.0]))
    1000.0
    """
    top, rest = z.max(axis=1), Exponentials(z).rest
    return np.where(np.isinf(top), top, top + np.log1p(rest))
