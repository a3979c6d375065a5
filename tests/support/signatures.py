"""The arguments of every public function: good ones, extreme ones, and bad ones with their messages."""

import inspect
import itertools
from dataclasses import dataclass

import numpy as np

from lossutils import LOSSES, domains, margin, probability, regression, risk

INF, NAN = np.inf, np.nan
REALS = [-INF, -1e308, -745.2, -1.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, 37.0, 709.8, 1e308, INF, NAN]
UNIT = [0.0, 5e-324, 0.25, 1 - 2.0**-53, 1.0]
OUTSIDE = [-5e-324, 1 + 2.0**-52, INF, -INF]
ROWS = [[0.25, 0.5, 0.25], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.5, 0.5]]
MODULES = (margin, probability, regression, risk)


class Kind:
    """A kind of array argument.

    It has four good entries, extreme ones, and pairs of a bad entry with the message it gets; it may
    let NaN pass, it may take booleans, and it may be left out.
    """

    def __init__(self, good, extreme=(), bad=(), *, nan=False, booleans=False, optional=False):
        self.good, self.extreme, self.bad = np.array(good), [*good, *extreme], bad
        self.nan, self.booleans, self.optional = nan, booleans, optional


def _outside(expected, entries):
    return [(entry, f"contains {entry}; expected {expected}") for entry in entries]


def _not(expected, values):
    return [(value, f"is {value!r}; expected {expected}") for value in values]


_NO_ROWS = [
    ([0.5, 0.5, 2e-6], "contains 1.000002; expected 1 within 1e-06"),
    ([0.5, 0.5 - 2.0**-19, 0.0], "contains 0.9999980926513672; expected 1 within 1e-06"),
    ([0.5, 0.5, 0.5], "contains 1.5; expected 1 within 1e-06"),
    ([0.0, 0.0, 0.0], "contains 0.0; expected 1 within 1e-06"),
    *(([entry, 1.0, 0.5], message) for entry, message in _outside("values in [0, 1]", OUTSIDE)),
]
_NAN_ROW = [NAN, 0.5, 0.25]
_FINE_ROWS = [[5e-324, 1.0, 0.0], [0.5, 0.5, 9e-7], [0.5, 0.5 - 9e-7, 0.0]]

REAL = Kind([1.0, -2.0, 0.0, 3.0], REALS, nan=True)
SIGN = Kind([-1, 1, 1, -1], bad=_outside("the labels -1 and +1", [NAN, 0.0, 0.5, 2.0, INF]))
OUTCOME = Kind([0, 1, 1, 0], bad=_outside("the labels 0 and 1", [NAN, -1.0, 0.5, 2.0]), booleans=True)
LABEL = Kind([0, 1, 1, 0], UNIT, _outside("values in [0, 1]", [NAN, *OUTSIDE]), booleans=True)
CHANCE = Kind([0.25, 1.0, 0.0, 0.5], [*UNIT, NAN], _outside("values in [0, 1]", OUTSIDE), nan=True)
LABEL_ROW = Kind(
    ROWS, _FINE_ROWS, [*_NO_ROWS, (_NAN_ROW, "contains nan; expected values in [0, 1]")], booleans=True
)
CHANCE_ROW = Kind(ROWS, [*_FINE_ROWS, _NAN_ROW], _NO_ROWS, nan=True)
LOGIT_ROW = Kind([[1.0, 2.0, 0.0]] * 4, map(list, itertools.product(REALS, REALS, [0.0, INF])), nan=True)
CLASS = Kind([0, 2, 1, 1], bad=_outside("0 to 2", [-1, 3, 2**53]))
WEIGHT = Kind(
    [2.0, 0.0, 1.0, 4.0],
    bad=_outside("finite weights of 0 or more", [-5e-324, -1.0, NAN, INF]),
    optional=True,
)

#: What a test of a loss gives for the values that an argument may hold.
KINDS = {
    domains.REAL: REAL,
    domains.SIGN: SIGN,
    domains.LABEL: LABEL,
    domains.CHANCE: CHANCE,
    domains.LABEL_ROW: LABEL_ROW,
    domains.CHANCE_ROW: CHANCE_ROW,
    domains.REAL_ROW: LOGIT_ROW,
}
#: Single numbers: a good one, then the bad ones with their messages; those of the losses first.
NUMBERS = {
    domains.POSITIVE: (0.75, _not("a positive finite number", [0.0, -1.0, NAN, INF, [1.0], []])),
    domains.LEVEL: (0.25, _not("a number strictly between 0 and 1", [0.0, 1.0, -0.5, NAN, [0.5], []])),
    "lam": (0.5, _not("a finite number of 0 or more", [-5e-324, NAN, INF, [1.0], []])),
    "penalty": (2.0, _not("a single number", [[1.0], []])),
    "n_classes": (3, [(n, f"is {n}; expected one positive integer") for n in (0, -1, [2])]),
}
#: The array arguments of the public functions that are no losses; a name stands for its derivatives too.
TABLE = {
    probability: {
        "sigmoid log_sigmoid": {"z": REAL},
        "logit": {"p": CHANCE},
        "softmax log_softmax logsumexp": {"z": LOGIT_ROW},
        "bernoulli_log_likelihood": {"y": OUTCOME, "p": CHANCE},
        "entropy": {"p": CHANCE_ROW},
        "kl_divergence": {"p": CHANCE_ROW, "q": CHANCE_ROW},
        "one_hot": {"labels": CLASS},
    },
    risk: {
        "empirical_risk structural_risk": {"losses": REAL, "sample_weight": WEIGHT},
        "l1_penalty l2_penalty": {"w": REAL},
    },
}


@dataclass(frozen=True)
class Signature:
    """A public function with its array arguments and its single numbers, by name."""

    function: object
    kinds: dict
    numbers: dict

    def __str__(self):
        return self.function.__name__

    def good(self):
        """Return good arrays by name."""
        return {name: kind.good for name, kind in self.kinds.items()}

    def __call__(self, arguments):
        """Call the function with good numbers where the arguments by name have none."""
        numbers = {name: good for name, (good, _) in self.numbers.items()}
        return self.function(**{**numbers, **arguments})


def _signatures():
    for loss in LOSSES.values():
        for function in loss.functions:
            kinds = {name: KINDS[values] for name, values in loss.domain.arguments.items()}
            numbers = {name: NUMBERS[function.parameters[name]] for name in loss.parameters}
            yield Signature(function, kinds, numbers)
    for module, rows in TABLE.items():
        for names, kinds in rows.items():
            for name, suffix in itertools.product(names.split(), ("", "_grad")):
                if function := getattr(module, name + suffix, None):
                    numbers = {p: NUMBERS[p] for p in inspect.signature(function).parameters if p in NUMBERS}
                    yield Signature(function, kinds, numbers)


SIGNATURES = list(_signatures())


def public_functions():
    """Return the public functions of the four modules, found by looking."""
    return {
        function
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
