"""What every function of the package does to its arguments, in one place."""

import functools
import inspect
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

_SUM_TOLERANCE = 1e-6
#: Entries of a block: few enough that what a loss reads and writes stays in the cache of a processor.
BLOCK = 16384
#: With fewer classes, NumPy is faster over blocks that hold one class after the other.
_FEW_CLASSES = 32


def quiet(function):
    """Let `function` compute with inf and NaN in silence, and return a scalar for 0-d results."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)[()]

    return wrapper


def array_of_reals(name, value, *, booleans=False):
    """Return `value` as an array of a real type, copied only if need be; refuse all else.

    Booleans are refused too, unless they stand for the labels 0 and 1.
    """
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, whose mask would be lost; expected real numbers")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged, got {value!r}; expected a rectangular array") from error
    if array.dtype.kind in ("buif" if booleans else "uif"):
        return array
    raise TypeError(f"{name} has dtype {array.dtype}, got {value!r}; expected real numbers")


def real(name, value):
    """Return `value` as a float64 array of its own; refuse what is not made of real numbers."""
    return array_of_reals(name, value).astype(np.float64)


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
    if np.count_nonzero(valid) < np.size(valid):
        raise ValueError(f"{name} contains {np.asarray(array)[~np.asarray(valid)][0]}; expected {expected}")
    return array


class Domain(NamedTuple):
    """The numbers that an argument may hold: in words, as a test of every entry, and as rows."""

    expected: str
    valid: Callable | None = None
    booleans: bool = False
    sums_to_one: bool = False

    def check(self, name, block):
        """Raise unless all entries of a block, and with distributions its columns, are valid."""
        if self.valid:
            within(name, block, self.valid(block), self.expected)
        if self.sums_to_one:
            total = block.sum(axis=0)
            fine = ~(abs(total - 1) > _SUM_TOLERANCE)  # NaN passes
            within(f"the sum over the last axis of {name}", total, fine, f"1 within {_SUM_TOLERANCE:g}")


def _in_unit(label):
    return (0 <= label) & (label <= 1)


def _not_outside_unit(prediction):
    return ~((prediction < 0) | (prediction > 1))  # NaN passes


REAL = Domain("real numbers")
SIGN = Domain("the labels -1 and +1", lambda y: np.abs(y) == 1)
OUTCOME = Domain("the labels 0 and 1", lambda y: (y == 0) | (y == 1), booleans=True)
LABEL = Domain("values in [0, 1]", _in_unit, booleans=True)
CHANCE = Domain("values in [0, 1]", _not_outside_unit)
LABEL_ROW = LABEL._replace(sums_to_one=True)
CHANCE_ROW = CHANCE._replace(sums_to_one=True)


def blockwise(axes=None, numbers=None, **domains):
    """Make a function of whole arrays from one of blocks.

    The decorated function writes into `out`, its last argument, what it computes from blocks of the
    other arguments: valid float64 arrays that it leaves alone. Here, once for all losses, arguments
    are converted, shapes compared, and every block is validated and worked on while it is in the
    cache; inf and NaN are computed with in silence.

    Parameters
    ----------
    axes : int, optional
        With classes, which come first in a block, how many class axes the result has. None if
        all is elementwise: then shapes are equal, or one side is a scalar.
    numbers : dict, optional
        The function that checks each keyword-only number.
    **domains : Domain
        The domain of each array argument.
    """
    numbers = numbers or {}

    def decorate(function):
        signature = inspect.signature(function)
        *parameters, _ = [p for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]
        parameters += [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
        signature = signature.replace(parameters=parameters)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if len(args) != len(domains):  # some by name, or a mistake
                bound = signature.bind(*args, **kwargs)
                args, kwargs = bound.args, bound.kwargs
            for name in numbers.keys() & kwargs.keys():
                kwargs[name] = numbers[name](name, kwargs[name])
            arrays = [
                array_of_reals(name, value, booleans=domain.booleans)
                for (name, domain), value in zip(domains.items(), args, strict=True)
            ]
            with np.errstate(all="ignore"):
                return _over_blocks(function, axes, domains, arrays, kwargs)[()]

        wrapper.__signature__ = signature
        return wrapper

    return decorate


def _over_blocks(function, axes, domains, arrays, kwargs):
    names, checks = list(domains), [domain.check for domain in domains.values()]
    if axes is not None:
        for name, array in zip(names, arrays, strict=True):
            class_axis(name, array)
    if len(arrays) == 2:
        same_shape(names[0], arrays[0], names[1], arrays[1], scalars=axes is None)
    shape = max((array.shape for array in arrays), key=len)
    if axes is None:
        tail, step = (), BLOCK
    else:
        *shape, n_classes = shape
        tail, step = (n_classes,), max(1, BLOCK // n_classes)
    out = np.empty((*shape, *tail * (axes or 0)))
    out_rows = out.reshape(-1, *tail * (axes or 0))
    flat = [array.reshape(-1, *tail) for array in arrays]
    for start in range(0, max(1, len(out_rows)), step):
        rows = slice(start, start + step)
        blocks = [
            _block(part if array.ndim == 0 else part[rows], few=tail and n_classes < _FEW_CLASSES)
            for array, part in zip(arrays, flat, strict=True)
        ]
        for name, check, block in zip(names, checks, blocks, strict=True):
            check(name, block)
        function(*blocks, out_rows[rows].T, **kwargs)
    return out


def _block(rows, *, few):
    """Return rows as a float64 block, classes first."""
    return np.ascontiguousarray(rows.T, np.float64) if few else np.asarray(rows.T, np.float64)


def class_axis(name, array):
    """Return `array`, if it has a last axis of one class or more."""
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} has shape {array.shape}; expected a last axis of one class or more")
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
    product = weight * term
    if np.isnan(product).any():
        return np.where((weight == 0) & np.isinf(term), 0.0, product)
    return product
