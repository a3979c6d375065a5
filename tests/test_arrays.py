"""What all public functions do alike: types, shapes, NaN, silence, and the refusal of bad input."""

import inspect
import itertools
import re

import numpy as np
import pytest

from lossutils import margin, probability, regression, risk

INF, NAN = np.inf, np.nan
REALS = [-INF, -1e308, -745.2, -1.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, 37.0, 709.8, 1e308, INF, NAN]
UNIT = [0.0, 5e-324, 0.25, 1 - 2.0**-53, 1.0]
OUTSIDE = [-5e-324, 1 + 2.0**-52, INF]
ROWS = [[0.25, 0.5, 0.25], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]]


class Kind:
    """A kind of array argument.

    It has four good entries, extreme ones, and pairs of a bad entry with the message it gets; it may
    let NaN pass, and it may take booleans.
    """

    def __init__(self, good, extreme=(), bad=(), *, nan=False, booleans=False):
        self.good, self.extreme, self.bad = np.array(good), [*good, *extreme], bad
        self.nan, self.booleans = nan, booleans


def _outside(expected, entries):
    return [(entry, f"contains {entry}; expected {expected}") for entry in entries]


def _not(expected, values):
    return [(value, f"is {value!r}; expected {expected}") for value in values]


_NO_ROWS = [
    ([0.5, 0.5, 2e-6], "contains 1.000002; expected 1 within 1e-06"),
    ([0.5, 0.5 - 2.0**-19, 0.0], "contains 0.9999980926513672; expected 1 within 1e-06"),
    ([-0.5, 1.0, 0.5], "contains -0.5; expected values in [0, 1]"),
]
_NAN_ROW = [NAN, 0.5, 0.25]
_FINE_ROWS = [[5e-324, 1.0, 0.0], [0.5, 0.5, 9e-7], [0.5, 0.5 - 9e-7, 0.0]]

REAL = Kind([1.0, -2.0, 0.0, 3.0], REALS, nan=True)
SIGN = Kind([-1, 1, 1, -1], bad=_outside("the labels -1 and +1", [NAN, 0.0, 0.5, 2.0]))
OUTCOME = Kind([0, 1, 1, 0], bad=_outside("the labels 0 and 1", [NAN, -1.0, 0.5]), booleans=True)
LABEL = Kind([0, 1, 1, 0], UNIT, _outside("values in [0, 1]", [NAN, *OUTSIDE]), booleans=True)
CHANCE = Kind([0.25, 1.0, 0.0, 0.5], [*UNIT, NAN], _outside("values in [0, 1]", OUTSIDE), nan=True)
LABEL_ROW = Kind(
    ROWS, _FINE_ROWS, [*_NO_ROWS, (_NAN_ROW, "contains nan; expected values in [0, 1]")], booleans=True
)
CHANCE_ROW = Kind(ROWS, [*_FINE_ROWS, _NAN_ROW], _NO_ROWS, nan=True)
LOGIT_ROW = Kind([[1.0, 2.0, 0.0]] * 4, map(list, itertools.product(REALS, REALS, [0.0, INF])), nan=True)
CLASS = Kind([0, 2, 1, 1], bad=_outside("0 to 2", [-1, 3]))

#: Single numbers: a good one, then the bad ones with their messages.
NUMBERS = {
    "delta": (0.75, _not("a positive finite number", [0.0, -1.0, NAN, INF, [1.0]])),
    "tolerance": (0.75, _not("a positive finite number", [0.0, -1.0, NAN, INF, [1.0]])),
    "tau": (0.25, _not("a number strictly between 0 and 1", [0.0, 1.0, NAN, [0.5]])),
    "lam": (0.5, _not("a finite number of 0 or more", [-5e-324, NAN, INF, [1.0]])),
    "penalty": (2.0, _not("a single number", [[1.0]])),
    "n_classes": (3, [(n, f"is {n}; expected one positive integer") for n in (0, -1, [2])]),
}
#: The array arguments of all public functions; a loss stands for its derivatives too.
TABLE = {
    regression: {
        "squared absolute huber pinball zero_one_tolerance": {"y": REAL, "f": REAL},
    },
    margin: {
        "zero_one perceptron hinge exponential logistic": {"y": SIGN, "f": REAL},
    },
    probability: {
        "sigmoid log_sigmoid": {"z": REAL},
        "logit": {"p": CHANCE},
        "softmax log_softmax logsumexp": {"z": LOGIT_ROW},
        "bernoulli_log_likelihood": {"y": OUTCOME, "p": CHANCE},
        "binary_cross_entropy": {"y": LABEL, "p": CHANCE},
        "binary_cross_entropy_with_logits sigmoid_squared_error": {"y": LABEL, "z": REAL},
        "cross_entropy": {"y": LABEL_ROW, "p": CHANCE_ROW},
        "cross_entropy_with_logits": {"y": LABEL_ROW, "z": LOGIT_ROW},
        "entropy": {"p": CHANCE_ROW},
        "kl_divergence": {"p": CHANCE_ROW, "q": CHANCE_ROW},
        "one_hot": {"labels": CLASS},
    },
    risk: {
        "empirical_risk structural_risk": {"losses": REAL},
        "l1_penalty l2_penalty": {"w": REAL},
    },
}


def _functions():
    for module, rows in TABLE.items():
        for names, kinds in rows.items():
            for name, suffix in itertools.product(names.split(), ("", "_grad", "_hess")):
                if function := getattr(module, name + suffix, None):
                    numbers = [p for p in inspect.signature(function).parameters if p in NUMBERS]
                    yield function, kinds, numbers


FUNCTIONS = list(_functions())
REDUCING = {risk.empirical_risk, risk.structural_risk, risk.l1_penalty, risk.l2_penalty}
ids = {"ids": lambda value: getattr(value, "__name__", None) or (value if isinstance(value, str) else "")}
every_function = pytest.mark.parametrize("function, kinds, numbers", FUNCTIONS, **ids)
each_entry = pytest.mark.parametrize(
    "function, kinds, numbers", [row for row in FUNCTIONS if row[0] not in REDUCING], **ids
)
each_array = pytest.mark.parametrize(
    "function, kinds, numbers, name",
    [(*row, name) for row in FUNCTIONS for name in row[1]],
    **ids,
)


def call(function, arrays, numbers, **changed):
    """Call a function with arrays by name, good numbers, and what is changed of them."""
    return function(**{**arrays, **{name: NUMBERS[name][0] for name in numbers}, **changed})


def good(kinds):
    return {name: kind.good for name, kind in kinds.items()}


def test_table_lists_every_public_function():
    public = {
        function
        for module in TABLE
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == {function for function, *_ in FUNCTIONS}


@each_entry
def test_shapes(function, kinds, numbers):
    arrays = good(kinds)
    one = call(function, {name: array[0] for name, array in arrays.items()}, numbers)
    four = call(function, arrays, numbers)
    square = call(function, {name: a.reshape(2, 2, *a.shape[1:]) for name, a in arrays.items()}, numbers)
    none = call(function, {name: array[:0] for name, array in arrays.items()}, numbers)
    assert isinstance(one, np.ndarray if np.ndim(one) else np.float64)
    assert all(isinstance(result, np.ndarray) for result in (four, square, none))
    assert {result.dtype for result in (one, four, square, none)} == {np.dtype(np.float64)}
    assert none.shape == (0, *one.shape)
    np.testing.assert_array_equal(four.reshape(square.shape), square, strict=True)
    np.testing.assert_allclose(four[0], one, rtol=1e-15, strict=True)


two_arrays = pytest.mark.parametrize(
    "function, kinds, numbers", [row for row in FUNCTIONS if len(row[1]) == 2], **ids
)


@two_arrays
def test_unequal_shapes(function, kinds, numbers):
    (a, first), (b, second) = good(kinds).items()
    refused = [
        (first, second[:3]),
        (first[:1], second),
        (first, second[:, np.newaxis]),
        (first[:, np.newaxis], second),
        (first[:0], second[:1]),
    ]
    end = " or a scalar" if first.ndim == 1 else ""
    for left, right in refused if end else [*refused, (first[0], second), (first, second[0])]:
        message = f"{a} has shape {left.shape} and {b} has shape {right.shape}; expected equal shapes{end}"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            call(function, {a: left, b: right}, numbers)


@two_arrays
def test_scalar_with_array(function, kinds, numbers):
    arrays = good(kinds)
    for name, array in arrays.items():
        if array.ndim == 1:
            for others in (arrays, {other: kind.good[:0] for other, kind in kinds.items()}):
                size = len(others[name])
                spread = call(function, {**others, name: np.full(size, array[1])}, numbers)
                single = call(function, {**others, name: array[1]}, numbers)
                np.testing.assert_array_equal(single, spread, strict=True)


@each_array
@pytest.mark.parametrize("dtype", ["i1", "u8", "f2", "f4", "g", "O"])
def test_other_number_types(function, kinds, numbers, name, dtype):
    arrays = good(kinds)
    with np.errstate(invalid="ignore"):
        converted = arrays[name].astype(dtype)
    if dtype == "O":  # as nested lists
        converted = converted.tolist()
    elif kinds[name] is CLASS and dtype in "f2 f4 g" or not np.array_equal(converted, arrays[name]):
        return
    result = call(function, {**arrays, name: converted}, numbers)
    np.testing.assert_array_equal(result, call(function, arrays, numbers), strict=True)


@each_array
def test_booleans_are_labels_0_and_1_alone(function, kinds, numbers, name):
    arrays = {other: array[1:3] for other, array in good(kinds).items()}
    flags = arrays[name].astype(bool)
    if kinds[name].booleans:
        result = call(function, {**arrays, name: flags}, numbers)
        np.testing.assert_array_equal(result, call(function, arrays, numbers), strict=True)
    else:
        with pytest.raises(TypeError, match=f"^{name} has dtype bool, got {re.escape(repr(flags))}"):
            call(function, {**arrays, name: flags}, numbers)


def test_class_numbers_are_integers():
    with pytest.raises(TypeError, match=r"^labels has dtype float64, got \[1.0\]; expected integers$"):
        probability.one_hot([1.0], 3)
    with pytest.raises(TypeError, match=r"^n_classes has dtype float64, got 3.0; expected integers$"):
        probability.one_hot([1], 3.0)


NOT_REAL = {
    "dtype complex128": 1j,
    "dtype <U3": "1.0",
    "dtype |S3": b"1.0",
    "dtype object": None,
    "dtype datetime64[D]": np.datetime64("2000-01-01"),
}


@every_function
def test_not_real(function, kinds, numbers):
    arrays = good(kinds)
    for name in [*arrays, *numbers]:
        for what, value in NOT_REAL.items():
            value = np.full(np.shape(arrays.get(name, 0)), value)
            message = f"{name} has {what}, got {value!r}; expected real numbers"
            with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
                call(function, arrays, numbers, **{name: value})
        masked = np.ma.masked_array(arrays.get(name, 1.0), mask=False)
        message = f"{name} is a masked array, whose mask would be lost; expected real numbers"
        with pytest.raises(TypeError, match=f"^{message}$"):
            call(function, arrays, numbers, **{name: masked})
        message = f"{name} is ragged, got [[1.0], 2.0]; expected a rectangular array"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            call(function, arrays, numbers, **{name: [[1.0], 2.0]})
    for name in numbers:
        with pytest.raises(TypeError, match=f"^{name} has dtype bool, got True; expected real numbers$"):
            call(function, arrays, numbers, **{name: True})


@every_function
def test_outside_the_domain(function, kinds, numbers):
    arrays = good(kinds)
    for name, kind in kinds.items():
        for entry, message in kind.bad:
            array = kind.good.astype(float if kind is not CLASS else int)
            array[1] = entry
            with pytest.raises(
                ValueError, match=f"^(the sum over the last axis of )?{name} {re.escape(message)}$"
            ):
                call(function, arrays, numbers, **{name: array})
    for name in numbers:
        for value, message in NUMBERS[name][1]:
            with pytest.raises(ValueError, match=f"^{name} {re.escape(message)}$"):
                call(function, arrays, numbers, **{name: value})


@each_array
def test_rows_have_a_class(function, kinds, numbers, name):
    arrays = good(kinds)
    if arrays[name].ndim > 1:
        for empty in (np.float64(1.0), np.ones(0), np.ones((2, 0))):
            message = f"{name} has shape {empty.shape}; expected a last axis of one class or more"
            with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
                call(function, {**arrays, name: empty}, numbers)


@each_array
def test_nan_stays_where_it_is(function, kinds, numbers, name):
    arrays = good(kinds)
    if not kinds[name].nan:
        return
    clean = call(function, arrays, numbers)
    for i in range(4):
        array = arrays[name].copy()
        array[i, ...] = NAN
        result = call(function, {**arrays, name: array}, numbers)
        if function in REDUCING:
            assert np.isnan(result)
            continue
        diagonal = np.einsum("...ii->...i", result) if result.ndim == 3 else result
        assert np.isnan(diagonal[i]).all()
        np.testing.assert_array_equal(np.delete(result, i, axis=0), np.delete(clean, i, axis=0))


@every_function
def test_silent_at_extremes(function, kinds, numbers):
    combinations = [list(c) for c in itertools.product(*(kind.extreme for kind in kinds.values()))]
    arrays = dict(zip(kinds, map(np.array, zip(*combinations, strict=True)), strict=True))
    with np.errstate(all="raise"):
        result = call(function, arrays, numbers)
    if function not in REDUCING:
        finite = [np.isfinite(a.reshape(len(a), -1)).all(axis=1) for a in arrays.values()]
        assert not np.isnan(result[np.all(finite, axis=0)]).any()


@every_function
def test_inputs_are_left_alone(function, kinds, numbers):
    strided = {name: np.repeat(kind.good, 2, axis=0)[::2] for name, kind in kinds.items()}
    backward = {name: kind.good[::-1].copy()[::-1] for name, kind in kinds.items()}
    for arrays in (strided, backward):
        for array in arrays.values():
            array.flags.writeable = False
        result = call(function, arrays, numbers)
        assert not any(np.shares_memory(result, array) for array in arrays.values())
        np.testing.assert_allclose(result, call(function, good(kinds), numbers), rtol=1e-15)
