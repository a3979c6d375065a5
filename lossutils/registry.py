"""LOSSES: every loss of the book once, with the properties that its chapter proves."""

from collections.abc import Callable
from dataclasses import dataclass

from . import margin, probability, regression


@dataclass(frozen=True)
class Loss:
    """A loss and its row of properties, as the last cell of its chapter shows it.

    Attributes
    ----------
    name : str
        The name of the function.
    value, grad, hess : callable
        The functions; `hess` is None where the loss is not twice differentiable.
    domain : str
        The labels and the predictions it takes.
    convex : bool
        Whether it is convex in the prediction.
    differentiable : bool
        Whether it is differentiable in the prediction, throughout.
    lipschitz : str or None
        The smallest Lipschitz constant in the prediction, as an expression; None if there is none.
    minimiser : str
        The prediction that minimises the expected loss.
    calibrated : bool or None
        Whether it is classification-calibrated; None if it is not a margin loss.
    proper : bool or None
        Whether it is strictly proper, composed with its link; None if it does not score
        probabilities.
    outlier : str
        What one far outlier does to the slope.
    used_in : str
        Where one meets it.
    parameters : dict
        An example value of each keyword-only parameter.
    """

    name: str
    value: Callable
    grad: Callable
    hess: Callable | None
    domain: str
    convex: bool
    differentiable: bool
    lipschitz: str | None
    minimiser: str
    calibrated: bool | None
    proper: bool | None
    outlier: str
    used_in: str
    parameters: dict

    def row(self, **proved):
        """Return the properties for display, after comparing them with what has been proved.

        Parameters
        ----------
        **proved
            Properties by name, as a chapter has just proved them. Expressions are compared by
            their text, so that the symbol ``delta`` equals ``"delta"``.

        Returns
        -------
        Row
            All properties in the order of the book's tables.

        Raises
        ------
        ValueError
            If a property is registered otherwise than proved.

        Examples
        --------
        >>> LOSSES["squared"].row(convex=True)["minimiser"]
        'mean of Y'
        """
        for name, value in proved.items():
            registered = getattr(self, name)
            if registered != value and str(registered) != str(value):
                raise ValueError(f"{name} of {self.name} is proved {value}; registered is {registered}")
        return Row({name: getattr(self, name) for name in COLUMNS}, proved)


class Row(dict):
    """The properties of a loss by name; shows itself as a table that marks the proved ones."""

    def __init__(self, properties, proved=()):
        super().__init__(properties)
        self.proved = proved

    def _repr_html_(self):
        lines = [
            f"<tr><th scope='row'>{COLUMNS[name]}</th><td>{_words(value)}</td>"
            f"<td>{'proved above' if name in self.proved else ''}</td></tr>"
            for name, value in self.items()
        ]
        head = "".join(f"<th scope='col'>{title}</th>" for title in ("property", "registered", "verdict"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _words(value):
    return {True: "yes", False: "no", None: "–"}.get(value, value)


COLUMNS = {
    "domain": "domain",
    "convex": "convex",
    "differentiable": "differentiable",
    "lipschitz": "Lipschitz constant",
    "minimiser": "population minimiser",
    "calibrated": "classification-calibrated",
    "proper": "strictly proper composite",
    "outlier": "effect of one outlier",
    "used_in": "where it is used",
}


def _loss(module, name, *properties, **parameters):
    functions = (getattr(module, name + suffix, None) for suffix in ("", "_grad", "_hess"))
    return Loss(name, *functions, *properties, parameters)


_REAL = "y and f real"
_SIGNED = "y in {-1, +1}, f real"
_UNIT = "y and p in [0, 1]"
_LOGIT = "y in [0, 1], z real"
_ROWS = "y and p distributions over K classes"
_LOGITS = "y a distribution over K classes, z real"

# name, domain, convex, differentiable, Lipschitz constant, minimiser, calibrated, proper, outlier, use
_TABLE = [
    _loss(regression, "squared", _REAL, True, True, None, "mean of Y", None, None,
          "slope grows without bound", "least squares"),
    _loss(regression, "absolute", _REAL, True, False, "1", "median of Y", None, None,
          "slope stays at 1", "least absolute deviations"),
    _loss(regression, "huber", _REAL, True, True, "delta", "between median and mean of Y", None, None,
          "slope stays at delta", "robust regression", delta=1.5),
    _loss(regression, "pinball", _REAL, True, False, "Max(tau, 1 - tau)", "tau-quantile of Y", None, None,
          "slope stays at tau or 1 - tau", "quantile regression", tau=0.25),
    _loss(regression, "zero_one_tolerance", _REAL, False, False, None, "centre of the likeliest interval",
          None, None, "slope is 0", "counts of near misses", tolerance=0.5),
    _loss(margin, "zero_one", _SIGNED, False, False, None, "any score with the sign of 2 eta - 1", True, None,
          "slope is 0", "error rates"),
    _loss(margin, "perceptron", _SIGNED, True, False, "1", "0", False, False,
          "slope stays at 1", "perceptron"),
    _loss(margin, "hinge", _SIGNED, True, False, "1", "sign(2 eta - 1)", True, False,
          "slope stays at 1", "support vector machines"),
    _loss(margin, "exponential", _SIGNED, True, True, None, "log(eta/(1 - eta))/2", True, True,
          "slope grows exponentially", "AdaBoost"),
    _loss(margin, "logistic", _SIGNED, True, True, "1", "log(eta/(1 - eta))", True, True,
          "slope tends to 1", "logistic regression"),
    _loss(probability, "binary_cross_entropy", _UNIT, True, True, None, "eta", None, True,
          "slope grows without bound as p tends to 0", "binary classifiers with probabilities"),
    _loss(probability, "binary_cross_entropy_with_logits", _LOGIT, True, True, "1", "log(eta/(1 - eta))",
          None, True, "slope tends to 1", "logistic regression, sigmoid outputs"),
    _loss(probability, "cross_entropy", _ROWS, True, True, None, "the distribution of Y", None, True,
          "slope grows without bound as p tends to 0", "multiclass classifiers with probabilities"),
    _loss(probability, "cross_entropy_with_logits", _LOGITS, True, True, "sqrt(2)",
          "the log-probabilities of Y, up to a shift", None, True,
          "slope stays below sqrt(2)", "softmax outputs"),
    _loss(probability, "sigmoid_squared_error", _LOGIT, False, True, "Rational(4, 27)", "log(eta/(1 - eta))",
          None, True, "slope tends to 0", "early sigmoid networks"),
]

LOSSES = {loss.name: loss for loss in _TABLE}
