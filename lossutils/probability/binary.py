"""Losses of two classes: on a probability and on a logit."""

import numpy as np

from .._arrays import blockwise, times_or_zero
from .._exponentials import log_complement, over_power, sigmoid_slope, softplus_of_minus_abs
from ..domains import CHANCE, LOGIT, OUTCOME, PROBABILITY

_of_probability = blockwise(**PROBABILITY.arguments)
_of_logit = blockwise(**LOGIT.arguments)


def _error(y, z, e):
    """Return (sigmoid(z) - y) (1 + e) where z > 0, else its negative; e = exp(-|z|)."""
    return np.where(z > 0, 1.0 - y, y) - np.where(z > 0, y, 1.0 - y) * e


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
