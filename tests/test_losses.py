"""Properties of every loss in LOSSES, as its row registers them."""

import dataclasses
import itertools
from pathlib import Path

import nbformat
import numpy as np
import pytest
import sympy as sp

from lossutils import LOSSES, margin, probability, regression
from lossutils.registry import COLUMNS, Table

BOOK = Path(__file__).parents[1] / "book"

UNITS = [1e-3, 0.02, 0.25, 0.5, 0.75, 0.98, 0.999]
REALS = [-30.0, -3.7, -1.0, -0.4, -1e-3, 0.0, 1e-3, 0.3, 1.0, 2.5, 30.0]
ROWS = [row for row in itertools.product([0.1, 0.2, 0.3, 0.5, 0.7], repeat=3) if abs(sum(row) - 1) < 1e-9]
LOGITS = list(itertools.product([-2.5, 0.0, 1.0, 4.0], repeat=3))
EXTREMES = [-np.inf, -1e308, -745.5, -5e-324, 0.0, 5e-324, 745.5, 1e308, np.inf, np.nan]

LABELS = {
    "y and f real": [-2.0, 0.0, 1.5],
    "y in {-1, +1}, f real": [-1.0, 1.0],
    "y and p in [0, 1]": [0.0, 0.3, 1.0],
    "y in [0, 1], z real": [0.0, 0.3, 1.0],
}
VECTOR = {name for name in LOSSES if name.startswith("cross_entropy")}


def grid(loss):
    """Yield labels with the predictions to try them on."""
    if loss.name in VECTOR:
        for y in ([0.0, 1.0, 0.0], [0.2, 0.3, 0.5]):
            yield np.array(y), np.array(LOGITS if loss.name.endswith("logits") else ROWS)
    else:
        for y in LABELS[loss.domain]:
            yield np.array(y), np.array(UNITS if loss.domain == "y and p in [0, 1]" else REALS)


def call(function, loss, y, f):
    return function(np.broadcast_to(y, np.shape(f)) if y.ndim else y, f, **loss.parameters)


@pytest.fixture(params=LOSSES.values(), ids=lambda loss: loss.name)
def loss(request):
    return request.param


def test_the_registry_lists_every_loss_once():
    with_gradient = {
        name.removesuffix("_grad")
        for module in (margin, probability, regression)
        for name in vars(module)
        if name.endswith("_grad")
    }
    assert with_gradient == set(LOSSES)
    assert all(name == loss.name == loss.value.__name__ for name, loss in LOSSES.items())


def test_the_hessian_is_there_where_the_loss_is_twice_differentiable(loss):
    assert (loss.hess is not None) == (loss.differentiable and loss.name != "huber")


STEEPEST = {
    "sigmoid_squared_error": [(0.0, np.log(2))],
    "cross_entropy_with_logits": [([1.0, 0.0, 0.0], [-800.0, 0.0, -800.0])],
}


def test_lipschitz_constant_is_as_registered_and_no_smaller_one_will_do(loss):
    points = [(y, np.array(f)) for y, predictions in grid(loss) for f in predictions]
    slopes = [np.linalg.norm(call(loss.grad, loss, y, f)) for y, f in points]
    if loss.lipschitz is None:
        assert max(slopes) > 9 or loss.name.startswith("zero_one")
        return
    bound = float(sp.sympify(loss.lipschitz).subs(loss.parameters))
    assert max(slopes) <= bound * (1 + 1e-12)
    far = [(y, f) for y in LABELS.get(loss.domain, []) for f in (-1e3, 1e3)]
    steepest = STEEPEST.get(loss.name, far)
    reached = max(np.linalg.norm(call(loss.grad, loss, np.array(y), np.array(f))) for y, f in steepest)
    assert reached == pytest.approx(bound, rel=1e-12)


def test_minimiser_and_calibration_are_as_registered():
    etas = [0.1, 0.4, 0.6, 0.9]
    scores = np.linspace(-4, 4, 8001)
    for loss in LOSSES.values():
        if loss.calibrated is None:
            continue
        wrong = []
        for eta in etas:
            risk = eta * loss.value(1, scores) + (1 - eta) * loss.value(-1, scores)
            best = scores[np.isclose(risk, risk.min(), rtol=0, atol=1e-12)]
            wrong.append(np.any(best * (2 * eta - 1) <= 0))
            if loss.calibrated and loss.name != "zero_one":
                expected = sp.sympify(loss.minimiser.replace("2 eta", "2*eta")).subs("eta", eta)
                assert best.mean() == pytest.approx(float(expected), abs=1e-3)
        assert any(wrong) != loss.calibrated, loss.name


def test_strictly_proper_losses_are_minimised_by_the_truth_only():
    probabilities = np.linspace(0.001, 0.999, 999)
    for name in ("binary_cross_entropy", "binary_cross_entropy_with_logits", "sigmoid_squared_error"):
        loss = LOSSES[name]
        predictions = probabilities if name == "binary_cross_entropy" else probability.logit(probabilities)
        assert loss.proper
        for eta in (0.1, 0.5, 0.7):
            risk = eta * loss.value(1, predictions) + (1 - eta) * loss.value(0, predictions)
            assert probabilities[np.argmin(risk)] == pytest.approx(eta, abs=1e-9)


def test_extremes_give_no_warning_and_nan_propagates(loss):
    with np.errstate(all="raise"):
        for y, _ in grid(loss):
            for f in EXTREMES:
                if y.ndim:
                    f = [f, 0.0, 1.0] if loss.name.endswith("logits") else [np.nan, 0.5, 0.5]
                elif "p in" in loss.domain and not (np.isnan(f) or 0 <= f <= 1):
                    continue
                for function in filter(None, (loss.value, loss.grad, loss.hess)):
                    result = call(function, loss, y, np.array(f))
                    assert np.any(np.isnan(result)) == bool(np.any(np.isnan(f))) or np.any(np.isinf(f))


def test_row_compares_what_is_proved():
    row = LOSSES["huber"].row(convex=True, lipschitz=sp.Symbol("delta"))
    assert list(row) == list(COLUMNS)
    assert row._repr_html_().count("proved above") == 2
    with pytest.raises(ValueError, match="convex of huber is proved False; registered is True"):
        LOSSES["huber"].row(convex=False)
    with pytest.raises(AttributeError):
        LOSSES["huber"].row(colour="blue")


def test_a_row_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LOSSES["huber"].convex = False


def test_a_row_accepts_a_proved_expression_for_a_registered_text():
    assert LOSSES["hinge"].row(lipschitz=sp.Integer(1))["lipschitz"] == "1"


def test_the_book_shows_the_registry_as_it_is():
    cells = [cell for path in BOOK.glob("*/*.ipynb") for cell in nbformat.read(path, as_version=4).cells]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    tables = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    shown = {table.replace("*", "").replace("proved above", "") for table in tables}
    assert {Table({})._repr_html_()} < shown
    rows = {loss.row()._repr_html_() for loss in LOSSES.values()}
    assert {table for table in shown if "registered" in table} <= rows
