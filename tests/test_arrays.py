"""What all public functions do alike: types, shapes, NaN, and silence. Bad input has its own file."""

import itertools
import re

import numpy as np
import pytest

from lossutils import _arrays, margin, risk
from lossutils.domains import REAL, REAL_ROW
from tests.support.signatures import NAN, SIGNATURES

REDUCING = {risk.empirical_risk, risk.structural_risk, risk.l1_penalty, risk.l2_penalty}
every_signature = pytest.mark.parametrize("signature", SIGNATURES, ids=str)
each_entry = pytest.mark.parametrize(
    "signature", [signature for signature in SIGNATURES if signature.function not in REDUCING], ids=str
)
each_array = pytest.mark.parametrize(
    "signature, name", [(signature, name) for signature in SIGNATURES for name in signature.kinds], ids=str
)


@each_entry
def test_shapes(signature):
    arrays = signature.good()
    one = signature({name: array[0] for name, array in arrays.items()})
    four = signature(arrays)
    square = signature({name: a.reshape(2, 2, *a.shape[1:]) for name, a in arrays.items()})
    none = signature({name: array[:0] for name, array in arrays.items()})
    assert isinstance(one, np.ndarray if np.ndim(one) else np.float64)
    assert all(isinstance(result, np.ndarray) for result in (four, square, none))
    assert {result.dtype for result in (one, four, square, none)} == {np.dtype(np.float64)}
    assert none.shape == (0, *one.shape)
    np.testing.assert_array_equal(four.reshape(square.shape), square, strict=True)
    np.testing.assert_allclose(four[0], one, rtol=1e-15, strict=True)


@each_entry
@pytest.mark.parametrize("block", [1, 3, 10])
def test_blocks_do_not_show(signature, block, monkeypatch):
    arrays = signature.good()
    whole = signature(arrays)
    monkeypatch.setattr(_arrays, "BLOCK", block)
    np.testing.assert_allclose(signature(arrays), whole, rtol=1e-15, strict=True)


@each_entry
@pytest.mark.parametrize("block", [1, 100])
def test_scalar_with_array(signature, block, monkeypatch):
    monkeypatch.setattr(_arrays, "BLOCK", block)
    arrays = signature.good()
    if len(arrays) < 2 or any(array.ndim > 1 for array in arrays.values()):
        return
    for name, array in arrays.items():
        for others in (arrays, {other: good[:0] for other, good in arrays.items()}):
            size = len(others[name])
            spread = signature({**others, name: np.full(size, array[1])})
            single = signature({**others, name: array[1]})
            np.testing.assert_array_equal(single, spread, strict=True)


@each_array
@pytest.mark.parametrize("dtype", ["i1", "u8", "f2", "f4", "g", "O"])
def test_other_number_types(signature, name, dtype):
    arrays = signature.good()
    with np.errstate(invalid="ignore"):
        converted = arrays[name].astype(dtype)
    if dtype == "O":  # as nested lists
        converted = converted.tolist()
    elif name == "labels" and dtype in "f2 f4 g" or not np.array_equal(converted, arrays[name]):
        return
    result = signature({**arrays, name: converted})
    np.testing.assert_array_equal(result, signature(arrays), strict=True)


@each_array
def test_booleans_are_the_labels_0_and_1(signature, name):
    if signature.kinds[name].booleans:
        arrays = {other: array[1:3] for other, array in signature.good().items()}
        result = signature({**arrays, name: arrays[name].astype(bool)})
        np.testing.assert_array_equal(result, signature(arrays), strict=True)


@each_array
def test_nan_stays_where_it_is(signature, name):
    arrays = signature.good()
    if not signature.kinds[name].nan:
        return
    clean = signature(arrays)
    for i in range(4):
        array = arrays[name].copy()
        array[i, ...] = NAN
        result = signature({**arrays, name: array})
        if signature.function in REDUCING:
            assert np.isnan(result)
            continue
        diagonal = np.einsum("...ii->...i", result) if result.ndim == 3 else result
        assert np.isnan(diagonal[i]).all()
        np.testing.assert_array_equal(np.delete(result, i, axis=0), np.delete(clean, i, axis=0))


@every_signature
def test_silent_at_extremes(signature):
    extremes = {name: kind.extreme for name, kind in signature.kinds.items()}
    points = zip(*map(list, itertools.product(*extremes.values())), strict=True)
    arrays = dict(zip(extremes, map(np.array, points), strict=True))
    with np.errstate(all="raise"):
        result = signature(arrays)
    if signature.function not in REDUCING:
        finite = [np.isfinite(a.reshape(len(a), -1)).all(axis=1) for a in arrays.values()]
        assert not np.isnan(result[np.all(finite, axis=0)]).any()


@every_signature
def test_inputs_are_left_alone(signature):
    strided = {name: np.repeat(array, 2, axis=0)[::2] for name, array in signature.good().items()}
    backward = {name: array[::-1].copy()[::-1] for name, array in signature.good().items()}
    for arrays in (strided, backward):
        for array in arrays.values():
            array.flags.writeable = False
        result = signature(arrays)
        assert not any(np.shares_memory(result, array) for array in arrays.values())
        np.testing.assert_allclose(result, signature(signature.good()), rtol=1e-15)


@pytest.mark.parametrize("sign", [-1, 1])
def test_whole_numbers_up_to_2_to_the_53_are_kept(sign):
    last = sign * 2**53
    for kept in (last, last // 2 - sign):
        for given in ([kept], [kept, 0.5], np.array([kept])):
            assert _arrays.as_real_array("x", given)[0] == kept
    for beyond in ([last + sign], [last + sign, 0.5], np.array([last + sign])):
        with pytest.raises(ValueError, match=f"x contains {last + sign}; expected integers of at most"):
            _arrays.as_real_array("x", beyond)


def test_the_first_invalid_entry_is_named():
    with pytest.raises(ValueError, match="y contains 2.0; expected the labels -1 and"):
        margin.hinge([1.0, 2.0, 3.0], [0.0, 0.0, 0.0])


@_arrays.blockwise(y=REAL, f=REAL, v=REAL)
def of_three(y, f, v):
    return np.stack(np.broadcast_arrays(f - y, v), axis=-1)


@_arrays.blockwise(y=REAL, f=REAL, v=REAL)
def matrices(y, f, v):
    first, second = of_three.__wrapped__(y, f, v), of_three.__wrapped__(v, f, y)
    return np.stack(np.broadcast_arrays(first, second), axis=-1)


@_arrays.blockwise(y=REAL, x=REAL_ROW)
def of_a_row(y, x):
    return np.sum(np.abs(x - y[:, np.newaxis]), axis=1)


@pytest.mark.parametrize("block", [1, 2, 100])
def test_results_of_three_arguments_have_axes_of_their_own(block, monkeypatch):
    monkeypatch.setattr(_arrays, "BLOCK", block)
    y, f, v = np.arange(18.0).reshape(3, 2, 3)
    expected = np.stack([f - y, v], axis=-1)
    np.testing.assert_array_equal(of_three(y, f, v), expected, strict=True)
    np.testing.assert_array_equal(of_three(y, v=v, f=f), expected, strict=True)
    np.testing.assert_array_equal(of_three(y, 1.0, v), np.stack([1.0 - y, v], axis=-1), strict=True)
    np.testing.assert_array_equal(of_three(0.0, 1.0, v), np.stack([1.0 + 0 * v, v], axis=-1), strict=True)
    np.testing.assert_array_equal(of_three(0.0, 1.0, 2.0), [1.0, 2.0], strict=True)
    assert of_three(y[:0], f[:0], v[:0]).shape == (0, 3, 2)
    assert matrices(y, f, v).shape == (2, 3, 2, 2)
    for changed in ((y[0], f, v), (y, f[0], v), (y, f, v[0]), (1.0, f, v[0])):
        with pytest.raises(ValueError, match="expected equal shapes or a scalar"):
            of_three(*changed)


@pytest.mark.parametrize("block", [1, 100])
def test_a_row_goes_with_a_number(block, monkeypatch):
    monkeypatch.setattr(_arrays, "BLOCK", block)
    y, x = np.array([[1.0, 2.0]]), np.arange(6.0).reshape(1, 2, 3)
    np.testing.assert_array_equal(of_a_row(y, x), [[2.0, 6.0]], strict=True)
    assert of_a_row(1.0, [0.0, 5.0]) == 5.0
    assert of_a_row(1.0, [3.0]) == 2.0
    message = "y has shape (1,) and x[..., 0] has shape (2,); expected equal shapes"
    with pytest.raises(ValueError, match=re.escape(message)):
        of_a_row(y[0, :1], x[0])
    with pytest.raises(ValueError, match="y has shape .* expected equal shapes$"):
        of_a_row(1.0, x)
