"""Measures the largest error of every function of lossutils, beside the same of its peers.

`make bench-accuracy` writes `accuracy.md` beside this file, which the API page shows. The exact values
come from the formulas of `tests/support/reference.py`, evaluated with 400 digits: exp(-745) beside 1 uses up
324 of them, and 50 and more are left. Derivatives are given in closed form below; the tests hold them
against differences of the values.
"""

import importlib.util
import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from lossutils import LOSSES, domains, margin, probability, regression, risk

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".md")
RANDOM_POINTS = 2000
INF, MAX = np.inf, np.finfo(np.float64).max
OURS, LIBRARIES = "lossutils", ("SciPy", "scikit-learn", "PyTorch")
NEXT_TO_ONE = [1 - 2.0**-53, 1 - 2.0**-52, 1 + 2.0**-52]


def _own_copy_of_reference():
    # A copy of its own: the tests, which take differences, need more digits there.
    spec = importlib.util.spec_from_file_location("exact", ROOT / "tests" / "support" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module._mp.dps = 400
    return module


exact = _own_copy_of_reference()


def _spread(rng, n):
    """Return n numbers: half of them log-uniform over all floats, half where the exponential bends."""
    exponents = np.where(rng.random(n) < 0.5, rng.uniform(-323, 308, n), rng.uniform(-17, 2.9, n))
    return rng.choice([-1.0, 1.0], n) * 10.0**exponents


def _chances(rng, n):
    """Return n probabilities, log-uniform near 0 and near 1."""
    p = 10.0 ** np.where(rng.random(n) < 0.5, rng.uniform(-323, 0, n), rng.uniform(-5, 0, n))
    return np.where(rng.random(n) < 0.5, p, 1 - p)


def _near(rng, centre):
    """Return numbers within some hundred roundings of `centre`."""
    return centre * (1 + rng.integers(-300, 301, len(centre)) * 2.0**-53)


def _grid(*columns):
    return tuple(np.array(column) for column in zip(*itertools.product(*columns), strict=True))


def _joined(*blocks):
    return tuple(np.concatenate(columns) for columns in zip(*blocks, strict=True))


SCORES = [-INF, *exact.REALS, *NEXT_TO_ONE, -1.0, 0.0, 1.0, INF]
UNITS = [0.0, *exact.OPEN_UNIT, 1.0]


def scores(rng):
    return (np.concatenate([SCORES, _spread(rng, RANDOM_POINTS)]),)


def chances(rng):
    return (np.concatenate([UNITS, _chances(rng, RANDOM_POINTS)]),)


def residuals(rng):
    y = [-1e308, -3.0, 0.0, 5e-324, 1.0, 1e16]
    f = [*SCORES, np.nextafter(-3.0, 0), np.nextafter(1e16, 0), 1.3e154, 1.5e154, 1e155]
    a, b = _spread(rng, RANDOM_POINTS), _spread(rng, RANDOM_POINTS)
    return _joined(_grid(y, f), (a, np.where(rng.random(RANDOM_POINTS) < 0.5, b, _near(rng, a))))


def margins(rng):
    return _joined(
        _grid([-1.0, 1.0], SCORES), (rng.choice([-1.0, 1.0], RANDOM_POINTS), _spread(rng, RANDOM_POINTS))
    )


def hard_chances(rng):
    random = rng.choice([0.0, 1.0], RANDOM_POINTS), _chances(rng, RANDOM_POINTS)
    return _joined(_grid([0.0, 1.0], UNITS), random)


def soft_chances(rng):
    y, p = _chances(rng, RANDOM_POINTS), _chances(rng, RANDOM_POINTS)
    near = np.clip(_near(rng, y), 0, 1)
    return _joined(_grid(exact.SOFT, UNITS), (y, np.where(rng.random(RANDOM_POINTS) < 0.5, p, near)))


def hard_logits(rng):
    random = rng.choice([0.0, 1.0], RANDOM_POINTS), _spread(rng, RANDOM_POINTS)
    return _joined(_grid([0.0, 1.0], SCORES), random)


def soft_logits(rng):
    y = _chances(rng, RANDOM_POINTS)
    with np.errstate(divide="ignore"):
        near = _near(rng, probability.logit(y))
    z = np.where(rng.random(RANDOM_POINTS) < 0.5, _spread(rng, RANDOM_POINTS), near)
    # For a soft label and an infinite logit, the infinite loss and the limit of its slope.
    return _joined(_grid(exact.SOFT, SCORES), (y, z))


def _logit_rows(rng, n, n_classes):
    """Return rows of logits: of all sizes, of one size, nearly tied, and infinite ones."""
    wide = _spread(rng, (n * n_classes)).reshape(n, n_classes)
    even = rng.normal(size=(n, n_classes)) * 10.0 ** rng.uniform(-3, 3, (n, 1))
    tied = np.array([_near(rng, row) for row in np.repeat(wide[:, :1], n_classes, axis=1)])
    rows = np.choose(rng.integers(0, 3, (n, 1)), [wide, even, tied])
    rows[: n // 20, 0] = rng.choice([-INF, INF], n // 20)
    return rows


def _chance_rows(rng, n, n_classes, *, zeros=True):
    """Return distributions, from nearly certain to nearly even, every tenth with a zero."""
    p = np.exp(rng.normal(size=(n, n_classes)) * 10.0 ** rng.uniform(-3, 2, (n, 1)))
    if zeros:
        p[: n // 10, 0] = 0.0
    return p / p.sum(axis=1, keepdims=True)


def _hard_rows(rng, n, n_classes):
    return np.eye(n_classes)[rng.integers(0, n_classes, n)]


#: Numbers of classes, with the random rows of each.
SIZES = {2: 500, 3: 500, 50: 30}


def logit_rows(n_classes):
    return lambda rng: (_logit_rows(rng, SIZES[n_classes], n_classes),)


def chance_rows(n_classes):
    return lambda rng: (_chance_rows(rng, SIZES[n_classes], n_classes),)


def labelled_rows(n_classes, labels, rows):
    return lambda rng: (labels(rng, SIZES[n_classes], n_classes), rows(rng, SIZES[n_classes], n_classes))


def chance_row_pairs(n_classes):
    def points(rng):
        p = _chance_rows(rng, SIZES[n_classes], n_classes)
        q = np.minimum(_near(rng, p.ravel()).reshape(p.shape), 1)
        return p, np.where(rng.random((len(p), 1)) < 0.5, q, _chance_rows(rng, *p.shape))

    return points


def weighted_losses(rng):
    """Return samples of losses with weights, and a penalty with its strength."""
    samples = []
    for size in (1, 2, 10, 1000):
        for _ in range(60):
            losses, weights = abs(_spread(rng, size)), abs(_spread(rng, size))
            if rng.random() < 0.5:
                losses, weights = rng.exponential(size=size), rng.random(size)
            if rng.random() < 0.1:
                losses[0] = INF
            samples.append((losses, weights, abs(_spread(rng, 2))))
    samples.append((np.full(20, MAX), np.ones(20), np.zeros(2)))
    samples.append((np.array([1.0, INF]), np.array([1e308, 1e-310]), np.zeros(2)))
    samples.append((np.array([1e-300, 1.7e308]), np.array([1e308, 3.3e-10]), np.zeros(2)))
    return tuple(zip(*samples, strict=True))


def weight_rows(rng):
    return ([_spread(rng, size) for size in (1, 2, 10, 1000) for _ in range(60)] + [np.array([1.0, -INF])],)


@dataclass
class Block:
    """A function at some points; its peers are told by the name of the block."""

    points: object
    label: str = ""
    parameters: dict = field(default_factory=dict)


ROWS = {f"K = {k}": k for k in SIZES}


def _rows(make, *args):
    return [Block(make(k, *args), name) for name, k in ROWS.items()]


def _labelled(rows):
    both = (("hard", _hard_rows), ("soft", _chance_rows))
    return [
        Block(labelled_rows(k, labels, rows), f"{kind}, {name}")
        for kind, labels in both
        for name, k in ROWS.items()
    ]


#: Points for a loss, by what it takes.
OF_DOMAIN = {
    domains.RESIDUAL: [Block(residuals)],
    domains.MARGIN: [Block(margins)],
    domains.PROBABILITY: [Block(hard_chances, "hard"), Block(soft_chances, "soft")],
    domains.LOGIT: [Block(hard_logits, "hard"), Block(soft_logits, "soft")],
    domains.DISTRIBUTION: _labelled(_chance_rows),
    domains.LOGITS: _labelled(_logit_rows),
}
#: Single numbers to try, by what they may be.
OF_NUMBER = {
    domains.POSITIVE: [2e-323, 1e-160, 0.51, 0.75, 1.8e154, 1.5e308],
    domains.LEVEL: [5e-324, 0.3, 1 - 2.0**-53],
}
#: Points for all other functions; a name stands for its derivatives too.
OTHERS = {
    "sigmoid": [Block(scores)],
    "log_sigmoid": [Block(scores)],
    "logit": [Block(chances)],
    "softmax": _rows(logit_rows),
    "log_softmax": _rows(logit_rows),
    "logsumexp": _rows(logit_rows),
    "bernoulli_log_likelihood": [Block(hard_chances)],
    "entropy": _rows(chance_rows),
    "kl_divergence": _rows(chance_row_pairs),
    "one_hot": [Block(lambda rng: (np.array([0, 1, 2]),))],
    "empirical_risk": [Block(weighted_losses)],
    "structural_risk": [Block(weighted_losses)],
    "l1_penalty": [Block(weight_rows)],
    "l2_penalty": [Block(weight_rows)],
}


def _blocks(loss):
    """Return the points for a loss, with each of its parameters at its extremes."""
    kinds = [loss.value.parameters[name] for name in loss.parameters]
    for values in itertools.product(*(OF_NUMBER[kind] for kind in kinds)):
        parameters = dict(zip(loss.parameters, values, strict=True))
        yield from (replace(block, parameters=parameters) for block in OF_DOMAIN[loss.domain])


def functions():
    """Yield every public function by name with its blocks, in the order of its module."""
    of_name = OTHERS | {name: list(_blocks(loss)) for name, loss in LOSSES.items()}
    for module in (regression, margin, probability, risk):
        for name, function in vars(module).items():
            if getattr(function, "__module__", "") == module.__name__ and not name.startswith("_"):
                yield name, function, of_name[name.removesuffix("_grad").removesuffix("_hess")]


def _sample_by_sample(function):
    return lambda *columns, **parameters: [
        function(*point, **parameters) for point in zip(*columns, strict=True)
    ]


#: How to call on columns what does not take its arguments so.
CALLS = {
    "one_hot": lambda labels: probability.one_hot(labels, 3),
    "empirical_risk": _sample_by_sample(
        lambda losses, weights, lam: risk.empirical_risk(losses, sample_weight=weights)
    ),
    "structural_risk": _sample_by_sample(
        lambda losses, weights, lam: risk.structural_risk(losses, lam[1], lam=lam[0], sample_weight=weights)
    ),
    **{name: _sample_by_sample(getattr(risk, name)) for name in vars(risk) if name.startswith("l")},
}


def exactly(name, arguments, parameters):
    """Return the exact entries of a function at a point, with the terms whose units count."""
    if name == "empirical_risk":
        arguments = arguments[:2]
    function = exact.DERIVATIVES.get(name) or getattr(exact, name)
    numbers = exact._flat(function(*arguments, **parameters))
    terms = exact._flat(exact.TERMS[name](*arguments, **parameters) if name in exact.TERMS else 0)
    return numbers, np.broadcast_to(terms, numbers.shape)


#: Where a loss has no slope. What stands there is a convention, which other tests hold.
_TIES = ("absolute_grad", "pinball_grad")


def _left_out(name, point):
    """Tell whether a function has no limit at a point, or no slope."""
    first, *others = flat = [np.ravel(argument) for argument in point]
    if others and np.isinf(first).any() or name in _TIES and first == others[0]:
        return True
    if name == "cauchy" and np.isinf(others[0]).any():  # grows more slowly than the oracle's infinity
        return True
    return any(len(row) > 1 and (np.sum(row == INF) > 1 or np.all(row == -INF)) for row in flat)


def _finite(point):
    return all(np.isfinite(argument).all() for argument in point)


def largest_errors(name, block, calls, *, every=1):
    """Return the largest errors of each implementation: at finite arguments, and at infinite ones."""
    columns = block.points(np.random.default_rng(sum(map(ord, block.label))))
    kept = [i for i, point in enumerate(zip(*columns, strict=True)) if not _left_out(name, point)][::every]
    columns = tuple([column[i] for i in kept] for column in columns)
    arrays = columns if name in CALLS and name != "one_hot" else tuple(map(np.array, columns))
    results = {peer: call(*arrays, **block.parameters) for peer, call in calls.items()}
    worst = {peer: {True: 0.0, False: 0.0} for peer in results}
    for i, point in enumerate(zip(*columns, strict=True)):
        finite = _finite(point)
        numbers, terms = exactly(name, [exact.exactly(argument) for argument in point], block.parameters)
        for peer, result in results.items():
            for got, number, term in zip(np.ravel(result[i]), numbers, terms, strict=True):
                error = INF if np.isnan(got) else exact.ulps(got, number, term)
                worst[peer][finite] = max(worst[peer][finite], error)
    return worst


def measured(*, every=1, peers=()):
    """Yield every function with the errors of ours and of its peers, the largest over all its blocks."""
    for name, function, blocks in functions():
        errors = {}
        for block in blocks:
            calls = {OURS: CALLS.get(name, function)}
            for peer in peers:
                if peer.ours == name and not (peer.labels == "hard" and block.label.startswith("soft")):
                    calls[peer] = peer.call
            for implementation, found in largest_errors(name, block, calls, every=every).items():
                before = errors.setdefault(implementation, found)
                errors[implementation] = {kind: max(before[kind], found[kind]) for kind in found}
        yield name, errors


#: Why a peer is closer, for every row where one is.
WHY = {}


def _cell(error):
    return f"{error:.1f}" if error < 1000 else f"{error:.0e}" if error < INF else "NaN or ∞"


def _peers_cell(library, errors):
    cells = [
        f"{_cell(found[True])}{'†' if found[False] > 1e6 else ''} `{peer.theirs}`"
        for peer, found in errors.items()
        if peer != OURS and peer.library == library
    ]
    return "<br>".join(cells)


def ours_in(errors):
    """Return our largest error, infinite arguments included."""
    return max(errors[OURS].values())


def is_smallest(errors):
    """Tell whether no peer is closer, as far as the table shows."""
    return all(
        float(f"{found[True]:.1f}") >= float(f"{ours_in(errors):.1f}")
        for peer, found in errors.items()
        if peer != OURS
    )


def table(rows):
    """Return the lines of the table of all measured functions."""
    lines = [f"| function | {OURS} | {' | '.join(LIBRARIES)} | remark |", "|---|---|---|---|---|---|"]
    for name, errors in rows:
        remarks = ["of the largest term"] * (name in exact.TERMS)
        if not is_smallest(errors):
            remarks.append(WHY.get(name, "NO REASON GIVEN"))
        cells = [f"{ours_in(errors):.2f}", *(_peers_cell(library, errors) for library in LIBRARIES)]
        lines.append(f"| `{name}` | {' | '.join(cells)} | {'; '.join(remarks)} |")
    return lines


def main():
    """Measure everything and write the page."""
    from tests.conformance.peers import peers

    with np.errstate(all="ignore"):
        lines = table(measured(peers=peers()))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
