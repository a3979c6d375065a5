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

    Booleans are refused too, unless they stand for the labels 0 and 1, and so are numbers that the
    conversion would change.
    """
    if isinstance(value, np.ma.MaskedArray):
        raise _masked(name)
    try:
        array = _one_kind(name, value) if isinstance(value, (list, tuple)) else np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged, got {value!r}; expected a rectangular array") from error
    if array.dtype != np.float64:
        _exact(name, array)
    if array.dtype.kind in ("buif" if booleans else "uif"):
        return array.astype(np.float64)
    raise TypeError(f"{name} has dtype {array.dtype}, got {value!r}; expected real numbers")


def _masked(name):
    return TypeError(f"{name} is a masked array, whose mask would be lost; expected real numbers")


def _one_kind(name, value):
    """Return a list as an array, unless NumPy changes entries to give all of them one type."""
    entries = np.array(value, dtype=object).ravel()
    if any(isinstance(entry, np.ma.MaskedArray) for entry in (*value, *entries)):
        raise _masked(name)
    array = np.asarray(value)
    if array.dtype.kind in "iuf" and any(isinstance(entry, (bool, np.bool_)) for entry in entries):
        raise TypeError(f"{name} mixes booleans with numbers, got {value!r}; expected real numbers")
    whole = [entry for entry in entries if isinstance(entry, (int, np.integer))]
    if array.dtype.kind == "f" and any(abs(int(entry)) > 2**53 for entry in whole):
        array = entries  # unrounded, for `_exact`
    return array


def _exact(name, array):
    """Raise an error if a float64 does not hold every number of an array."""
    if array.dtype.kind == "f":
        same = (array.astype(np.float64) == array) | np.isnan(array)
        within(name, array, same, "numbers that a float64 holds")
    if array.dtype.kind == "O":
        whole = [entry for entry in array.flat if isinstance(entry, (int, np.integer))]
        array = np.array(whole, dtype=object)
    if array.dtype.kind in "iuO" and array.dtype.itemsize == 8:
        valid = (-(2**53) <= array) & (array <= 2**53)
        within(name, array, valid, "integers of at most 2**53 in magnitude, which a float64 holds")


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
        raise ValueError(f"{name} contains {wrong[0]!s}; expected {expected}")
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
