"""Five numbers on a line, one of them to move, and the three answers that stand for them."""

import json
from html import escape

import numpy as np

from lossutils import plotting, regression

NUMBERS = np.array([2.0, 3.0, 4.0, 7.0, 9.0])
LAST = 20  # the line goes from 0 to here
DELTA = 2.0
WIDTH, HEIGHT, LEFT, AXIS, TOP = 640, 330, 30, 236, 20
STEP = (WIDTH - 2 * LEFT) / LAST

#: By the name of the loss: the loss of all numbers for a report, and what the best report is called.
LOSSES = {
    "squared": (lambda f: regression.squared(NUMBERS, f), "mean"),
    "huber": (lambda f: regression.huber(NUMBERS, f, delta=DELTA), "Huber"),
    "absolute": (lambda f: regression.absolute(NUMBERS, f), "median"),
}


def best(loss):
    """Return the report with the smallest mean loss, of those on a fine grid, and that loss."""
    reports = np.linspace(0, LAST, 60 * LAST + 1)
    costs = np.array([loss(report).mean() for report in reports])
    return reports[costs.argmin()], costs.min()


def html():
    """Return the figure as it stands before it is moved."""
    parts = []
    for row, (name, (loss, answer)) in enumerate(LOSSES.items()):
        color, dash = plotting.LOOKS[name]
        scale = (AXIS - TOP) / loss(float(LAST)).mean()
        reports = np.linspace(0, LAST, 121)
        heights = [AXIS - scale * loss(report).mean() for report in reports]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(LEFT + STEP * reports, heights, strict=True))
        report, cost = best(loss)
        x, y, line = LEFT + STEP * report, AXIS - scale * cost, AXIS + 26 * row
        parts.append(
            f'<g class="hued" data-loss="{name}" data-scale="{scale:.6g}" style="--hue: {color}">'
            f'<polyline points="{points}" stroke-dasharray="{" ".join(map(str, dash))}"/>'
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{line + 24}"/>'
            f'<circle r="6" cx="{x:.1f}" cy="{y:.1f}"/>'
            f'<text x="{x + 6:.1f}" y="{line + 38}">{answer} <tspan>{report:.1f}</tspan></text></g>'
        )
    dots = "".join(f'<circle r="6" cx="{LEFT + STEP * x:.1f}" cy="{AXIS}"/>' for x in NUMBERS[:-1])
    last = f'<circle class="moving-dot" r="12" cx="{LEFT + STEP * NUMBERS[-1]:.1f}" cy="{AXIS}"/>'
    values = {
        "numbers": NUMBERS.tolist(),
        "delta": DELTA,
        "left": LEFT,
        "step": STEP,
        "axis": AXIS,
        "last": LAST,
    }
    return f"""<div class="moving" data-figure="numbers" data-values="{escape(json.dumps(values))}">
<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Five numbers on a line and, above it, their mean
squared, Huber and absolute loss over the report; each curve has its lowest point over one answer.">
<line class="moving-axis" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{AXIS}" y2="{AXIS}"/>
{"".join(parts)}<g class="moving-dots">{dots}{last}</g></svg>
<fieldset class="pst-js-only d-print-none">
<label>The fifth number
<input type="range" name="fifth" min="0" max="{LAST}" step="0.1" value="{NUMBERS[-1]:g}"></label>
<output>Drag the large dot. The mean follows it anywhere. What do the others do?</output>
</fieldset>
</div>
"""
