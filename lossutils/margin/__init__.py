"""Losses on the margin m = y f of a label y in {-1, +1} and a real score f.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to `f`. All results are float64 arrays of
the common shape of `y` and `f`, which are equal in shape unless one is a scalar.
"""

from .bounded import (
    ramp,
    ramp_grad,
    savage,
    savage_grad,
    savage_hess,
    sigmoid_loss,
    sigmoid_loss_grad,
    sigmoid_loss_hess,
)
from .rounded import (
    modified_huber,
    modified_huber_grad,
    smooth_hinge,
    smooth_hinge_grad,
    squared_hinge,
    squared_hinge_grad,
)
from .smooth import (
    exponential,
    exponential_grad,
    exponential_hess,
    logistic,
    logistic_grad,
    logistic_hess,
)
from .straight import (
    hinge,
    hinge_grad,
    perceptron,
    perceptron_grad,
    zero_one,
    zero_one_grad,
)

__all__ = [
    "zero_one",
    "zero_one_grad",
    "perceptron",
    "perceptron_grad",
    "hinge",
    "hinge_grad",
    "squared_hinge",
    "squared_hinge_grad",
    "modified_huber",
    "modified_huber_grad",
    "smooth_hinge",
    "smooth_hinge_grad",
    "exponential",
    "exponential_grad",
    "exponential_hess",
    "logistic",
    "logistic_grad",
    "logistic_hess",
    "savage",
    "savage_grad",
    "savage_hess",
    "ramp",
    "ramp_grad",
    "sigmoid_loss",
    "sigmoid_loss_grad",
    "sigmoid_loss_hess",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # where readers find them, also in messages
