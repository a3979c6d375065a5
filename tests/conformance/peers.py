"""What SciPy, scikit-learn and PyTorch offer of the functions of lossutils, and how they differ."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.special as sc
import sklearn._loss as skl
import torch
import torch.nn.functional as F
from scipy.stats import bernoulli
from sklearn._loss.loss import ExponentialLoss
from sklearn.utils.extmath import softmax as sklearn_softmax
from sklearn.utils.extmath import squared_norm

from lossutils import LOSSES


@dataclass(frozen=True)
class Peer:
    """A function of another library that does what one of ours does.

    `convention` says what is translated in `call`, and what remains different where `differs` holds:
    a function of the arguments. `labels` is "hard" if soft labels are not taken.
    """

    ours: str
    library: str
    theirs: str
    convention: str
    call: Callable
    differs: Callable | None = None
    labels: str = ""


def _same(y):
    return y


def _to_01(y):
    return (1 + y) / 2


def _tensor(x, **options):
    return torch.tensor(np.asarray(x, dtype=np.float64), **options)


def _contiguous(*columns):
    return [np.ascontiguousarray(column, dtype=np.float64) for column in np.broadcast_arrays(*columns)]


def _scipy(function):
    def call(*columns, **parameters):
        with np.errstate(all="ignore"):
            return function(*columns, **parameters)

    return call


def _torch(function):
    return lambda *columns, **parameters: function(*map(_tensor, columns), **parameters).numpy()


def _torch_loss(function):
    """Return value, gradient and second derivative of an elementwise loss of PyTorch."""

    def derivatives(y, f, **parameters):
        y, f = (_tensor(column) for column in np.broadcast_arrays(y, f))
        f.requires_grad_()
        value = function(f, y, **parameters)
        (grad,) = torch.autograd.grad(value.sum(), f, create_graph=True)
        hess = torch.zeros_like(f)
        if grad.requires_grad:
            (found,) = torch.autograd.grad(grad.sum(), f, allow_unused=True)
            hess = hess if found is None else found
        return value.detach().numpy(), grad.detach().numpy(), hess.numpy(force=True)

    return [lambda y, f, order=order, **p: derivatives(y, f, **p)[order] for order in range(3)]


def _sklearn_loss(make, scale=1.0, label=_same):
    """Return value, gradient and second derivative of a loss of scikit-learn."""

    def value(y, f, **parameters):
        y, f = _contiguous(label(np.asarray(y)), f)
        return scale * make(**parameters).loss(y, f)

    def grad(y, f, **parameters):
        y, f = _contiguous(label(np.asarray(y)), f)
        return scale * make(**parameters).gradient(y, f)

    def hess(y, f, **parameters):
        y, f = _contiguous(label(np.asarray(y)), f)
        return np.broadcast_to(scale * make(**parameters).gradient_hessian(y, f)[1], f.shape)

    return [value, grad, hess]


def _multinomial(y, z):
    y, z = np.argmax(y, axis=-1).astype(np.float64), np.ascontiguousarray(z, dtype=np.float64)
    return skl.HalfMultinomialLoss(n_classes=z.shape[-1]), y, z


def _multinomial_loss(y, z):
    loss, y, z = _multinomial(y, z)
    return loss.loss(y, z)


def _multinomial_grad(y, z):
    loss, y, z = _multinomial(y, z)
    return loss.gradient(y, z)


def _soft_cross_entropy(z, y):
    return F.cross_entropy(z, y, reduction="none")


def _torch_cross_entropy(order):
    def call(y, z):
        y, z = _tensor(y), _tensor(z)
        if order == 0:
            return _soft_cross_entropy(z, y).numpy()
        derivative = torch.func.grad if order == 1 else torch.func.hessian
        return torch.func.vmap(derivative(lambda z, y: _soft_cross_entropy(z, y)))(z, y).numpy()

    return call


def _tie(y, f, **parameters):
    return y == f


def _clamped(y, p):
    # PyTorch lets no logarithm fall below -100, and no denominator p (1 - p) below 1e-12, which it
    # adds to the denominator of the second derivative.
    return np.minimum(p, 1 - p) < 1e-11


def _softened(y, p):
    return np.minimum(p, 1 - p) < 1e-2


def _none(loss):
    return lambda f, y, **parameters: loss(f, y, reduction="none", **parameters)


def _ranking(margin):
    return lambda f, y: F.margin_ranking_loss(f, torch.zeros_like(f), y, margin=margin, reduction="none")


def _smooth_l1(f, y, delta):
    return delta * F.smooth_l1_loss(f, y, beta=delta, reduction="none")


SAME = "the same"
_TIE = {"grad": _tie}
SK, SP, PT = "scikit-learn", "SciPy", "PyTorch"
#: loss, library, name there, convention, [value, gradient, second derivative], and where they differ.
_LOSSES = [
    ("squared", SK, "HalfSquaredError", "half of ours", _sklearn_loss(skl.HalfSquaredError, 2.0)),
    ("squared", PT, "mse_loss", SAME, _torch_loss(_none(F.mse_loss))),
    ("absolute", SK, "AbsoluteError", "slope -1 at a tie, ours 0", _sklearn_loss(skl.AbsoluteError), _TIE),
    ("absolute", PT, "l1_loss", SAME, _torch_loss(_none(F.l1_loss))),
    ("huber", SK, "HuberLoss", SAME, _sklearn_loss(skl.HuberLoss)),
    ("huber", SP, "huber", "of delta and the residual", [_scipy(lambda y, f, delta: sc.huber(delta, y - f))]),
    ("huber", PT, "huber_loss", SAME, _torch_loss(_none(F.huber_loss))),
    ("huber", PT, "smooth_l1_loss", "delta is beta; 1/delta of ours", _torch_loss(_smooth_l1)),
    (
        "pinball",
        SK,
        "PinballLoss",
        "tau is quantile; slope -tau at a tie, ours 0",
        _sklearn_loss(lambda tau: skl.PinballLoss(quantile=tau)),
        _TIE,
    ),
    ("perceptron", PT, "margin_ranking_loss", "of f and 0, margin=0", _torch_loss(_ranking(0.0))),
    ("hinge", PT, "margin_ranking_loss", "of f and 0, margin=1", _torch_loss(_ranking(1.0))),
    ("exponential", SK, "ExponentialLoss", "labels 0 and 1", _sklearn_loss(ExponentialLoss, label=_to_01)),
    ("logistic", SK, "HalfBinomialLoss", "labels 0 and 1", _sklearn_loss(skl.HalfBinomialLoss, label=_to_01)),
    ("logistic", PT, "soft_margin_loss", SAME, _torch_loss(_none(F.soft_margin_loss))),
    (
        "binary_cross_entropy",
        PT,
        "binary_cross_entropy",
        "logarithms end at -100, slopes at 1e12",
        _torch_loss(_none(F.binary_cross_entropy)),
        {"value": _clamped, "grad": _clamped, "hess": _softened},
    ),
    ("binary_cross_entropy_with_logits", SK, "HalfBinomialLoss", SAME, _sklearn_loss(skl.HalfBinomialLoss)),
    (
        "binary_cross_entropy_with_logits",
        PT,
        "binary_cross_entropy_with_logits",
        SAME,
        _torch_loss(_none(F.binary_cross_entropy_with_logits)),
    ),
    (
        "cross_entropy_with_logits",
        SK,
        "HalfMultinomialLoss",
        "labels are class numbers",
        [_multinomial_loss, _multinomial_grad],
    ),
    (
        "cross_entropy_with_logits",
        PT,
        "cross_entropy",
        SAME,
        [_torch_cross_entropy(order) for order in range(3)],
    ),
]


def _over_classes(function):
    return lambda *rows: function(*rows, axis=-1)


def _summed(function):
    return _scipy(lambda *rows: function(*rows).sum(axis=-1))


def _kl_div(p, q):
    return F.kl_div(q.log(), p, reduction="none").sum(dim=-1)


def _l1_norm(w):
    return torch.linalg.vector_norm(w, ord=1)


def _every(function):
    return lambda w: np.array([function(row) for row in w])


#: function, library, name there, convention, call, and where it differs.
_FUNCTIONS = [
    ("sigmoid", SP, "expit", SAME, _scipy(sc.expit)),
    ("sigmoid", PT, "sigmoid", SAME, _torch(torch.sigmoid)),
    ("log_sigmoid", SP, "log_expit", SAME, _scipy(sc.log_expit)),
    ("log_sigmoid", PT, "logsigmoid", SAME, _torch(F.logsigmoid)),
    ("logit", SP, "logit", SAME, _scipy(sc.logit)),
    ("logit", PT, "logit", SAME, _torch(torch.logit)),
    ("softmax", SP, "softmax", "axis=-1", _scipy(_over_classes(sc.softmax))),
    ("softmax", SK, "extmath.softmax", SAME, _scipy(sklearn_softmax)),
    ("softmax", PT, "softmax", "dim=-1", _torch(lambda z: torch.softmax(z, dim=-1))),
    ("log_softmax", SP, "log_softmax", "axis=-1", _scipy(_over_classes(sc.log_softmax))),
    ("log_softmax", PT, "log_softmax", "dim=-1", _torch(lambda z: torch.log_softmax(z, dim=-1))),
    ("logsumexp", SP, "logsumexp", "axis=-1", _scipy(_over_classes(sc.logsumexp))),
    ("logsumexp", PT, "logsumexp", "dim=-1", _torch(lambda z: torch.logsumexp(z, dim=-1))),
    ("bernoulli_log_likelihood", SP, "stats.bernoulli.logpmf", SAME, _scipy(bernoulli.logpmf)),
    ("cross_entropy", SP, "xlogy", "negated terms, to be summed", _summed(lambda y, p: -sc.xlogy(y, p))),
    ("entropy", SP, "entr", "terms, to be summed", _summed(sc.entr)),
    ("entropy", PT, "special.entr", "terms, to be summed", _torch(lambda p: torch.special.entr(p).sum(-1))),
    ("kl_divergence", SP, "rel_entr", "terms, to be summed", _summed(sc.rel_entr)),
    ("kl_divergence", SP, "kl_div", "terms with - p + q, to be summed", _summed(sc.kl_div)),
    (
        "kl_divergence",
        PT,
        "kl_div",
        "of log q and p; terms, to be summed; NaN for p = q = 0",
        _torch(_kl_div),
        lambda p, q: np.any((p == 0) & (q == 0)),
    ),
    ("one_hot", PT, "one_hot", SAME, lambda labels: F.one_hot(torch.tensor(labels), 3).double().numpy()),
    ("l1_penalty", PT, "linalg.vector_norm", "ord=1", _every(_torch(_l1_norm))),
    ("l2_penalty", SK, "extmath.squared_norm", SAME, _every(_scipy(squared_norm))),
]


def peers():
    """Return all peers; a loss has one for its value and one for each derivative that ours has."""
    found = [Peer(*row) for row in _FUNCTIONS]
    for ours, library, theirs, convention, calls, *differs in _LOSSES:
        labels = "hard" if theirs == "HalfMultinomialLoss" else ""
        for order, call in zip(("value", "grad", "hess"), calls, strict=False):
            if getattr(LOSSES[ours], order) is None:
                continue
            where = differs[0].get(order) if differs else None
            name = getattr(LOSSES[ours], order).__name__
            found.append(Peer(name, library, theirs, convention, call, where, labels))
    return found
