"""The vocabulary of the book's figures. Importing this module applies the style of the book.

A colour means the same thing in every figure: `LOSS`, `GRADIENT`, and `OTHER` for what they are compared
with. A hollow circle marks a kink, a filled one a minimum or maximum.
"""

import numpy as np

from ._extra import needs_extra
from .registry import LOSSES

with needs_extra():
    import matplotlib.pyplot as plt

LOSS = "#0072B2"
GRADIENT = "#D55E00"
OTHER = "#009E73"
FAINT = "#8C8C8C"

plt.style.use("lossutils.book")

#: The colours of further curves, in order.
CYCLE = plt.rcParams["axes.prop_cycle"].by_key()["color"]

# Of the losses for which they were chosen; others take turns.
_CHOSEN = {
    "squared": (CYCLE[4], []),
    "absolute": (CYCLE[0], [8, 4]),
    "huber": (CYCLE[5], []),
    "pseudo_huber": (CYCLE[0], [14, 4, 3, 4]),
    "log_cosh": (CYCLE[1], [14, 4, 3, 4]),
    "cauchy": (CYCLE[2], [14, 4, 3, 4]),
    "welsch": (CYCLE[5], [14, 4, 3, 4]),
    "tukey": (CYCLE[3], [14, 4, 3, 4]),
    "pinball": (CYCLE[1], [8, 4]),
    "expectile": (CYCLE[4], [8, 4]),
    "epsilon_insensitive": (CYCLE[3], [3, 6]),
    "squared_epsilon_insensitive": (CYCLE[5], [3, 6]),
    "zero_one_tolerance": (CYCLE[2], [8, 4]),
    "zero_one": (FAINT, []),
    "perceptron": (CYCLE[0], []),
    "hinge": (CYCLE[1], []),
    "squared_hinge": (CYCLE[4], [14, 4, 3, 4]),
    "modified_huber": (CYCLE[5], [8, 4]),
    "smooth_hinge": (CYCLE[1], [3, 6]),
    "savage": (CYCLE[3], [2, 3]),
    "ramp": (CYCLE[0], [3, 6]),
    "sigmoid_loss": (CYCLE[2], [3, 6]),
    "exponential": (CYCLE[3], []),
    "logistic": (CYCLE[2], []),
    "binary_cross_entropy": (CYCLE[2], []),
    "binary_cross_entropy_with_logits": (CYCLE[4], [3, 6]),
    "sigmoid_squared_error": (CYCLE[3], [8, 4]),
}
_TURNS = ((color, dash) for dash in ([2, 3], [12, 3, 3, 3], [14, 5], [1, 5]) for color in CYCLE)

#: The colour of every loss and the lengths of its dashes and gaps, in figures and in the explorer.
LOOKS = {name: _CHOSEN.get(name) or next(_TURNS) for name in LOSSES}


def look(name):
    """Return the colour and the dashes of a loss, for `ax.plot`, where losses are compared.

    Examples
    --------
    >>> look("hinge")
    {'color': '#D55E00', 'linestyle': '-'}
    >>> look("absolute")
    {'color': '#0072B2', 'linestyle': (0, (4.0, 2.0))}
    """
    color, dash = LOOKS[name]
    return {"color": color, "linestyle": (0, tuple(length / 2 for length in dash)) if dash else "-"}


def panels(n=1, *, height=3.4, **kwargs):
    """Return a figure and `n` axes side by side, as wide as a page of the book."""
    return plt.subplots(1, n, figsize=(6.4 if n == 1 else 8.4, height), **kwargs)


def mark_kink(ax, x, y, color=LOSS):
    """Mark a kink at (x, y) with a hollow circle."""
    ax.plot(x, y, "o", color=color, markerfacecolor="white", markeredgewidth=1.5, zorder=5)


def mark_extremum(ax, x, y, color=LOSS):
    """Mark a minimum or maximum at (x, y) with a filled circle."""
    ax.plot(x, y, "o", color=color, zorder=5)


def label(ax, x, y, text, color, **kwargs):
    """Write `text` at (x, y), in the colour of the curve that it names."""
    return ax.text(x, y, text, color=color, fontsize=9, **kwargs)


def loss_and_gradient(name, value, grad, x, *, kinks=(), xlabel="f"):
    """Draw a loss beside its gradient over the increasing points `x`, in its colour, and mark its kinks.

    `value` and `grad` take an array of points and return an array of the same shape. The curve of
    the gradient is broken at the kinks, where it jumps.
    """
    fig, (left, right) = panels(2, height=3.0)
    color = look(name)["color"]
    left.plot(x, value(x), color=color)
    for a, b in zip((-np.inf, *kinks), (*kinks, np.inf), strict=True):
        piece = x[(a < x) & (x < b)]
        right.plot(piece, grad(piece), color=color)
    for kink in kinks:
        mark_kink(left, kink, value(np.array(kink)), color)
        mark_kink(right, kink, grad(np.array(kink)), color)
    left.set(title="loss", xlabel=xlabel)
    right.set(title="gradient", xlabel=xlabel)
    right.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    return fig, (left, right)
