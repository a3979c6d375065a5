"""Losses of K classes: on probabilities and on logits."""

import numpy as np

from .._arrays import as_integers, blockwise, quiet, require, row_sums, times_or_zero
from .._exponentials import Exponentials, classes_first
from ..domains import CHANCE_ROW, DISTRIBUTION, LOGITS

_of_distribution = blockwise(**DISTRIBUTION.arguments)
_of_logits = blockwise(**LOGITS.arguments)


def _surprise(y, p):
    """Return the sum of -y log p over the classes of each row; a class of no weight adds 0, or NaN."""
    return 0.0 - row_sums(np.where((y == 0.0) & ~np.isnan(p), 0.0, y * np.log(p)))


@_of_distribution
def cross_entropy(y, p):
    r"""Return the cross-entropy of a predicted distribution, over the last axis.

    .. math:: -\sum_k y_k \log p_k

    Parameters
    ----------
    y : array_like of float, shape (..., K)
        Label distributions, one-hot or soft.
    p : array_like of float, shape (..., K)
        Predicted distributions.

    Returns
    -------
    float64 array of shape (...)
        Values in [0, inf], in nats.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a row is not a distribution (within 1e-6) or shapes differ.

    References
    ----------
    Shannon (1948) for the entropy; Good (1952) for the score.

    Examples
    --------
    >>> float(cross_entropy([0.0, 1.0], [1.0, 0.0]))
    inf
    """
    return _surprise(y, p)


@_of_distribution
def cross_entropy_grad(y, p):
    r"""Return the gradient of `cross_entropy` with respect to `p`.

    .. math:: -\frac{y_k}{p_k}

    Parameters
    ----------
    y, p : array_like of float, shape (..., K)
        As in `cross_entropy`; a class of zero weight has zero gradient.

    Returns
    -------
    float64 array of shape (..., K)
        Gradients; ``-inf`` where a possible class has probability 0.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    References
    ----------
    Derived in the chapter on cross-entropy. The K probabilities count as free variables.

    Examples
    --------
    >>> cross_entropy_grad([0.0, 1.0], [0.5, 0.5]).tolist()
    [0.0, -2.0]
    """
    slope = 0.0 - y / p
    if np.isnan(slope).any():  # a class of no weight has no slope
        slope = np.where(y == 0, 0.0 * p, slope)
    return slope


@_of_distribution
def cross_entropy_hess(y, p):
    r"""Return the Hessian of `cross_entropy` with respect to `p`.

    .. math:: \operatorname{diag}\Bigl(\frac{y_k}{p_k^2}\Bigr)

    Parameters
    ----------
    y, p : array_like of float, shape (..., K)
        As in `cross_entropy`; a class of zero weight has zero curvature.

    Returns
    -------
    float64 array of shape (..., K, K)
        Diagonal, positive semidefinite matrices.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    References
    ----------
    Derived in the chapter on cross-entropy.

    Examples
    --------
    >>> cross_entropy_hess([0.0, 1.0], [0.5, 0.5]).tolist()
    [[0.0, 0.0], [0.0, 4.0]]
    """
    hess = np.zeros((*p.shape, p.shape[1]))
    np.einsum("nkk->nk", hess)[...] = np.where(y == 0, 0.0 * p, y / p / p)
    return hess


@_of_logits
def cross_entropy_with_logits(y, z):
    r"""Return the cross-entropy of the distribution softmax(z), over the last axis.

    .. math:: \sum_k y_k \Bigl(\log \sum_j e^{z_j} - z_k\Bigr)

    Parameters
    ----------
    y : array_like of float, shape (..., K)
        Label distributions, one-hot or soft.
    z : array_like of float, shape (..., K)
        Logits, with infinities as in `softmax`.

    Returns
    -------
    float64 array of shape (...)
        Values in [0, inf], in nats.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a row of `y` is not a distribution (within 1e-6) or shapes differ.

    References
    ----------
    Bridle (1990).

    Examples
    --------
    >>> float(cross_entropy_with_logits([0.0, 1.0], [1000.0, 0.0]))
    1000.0
    """
    # Halved, no logarithm overflows before its weight has made it smaller.
    exponentials = Exponentials(z, 0.5)
    surprise = 0.5 * np.log1p(exponentials.rest) - exponentials.below
    return 2.0 * np.sum(times_or_zero(classes_first(y), surprise), axis=0)


@_of_logits
def cross_entropy_with_logits_grad(y, z):
    r"""Return the gradient of `cross_entropy_with_logits` with respect to `z`.

    .. math:: \operatorname{softmax}(z)_k - y_k

    Parameters
    ----------
    y, z : array_like of float, shape (..., K)
        As in `cross_entropy_with_logits`.

    Returns
    -------
    float64 array of shape (..., K)
        Values in [-1, 1] that sum to 0.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy_with_logits`.

    References
    ----------
    Derived in the chapter on cross-entropy.

    Examples
    --------
    >>> cross_entropy_with_logits_grad([0.0, 1.0], [0.0, 0.0]).tolist()
    [0.5, -0.5]
    """
    exponentials = Exponentials(z)
    y = classes_first(y)
    return (((1.0 - y) * exponentials.each - y * exponentials.others()) / exponentials.total).T


@_of_logits
def cross_entropy_with_logits_hess(y, z):
    r"""Return the Hessian of `cross_entropy_with_logits` with respect to `z`.

    .. math:: \operatorname{diag}(p) - p p^\top, \qquad p = \operatorname{softmax}(z)

    Parameters
    ----------
    y, z : array_like of float, shape (..., K)
        As in `cross_entropy_with_logits`; the value does not depend on `y`.

    Returns
    -------
    float64 array of shape (..., K, K)
        Symmetric, positive semidefinite matrices.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy_with_logits`.

    References
    ----------
    Böhning (1992).

    Examples
    --------
    >>> cross_entropy_with_logits_hess([0.0, 1.0], [0.0, 0.0]).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    exponentials = Exponentials(z)
    p = exponentials.each / exponentials.total
    hess = -p[:, np.newaxis] * p
    np.einsum("kkn->kn", hess)[...] = p * (exponentials.others() / exponentials.total)
    return hess.T


@blockwise(p=CHANCE_ROW)
def entropy(p):
    r"""Return the entropy of a distribution, over the last axis.

    .. math:: H(p) = -\sum_k p_k \log p_k

    Parameters
    ----------
    p : array_like of float, shape (..., K)
        Distributions.

    Returns
    -------
    float64 array of shape (...)
        Values in [0, log K], in nats.

    Raises
    ------
    TypeError
        If `p` is not made of real numbers.
    ValueError
        If a row is not a distribution (within 1e-6).

    References
    ----------
    Shannon (1948).

    Examples
    --------
    >>> float(entropy([0.0, 1.0]))
    0.0
    """
    return _surprise(p, p)


@blockwise(p=CHANCE_ROW, q=CHANCE_ROW)
def kl_divergence(p, q):
    r"""Return the Kullback-Leibler divergence, over the last axis.

    .. math:: D(p \,\|\, q) = \sum_k p_k \log\frac{p_k}{q_k}

    Parameters
    ----------
    p, q : array_like of float, shape (..., K)
        Distributions; `p` is the true one.

    Returns
    -------
    float64 array of shape (...)
        Values in [0, inf], in nats; ``inf`` if `q` excludes what `p` allows.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a row is not a distribution (within 1e-6) or shapes differ.

    References
    ----------
    Kullback and Leibler (1951).

    Examples
    --------
    >>> float(kl_divergence([1.0, 0.0], [0.0, 1.0]))
    inf
    """
    # Where p and q are close their difference is exact, and that of their logarithms is not.
    close = (0.5 * q < p) & (p < 2.0 * q)
    ratio = np.where(close, np.log1p((p - q) / q), np.log(p) - np.log(q))
    return np.sum(np.where(p == 0, 0.0 * q, p * ratio), axis=1)


@quiet
def one_hot(labels, n_classes):
    r"""Return class numbers as one-hot distributions.

    .. math:: y_k = [\,k = \text{label}\,]

    Parameters
    ----------
    labels : array_like of int, any shape
        Class numbers from 0 to ``n_classes - 1``.
    n_classes : int
        The number of classes, 1 or more.

    Returns
    -------
    float64 array of shape (..., n_classes)
        One-hot rows.

    Raises
    ------
    TypeError
        If an argument is not made of integers.
    ValueError
        If `n_classes` is not positive or a label is out of range.

    References
    ----------
    The indicator notation of Iverson.

    Examples
    --------
    >>> one_hot([0, 2], 3).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    labels, n_classes = as_integers("labels", labels), as_integers("n_classes", n_classes)
    if n_classes.ndim or n_classes < 1:
        raise ValueError(f"n_classes is {n_classes}; expected one positive integer")
    require("labels", labels, (0 <= labels) & (labels < n_classes), f"0 to {n_classes - 1}")
    return (labels[..., np.newaxis] == np.arange(n_classes)).astype(np.float64)
