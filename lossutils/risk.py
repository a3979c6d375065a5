"""From losses to risks: averages over a sample, and the penalties that are added to them."""

import numpy as np

from ._arrays import as_real_array, number, quiet, require, same_shape, times_or_zero
from .domains import Number

_STRENGTH = Number("a finite number of 0 or more", lambda v: 0 <= v < np.inf)
_ANY = Number("a single number", lambda v: True)
#: An exponent below those of all floats.
_BELOW_ALL = -5000


@quiet
def empirical_risk(losses, *, sample_weight=None):
    r"""Return the (weighted) mean of the losses of a sample.

    .. math:: \frac{\sum_i w_i \ell_i}{\sum_i w_i}

    Parameters
    ----------
    losses : array_like of float, any shape, not empty
        The loss of every example.
    sample_weight : array_like of float, optional
        Finite weights, 0 or more, of the shape of `losses`; by default all are equal. An
        example of zero weight does not count, even if its loss is infinite.

    Returns
    -------
    float64
        The mean over all entries, in units of the losses.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If `losses` is empty, a weight is negative or not finite, the total weight is zero, or
        shapes differ.

    References
    ----------
    Vapnik (1998), *Statistical Learning Theory*.

    Examples
    --------
    >>> float(empirical_risk([1.0, 2.0, 6.0]))
    3.0
    >>> float(empirical_risk([1.0, 3.0], sample_weight=[3.0, 1.0]))
    1.5
    """
    losses = as_real_array("losses", losses)
    if losses.size == 0:
        raise ValueError(f"losses is empty, with shape {losses.shape}; expected one loss or more")
    weights = np.ones_like(losses)
    if sample_weight is not None:
        weights = as_real_array("sample_weight", sample_weight)
    same_shape("losses", losses, "sample_weight", weights, scalars=False)
    valid = (weights >= 0) & np.isfinite(weights)
    require("sample_weight", weights, valid, "finite weights of 0 or more")
    if not np.any(weights):
        raise ValueError("the sum of sample_weight is 0; expected a positive total weight")
    if sample_weight is None and np.isfinite(mean := np.mean(losses)):
        return mean
    # With exponents apart, no product leaves the range of floats, however unequal the weights.
    (weights, weight_exponents), (parts, exponents) = np.frexp(weights), np.frexp(losses)
    products, exponents = times_or_zero(weights, parts), exponents + weight_exponents
    top = np.max(exponents, initial=_BELOW_ALL, where=products != 0)
    weight_top = np.max(weight_exponents, initial=_BELOW_ALL, where=weights > 0)
    total = np.sum(np.ldexp(weights, weight_exponents - weight_top))
    mean = np.ldexp(np.sum(np.ldexp(products, exponents - top)) / total, top - weight_top)
    # The mean is no larger than the largest loss, whatever the roundings.
    return np.clip(mean, np.min(losses), np.max(losses))


@quiet
def structural_risk(losses, penalty, *, lam, sample_weight=None):
    r"""Return the empirical risk plus a penalty on the model.

    .. math:: \frac{\sum_i w_i \ell_i}{\sum_i w_i} + \lambda \, \Omega

    Parameters
    ----------
    losses : array_like of float, any shape, not empty
        The loss of every example.
    penalty : float
        The value of the penalty Ω, for instance ``l2_penalty(w)``.
    lam : float
        The regularisation strength λ, finite and 0 or more.
    sample_weight : array_like of float, optional
        As in `empirical_risk`.

    Returns
    -------
    float64
        The regularised mean, in units of the losses.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If `lam` is negative or not finite, `penalty` is not a single number, or as
        `empirical_risk`.

    References
    ----------
    Vapnik (1998), *Statistical Learning Theory*.

    Examples
    --------
    >>> float(structural_risk([1.0, 3.0], 4.0, lam=0.5))
    4.0
    """
    lam = number("lam", lam, _STRENGTH)
    penalty = number("penalty", penalty, _ANY)
    return empirical_risk(losses, sample_weight=sample_weight) + times_or_zero(np.asarray(lam), penalty)


@quiet
def l1_penalty(w):
    r"""Return the sum of absolute weights, the penalty of the lasso.

    .. math:: \sum_j |w_j|

    Parameters
    ----------
    w : array_like of float, any shape
        Weights.

    Returns
    -------
    float64
        A value in [0, inf], in units of `w`.

    Raises
    ------
    TypeError
        If `w` is not made of real numbers.

    References
    ----------
    Tibshirani (1996).

    Examples
    --------
    >>> float(l1_penalty([1.0, -2.0]))
    3.0
    """
    return np.sum(np.abs(as_real_array("w", w)))


@quiet
def l1_penalty_grad(w):
    r"""Return the gradient of `l1_penalty`, and 0 at the kink 0.

    .. math:: \operatorname{sign}(w_j)

    Parameters
    ----------
    w : array_like of float, any shape
        Weights.

    Returns
    -------
    float64 array of the shape of `w`
        -1, 0 or 1.

    Raises
    ------
    TypeError
        If `w` is not made of real numbers.

    References
    ----------
    Tibshirani (1996).

    Examples
    --------
    >>> l1_penalty_grad([1.0, -2.0]).tolist()
    [1.0, -1.0]
    """
    return np.sign(as_real_array("w", w))


@quiet
def l2_penalty(w):
    r"""Return the sum of squared weights, the penalty of ridge regression.

    .. math:: \sum_j w_j^2

    Parameters
    ----------
    w : array_like of float, any shape
        Weights.

    Returns
    -------
    float64
        A value in [0, inf], in squared units of `w`.

    Raises
    ------
    TypeError
        If `w` is not made of real numbers.

    References
    ----------
    Hoerl and Kennard (1970).

    Examples
    --------
    >>> float(l2_penalty([1.0, -2.0]))
    5.0
    """
    return np.sum(as_real_array("w", w) ** 2)


@quiet
def l2_penalty_grad(w):
    r"""Return the gradient of `l2_penalty`.

    .. math:: 2 w_j

    Parameters
    ----------
    w : array_like of float, any shape
        Weights.

    Returns
    -------
    float64 array of the shape of `w`
        Derivatives, any real number.

    Raises
    ------
    TypeError
        If `w` is not made of real numbers.

    References
    ----------
    Hoerl and Kennard (1970).

    Examples
    --------
    >>> l2_penalty_grad([1.0, -2.0]).tolist()
    [2.0, -4.0]
    """
    return 2.0 * as_real_array("w", w)
