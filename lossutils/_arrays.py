"""What every function of the package does to its arguments, in one place."""

import functools
import inspect
import math
from collections.abc import Callable
from typing import Any, ParamSpec, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .domains import Number, Values

P = ParamSpec("P")
#: A float64 array, or a single number for a single sample.
Result: TypeAlias = NDArray[np.float64] | np.float64

_SUM_TOLERANCE = 1e-6
#: Entries of a block: few enough that what a loss reads and writes stays in the cache of a processor, and as
#: many as NumPy asks for before it writes a sum or a product over an intermediate result. What
#: fits into one block is not copied.
BLOCK = 2**17


def quiet(function: Callable[P, Any]) -> Callable[P, Result]:
    """Let `function` compute with inf and NaN in silence, and return a scalar for 0-d results."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)[()]

    return wrapper


def as_real_array(name, value, *, booleans=False):
    """Return `value` as a float64 array, copied only if need be; refuse what is not real numbers.

    Booleans are refused too, unless they stand for the labels 0 and 1, and so are numbers that the
    conversion would change.
    """
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value
    if isinstance(value, np.ma.MaskedArray):
        raise _masked(name)
    try:
        array = _one_kind(name, value) if isinstance(value, (list, tuple)) else np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged, got {value!r}; expected a rectangular array") from error
    if array.dtype != np.float64:
        _exact(name, array)
    if array.dtype.kind in ("buif" if booleans else "uif"):
        return array.astype(np.float64, copy=False)
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
        require(name, array, same, "numbers that a float64 holds")
    if array.dtype.kind == "O":
        whole = [entry for entry in array.flat if isinstance(entry, (int, np.integer))]
        array = np.array(whole, dtype=object)
    if array.dtype.kind in "iuO" and array.dtype.itemsize == 8:
        valid = (-(2**53) <= array) & (array <= 2**53)
        require(name, array, valid, "integers of at most 2**53 in magnitude, which a float64 holds")


def as_integers(name, value):
    """Return `value` as an array of integers, refusing all else (booleans and floats too)."""
    array = as_real_array(name, value)
    kept = np.asarray(value)
    if array.size and kept.dtype.kind not in "ui":
        raise TypeError(f"{name} has dtype {kept.dtype}, got {value!r}; expected integers")
    return kept


def number(name, value, kind):
    """Return `value` as a float, if it is one number of the kind."""
    array = as_real_array(name, value)
    if array.ndim or not kind.valid(array):
        raise ValueError(f"{name} is {value!r}; expected {kind.expected}")
    return float(array)


def require(name, array, valid, expected):
    """Raise a `ValueError` that shows the first entry of `array` for which `valid` is False."""
    if np.count_nonzero(valid) < valid.size:
        raise ValueError(f"{name} contains {np.asarray(array)[~valid][0]!s}; expected {expected}")
    return array


def blockwise(**parameters: Values | Number) -> Callable[[Callable[P, Any]], Callable[P, Result]]:
    """Make a function of whole arrays from its formula.

    The decorated function returns what its formula gives for a block of samples: a number, a row or a
    matrix for each. It gets valid float64 arrays, which it leaves alone, with the samples on the first axis
    and the classes, if there are any, on the second; a scalar is a block of one. Here, once for all losses,
    arguments are converted, shapes compared, and every block is validated and worked on while it is in the
    cache; inf and NaN are computed with in silence.

    Parameters
    ----------
    **parameters : Values or Number
        What each parameter may hold: arrays in their order, then keyword-only numbers. The arrays have one
        shape, the classes apart; where no argument has classes, some may be scalars.
    """
    arguments = {name: values for name, values in parameters.items() if isinstance(values, Values)}
    limited = [(i, name, values) for i, (name, values) in enumerate(arguments.items()) if values.valid]
    flatten = _rows if any(values.rows for values in arguments.values()) else _entries

    def decorate(formula):
        signature = inspect.signature(formula)

        @functools.wraps(formula)
        @np.errstate(all="ignore")
        def function(*args, **kwargs):
            if len(args) != len(arguments):  # some by name, or a mistake
                bound = signature.bind(*args, **kwargs)
                args, kwargs = bound.args, bound.kwargs
            for name in parameters.keys() & kwargs.keys() if kwargs else ():
                kwargs[name] = number(name, kwargs[name], parameters[name])
            arrays = [
                as_real_array(name, value, booleans=values.booleans)
                for (name, values), value in zip(arguments.items(), args, strict=True)
            ]
            shape, arrays = flatten(arguments, arrays)

            def work(blocks):
                for i, name, values in limited:
                    _check(name, blocks[i], values)
                return formula(*blocks, **kwargs)

            out = _in_blocks(work, arrays, math.prod(shape))
            return out if len(shape) == 1 else out.reshape(shape + out.shape[1:])[()]

        function.parameters = parameters
        return function

    return decorate


def _entries(names, arrays):
    """Return the shape of elementwise arguments, and each of them with one axis."""
    shape = arrays[0].shape
    if any([array.shape != shape for array in arrays]):
        named = list(zip(names, arrays, strict=True))
        first = next(pair for pair in named if pair[1].ndim)
        for other in named:
            same_shape(*first, *other)
        shape = first[1].shape
    return shape, [array if array.ndim == 1 else array.reshape(-1) for array in arrays]


def _rows(arguments, arrays):
    """Return the shape of the samples, and each argument with them on one axis, the classes on a second."""
    kinds = list(arguments.values())
    alike = all(values.rows for values in kinds)
    compared = []
    for (name, values), array in zip(arguments.items(), arrays, strict=True):
        if values.rows:
            class_axis(name, array)
            if not alike:
                name, array = f"{name}[..., 0]", array[..., 0]
        compared.append((name, array))
    for other in compared[1:]:
        same_shape(*compared[0], *other, scalars=False)
    shape = compared[0][1].shape
    flat = [
        array.reshape(-1, array.shape[-1]) if values.rows else array.reshape(-1)
        for values, array in zip(kinds, arrays, strict=True)
    ]
    return shape[:-1] if alike else shape, flat


def _in_blocks(work, arrays, size):
    """Return what the work gives for all samples, of which it takes one block after the other."""
    length = max(1, BLOCK // math.prod(arrays[-1].shape[1:]))
    if size <= length:
        result = work(arrays)
        if len(result) == size and result.dtype == np.float64 and result.flags.c_contiguous:
            return result
        out = np.empty((size, *result.shape[1:]))
        out[...] = result
        return out
    out = None
    for start in range(0, size, length):
        part = slice(start, start + length)
        result = work([array if len(array) == 1 else array[part] for array in arrays])
        if out is None:
            out = np.empty((size, *result.shape[1:]))
        out[part] = result
    return out


def _check(name, block, values):
    """Raise unless all entries of a block are valid, and its sums over the classes too."""
    require(name, block, values.valid(block), values.expected)
    if values.sums_to_one:
        total = row_sums(block)
        fine = ~(np.abs(total - 1.0) > _SUM_TOLERANCE)  # NaN passes
        require(f"the sum over the last axis of {name}", total, fine, f"1 within {_SUM_TOLERANCE:g}")


def class_axis(name, array):
    """Return `array`, if it has a last axis of one class or more."""
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} has shape {array.shape}; expected a last axis of one class or more")
    return array


def row_sums(block):
    """Return the sums over the classes, by a matrix product, which is faster than `numpy.sum`."""
    return block @ np.ones(block.shape[1])


def same_shape(name_a, a, name_b, b, *, scalars=True):
    """Return `a` and `b`, if their shapes are equal or one of them is a scalar."""
    if a.shape != b.shape and not (scalars and 0 in (a.ndim, b.ndim)):
        raise ValueError(
            f"{name_a} has shape {a.shape} and {name_b} has shape {b.shape}; "
            f"expected equal shapes{' or a scalar' if scalars else ''}"
        )
    return a, b


def times_or_zero(weight, term):
    """Return weight * term, where a zero weight makes an infinite term zero."""
    product = weight * term
    if np.isnan(product).any():
        return np.where((weight == 0) & np.isinf(term), 0.0, product)
    return product


def keep_nan(x, values):
    """Return the values, and NaN where x is NaN: a comparison would lose it."""
    nan = np.isnan(x)
    return np.where(nan, np.nan, values) if nan.any() else values
