"""Properties of every loss in LOSSES, on examples that Hypothesis chooses, the same ones every time."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossutils import LOSSES, domains, probability
from tests.support.kinks import kinks

PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
settings.register_profile(
    "book", derandomize=True, deadline=None, database=None, max_examples=15, phases=PHASES
)
settings.load_profile("book")

SIZE = 6
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(40)
NODES, NODE_WEIGHTS = (NODES + 1) / 2, NODE_WEIGHTS / 2

every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.name)


def rounded(low, high):
    """Return a strategy of multiples of 1/64, whose sums and products are exact."""
    return st.integers(64 * low, 64 * high).map(lambda k: k / 64)


def _array(elements, shape=SIZE):
    return hnp.arrays(np.float64, shape, elements=elements)


def _distributions(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)


def _hard_distributions(shape):
    hard = hnp.arrays(int, shape[:-1], elements=st.integers(0, shape[-1] - 1))
    return hard.map(lambda k: probability.one_hot(k, shape[-1]))


#: Labels of a shape, hard ones and soft ones alike.
LABELS = {
    domains.REAL: lambda shape: _array(rounded(-3, 3), shape),
    domains.SIGN: lambda shape: _array(st.sampled_from([-1.0, 1.0]), shape),
    domains.LABEL: lambda shape: _array(rounded(0, 1), shape),
    domains.LABEL_ROW: lambda shape: st.one_of(
        _array(st.floats(-3, 3), shape).map(_distributions), _hard_distributions(shape)
    ),
}
_moderate = st.one_of(st.floats(-30, 30), rounded(-3, 3))
#: Predictions of a shape and of moderate size.
PREDICTIONS = {
    domains.REAL: lambda shape: _array(_moderate, shape),
    domains.CHANCE: lambda shape: _array(st.floats(0.1, 0.9), shape),
    domains.REAL_ROW: lambda shape: _array(_moderate, shape),
    domains.CHANCE_ROW: lambda shape: _array(st.floats(-0.7, 0.7), shape).map(_distributions),
}
#: Predictions of any size.
EXTREMES = {
    domains.REAL: lambda shape: _array(st.floats(allow_nan=False), shape),
    domains.CHANCE: lambda shape: _array(st.floats(0, 1), shape),
    domains.REAL_ROW: lambda shape: _array(st.floats(allow_nan=False), shape),
    domains.CHANCE_ROW: lambda shape: _array(st.floats(-700, 700), shape).map(probability.softmax),
}
#: Predictions that are sums of powers of two, so that their mirror image is exact.
EXACT = {domains.REAL: rounded(-30, 30), domains.CHANCE: rounded(0, 1)}
#: The mirror image of a parameter; the others stay.
MIRRORED = {"tau": lambda tau: 1 - tau}


def labels(loss, shape):
    return LABELS[loss.domain.label](shape)


def predictions(loss, shape):
    return PREDICTIONS[loss.domain.prediction](shape)


def near(loss, f, shape):
    """Return a strategy of predictions, those on the real line at most 1 from f."""
    if loss.domain.prediction.valid:
        return predictions(loss, shape)
    return _array(st.floats(-1, 1), shape).map(lambda step: f + step)


def shape_of(loss, classes=3):
    return (SIZE, classes) if loss.domain.rows else (SIZE,)


@st.composite
def segments(draw, loss):
    """Draw labels with two predictions for each."""
    shape = shape_of(loss, draw(st.integers(2, 5)) if loss.domain.rows else 1)
    y, a = draw(labels(loss, shape)), draw(predictions(loss, shape))
    return y, a, draw(near(loss, a, shape))


def inner(u, v):
    """Return the inner product over classes, or the product of numbers."""
    return (u * v).sum(axis=-1) if u.ndim > 1 else u * v


def call(function, loss, y, f):
    return function(y, f, **loss.parameters)


@every_loss
@pytest.mark.parametrize("order", ["grad", "hess"])
def test_a_derivative_integrates_to_the_difference(loss, order):
    function, derivative = {"grad": (loss.value, loss.grad), "hess": (loss.grad, loss.hess)}[order]
    if derivative is None:
        return

    @given(segments(loss))
    def check(segment):
        y, a, b = segment
        step = b - a
        slopes = [call(derivative, loss, y, a + node * step) for node in NODES]
        if loss.domain.rows:
            slopes = [np.einsum("n...k,nk->n...", slope, step) for slope in slopes]
        else:
            slopes = [slope * step for slope in slopes]
        integral = np.tensordot(NODE_WEIGHTS, slopes, axes=1)
        at_a, at_b = call(function, loss, y, a), call(function, loss, y, b)
        scale = 1 + np.abs(at_a) + np.abs(at_b) + np.max(np.abs(slopes), axis=0)
        apart = np.ones(SIZE, dtype=bool)
        for kink in kinks(loss, y):
            apart &= (np.minimum(a, b) > kink) | (np.maximum(a, b) < kink)
        error = np.abs(at_b - at_a - integral) / scale
        assert np.max(error[apart], initial=0) < 1e-12

    check()


@every_loss
def test_convexity_is_as_registered(loss):
    def excess(segment):
        """Return by how much a loss exceeds its chords and falls below its tangents."""
        y, a, b = segment
        at_a, at_b = call(loss.value, loss, y, a), call(loss.value, loss, y, b)
        middle = call(loss.value, loss, y, 0.75 * a + 0.25 * b)
        tangent = at_a + inner(call(loss.grad, loss, y, a), b - a)
        scale = 1 + np.abs(at_a) + np.abs(at_b) + np.abs(tangent)
        above = np.maximum(middle - (0.75 * at_a + 0.25 * at_b), tangent - at_b)
        return np.max(above / scale)

    if loss.convex:
        given(segments(loss))(lambda segment: _at_most(excess(segment), 1e-14))()
    else:
        once = settings(phases=[Phase.generate], max_examples=500)
        assert excess(find(segments(loss), lambda segment: excess(segment) > 1e-3, settings=once)) > 1e-3


def _at_most(number, bound):
    assert number <= bound


@every_loss
def test_a_gradient_at_a_kink_supports_a_convex_loss(loss):
    if not loss.convex or not loss.kinks:
        return

    @given(segments(loss))
    def check(segment):
        y, _, b = segment
        for kink in kinks(loss, y):
            tangent = call(loss.value, loss, y, kink) + call(loss.grad, loss, y, kink) * (b - kink)
            assert np.all(call(loss.value, loss, y, b) >= tangent - 1e-13)

    check()


@every_loss
def test_no_chord_is_steeper_than_the_lipschitz_constant(loss):
    if loss.lipschitz is None:
        return
    bound = float(sp.sympify(loss.lipschitz).subs(loss.parameters))

    @given(segments(loss))
    def check(segment):
        y, a, b = segment
        rise = np.abs(call(loss.value, loss, y, b) - call(loss.value, loss, y, a))
        slope = call(loss.grad, loss, y, a)
        assert np.all(rise <= bound * np.sqrt(inner(b - a, b - a)) + 1e-13)
        assert np.all(np.sqrt(inner(slope, slope)) <= bound * (1 + 1e-15))

    check()


@every_loss
def test_values_are_not_negative_anywhere(loss):
    shape = shape_of(loss)

    @given(labels(loss, shape), EXTREMES[loss.domain.prediction](shape))
    def check(y, f):
        value = call(loss.value, loss, y, f)
        assert not np.any(value < 0)
        # Where two logits of a row are infinite there is no limit; anywhere else there is one.
        defined = np.isinf(f).sum(axis=-1) < 2 if f.ndim > 1 else np.ones(SIZE, dtype=bool)
        assert not np.any(np.isnan(value[defined]))

    check()


@every_loss
def test_the_mirror_image_of_a_label_has_the_mirror_image_of_the_loss(loss):
    if not loss.domain.mirror:
        return
    parameters = {name: MIRRORED.get(name, float)(value) for name, value in loss.parameters.items()}

    @given(labels(loss, (SIZE,)), _array(EXACT[loss.domain.prediction]))
    def check(y, f):
        mirrored = loss.domain.mirror(y, f)
        for function, sign in ((loss.value, 1), (loss.grad, -1), (loss.hess, 1)):
            if function:
                expected = sign * call(function, loss, y, f)
                np.testing.assert_allclose(
                    function(*mirrored, **parameters), expected, rtol=1e-13, atol=1e-13
                )

    check()


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain is domains.RESIDUAL])
def test_only_the_residual_counts(name):
    loss = LOSSES[name]

    @given(_array(rounded(-3, 3)), _array(rounded(-3, 3)), rounded(-100, 100))
    def check(y, f, shift):
        for function in loss.functions:
            moved = call(function, loss, y + shift, f + shift)
            np.testing.assert_array_equal(moved, call(function, loss, y, f))

    check()


@pytest.mark.parametrize("suffix", ["", "_grad", "_hess"])
@given(y=_array(st.sampled_from([-1.0, 1.0])), f=_array(st.floats(allow_nan=False)))
def test_labels_0_and_1_are_the_labels_minus_and_plus_1(suffix, y, f):
    signed, binary = (
        getattr(LOSSES[name], suffix.removeprefix("_") or "value")
        for name in ("logistic", "binary_cross_entropy_with_logits")
    )
    np.testing.assert_allclose(binary((1 + y) / 2, f), signed(y, f), rtol=1e-15)


@given(y=_array(rounded(0, 1)), z=_array(st.floats(-30, 30)))
def test_two_classes_are_a_binary_problem(y, z):
    rows, zeros = np.stack([1 - y, y], axis=-1), np.zeros_like(z)
    binary, general = LOSSES["binary_cross_entropy_with_logits"], LOSSES["cross_entropy_with_logits"]
    logits = np.stack([zeros, z], axis=-1)
    for two, one in (
        (general.value(rows, logits), binary.value(y, z)),
        (general.grad(rows, logits)[..., 1], binary.grad(y, z)),
        (general.hess(rows, logits)[..., 1, 1], binary.hess(y, z)),
    ):
        np.testing.assert_allclose(two, one, rtol=1e-14, atol=1e-15)
    p = np.clip(probability.sigmoid(z), 0.0, 1.0)
    with_probabilities = LOSSES["binary_cross_entropy"].value(y, p)
    np.testing.assert_allclose(binary.value(y, z), with_probabilities, rtol=1e-3)


@given(
    z=_array(rounded(-30, 30), (SIZE, 4)), shift=_array(rounded(-1000, 1000), (SIZE, 1)), k=st.integers(0, 3)
)
def test_a_shift_of_all_logits_changes_nothing(z, shift, k):
    y, loss = np.eye(4)[[k] * SIZE], LOSSES["cross_entropy_with_logits"]
    for function in (probability.softmax, probability.log_softmax):
        np.testing.assert_array_equal(function(z + shift), function(z))
    for function in (loss.value, loss.grad, loss.hess):
        np.testing.assert_array_equal(function(y, z + shift), function(y, z))


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain.rows])
def test_classes_have_no_order(name):
    loss = LOSSES[name]

    @given(segments(loss), st.randoms(use_true_random=False))
    def check(segment, random):
        y, f, _ = segment
        order = list(range(y.shape[-1]))
        random.shuffle(order)
        value, grad, hess = (function(y, f) for function in (loss.value, loss.grad, loss.hess))
        y, f = y[:, order], f[:, order]
        close = {"rtol": 1e-13, "atol": 1e-14}
        np.testing.assert_allclose(loss.value(y, f), value, **close)
        np.testing.assert_allclose(loss.grad(y, f), grad[:, order], **close)
        np.testing.assert_allclose(loss.hess(y, f), hess[:, order][:, :, order], **close)

    check()


@st.composite
def layouts(draw, loss):
    """Draw labels and predictions of any shape, empty and 0-d included, with a layout in memory."""
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    if loss.domain.rows:
        shape = (*shape, draw(st.integers(1, 3)))
    y, f = draw(labels(loss, shape)), draw(predictions(loss, shape))
    return y, f, draw(st.sampled_from([_fortran, _strided, _backward, _transposed, np.copy]))


def _fortran(array):
    return np.array(array, order="F")


def _strided(array):
    return np.repeat(array, 2, axis=0)[::2] if array.ndim else array.copy()


def _backward(array):
    return array[::-1].copy()[::-1] if array.ndim else array.copy()


def _transposed(array):
    return array.T.copy().T


@every_loss
def test_shape_and_layout_do_not_matter(loss):
    @given(layouts(loss))
    def check(layout):
        y, f, arrange = layout
        outer = f.shape[: f.ndim - (loss.domain.rows)]
        laid = [arrange(array) for array in (y, f)]
        for array in laid:
            array.flags.writeable = False
        for function in loss.functions:
            result = call(function, loss, *laid)
            assert result.dtype == np.float64 and isinstance(
                result, np.ndarray if result.ndim else np.float64
            )
            single = [call(function, loss, y[index], f[index]) for index in np.ndindex(outer)]
            assert result.shape[: len(outer)] == outer
            np.testing.assert_allclose(result.ravel(), np.ravel(single), rtol=1e-13, atol=1e-15)

    check()


@every_loss
def test_a_scalar_goes_with_an_array_and_other_shapes_do_not(loss):
    shape = shape_of(loss)

    @given(labels(loss, shape), predictions(loss, shape))
    def check(y, f):
        for function in loss.functions:
            for left, right in ((y, f[:, np.newaxis]), (y[np.newaxis], f), (y[:1], f), (y, f[:-1])):
                with pytest.raises(ValueError, match="expected equal shapes"):
                    call(function, loss, left, right)
            if loss.domain.rows:
                with pytest.raises(ValueError, match="expected equal shapes$"):
                    call(function, loss, y[0], f)
                continue
            for scalar, array in (
                ((y[0], f), (np.full(SIZE, y[0]), f)),
                ((y, f[0]), (y, np.full(SIZE, f[0]))),
            ):
                got, expected = call(function, loss, *scalar), call(function, loss, *array)
                np.testing.assert_array_equal(got, expected, strict=True)

    check()


NUMBER_TYPES = [np.int8, np.int64, np.float16, np.float32, list]


@every_loss
def test_types_of_numbers_do_not_matter(loss):
    label, prediction = loss.domain.label, loss.domain.prediction
    label_types = [*NUMBER_TYPES, *([bool] if label.booleans else [])]
    rows = hnp.arrays(int, (SIZE, 3), elements=st.integers(-9, 9))
    whole = {
        domains.REAL: lambda rows: rows[:, 0],
        domains.SIGN: lambda rows: 2 * (rows[:, 0] % 2) - 1,
        domains.LABEL: lambda rows: rows[:, 0] % 2,
        domains.CHANCE: lambda rows: rows[:, 0] % 2,
        domains.REAL_ROW: lambda rows: rows,
        domains.LABEL_ROW: lambda rows: np.eye(3)[rows[:, 0] % 3],
        domains.CHANCE_ROW: lambda rows: np.eye(3)[rows[:, 0] % 3],
    }

    @given(rows, rows, st.sampled_from(label_types), st.sampled_from(NUMBER_TYPES))
    def check(y, f, label_type, prediction_type):
        y, f = whole[label](y), whole[prediction](f)
        pairs = ((y, label_type), (f, prediction_type))
        converted = [a.tolist() if kind is list else a.astype(kind) for a, kind in pairs]
        for function in loss.functions:
            expected = call(function, loss, y.astype(float), f.astype(float))
            np.testing.assert_array_equal(call(function, loss, *converted), expected, strict=True)

    check()
