"""Losses on probabilities and logits, in nats, with the functions that they are made of.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to the second argument. All results
are float64. A certain and wrong probability costs ``inf``; nothing is clipped.
"""

import numpy as np

from . import _arrays
from ._arrays import CHANCE, CHANCE_ROW, LABEL, LABEL_ROW, OUTCOME, REAL, blockwise, row_sums, times

_of_probability = blockwise(y=LABEL, p=CHANCE)
_of_logit = blockwise(y=LABEL, z=REAL)
_FEW_CLASSES = 128


def _log_complement(p):
    """Return log(1 - p) of a block of probabilities: faster than `numpy.log1p`, to 1.5 ulp."""
    complement = 1.0 - p
    lost = (1.0 - complement) - p  # by rounding; 0 where the complement is small
    lost /= complement + 1e-300
    lost += np.log(complement, out=complement)
    return lost


def _softplus_of_minus_abs(z):
    return np.log1p(np.exp(-np.abs(z)))


def _sigmoid(z):
    """Return the sigmoid of a block."""
    e = np.exp(np.minimum(z, 40.0))  # from there on the sigmoid is 1, and e cannot overflow
    return e / (1.0 + e)


def _over_power(numerator, e, power):
    """Return numerator / (1 + e)**power without the rounding error of 1 + e, for 0 <= e <= 1."""
    d = 1.0 + e
    lost = e - (d - 1.0)
    lost *= power / d
    divisor = d * d
    if power > 2:
        divisor *= d if power == 3 else divisor
    quotient = numerator / divisor
    return quotient - lost * quotient


def _sigmoid_slope(z, out):
    """Write the derivative of the sigmoid of a block into `out`."""
    e = np.exp(-np.abs(z))
    out[...] = _over_power(e, e, 2)


@blockwise(z=REAL)
def sigmoid(z, out):
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
    np.copyto(out, _sigmoid(z))


@blockwise(z=REAL)
def log_sigmoid(z, out):
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
    np.subtract(np.minimum(z, 0.0), _softplus_of_minus_abs(z), out=out)


@blockwise(p=CHANCE)
def logit(p, out):
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
    out[...] = np.where(middle, 2.0 * np.arctanh(2.0 * p - 1.0), np.log(p) - np.log1p(-p))


def _entropic(y, p, out):
    """Write the sums of -y log p over the classes of each row; a class of no weight adds 0, or NaN."""
    logarithm = np.zeros(p.shape)
    np.log(p, out=logarithm, where=(y != 0.0) | np.isnan(p))
    logarithm *= y
    np.subtract(0.0, row_sums(logarithm), out=out)


def _lost(a, b, difference):
    """Return a - b - difference, what the subtraction lost by rounding, exactly (Knuth's two-sum)."""
    virtual = difference - a
    return (a - (difference - virtual)) - (b + virtual)


def _classes_first(rows):
    """Return the transpose; with few classes in that order in memory, which is faster to reduce."""
    return np.ascontiguousarray(rows.T) if rows.shape[1] < _FEW_CLASSES else rows.T


class _Exponentials:
    """exp(z - max z) of rows, with the sums over the classes, each exact to a few roundings.

    All attributes have the classes first.

    The largest exponential is 1 by construction, so the `rest` beside it is kept apart instead of
    being lost in 1 + rest = `total`. The rounding error of each difference z - max z, which exp
    would magnify, is computed exactly and put back. `below` is the difference times `scale`, a
    power of two.
    """

    def __init__(self, rows, scale=1.0):
        z = _classes_first(rows)
        top = z.max(axis=0)
        difference = z - top
        each = np.exp(difference)
        # fmax passes over the NaN of an infinite difference
        each += each * np.fmax(_lost(z, top, difference), -1.0)
        self.below = difference if scale == 1.0 else scale * z - scale * top
        if np.isinf(top).any():
            # A single infinite maximum has all the mass; several have no limit and stay NaN.
            alone = (z == top) & (np.sum(z == top, axis=0) == 1)
            each = np.where(alone, 1.0, each)
            self.below = np.where(alone, 0.0, self.below)
        self._largest = np.floor(each)  # 1 at the maximum, else 0
        self._small = each - self._largest
        self.each = each
        # The high parts are multiples of 2**-45 up to 1, so that the sum of 256 of them is exact.
        high = (self._small + 128.0) - 128.0
        low = self._small - high
        self.rest = (self._largest.sum(axis=0) - 1.0 + high.sum(axis=0)) + low.sum(axis=0)
        self.total = 1.0 + self.rest

    def others(self):
        """Return for each class the sum over all other classes."""
        return (self.rest - self._small) + (1.0 - self._largest)


@blockwise(axes=1, z=REAL)
def softmax(z, out):
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
    exponentials = _Exponentials(z)
    np.divide(exponentials.each, exponentials.total, out=out.T)


@blockwise(axes=1, z=REAL)
def log_softmax(z, out):
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
    exponentials = _Exponentials(z)
    np.subtract(exponentials.below, np.log1p(exponentials.rest), out=out.T)


@blockwise(axes=0, z=REAL)
def logsumexp(z, out):
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
    top, rest = z.max(axis=1), _Exponentials(z).rest
    out[...] = np.where(np.isinf(top), top, top + np.log1p(rest))


@blockwise(y=OUTCOME, p=CHANCE)
def bernoulli_log_likelihood(y, p, out):
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
    out[...] = np.where(y == 1, np.log(p), _log_complement(p))


@_of_probability
def binary_cross_entropy(y, p, out):
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
    np.copyto(out, times(y, -np.log(p)))
    surprise = _log_complement(p)
    out += times(1.0 - y, np.negative(surprise, out=surprise))


@_of_probability
def binary_cross_entropy_grad(y, p, out):
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
    np.divide(p - y, p * (1.0 - p), out=out)
    if np.isnan(out).any():  # certain and right: 0/0 stands for the slope of the term that has a weight
        np.copyto(out, 1.0 - 2.0 * p, where=(p == y) & (p * (1.0 - p) == 0))


@_of_probability
def binary_cross_entropy_hess(y, p, out):
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
    np.add(times(1.0 - y, 1.0 / (1.0 - p) ** 2), np.where(y == 0, 0.0, y / p / p), out=out)


def _error(y, z, e):
    """Return (sigmoid(z) - y) (1 + e) where z > 0, else its negative; e = exp(-|z|)."""
    against, agreeing = np.where(z > 0, 1.0 - y, y), np.where(z > 0, y, 1.0 - y)
    agreeing *= e
    against -= agreeing
    return against


@_of_logit
def binary_cross_entropy_with_logits(y, z, out):
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
    np.subtract(_softplus_of_minus_abs(z), np.fmin(against, 0.0), out=out)


@_of_logit
def binary_cross_entropy_with_logits_grad(y, z, out):
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
    np.divide((1.0 - y) - y * e, 1.0 + e, out=out)
    if not np.min(z, initial=0.0) > -709.0:  # where e overflows, y exp(z) is nothing beside y
        np.copyto(out, np.exp(z) - y, where=z <= -709.0)


@_of_logit
def binary_cross_entropy_with_logits_hess(y, z, out):
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
    _sigmoid_slope(z, out)


@_of_logit
def sigmoid_squared_error(y, z, out):
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
    np.multiply(0.5 * error, _over_power(error, e, 2), out=out)


@_of_logit
def sigmoid_squared_error_grad(y, z, out):
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
    size = _over_power(_error(y, z, e) * e, e, 3)
    out[...] = np.where(z > 0, size, -size)


@_of_logit
def sigmoid_squared_error_hess(y, z, out):
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
    out[...] = _over_power(e * (e + _error(y, z, e) * (e - 1.0)), e, 4)


@blockwise(axes=0, y=LABEL_ROW, p=CHANCE_ROW)
def cross_entropy(y, p, out):
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
    _entropic(y, p, out)


@blockwise(axes=1, y=LABEL_ROW, p=CHANCE_ROW)
def cross_entropy_grad(y, p, out):
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
    np.subtract(0.0, y / p, out=out)
    if np.isnan(out).any():  # a class of no weight has no slope
        np.copyto(out, 0.0 * p, where=y == 0)


@blockwise(axes=2, y=LABEL_ROW, p=CHANCE_ROW)
def cross_entropy_hess(y, p, out):
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
    out[...] = 0.0
    np.einsum("nkk->nk", out)[...] = np.where(y == 0, 0.0 * p, y / p / p)


@blockwise(axes=0, y=LABEL_ROW, z=REAL)
def cross_entropy_with_logits(y, z, out):
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
    exponentials = _Exponentials(z, 0.5)
    surprise = 0.5 * np.log1p(exponentials.rest) - exponentials.below
    np.multiply(2.0, np.sum(times(_classes_first(y), surprise), axis=0), out=out)


@blockwise(axes=1, y=LABEL_ROW, z=REAL)
def cross_entropy_with_logits_grad(y, z, out):
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
    exponentials = _Exponentials(z)
    y = _classes_first(y)
    wanted = (1.0 - y) * exponentials.each
    wanted -= y * exponentials.others()
    np.divide(wanted, exponentials.total, out=out.T)


@blockwise(axes=2, y=LABEL_ROW, z=REAL)
def cross_entropy_with_logits_hess(y, z, out):
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
    exponentials = _Exponentials(z)
    p = exponentials.each / exponentials.total
    np.multiply(-p[:, np.newaxis], p, out=out.T)
    np.einsum("nkk->kn", out)[...] = p * (exponentials.others() / exponentials.total)


@blockwise(axes=0, p=CHANCE_ROW)
def entropy(p, out):
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
    _entropic(p, p, out)


@blockwise(axes=0, p=CHANCE_ROW, q=CHANCE_ROW)
def kl_divergence(p, q, out):
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
    np.sum(np.where(p == 0, 0.0 * q, p * ratio), axis=1, out=out)


@_arrays.quiet
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
    labels, n_classes = _arrays.integers("labels", labels), _arrays.integers("n_classes", n_classes)
    if n_classes.ndim or n_classes < 1:
        raise ValueError(f"n_classes is {n_classes}; expected one positive integer")
    _arrays.within("labels", labels, (0 <= labels) & (labels < n_classes), f"0 to {n_classes - 1}")
    return (labels[..., np.newaxis] == np.arange(n_classes)).astype(np.float64)
