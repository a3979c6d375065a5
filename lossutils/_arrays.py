"""What every function of the package does to its arguments, in one place."""

import functools
import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

_SUM_TOLERANCE = 1e-6
#: Entries of a block: few enough that what a loss reads and writes stays in the cache of a processor.
BLOCK = 100_000
# Beyond twice the largest array that was ever freed, glibc returns free memory to the system, and every block
# would take it back page by page, at the cost of a loss. This array is never touched, and takes no time.
np.empty(10 * BLOCK)


def quiet(function):
    """Let `function` compute with inf and NaN in silence, and return a scalar for 0-d results."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)[()]

    return wrapper


def real(name, value, *, booleans=False):
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
    if np.count_nonzero(valid) < valid.size:
        raise ValueError(f"{name} contains {np.asarray(array)[~valid][0]!s}; expected {expected}")
    return array


class Domain(NamedTuple):
    """The numbers that an argument may hold: in words, as a test of every entry, and as rows."""

    expected: str
    valid: Callable | None = None
    booleans: bool = False
    sums_to_one: bool = False

    def check(self, name, block):
        """Raise unless all entries of a block are valid, and its sums over the classes too."""
        within(name, block, self.valid(block), self.expected)
        if self.sums_to_one:
            total = row_sums(block)
            fine = ~(np.abs(total - 1.0) > _SUM_TOLERANCE)  # NaN passes
            within(f"the sum over the last axis of {name}", total, fine, f"1 within {_SUM_TOLERANCE:g}")


REAL = Domain("real numbers")
SIGN = Domain("the labels -1 and +1", lambda y: np.abs(y) == 1.0)
OUTCOME = Domain("the labels 0 and 1", lambda y: (y == 0.0) | (y == 1.0), booleans=True)
LABEL = Domain("values in [0, 1]", lambda y: (y >= 0.0) & (y <= 1.0), booleans=True)
CHANCE = Domain("values in [0, 1]", lambda p: ~((p < 0.0) | (p > 1.0)))  # NaN passes
LABEL_ROW = LABEL._replace(sums_to_one=True)
CHANCE_ROW = CHANCE._replace(sums_to_one=True)


def blockwise(axes=None, numbers={}, **domains):  # noqa: B006
    """Make a function of whole arrays from one of blocks.

    The decorated function writes into `out`, its last positional argument, what it computes from
    blocks of the other arguments: valid float64 arrays that it leaves alone. Here, once for all
    losses, arguments are converted, shapes compared, and every block is validated and worked on
    while it is in the cache; inf and NaN are computed with in silence.

    Parameters
    ----------
    axes : int, optional
        How many class axes the result has; then a block has one row of classes for each sample.
        None if all is elementwise: then shapes are equal, or one side is a scalar.
    numbers : dict, optional
        The function that checks each keyword-only number.
    **domains : Domain
        The domain of each array argument.
    """
    names = list(domains)
    limited = [(i, name, domains[name]) for i, name in enumerate(names) if domains[name].valid]

    def decorate(function):
        signature = inspect.signature(function)
        public = [parameter for name, parameter in signature.parameters.items() if name != "out"]
        signature = signature.replace(parameters=public)

        @functools.wraps(function)
        @np.errstate(all="ignore")
        def wrapper(*args, **kwargs):
            if len(args) != len(names):  # some by name, or a mistake
                bound = signature.bind(*args, **kwargs)
                args, kwargs = bound.args, bound.kwargs
            for name in numbers.keys() & kwargs.keys() if kwargs else ():
                kwargs[name] = numbers[name](name, kwargs[name])
            arrays = [
                real(name, value, booleans=domains[name].booleans)
                for name, value in zip(names, args, strict=True)
            ]

            def work(blocks, out):
                for i, name, domain in limited:
                    domain.check(name, blocks[i])
                function(*blocks, out, **kwargs)

            return _entries(work, names, arrays) if axes is None else _rows(work, names, arrays, axes)

        wrapper.__signature__ = signature
        return wrapper

    return decorate


def _entries(work, names, arrays):
    if len(arrays) == 2:
        same_shape(names[0], arrays[0], names[1], arrays[1])
    out = np.empty(arrays[0].shape or arrays[-1].shape)
    *flat, flat_out = [a if a.ndim == 1 else a.reshape(-1) for a in (*arrays, out)]
    _in_blocks(work, flat, flat_out, BLOCK)
    return out[()]


def _rows(work, names, arrays, axes):
    classes = [class_axis(*pair).shape[-1] for pair in zip(names, arrays, strict=True)][0]
    if len(arrays) == 2:
        same_shape(names[0], arrays[0], names[1], arrays[1], scalars=False)
    out = np.empty((*arrays[0].shape[:-1], *[classes] * axes))
    rows = [array.reshape(-1, classes) for array in arrays]
    _in_blocks(work, rows, out.reshape(-1, *[classes] * axes), max(1, BLOCK // classes))
    return out[()]


def _in_blocks(work, arrays, out, length):
    if len(out) <= length:
        work(arrays, out)
        return
    for start in range(0, len(out), length):
        part = slice(start, start + length)
        work([array if len(array) == 1 else array[part] for array in arrays], out[part])


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


def times(weight, term):
    """Return weight * term, where a zero weight makes an infinite term zero."""
    product = weight * term
    if np.isnan(product).any():
        return np.where((weight == 0) & np.isinf(term), 0.0, product)
    return product
