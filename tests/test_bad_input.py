"""Bad input gets one clear error, which names the argument, the value and what was expected.

Nothing is silently coerced, and no input is modified, whether it is good or bad.
"""

import copy
import datetime
import decimal
import inspect
import re

import numpy as np
import pytest

from lossutils import regression
from tests.support.signatures import SIGNATURES, public_functions

REAL = "expected real numbers"
WHOLE = "expected integers of at most 2**53 in magnitude, which a float64 holds"
#: Entries that are no real numbers, with the type that NumPy gives them.
NOT_REAL = {
    "complex128": 1j,
    "<U3": "1.0",
    "|S3": b"1.0",
    "object": None,
    "datetime64[D]": np.datetime64("2000-01-01"),
    "timedelta64[D]": np.timedelta64(1, "D"),
}
#: Things that NumPy takes for one object each.
OBJECTS = [decimal.Decimal(1), {1.0}, {"a": 1.0}, object, datetime.date(2000, 1, 1), (x for x in [1.0])]
#: Integers that a float64 rounds, alone, in an array, and beside a float, of which NumPy makes floats.
TOO_LARGE = [2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**64 - 1, 10**20]


def _whole(number):
    return [number, [number], [[number, 1]], [number, 0.5], *([np.array([number])] if number < 2**63 else [])]


def _refused_by_type(name, good, optional):
    """Yield what no argument takes."""
    for dtype, entry in NOT_REAL.items():
        if optional and entry is None:
            continue
        value = np.full(np.shape(good), entry)
        yield value, TypeError, f"{name} has dtype {dtype}, got {value!r}; {REAL}"
    for value in [*OBJECTS, None]:
        if not (optional and value is None):
            yield value, TypeError, f"{name} has dtype object, got {value!r}; {REAL}"
    yield [1.0, "a"], TypeError, f"{name} has dtype <U32, got [1.0, 'a']; {REAL}"
    yield [1.0, None], TypeError, f"{name} has dtype object, got [1.0, None]; {REAL}"
    one = np.array([1], dtype=object)
    yield one, TypeError, f"{name} has dtype object, got {one!r}; {REAL}"
    ragged = [[1.0], 2.0]
    yield ragged, ValueError, f"{name} is ragged, got {ragged!r}; expected a rectangular array"
    rows_of_masked = [np.ma.masked_array([1.0])]
    for masked in (np.ma.masked_array(good, mask=False), [[np.ma.masked, 1.0]], rows_of_masked):
        yield masked, TypeError, f"{name} is a masked array, whose mask would be lost; {REAL}"
    for mixed in ([True, 1], [0.5, np.False_], [[1.0, True]]):
        yield mixed, TypeError, f"{name} mixes booleans with numbers, got {mixed!r}; {REAL}"
    for number in TOO_LARGE:
        for value in _whole(number):
            yield value, ValueError, f"{name} contains {number}; {WHOLE}"
    for text in ("0.1", "1e400"):
        long = np.longdouble(text)
        if np.float64(long) != long:  # where there is such a type
            yield long, ValueError, f"{name} contains {long!s}; expected numbers that a float64 holds"


def _array_rows(signature, name):
    kind = signature.kinds[name]
    yield from _refused_by_type(name, kind.good, kind.optional)
    if not kind.booleans:
        flags = np.zeros(kind.good.shape, dtype=bool)
        yield flags, TypeError, f"{name} has dtype bool, got {flags!r}; {REAL}"
    for entry, message in kind.bad:
        array = kind.good.astype(int if name == "labels" else float)
        array[1] = entry
        start = "the sum over the last axis of " * message.endswith("1 within 1e-06")
        yield array, ValueError, f"{start}{name} {message}"
    if kind.good.ndim > 1:
        for empty in (np.float64(1.0), np.ones(0), np.ones((2, 0))):
            message = f"{name} has shape {empty.shape}; expected a last axis of one class or more"
            yield empty, ValueError, message
    if name == "labels":
        yield [1.0], TypeError, "labels has dtype float64, got [1.0]; expected integers"


def _shape_rows(signature):
    """Yield pairs of shapes that do not match."""
    if len(signature.kinds) < 2:
        return
    (a, first), *_, (b, second) = signature.good().items()
    rows, weights = first.ndim > 1, b == "sample_weight"
    pairs = [
        (first, second[:3]),
        (first[:1], second),
        (first, second[:, np.newaxis]),
        (first[:, np.newaxis], second),
        *([] if weights else [(first[:0], second[:1])]),
        *([(first[0], second), (first, second[0])] if rows or weights else []),
    ]
    end = "" if rows or weights else " or a scalar"
    for left, right in pairs:
        shapes = f"{a} has shape {left.shape} and {b} has shape {right.shape}"
        yield {a: left, b: right}, ValueError, f"{shapes}; expected equal shapes{end}"


def _number_rows(name, good, bad):
    yield from _refused_by_type(name, good, False)
    yield True, TypeError, f"{name} has dtype bool, got True; {REAL}"
    for value, message in bad:
        yield value, ValueError, f"{name} {message}"
    if name == "n_classes":
        yield 3.0, TypeError, "n_classes has dtype float64, got 3.0; expected integers"


def _risk_rows(signature):
    if "sample_weight" in signature.kinds:
        for empty in ([], np.ones((2, 0))):
            shape = np.shape(empty)
            message = f"losses is empty, with shape {shape}; expected one loss or more"
            yield {"losses": empty, "sample_weight": None}, ValueError, message
        message = "the sum of sample_weight is 0; expected a positive total weight"
        yield {"losses": [1.0, 2.0], "sample_weight": [0.0, 0.0]}, ValueError, message


def rows(signature):
    """Yield what is changed of good arguments, with the error and its message."""
    for name in signature.kinds:
        for value, error, message in _array_rows(signature, name):
            yield {name: value}, error, message
    for name, number in signature.numbers.items():
        for value, error, message in _number_rows(name, *number):
            yield {name: value}, error, message
    yield from _shape_rows(signature)
    yield from _risk_rows(signature)


def snapshot(value):
    """Return all that can be changed of an argument."""
    if isinstance(value, np.ndarray):
        mask = np.ma.getmaskarray(value).tobytes() if isinstance(value, np.ma.MaskedArray) else b""
        return value.tobytes(), value.dtype, value.shape, value.strides, value.flags.writeable, mask
    return copy.copy(value) if isinstance(value, (list, set, dict)) else value


def called_without_changes(signature, arguments):
    """Call a function and assert that none of its arguments has changed, whatever comes."""
    before = {name: snapshot(value) for name, value in arguments.items()}
    try:
        return signature(arguments)
    finally:
        assert {name: snapshot(value) for name, value in arguments.items()} == before


def test_every_argument_of_every_public_function_has_rows():
    assert {signature.function for signature in SIGNATURES} == public_functions()
    for signature in SIGNATURES:
        parameters = inspect.signature(signature.function).parameters
        assert {*signature.kinds, *signature.numbers} == set(parameters)
        changed = {name for arguments, *_ in rows(signature) for name in arguments}
        assert changed == set(parameters)


@pytest.mark.parametrize("signature", SIGNATURES, ids=str)
def test_bad_input_gets_a_clear_error(signature):
    good = signature.good()
    called_without_changes(signature, good)
    for changed, error, message in rows(signature):
        with pytest.raises(error, match=f"^{re.escape(message)}$"):
            called_without_changes(signature, {**good, **changed})


@pytest.mark.parametrize("signature", SIGNATURES, ids=str)
def test_an_unknown_keyword_is_refused(signature):
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        signature({**signature.good(), "colour": 1.0})


def test_an_unknown_keyword_behind_positional_arguments_is_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'delat'"):
        regression.huber(1.0, 2.0, delat=1.0)
