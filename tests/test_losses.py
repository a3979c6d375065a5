"""Properties of every loss in LOSSES, as its row registers them."""

import dataclasses
import inspect
import itertools
import re

import numpy as np
import pytest
import sympy as sp

from lossutils import LOSSES, domains, margin, probability, regression
from lossutils.registry import COLUMNS, Table
from tests.support.contents import NOTEBOOKS, cells
from tests.support.kinks import kinks

UNITS = [1e-3, 0.02, 0.25, 0.5, 0.75, 0.98, 0.999]
REALS = [-30.0, -3.7, -1.0, -0.4, -1e-3, 0.0, 1e-3, 0.3, 1.0, 2.5, 30.0]
ROWS = [row for row in itertools.product([0.1, 0.2, 0.3, 0.5, 0.7], repeat=3) if abs(sum(row) - 1) < 1e-9]
LOGITS = list(itertools.product([-2.5, 0.0, 1.0, 4.0], repeat=3))
EXTREMES = [-np.inf, -1e308, -745.5, -5e-324, 0.0, 5e-324, 745.5, 1e308, np.inf, np.nan]

#: Predictions to try, for the values that a prediction may hold.
PREDICTIONS = {
    domains.REAL: REALS,
    domains.CHANCE: UNITS,
    domains.REAL_ROW: LOGITS,
    domains.CHANCE_ROW: ROWS,
}
#: Extreme predictions.
EXTREME = {
    domains.REAL: EXTREMES,
    domains.CHANCE: [f for f in EXTREMES if np.isnan(f) or 0 <= f <= 1],
    domains.REAL_ROW: [[f, 0.0, 1.0] for f in EXTREMES],
    domains.CHANCE_ROW: [[np.nan, 0.5, 0.5]],
}


def grid(loss):
    """Yield labels with the predictions to try them on."""
    for y in loss.domain.labels:
        yield np.array(y), np.array(PREDICTIONS[loss.domain.prediction])


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


def test_a_record_has_the_functions_of_its_loss_and_their_arguments(loss):
    names = [function.__name__ for function in loss.functions]
    assert names == [loss.name + suffix for suffix in ("", "_grad", "_hess")[: len(names)]]
    for function in loss.functions:
        assert list(function.parameters) == [*loss.domain.arguments, *loss.parameters]
        assert list(inspect.signature(function).parameters) == list(function.parameters)
        assert function.parameters.items() >= loss.domain.arguments.items()


def test_the_hessian_is_there_where_the_loss_is_twice_differentiable(loss):
    bent = False
    for y in loss.domain.labels if loss.kinks else ():
        places = np.array(kinks(loss, y))
        below, at, above = (call(loss.grad, loss, np.array(y), places + side) for side in (-1e-7, 0, 1e-7))
        bent |= bool(np.any(np.abs(above - 2 * at + below) > 1e-9))
    assert (loss.hess is not None) == (loss.differentiable and not bent)


def steepest(loss):
    """Return the largest norm of a gradient: among distant rows, or far out and where it has a maximum."""
    if loss.domain.rows:
        points = np.array(list(itertools.product([-800.0, 0.0], repeat=3)))
        return max(_slopes(loss, y, points).max() for y in ([1.0, 0.0, 0.0], *loss.domain.labels))
    found = 0.0
    for y in loss.domain.labels:
        points = np.array([-1e9, *np.linspace(-8, 8, 4001), 1e9])
        for width in (4e-3, 2e-6, 0.0):
            slopes = _slopes(loss, y, points)
            found = max(found, slopes.max())
            points = points[slopes.argmax()] + np.linspace(-width, width, 4001)
    return found


def _slopes(loss, y, points):
    slopes = call(loss.grad, loss, np.array(y), points)
    return np.linalg.norm(slopes, axis=-1) if loss.domain.rows else np.abs(slopes)


def jumps(loss):
    """Tell whether the loss is not continuous."""
    places = np.array([kink for y in loss.domain.labels for kink in kinks(loss, y)])
    labels = np.repeat(loss.domain.labels, len(loss.kinks))
    sides = [loss.value(labels, places + side, **loss.parameters) for side in (-1e-9, 1e-9)]
    return np.any(np.abs(sides[1] - sides[0]) > 1e-3)


def test_lipschitz_constant_is_as_registered_and_no_smaller_one_will_do(loss):
    slopes = [_slopes(loss, y, predictions).max() for y, predictions in grid(loss)]
    if loss.lipschitz is None:
        assert max(slopes) > 9 or jumps(loss)
        return
    bound = float(sp.sympify(loss.lipschitz).subs(loss.parameters))
    assert max(slopes) <= bound * (1 + 1e-12)
    assert steepest(loss) == pytest.approx(bound, rel=1e-12)


def sympified(text, loss):
    """Return a formula of a record; a parameter may have the name of a function."""
    return sp.sympify(text, locals={name: sp.Symbol(name) for name in loss.parameters})


def formula(text, loss):
    """Return the formula of a property that is one, else None."""
    found = re.fullmatch("`([^`]+)`", text)
    return found and sympified(found[1], loss)


def test_formulas_in_texts_are_such_as_sympy_reads(loss):
    for text in (loss.minimiser, loss.outlier, loss.used_in):
        assert text.count("`") % 2 == 0
        for part in text.split("`")[1::2]:
            free = sympified(part, loss).free_symbols
            assert free <= set(sp.symbols(["eta", "p", "Y", *loss.parameters]))
    for part in (*loss.kinks, loss.lipschitz or "0"):
        assert sympified(part, loss).free_symbols <= set(map(sp.Symbol, ["y", *loss.parameters]))


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].calibrated is not None])
def test_minimiser_and_calibration_are_as_registered(name):
    loss, scores, wrong = LOSSES[name], np.linspace(-4, 4, 8001), []
    for eta in (0.1, 0.4, 0.6, 0.9):
        risk = eta * loss.value(1, scores, **loss.parameters)
        risk += (1 - eta) * loss.value(-1, scores, **loss.parameters)
        best = scores[np.isclose(risk, risk.min(), rtol=0, atol=1e-12)]
        wrong.append(np.any(best * (2 * eta - 1) <= 0))
        expected = formula(loss.minimiser, loss)
        if expected is not None:
            assert best.mean() == pytest.approx(float(expected.subs("eta", eta)), abs=1e-3)
    assert any(wrong) != loss.calibrated


#: What makes predictions of probabilities.
LINKS = {domains.PROBABILITY: np.array, domains.LOGIT: probability.logit}


@pytest.mark.parametrize("name", [name for name in LOSSES if LOSSES[name].domain in LINKS])
def test_strictly_proper_losses_are_minimised_by_the_truth_only(name):
    loss, probabilities = LOSSES[name], np.linspace(0.001, 0.999, 999)
    predictions, honest = LINKS[loss.domain](probabilities), []
    for eta in (0.1, 0.5, 0.7):
        risk = eta * loss.value(1, predictions, **loss.parameters)
        risk += (1 - eta) * loss.value(0, predictions, **loss.parameters)
        honest.append(probabilities[np.argmin(risk)] == pytest.approx(eta, abs=1e-9))
    assert all(honest) == loss.proper


def test_extremes_give_no_warning_and_nan_propagates(loss):
    with np.errstate(all="raise"):
        for y, _ in grid(loss):
            for f in EXTREME[loss.domain.prediction]:
                for function in loss.functions:
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
    outputs = [output for path in NOTEBOOKS for cell in cells(path) for output in cell.get("outputs", [])]
    tables = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    shown = {table.replace("proved above", "") for table in tables}
    assert {Table()._repr_html_()} < shown
    rows = {loss.row()._repr_html_() for loss in LOSSES.values()}
    assert {table for table in shown if "registered" in table} <= rows
