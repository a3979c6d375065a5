"""Losses on probabilities and logits, in nats, with the functions that they are made of.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to the second argument. All results
are float64. A certain and wrong probability costs ``inf``; nothing is clipped.
"""

import numpy as np

from . import _exponentials
from ._arrays import as_integers, blockwise, quiet, require, row_sums, times_or_zero
from ._exponentials import (
    Exponentials,
    classes_first,
    log_complement,
    over_power,
    sigmoid_slope,
    softplus_of_minus_abs,
)
from .domains import (
    CHANCE,
    CHANCE_ROW,
    DISTRIBUTION,
    LOGIT,
    LOGITS,
    OUTCOME,
    PROBABILITY,
    REAL,
    REAL_ROW,
)

_of_probability = blockwise(**PROBABILITY.arguments)
_of_logit = blockwise(**LOGIT.arguments)
_of_distribution = blockwise(**DISTRIBUTION.arguments)
_of_logits = blockwise(**LOGITS.arguments)


def _surprise(y, p):
    """Return the sum of -y log p over the classes of each row; a class of no weight adds 0, or NaN."""
    return 0.0 - row_sums(np.where((y == 0.0) & ~np.isnan(p), 0.0, y * np.log(p)))


def _error(y, z, e):
    """Return (sigmoid(z) - y) (1 + e) where z > 0, else its negative; e = exp(-|z|)."""
    return np.where(z > 0, 1.0 - y, y) - np.where(z > 0, y, 1.0 - y) * e


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


@blockwise(y=OUTCOME, p=CHANCE)
def bernoulli_log_likelihood(y, p):
    r"""Return the log-likelihood of Bernoulli draws, one by one.

    .. math:: \log P(Y = y) = y \log p + (1 - y) \log(1 - p)

    Parameters
    ----------
    y : array_like of {0, 1} or bool
        Outcomes, of the shape of `p` or a scalar.
    p : array_like of float
        Probabilities of the outcome 1, in [0, 1]; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [-inf, 0], in nats; ``-inf`` for an outcome that `p` excludes.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If an outcome is neither 0 nor 1, a probability is outside [0, 1], or shapes differ.

    References
    ----------
    Bernoulli's distribution; derived in the chapter on its maximum likelihood.

    Examples
    --------
    >>> bernoulli_log_likelihood([1, 0], [1.0, 1.0]).tolist()
    [0.0, -inf]
    """
    return np.where(y == 1, np.log(p), log_complement(p))


@_of_probability
def binary_cross_entropy(y, p):
    r"""Return the binary cross-entropy of a probability.

    .. math:: -\bigl[y \log p + (1 - y) \log(1 - p)\bigr]

    Parameters
    ----------
    y : array_like of float or bool
        Labels 0 and 1, or label probabilities in [0, 1]; of the shape of `p` or a scalar.
    p : array_like of float
        Predicted probabilities in [0, 1]; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in nats.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a value is outside [0, 1] or shapes differ.

    References
    ----------
    Good (1952) scores forecasts so; Shannon (1948) for the entropy in it.

    Examples
    --------
    >>> binary_cross_entropy([1, 1, 0], [1.0, 0.0, 0.0]).tolist()
    [0.0, inf, 0.0]
    """
    return times_or_zero(y, -np.log(p)) + times_or_zero(1.0 - y, -log_complement(p))


@_of_probability
def binary_cross_entropy_grad(y, p):
    r"""Return the derivative of `binary_cross_entropy` with respect to `p`.

    .. math:: -\frac{y}{p} + \frac{1 - y}{1 - p}

    A term of zero weight has zero gradient: at y = p = 1 it is -1, at y = p = 0 it is 1.

    Parameters
    ----------
    y, p : array_like
        As in `binary_cross_entropy`.

    Returns
    -------
    float64 array of the common shape
        Derivatives; ``±inf`` at a certain and wrong probability.

    Raises
    ------
    TypeError, ValueError
        As `binary_cross_entropy`.

    References
    ----------
    Derived in the chapter on Bernoulli maximum likelihood.

    Examples
    --------
    >>> binary_cross_entropy_grad([1, 0], [0.5, 0.0]).tolist()
    [-2.0, 1.0]
    """
    slope = (p - y) / (p * (1.0 - p))
    if np.isnan(slope).any():  # certain and right: 0/0 stands for the slope of the term that has a weight
        slope = np.where((p == y) & (p * (1.0 - p) == 0), 1.0 - 2.0 * p, slope)
    return slope


@_of_probability
def binary_cross_entropy_hess(y, p):
    r"""Return the second derivative of `binary_cross_entropy` with respect to `p`.

    .. math:: \frac{y}{p^2} + \frac{1 - y}{(1 - p)^2}

    Parameters
    ----------
    y, p : array_like
        As in `binary_cross_entropy`; a term of zero weight has zero second derivative.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf].

    Raises
    ------
    TypeError, ValueError
        As `binary_cross_entropy`.

    References
    ----------
    Derived in the chapter on Bernoulli maximum likelihood.

    Examples
    --------
    >>> float(binary_cross_entropy_hess(1, 0.5))
    4.0
    """
    return times_or_zero(1.0 - y, 1.0 / (1.0 - p) ** 2) + np.where(y == 0, 0.0, y / p / p)


@_of_logit
def binary_cross_entropy_with_logits(y, z):
    r"""Return the binary cross-entropy of the probability sigmoid(z).

    .. math:: y \log(1 + e^{-z}) + (1 - y) \log(1 + e^{z})

    Parameters
    ----------
    y : array_like of float or bool
        Labels 0 and 1, or label probabilities in [0, 1]; of the shape of `z` or a scalar.
    z : array_like of float
        Logits; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, inf], in nats.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is outside [0, 1] or shapes differ.

    References
    ----------
    Cox (1958). Computed as ``w |z| + log(1 + exp(-|z|))``, where w is the label probability of
    the side that z speaks against: all terms are positive, so nothing cancels.

    Examples
    --------
    >>> binary_cross_entropy_with_logits([1, 0], [1000.0, 1000.0]).tolist()
    [0.0, 1000.0]
    """
    against = np.fmin((y - 1.0) * z, y * z)
    # A label of no weight makes 0 inf = NaN, which fmin passes over.
    return softplus_of_minus_abs(z) - np.fmin(against, 0.0)


@_of_logit
def binary_cross_entropy_with_logits_grad(y, z):
    r"""Return the derivative of `binary_cross_entropy_with_logits` with respect to `z`.

    .. math:: \sigma(z) - y

    Parameters
    ----------
    y, z : array_like
        As in `binary_cross_entropy_with_logits`.

    Returns
    -------
    float64 array of the common shape
        Values in [-1, 1].

    Raises
    ------
    TypeError, ValueError
        As `binary_cross_entropy_with_logits`.

    References
    ----------
    Derived in the chapter on sigmoid gradients.

    Examples
    --------
    >>> float(binary_cross_entropy_with_logits_grad(1, 0.0))
    -0.5
    """
    e = np.exp(-z)
    slope = ((1.0 - y) - y * e) / (1.0 + e)
    if not np.min(z, initial=0.0) > -709.0:  # where e overflows, y exp(z) is nothing beside y
        slope = np.where(z <= -709.0, np.exp(z) - y, slope)
    return slope


@_of_logit
def binary_cross_entropy_with_logits_hess(y, z):
    r"""Return the second derivative of `binary_cross_entropy_with_logits` in `z`.

    .. math:: \sigma(z) \sigma(-z)

    Parameters
    ----------
    y, z : array_like
        As in `binary_cross_entropy_with_logits`; the value does not depend on `y`.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1/4].

    Raises
    ------
    TypeError, ValueError
        As `binary_cross_entropy_with_logits`.

    References
    ----------
    Derived in the chapter on sigmoid gradients.

    Examples
    --------
    >>> float(binary_cross_entropy_with_logits_hess(1, 0.0))
    0.25
    """
    return sigmoid_slope(z)


@_of_logit
def sigmoid_squared_error(y, z):
    r"""Return half the squared error of a sigmoid output.

    .. math:: \tfrac12 \bigl(y - \sigma(z)\bigr)^2

    Parameters
    ----------
    y : array_like of float or bool
        Labels 0 and 1, or label probabilities in [0, 1]; of the shape of `z` or a scalar.
    z : array_like of float
        Logits; of the shape of `y` or a scalar.

    Returns
    -------
    float64 array of the common shape
        Values in [0, 1/2].

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If a label is outside [0, 1] or shapes differ.

    References
    ----------
    Rumelhart, Hinton and Williams (1986).

    Examples
    --------
    >>> float(sigmoid_squared_error(1, 0.0))
    0.125
    """
    e = np.exp(-np.abs(z))
    error = _error(y, z, e)
    return 0.5 * error * over_power(error, e, 2)


@_of_logit
def sigmoid_squared_error_grad(y, z):
    r"""Return the derivative of `sigmoid_squared_error` with respect to `z`.

    .. math:: \bigl(\sigma(z) - y\bigr)\, \sigma(z)\, \sigma(-z)

    Parameters
    ----------
    y, z : array_like
        As in `sigmoid_squared_error`.

    Returns
    -------
    float64 array of the common shape
        Values in [-4/27, 4/27].

    Raises
    ------
    TypeError, ValueError
        As `sigmoid_squared_error`.

    References
    ----------
    Derived in the chapter on sigmoid gradients.

    Examples
    --------
    >>> float(sigmoid_squared_error_grad(1, 0.0))
    -0.125
    """
    e = np.exp(-np.abs(z))
    size = over_power(_error(y, z, e) * e, e, 3)
    return np.where(z > 0, size, -size)


@_of_logit
def sigmoid_squared_error_hess(y, z):
    r"""Return the second derivative of `sigmoid_squared_error` with respect to `z`.

    .. math:: \sigma'(z)^2 + \bigl(\sigma(z) - y\bigr)\, \sigma'(z)\, \bigl(1 - 2 \sigma(z)\bigr),
        \qquad \sigma'(z) = \sigma(z) \sigma(-z)

    Parameters
    ----------
    y, z : array_like
        As in `sigmoid_squared_error`.

    Returns
    -------
    float64 array of the common shape
        Second derivatives; they change sign, for the function is not convex.

    Raises
    ------
    TypeError, ValueError
        As `sigmoid_squared_error`.

    References
    ----------
    Derived in the chapter on sigmoid gradients.

    Examples
    --------
    >>> float(sigmoid_squared_error_hess(1, 0.0))
    0.0625
    """
    e = np.exp(-np.abs(z))
    return over_power(e * (e + _error(y, z, e) * (e - 1.0)), e, 4)


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
