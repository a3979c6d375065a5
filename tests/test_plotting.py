"""The vocabulary of the figures."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lossutils import margin, plotting


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_loss_and_gradient_breaks_the_gradient_at_its_kinks():
    x = np.linspace(-2, 3, 101)
    _, (left, right) = plotting.loss_and_gradient(
        "hinge", lambda f: margin.hinge(1, f), lambda f: margin.hinge_grad(1, f), x, kinks=[1.0]
    )
    orange = plotting.look("hinge")["color"]
    curve, kink = left.lines
    np.testing.assert_array_equal(curve.get_xydata(), np.column_stack([x, margin.hinge(1, x)]))
    assert (curve.get_color(), kink.get_markerfacecolor()) == (orange, "white")
    assert [*kink.get_xydata()[0]] == [1.0, 0.0]
    before, after, mark, zero = right.lines
    assert before.get_xdata().max() < 1 < after.get_xdata().min()
    assert set(before.get_ydata()) == {-1.0} and set(after.get_ydata()) == {0.0}
    assert [*mark.get_xydata()[0]] == [1.0, -1.0]
    assert (mark.get_color(), mark.get_markerfacecolor()) == (orange, "white")
    assert (left.get_title(loc="left"), right.get_title(loc="left")) == ("loss", "gradient")
    assert [*zero.get_ydata()] == [0, 0] and zero.get_linewidth() == 0.8 and zero.get_zorder() == 0


def test_loss_and_gradient_without_kinks_is_two_unbroken_curves():
    x = np.linspace(-1, 1, 5)
    fig, axes = plotting.loss_and_gradient("squared", np.square, lambda f: 2 * f, x)
    assert [*fig.get_size_inches()] == [8.4, 3.0]
    assert [ax.get_xlabel() for ax in axes] == ["f", "f"]
    (curve,), (slope, _) = axes[0].lines, axes[1].lines
    np.testing.assert_array_equal([curve.get_ydata(), slope.get_ydata()], [x**2, 2 * x])
    with pytest.raises(TypeError):
        plotting.loss_and_gradient("squared", np.square, np.square, x, [0.0])


def test_panels_are_as_wide_as_a_page():
    assert [*plotting.panels()[0].get_size_inches()] == [6.4, 3.4]
    fig, axes = plotting.panels(2, height=3.0)
    assert len(axes) == 2 and [*fig.get_size_inches()] == [8.4, 3.0]
    assert [ax.get_subplotspec().colspan.start for ax in axes] == [0, 1]
    with pytest.raises(TypeError):
        plotting.panels(2, 3.0)


def test_marks_and_labels_wear_the_colour_of_their_curve():
    _, ax = plotting.panels()
    plotting.mark_extremum(ax, 1, 2)
    plotting.mark_kink(ax, 3, 4, plotting.GRADIENT)
    extremum, kink = ax.lines
    for mark, place, color, ground in (
        (extremum, [1, 2], plotting.LOSS, plotting.LOSS),
        (kink, [3, 4], plotting.GRADIENT, "white"),
    ):
        assert [*mark.get_xydata()[0]] == place and mark.get_marker() == "o"
        assert (mark.get_color(), mark.get_markerfacecolor(), mark.get_zorder()) == (color, ground, 5)
    assert kink.get_markeredgewidth() == 1.5
    text = plotting.label(ax, 0, 0, "loss", plotting.LOSS, ha="right")
    assert text.get_color() == plotting.LOSS and text.get_text() == "loss"
    assert text.get_fontsize() == 9 and text.get_ha() == "right"


def test_colours_are_told_apart_from_each_other_and_from_the_style():
    colours = [plotting.LOSS, plotting.GRADIENT, plotting.OTHER, plotting.FAINT]
    assert len(set(colours)) == 4
    assert [to_hex(c) for c in plt.rcParams["axes.prop_cycle"].by_key()["color"][:3]] == [
        c.lower() for c in colours[:3]
    ]
