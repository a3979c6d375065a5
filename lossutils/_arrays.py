"""What every function of the package does to its arguments, in one place."""

import functools

import numpy as np

_SUM_TOLERANCE = 1e-6


def quiet(function):
    """Let `function` compute with inf and NaN in silence, and return a scalar for 0-d results."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)[()]

    return wrapper


def real(name, value, *, booleans=False):
    """Return `value` as a float64 array; refuse what is not made of real numbers.

    Booleans are refused too, unless they stand for the labels 0 and 1.
    """
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, whose mask would be lost; expected real numbers")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged, got {value!r}; expected a rectangular array") from error
    if array.dtype.kind in ("buif" if booleans else "uif"):
        return array.astype(np.float64)
    raise TypeError(f"{name} has dtype {array.dtype}, got {value!r}; expected real numbers")


def integers(name, value):
    """Return `value` as an array of integers, refusing all else (booleans and floats too)."""
    array = real(name, value)
    kept = np.asarray(value)
    if array.size and kept.dtype.kind not in "ui":
        raise TypeError(f"{name} has dtype {kept.dtype}, got {value!r}; expected integers")
    return kept


def number(name, value, expected, valid):
    """Return the single number `value` as a float, if `valid` holds for it."""
    array = real(name, value)
    if array.ndim or not valid(array):
        raise ValueError(f"{name} is {value!r}; expected {expected}")
    return float(array)


def finite_positive(name, value):
    """Return `value` as a float, if it is one positive and finite number."""
    return number(name, value, "a positive finite number", lambda v: 0 < v < np.inf)


def within(name, array, valid, expected):
    """Raise a `ValueError` that shows the first entry of `array` for which `valid` is False."""
    wrong = np.asarray(array)[~np.asarray(valid)]
    if wrong.size:
        raise ValueError(f"{name} contains {wrong[0]}; expected {expected}")
    return array


def binary_labels(name, value):
    """Return labels 0 and 1 (or booleans) as a float64 array."""
    array = real(name, value, booleans=True)
    return within(name, array, (array == 0) | (array == 1), "the labels 0 and 1")


def signed_labels(name, value):
    """Return labels -1 and +1 as a float64 array."""
    array = real(name, value)
    return within(name, array, (array == -1) | (array == 1), "the labels -1 and +1")


def probabilities(name, value, *, label=False):
    """Return numbers of [0, 1] as a float64 array; NaN passes in a prediction, not in a label."""
    array = real(name, value, booleans=label)
    inside = (0 <= array) & (array <= 1)
    return within(name, array, inside if label else inside | np.isnan(array), "values in [0, 1]")


def class_axis(name, array):
    """Return `array`, if it has a last axis of one class or more."""
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} has shape {array.shape}; expected a last axis of one class or more")
    return array


def distributions(name, value, *, label=False):
    """Return distributions over the last axis as a float64 array."""
    array = class_axis(name, probabilities(name, value, label=label))
    total = array.sum(axis=-1)
    within(
        f"the sum over the last axis of {name}",
        total,
        np.isnan(total) | (abs(total - 1) <= _SUM_TOLERANCE),
        f"1 within {_SUM_TOLERANCE:g}",
    )
    return array


def same_shape(name_a, a, name_b, b, *, scalars=True):
    """Return `a` and `b`, if their shapes are equal or one of them is a scalar."""
    if a.shape != b.shape and not (scalars and 0 in (a.ndim, b.ndim)):
        raise ValueError(
            f"{name_a} has shape {a.shape} and {name_b} has shape {b.shape}; "
            f"expected equal shapes{' or a scalar' if scalars else ''}"
        )
    return a, b


def times(weight, term):
    """Return weight * term, where a zero weight makes an infinite term zero."""
    return np.where((weight == 0) & np.isinf(term), 0.0, weight * term)
