"""LOSSES: every loss of the book once, with the properties that its chapter proves."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from . import margin, probability, regression
from .domains import DISTRIBUTION, LOGIT, LOGITS, MARGIN, PROBABILITY, RESIDUAL, Domain


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss and its row of properties, as the last cell of its chapter shows it.

    A text may hold formulas, in backticks, as SymPy reads them.

    Attributes
    ----------
    value, grad, hess : callable
        The functions; `hess` is None where the loss is not twice differentiable.
    domain : Domain
        What it takes: its arguments with their values, some labels, and its mirror image.
    convex : bool
        Whether it is convex in the prediction.
    differentiable : bool
        Whether it is differentiable in the prediction, throughout.
    lipschitz : str or None
        The smallest Lipschitz constant in the prediction, a formula; None if there is none.
    minimiser : str
        The prediction that minimises the expected loss.
    outlier : str
        What one far outlier does to the slope.
    used_in : str
        Where one meets it.
    calibrated : bool or None
        Whether it is classification-calibrated; None if it is not a margin loss.
    proper : bool or None
        Whether it is strictly proper, composed with its link; None if it does not score
        probabilities.
    kinks : tuple of str
        The predictions at which it or one of its derivatives has a kink or a jump, formulas in the label
        and the parameters.
    parameters : dict
        An example value of each keyword-only parameter.
    called : str or None
        What it is called in words, if the name of its function does not say it.
    name, title : str
        The name of the function, and what the loss is called.
    """

    value: Callable[..., Any]
    grad: Callable[..., Any]
    hess: Callable[..., Any] | None = None
    _: KW_ONLY
    domain: Domain
    convex: bool
    differentiable: bool
    lipschitz: str | None
    minimiser: str
    outlier: str
    used_in: str
    calibrated: bool | None = None
    proper: bool | None = None
    kinks: tuple[str, ...] = ()
    parameters: dict[str, float] = field(default_factory=dict)
    called: str | None = None

    @property
    def name(self) -> str:
        return self.value.__name__

    @property
    def title(self) -> str:
        return self.called or self.name.replace("_", " ")

    @property
    def functions(self) -> list[Callable[..., Any]]:
        """The value, the gradient and, if there is one, the second derivative."""
        return [function for function in (self.value, self.grad, self.hess) if function]

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
            registered = _plain(getattr(self, name))
            if registered != value and str(registered) != str(value):
                raise ValueError(f"{name} of {self.name} is proved {value}; registered is {registered}")
        return Row({name: _plain(getattr(self, name)) for name in COLUMNS}, proved)


class Row(dict):
    """The properties of a loss by name; shows itself as a table that marks the proved ones."""

    def __init__(self, properties, proved=()):
        super().__init__(properties)
        self.proved = proved

    def _repr_html_(self):
        rows = [
            (COLUMNS[name], _words(name, value), "proved above" if name in self.proved else "")
            for name, value in self.items()
        ]
        return _html(("property", "registered", "verdict"), rows)


class Table(dict):
    """The rows of all losses; shows itself as one table."""

    def __init__(self):
        super().__init__((name, loss.row()) for name, loss in LOSSES.items())

    def _repr_html_(self):
        columns = ("convex", "differentiable", "lipschitz", "minimiser", "calibrated", "proper")
        rows = [(name, *(_words(column, row[column]) for column in columns)) for name, row in self.items()]
        return _html(("loss", *(COLUMNS[column] for column in columns)), rows)


def _html(titles, rows):
    head = "".join(f"<th scope='col'>{title}</th>" for title in titles)
    body = "".join(
        f"<tr><th scope='row'>{first}</th>{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _words(name, value):
    if value is None:
        return "none" if name == "lipschitz" else "does not apply"
    return {True: "yes", False: "no"}.get(value, value)


def _plain(value):
    """Return a text without the marks of its formulas, a domain in its words, and anything else as it is."""
    value = value.words if isinstance(value, Domain) else value
    return value.replace("`", "") if isinstance(value, str) else value


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


_ALL = [
    Loss(
        regression.squared,
        regression.squared_grad,
        regression.squared_hess,
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        lipschitz=None,
        minimiser="mean of `Y`",
        outlier="slope grows without bound",
        used_in="least squares",
    ),
    Loss(
        regression.absolute,
        regression.absolute_grad,
        domain=RESIDUAL,
        convex=True,
        differentiable=False,
        kinks=("y",),
        lipschitz="1",
        minimiser="median of `Y`",
        outlier="slope stays at 1",
        used_in="least absolute deviations",
    ),
    Loss(
        regression.huber,
        regression.huber_grad,
        called="Huber",
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        kinks=("y - delta", "y + delta"),
        lipschitz="delta",
        minimiser="where residuals clipped at `delta` average to 0",
        outlier="slope stays at `delta`",
        used_in="robust regression",
        parameters={"delta": 1.5},
    ),
    Loss(
        regression.pseudo_huber,
        regression.pseudo_huber_grad,
        regression.pseudo_huber_hess,
        called="pseudo-Huber",
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        lipschitz="delta",
        minimiser="where residuals, shrunk below `delta`, average to 0",
        outlier="slope tends to `delta`",
        used_in="robust regression",
        parameters={"delta": 1.0},
    ),
    Loss(
        regression.log_cosh,
        regression.log_cosh_grad,
        regression.log_cosh_hess,
        called="log-cosh",
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        lipschitz="1",
        minimiser="where tanh of the residuals averages to 0",
        outlier="slope tends to 1",
        used_in="robust regression",
    ),
    Loss(
        regression.cauchy,
        regression.cauchy_grad,
        regression.cauchy_hess,
        called="Cauchy",
        domain=RESIDUAL,
        convex=False,
        differentiable=True,
        lipschitz="c/2",
        minimiser="where slopes balance, maybe not only there",
        outlier="slope falls to 0",
        used_in="robust regression",
        parameters={"c": 1.0},
    ),
    Loss(
        regression.welsch,
        regression.welsch_grad,
        regression.welsch_hess,
        called="Welsch",
        domain=RESIDUAL,
        convex=False,
        differentiable=True,
        lipschitz="c/sqrt(2*E)",
        minimiser="where slopes balance, maybe not only there",
        outlier="slope falls to 0",
        used_in="robust regression",
        parameters={"c": 1.0},
    ),
    Loss(
        regression.tukey,
        regression.tukey_grad,
        regression.tukey_hess,
        called="Tukey's biweight",
        domain=RESIDUAL,
        convex=False,
        differentiable=True,
        kinks=("y - c", "y + c"),
        lipschitz="16*c / (25*sqrt(5))",
        minimiser="where slopes balance, maybe not only there",
        outlier="slope is 0 beyond `c`",
        used_in="robust regression",
        parameters={"c": 2.0},
    ),
    Loss(
        regression.pinball,
        regression.pinball_grad,
        domain=RESIDUAL,
        convex=True,
        differentiable=False,
        kinks=("y",),
        lipschitz="Max(tau, 1 - tau)",
        minimiser="`tau`-quantile of `Y`",
        outlier="slope stays at `tau` or `1 - tau`",
        used_in="quantile regression",
        parameters={"tau": 0.25},
    ),
    Loss(
        regression.expectile,
        regression.expectile_grad,
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        kinks=("y",),
        lipschitz=None,
        minimiser="`tau`-expectile of `Y`",
        outlier="slope grows without bound",
        used_in="expectile regression",
        parameters={"tau": 0.25},
    ),
    Loss(
        regression.epsilon_insensitive,
        regression.epsilon_insensitive_grad,
        called="ε-insensitive",
        domain=RESIDUAL,
        convex=True,
        differentiable=False,
        kinks=("y - epsilon", "y + epsilon"),
        lipschitz="1",
        minimiser="where the tails beyond `epsilon` balance",
        outlier="slope stays at 1",
        used_in="support vector regression",
        parameters={"epsilon": 0.5},
    ),
    Loss(
        regression.squared_epsilon_insensitive,
        regression.squared_epsilon_insensitive_grad,
        called="squared ε-insensitive",
        domain=RESIDUAL,
        convex=True,
        differentiable=True,
        kinks=("y - epsilon", "y + epsilon"),
        lipschitz=None,
        minimiser="where residuals, less `epsilon`, average to 0",
        outlier="slope grows without bound",
        used_in="support vector regression",
        parameters={"epsilon": 0.5},
    ),
    Loss(
        regression.zero_one_tolerance,
        regression.zero_one_tolerance_grad,
        called="zero-one with tolerance",
        domain=RESIDUAL,
        convex=False,
        differentiable=False,
        kinks=("y - tolerance", "y + tolerance"),
        lipschitz=None,
        minimiser="centre of the likeliest interval",
        outlier="slope is 0",
        used_in="counts of near misses",
        parameters={"tolerance": 0.5},
    ),
    Loss(
        margin.zero_one,
        margin.zero_one_grad,
        called="zero-one",
        domain=MARGIN,
        convex=False,
        differentiable=False,
        kinks=("0",),
        lipschitz=None,
        minimiser="any score with the sign of `2*eta - 1`",
        calibrated=True,
        proper=False,
        outlier="slope is 0",
        used_in="error rates",
    ),
    Loss(
        margin.perceptron,
        margin.perceptron_grad,
        domain=MARGIN,
        convex=True,
        differentiable=False,
        kinks=("0",),
        lipschitz="1",
        minimiser="`0`",
        calibrated=False,
        proper=False,
        outlier="slope stays at 1",
        used_in="perceptron",
    ),
    Loss(
        margin.hinge,
        margin.hinge_grad,
        domain=MARGIN,
        convex=True,
        differentiable=False,
        kinks=("y",),
        lipschitz="1",
        minimiser="`sign(2*eta - 1)`",
        calibrated=True,
        proper=False,
        outlier="slope stays at 1",
        used_in="support vector machines",
    ),
    Loss(
        margin.squared_hinge,
        margin.squared_hinge_grad,
        domain=MARGIN,
        convex=True,
        differentiable=True,
        kinks=("y",),
        lipschitz=None,
        minimiser="`2*eta - 1`",
        calibrated=True,
        proper=True,
        outlier="slope grows without bound",
        used_in="linear support vector machines",
    ),
    Loss(
        margin.modified_huber,
        margin.modified_huber_grad,
        domain=MARGIN,
        convex=True,
        differentiable=True,
        kinks=("y", "-y"),
        lipschitz="4",
        minimiser="`2*eta - 1`",
        calibrated=True,
        proper=True,
        outlier="slope stays at 4",
        used_in="linear classifiers by stochastic gradient descent",
    ),
    Loss(
        margin.smooth_hinge,
        margin.smooth_hinge_grad,
        domain=MARGIN,
        convex=True,
        differentiable=True,
        kinks=("y", "y*(1 - gamma)"),
        lipschitz="1",
        minimiser="the sign, less `gamma` times the odds against it",
        calibrated=True,
        proper=False,
        outlier="slope stays at 1",
        used_in="support vector machines, fitted by their dual",
        parameters={"gamma": 0.5},
    ),
    Loss(
        margin.exponential,
        margin.exponential_grad,
        margin.exponential_hess,
        domain=MARGIN,
        convex=True,
        differentiable=True,
        lipschitz=None,
        minimiser="`log(eta/(1 - eta))/2`",
        calibrated=True,
        proper=True,
        outlier="slope grows exponentially",
        used_in="AdaBoost",
    ),
    Loss(
        margin.logistic,
        margin.logistic_grad,
        margin.logistic_hess,
        domain=MARGIN,
        convex=True,
        differentiable=True,
        lipschitz="1",
        minimiser="`log(eta/(1 - eta))`",
        calibrated=True,
        proper=True,
        outlier="slope tends to 1",
        used_in="logistic regression",
    ),
    Loss(
        margin.savage,
        margin.savage_grad,
        margin.savage_hess,
        called="Savage",
        domain=MARGIN,
        convex=False,
        differentiable=True,
        lipschitz="8/27",
        minimiser="`log(eta/(1 - eta))`",
        calibrated=True,
        proper=True,
        outlier="slope tends to 0",
        used_in="boosting with noisy labels",
    ),
    Loss(
        margin.ramp,
        margin.ramp_grad,
        domain=MARGIN,
        convex=False,
        differentiable=False,
        kinks=("y", "-y"),
        lipschitz="1/2",
        minimiser="`sign(2*eta - 1)`, or beyond",
        calibrated=True,
        proper=False,
        outlier="slope is 0",
        used_in="robust support vector machines",
    ),
    Loss(
        margin.sigmoid_loss,
        margin.sigmoid_loss_grad,
        margin.sigmoid_loss_hess,
        domain=MARGIN,
        convex=False,
        differentiable=True,
        lipschitz="1/4",
        minimiser="none; the risk falls on and on towards one side",
        calibrated=True,
        proper=False,
        outlier="slope tends to 0",
        used_in="learning from noisy or unlabelled examples",
    ),
    Loss(
        probability.binary_cross_entropy,
        probability.binary_cross_entropy_grad,
        probability.binary_cross_entropy_hess,
        called="cross-entropy",
        domain=PROBABILITY,
        convex=True,
        differentiable=True,
        lipschitz=None,
        minimiser="`eta`",
        proper=True,
        outlier="slope grows without bound as `p` tends to 0",
        used_in="binary classifiers with probabilities",
    ),
    Loss(
        probability.binary_cross_entropy_with_logits,
        probability.binary_cross_entropy_with_logits_grad,
        probability.binary_cross_entropy_with_logits_hess,
        called="cross-entropy of a logit",
        domain=LOGIT,
        convex=True,
        differentiable=True,
        lipschitz="1",
        minimiser="`log(eta/(1 - eta))`",
        proper=True,
        outlier="slope tends to 1",
        used_in="logistic regression, sigmoid outputs",
    ),
    Loss(
        probability.cross_entropy,
        probability.cross_entropy_grad,
        probability.cross_entropy_hess,
        domain=DISTRIBUTION,
        convex=True,
        differentiable=True,
        lipschitz=None,
        minimiser="the distribution of `Y`",
        proper=True,
        outlier="slope grows without bound as `p` tends to 0",
        used_in="multiclass classifiers with probabilities",
    ),
    Loss(
        probability.cross_entropy_with_logits,
        probability.cross_entropy_with_logits_grad,
        probability.cross_entropy_with_logits_hess,
        domain=LOGITS,
        convex=True,
        differentiable=True,
        lipschitz="sqrt(2)",
        minimiser="the log-probabilities of `Y`, up to a shift",
        proper=True,
        outlier="slope stays below `sqrt(2)`",
        used_in="softmax outputs",
    ),
    Loss(
        probability.sigmoid_squared_error,
        probability.sigmoid_squared_error_grad,
        probability.sigmoid_squared_error_hess,
        called="squared error of a sigmoid",
        domain=LOGIT,
        convex=False,
        differentiable=True,
        lipschitz="4/27",
        minimiser="`log(eta/(1 - eta))`",
        proper=True,
        outlier="slope tends to 0",
        used_in="early sigmoid networks",
    ),
]

LOSSES = {loss.name: loss for loss in _ALL}
