"""The exact value of every loss, from its textbook formula, and the distance of a float to it.

Everything here is computed with 1600 digits: even where a second difference is taken at a logit of
1e308 or at a denormal probability, 50 digits and more are left. The tests take derivatives as central
differences of the value; the closed forms, which need fewer digits, are held against them.
"""

import functools
import itertools
import math

import mpmath
import numpy as np

_mp = mpmath.MPContext()
_mp.dps = 1600
mpf = _mp.mpf
#: Stands for infinity: so large that no weight or rounding makes a float of it.
_INFINITY = mpf(2) ** 10000
log = functools.cache(lambda x: _mp.log(x) if x else -_INFINITY)
_STEP, _LEAST_STEP = mpf(10) ** -40, mpf(10) ** -364
_MAX, _OVERFLOW = mpf(2) ** 1024 - mpf(2) ** 971, mpf(2) ** 1024


@functools.cache
def exp(x):
    if abs(x) < 2**20:
        return _mp.exp(x)
    # A huge float is a whole number, for which mpmath multiplies e with itself: slowly.
    third = mpf(1) / 3
    with _mp.extraprec(_mp.mag(x)):
        return _mp.exp(x - third) * _mp.exp(third)


_TINY = [5e-324, 1e-310, 2.0**-1022, 1e-200, 1e-17, 1e-8]
_MIDDLE = [0.1, 0.3, 0.7, 1 - 2.0**-53, 1 + 2.0**-52, 2.0, 5.0, 19.0, 36.7, 37.0]
_LARGE = [354.0, 372.0, 700.0, 709.7, 709.8, 744.0, 745.2, 800.0, 1e16, 1e308]
_POSITIVE = [*_TINY, *_MIDDLE, *_LARGE]
#: Real numbers from denormal to huge, without 0, 1 and -1, where some losses have their kinks.
REALS = [*(-x for x in reversed(_POSITIVE)), *_POSITIVE]
#: Probabilities strictly between 0 and 1.
_HALF = [0.2499, 0.25, 0.4999, 0.5 - 2.0**-54, 0.5, 0.5 + 2.0**-53, 0.75, 0.7501]
OPEN_UNIT = [*_TINY, 1e-155, 1e-154, 0.1, *_HALF, 0.9, 1 - 1e-8, 1 - 2.0**-53]
#: Label probabilities between the hard labels.
SOFT = [5e-324, 1e-300, 0.1, 0.5, 0.7, 1 - 2.0**-53]


def squared(y, f):
    return (y - f) ** 2


def absolute(y, f):
    return abs(y - f)


def huber(y, f, *, delta):
    r = abs(y - f)
    return r**2 / 2 if r <= delta else delta * (r - mpf(delta) / 2)


def pinball(y, f, *, tau):
    return max(tau * (y - f), (mpf(tau) - 1) * (y - f))


def pseudo_huber(y, f, *, delta):
    return (y - f) ** 2 / (1 + _mp.sqrt(1 + _square(y, f, delta)))


def log_cosh(y, f):
    return abs(y - f) + log(1 + exp(-2 * abs(y - f))) - log(mpf(2))


def cauchy(y, f, *, c):
    return mpf(c) ** 2 / 2 * _mp.log1p(_square(y, f, c))


def welsch(y, f, *, c):
    return -(mpf(c) ** 2) / 2 * _mp.expm1(-min(_square(y, f, c), mpf(10) ** 6))


def tukey(y, f, *, c):
    u = min(_square(y, f, c), mpf(1))
    return mpf(c) ** 2 / 6 * u * (3 - 3 * u + u**2)


def expectile(y, f, *, tau):
    return (mpf(tau) if f < y else 1 - mpf(tau)) * (y - f) ** 2


def epsilon_insensitive(y, f, *, epsilon):
    return max(mpf(0), abs(y - f) - mpf(epsilon))


def squared_epsilon_insensitive(y, f, *, epsilon):
    return epsilon_insensitive(y, f, epsilon=epsilon) ** 2


def zero_one_tolerance(y, f, *, tolerance):
    return mpf(abs(y - f) >= tolerance)


def zero_one(y, f):
    return mpf(y * f <= 0)


def perceptron(y, f):
    return max(mpf(0), -y * f)


def hinge(y, f):
    return max(mpf(0), 1 - y * f)


def squared_hinge(y, f):
    return hinge(y, f) ** 2


def modified_huber(y, f):
    return squared_hinge(y, f) if y * f >= -1 else -4 * y * f


def smooth_hinge(y, f, *, gamma):
    lack = hinge(y, f)
    return lack**2 / (2 * mpf(gamma)) if lack <= gamma else lack - mpf(gamma) / 2


def savage(y, f):
    return sigmoid(-y * f) ** 2


def ramp(y, f):
    return min(mpf(1), hinge(y, f) / 2)


def sigmoid_loss(y, f):
    return sigmoid(-y * f)


def exponential(y, f):
    return exp(-y * f)


def logistic(y, f):
    return log(1 + exp(-y * f))


def sigmoid(z):
    return 1 / (1 + exp(-z))


def log_sigmoid(z):
    return log(sigmoid(z))


def logit(p):
    return log(p) - log(1 - p)


def bernoulli_log_likelihood(y, p):
    return log(p if y else 1 - p)


def binary_cross_entropy(y, p):
    return -y * log(p) - (1 - y) * log(1 - p)


def binary_cross_entropy_with_logits(y, z):
    return y * log(1 + exp(-z)) + (1 - y) * log(1 + exp(z))


def sigmoid_squared_error(y, z):
    return (y - sigmoid(z)) ** 2 / 2


def logsumexp(z):
    top = max(z)  # does not round, however large it is
    return top + log(sum(exp(z_k - top) for z_k in z))


def log_softmax(z):
    total = logsumexp(z)
    return [z_k - total for z_k in z]


def softmax(z):
    return list(map(exp, log_softmax(z)))


def cross_entropy(y, p):
    return -sum(y_k * log(p_k) for y_k, p_k in zip(y, p, strict=True) if y_k)


def cross_entropy_with_logits(y, z):
    return sum(y_k * (logsumexp(z) - z_k) for y_k, z_k in zip(y, z, strict=True))


def entropy(p):
    return cross_entropy(p, p)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)


def one_hot(label):
    return [mpf(label == k) for k in range(3)]


def empirical_risk(losses, sample_weight):
    pairs = zip(losses, sample_weight, strict=True)
    return sum(loss * w for loss, w in pairs) / sum(sample_weight)


def structural_risk(losses, sample_weight, lam):
    return empirical_risk(losses, sample_weight) + lam[0] * lam[1]


def l1_penalty(w):
    return sum(map(abs, w))


def l2_penalty(w):
    return sum(w_k**2 for w_k in w)


def _sign(x):
    return (x > 0) - (x < 0)


def _slope(z):
    return sigmoid(z) * sigmoid(-z)


def _over(a, b):
    """Return a / b, where b = 0 stands for the limit from above and 0 / 0 for 0."""
    return mpf(0) if a == 0 else a / b if b else a * _INFINITY


def _matrix(function, p):
    return [function(j, k) for j, k in itertools.product(range(len(p)), repeat=2)]


def _square(y, f, c):
    return ((y - f) / mpf(c)) ** 2


def _bell(y, f, c):
    return exp(-_square(y, f, c))


def _within(y, f, c):
    return max(mpf(0), 1 - _square(y, f, c))


def _softmax_hess(y, z):
    p, others = softmax(z), [sum(row) for row in _without_each(softmax(z))]
    return _matrix(lambda j, k: p[j] * others[j] if j == k else -p[j] * p[k], p)


def _without_each(row):
    return [row[:k] + row[k + 1 :] for k in range(len(row))]


def _sse_hess(y, z):
    return _slope(z) ** 2 + (sigmoid(z) - y) * _slope(z) * (sigmoid(-z) - sigmoid(z))


#: The exact derivatives in the last argument.
DERIVATIVES = {
    "squared_grad": lambda y, f: 2 * (f - y),
    "squared_hess": lambda y, f: mpf(2),
    "absolute_grad": lambda y, f: _sign(f - y),
    "huber_grad": lambda y, f, delta: max(min(f - y, mpf(delta)), -mpf(delta)),
    "pinball_grad": lambda y, f, tau: _sign(f - y) * (1 - mpf(tau) if f > y else mpf(tau)),
    "pseudo_huber_grad": lambda y, f, delta: (f - y) / _mp.sqrt(1 + _square(y, f, delta)),
    "pseudo_huber_hess": lambda y, f, delta: (1 + _square(y, f, delta)) ** (-mpf(3) / 2),
    "log_cosh_grad": lambda y, f: sigmoid(2 * (f - y)) - sigmoid(2 * (y - f)),
    "log_cosh_hess": lambda y, f: 4 * _slope(2 * (f - y)),
    "cauchy_grad": lambda y, f, c: (f - y) / (1 + _square(y, f, c)),
    "cauchy_hess": lambda y, f, c: (1 - _square(y, f, c)) / (1 + _square(y, f, c)) ** 2,
    "welsch_grad": lambda y, f, c: (f - y) * _bell(y, f, c),
    "welsch_hess": lambda y, f, c: (1 - 2 * _square(y, f, c)) * _bell(y, f, c),
    "tukey_grad": lambda y, f, c: (f - y) * _within(y, f, c) ** 2,
    "tukey_hess": lambda y, f, c: _within(y, f, c) * (1 - 5 * _square(y, f, c)) if abs(y - f) < c else mpf(0),
    "expectile_grad": lambda y, f, tau: 2 * (f - y) * (mpf(tau) if f < y else 1 - mpf(tau)),
    "epsilon_insensitive_grad": lambda y, f, epsilon: _sign(f - y) * (abs(y - f) >= epsilon),
    "squared_epsilon_insensitive_grad": lambda y, f, epsilon: (
        2 * _sign(f - y) * epsilon_insensitive(y, f, epsilon=epsilon)
    ),
    "zero_one_tolerance_grad": lambda y, f, tolerance: mpf(0),
    "zero_one_grad": lambda y, f: mpf(0),
    "perceptron_grad": lambda y, f: -y * (y * f <= 0),
    "hinge_grad": lambda y, f: -y * (y * f <= 1),
    "squared_hinge_grad": lambda y, f: -2 * y * hinge(y, f),
    "modified_huber_grad": lambda y, f: -y * min(mpf(4), 2 * hinge(y, f)),
    "smooth_hinge_grad": lambda y, f, gamma: -y * min(mpf(1), hinge(y, f) / mpf(gamma)),
    "savage_grad": lambda y, f: -2 * y * sigmoid(-y * f) * _slope(f),
    "savage_hess": lambda y, f: 2 * sigmoid(-y * f) * _slope(f) * (2 * sigmoid(y * f) - sigmoid(-y * f)),
    "ramp_grad": lambda y, f: -mpf(y) / 2 * (-1 < y * f <= 1),
    "sigmoid_loss_grad": lambda y, f: -y * _slope(f),
    "sigmoid_loss_hess": lambda y, f: _slope(f) * (sigmoid(y * f) - sigmoid(-y * f)),
    "exponential_grad": lambda y, f: -y * exp(-y * f),
    "exponential_hess": lambda y, f: exp(-y * f),
    "logistic_grad": lambda y, f: -y * sigmoid(-y * f),
    "logistic_hess": lambda y, f: _slope(f),
    "binary_cross_entropy_grad": lambda y, p: _over(1 - y, 1 - p) - _over(y, p),
    "binary_cross_entropy_hess": lambda y, p: _over(1 - y, (1 - p) ** 2) + _over(y, p**2),
    "binary_cross_entropy_with_logits_grad": lambda y, z: (1 - y) * sigmoid(z) - y * sigmoid(-z),
    "binary_cross_entropy_with_logits_hess": lambda y, z: _slope(z),
    "sigmoid_squared_error_grad": lambda y, z: (sigmoid(z) - y) * _slope(z),
    "sigmoid_squared_error_hess": _sse_hess,
    "cross_entropy_grad": lambda y, p: [-_over(*pair) for pair in zip(y, p, strict=True)],
    "cross_entropy_hess": lambda y, p: _matrix(lambda j, k: _over(y[j], p[j] ** 2) if j == k else mpf(0), p),
    "cross_entropy_with_logits_grad": lambda y, z: [
        (1 - y_k) * p_k - y_k * sum(others)
        for y_k, p_k, others in zip(y, softmax(z), _without_each(softmax(z)), strict=True)
    ],
    "cross_entropy_with_logits_hess": _softmax_hess,
    "l1_penalty_grad": lambda w: list(map(_sign, w)),
    "l2_penalty_grad": lambda w: [2 * w_k for w_k in w],
}


#: The largest term of a sum that comes near zero, whose last place is then the unit.
TERMS = {
    "logsumexp": lambda z: max(map(abs, z)),
    "cauchy_hess": lambda y, f, c: 2 * max(mpf(1), _square(y, f, c)) / (1 + _square(y, f, c)) ** 2,
    # The error of a rounded residual counts twice or three times, or grows with the square.
    "pseudo_huber_hess": lambda y, f, delta: 2 * (1 + _square(y, f, delta)) ** (-mpf(3) / 2),
    "welsch_grad": lambda y, f, c: abs(f - y) * _bell(y, f, c) * (1 + _square(y, f, c)),
    "welsch_hess": lambda y, f, c: (1 + _square(y, f, c)) ** 2 * _bell(y, f, c),
    "tukey_grad": lambda y, f, c: abs(f - y) * _within(y, f, c),
    "tukey_hess": lambda y, f, c: mpf(abs(y - f) <= c),
    "savage_hess": lambda y, f: 2 * sigmoid(-y * f) * _slope(f) * max(2 * sigmoid(y * f), sigmoid(-y * f)),
    "epsilon_insensitive": lambda y, f, epsilon: max(abs(y - f), mpf(epsilon)),
    "squared_epsilon_insensitive": lambda y, f, epsilon: (
        max(abs(y - f), mpf(epsilon)) * epsilon_insensitive(y, f, epsilon=epsilon)
    ),
    "squared_epsilon_insensitive_grad": lambda y, f, epsilon: max(abs(y - f), mpf(epsilon)),
    "kl_divergence": lambda p, q: max(
        abs(p_k * log(r_k)) for r in (p, q) for p_k, r_k in zip(p, r, strict=True)
    ),
    "binary_cross_entropy_grad": lambda y, p: max(_over(y, p), _over(1 - y, 1 - p)),
    "binary_cross_entropy_with_logits_grad": lambda y, z: max(y, sigmoid(z)),
    "sigmoid_squared_error": lambda y, z: max(y, sigmoid(z)) ** 2 / 2,
    "sigmoid_squared_error_grad": lambda y, z: max(y, sigmoid(z)) * _slope(z),
    "sigmoid_squared_error_hess": lambda y, z: (
        _slope(z) * max(_slope(z), max(y, sigmoid(z)) * abs(1 - 2 * sigmoid(z)))
    ),
    "cross_entropy_with_logits_grad": lambda y, z: list(map(max, y, softmax(z))),
}


def _moved(x, moves):
    """Return the number or the row x with each (index, step) of the moves added to it."""
    if not isinstance(x, list):
        return x + sum(step for _, step in moves)
    return [x_k + sum(step for index, step in moves if index == k) for k, x_k in enumerate(x)]


def _difference(value, x, indices):
    """Return the partial derivative of value at x by central differences, one for every index."""
    coordinates = x if isinstance(x, list) else [x]
    steps = [_STEP * min(abs(coordinates[k]), 1) or _LEAST_STEP for k in indices]
    total = mpf(0)
    for signs in itertools.product((1, -1), repeat=len(indices)):
        moves = [(k, sign * step) for k, sign, step in zip(indices, signs, steps, strict=True)]
        total += _mp.fprod(signs) * value(_moved(x, moves))
    return total / _mp.fprod(2 * step for step in steps)


def _derivative(order, value):
    """Return the derivative of value(y, x) in x: a number, or for rows x a row or a matrix, flat."""

    def derivative(y, x):
        every = itertools.product(range(len(x) if isinstance(x, list) else 1), repeat=order)
        return [_difference(functools.partial(value, y), x, indices) for indices in every]

    return derivative


def ulps(got, exact, term=0):
    """Return the distance of a float from an exact number, in units in the last place.

    The unit is that of the exact number, or of the term where that is larger. An infinite float
    stands for 2**1024, the first power of two that is too large.
    """
    exact = min(max(exact, -_OVERFLOW), _OVERFLOW)
    got = _OVERFLOW * int(np.sign(got)) if np.isinf(got) else mpf(float(got))
    unit = math.ulp(min(max(abs(exact), abs(term)), _MAX))
    return float(abs(got - exact) / mpf(unit))


def exactly(x):
    """Return a number or a row as exact numbers, infinities as a number that stands for them."""
    if np.ndim(x):
        return list(map(exactly, x))
    return mpf(float(x)) if np.isfinite(x) else _INFINITY * int(np.sign(x))


def _flat(x):
    return np.ravel(np.array(x, dtype=object))


def assert_exact(function, exact, *columns, term=None):
    """Assert that a function agrees with its exact counterpart to 4 units in the last place.

    Every column holds one argument of all points: numbers, or rows. `term` gives the largest term
    of a sum, whose unit then counts.
    """
    results = function(*map(np.array, columns))
    assert len(results) == len(columns[0])
    for result, *point in zip(results, *columns, strict=True):
        arguments = [exactly(argument) for argument in point]
        expected = _flat(exact(*arguments))
        terms = np.broadcast_to(_flat(term(*arguments) if term else 0), expected.shape)
        for got, number, largest in zip(np.ravel(result), expected, terms, strict=True):
            distance = ulps(got, number, largest)
            assert distance <= 4, f"{distance:.3g} ulp at {point}: {got}, not {_mp.nstr(number, 20)}"


def assert_loss_exact(loss, labels, predictions, terms=None, **parameters):
    """Assert that a loss of the registry and its derivatives are exact, for labels with predictions.

    `terms` gives the largest terms of sums, by the name of the function.
    """
    value = functools.partial(globals()[loss.name], **parameters)
    for order, function in enumerate(loss.functions):
        exact = _derivative(order, value) if order else value
        term = (terms or {}).get(function.__name__)
        term = term and functools.partial(term, **parameters)
        assert_exact(functools.partial(function, **parameters), exact, labels, predictions, term=term)


def pairs(labels, predictions):
    """Return all combinations of labels with predictions, as two columns."""
    return zip(*itertools.product(labels, predictions), strict=True)
