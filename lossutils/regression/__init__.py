"""Losses on the difference of a real target y and a real prediction f.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to `f`. All results are float64 arrays of
the common shape of `y` and `f`, which are equal in shape unless one is a scalar.
"""

from .basic import (
    absolute,
    absolute_grad,
    squared,
    squared_grad,
    squared_hess,
    zero_one_tolerance,
    zero_one_tolerance_grad,
)
from .between import (
    huber,
    huber_grad,
    log_cosh,
    log_cosh_grad,
    log_cosh_hess,
    pseudo_huber,
    pseudo_huber_grad,
    pseudo_huber_hess,
)
from .levels import (
    epsilon_insensitive,
    epsilon_insensitive_grad,
    expectile,
    expectile_grad,
    pinball,
    pinball_grad,
    squared_epsilon_insensitive,
    squared_epsilon_insensitive_grad,
)
from .robust import (
    cauchy,
    cauchy_grad,
    cauchy_hess,
    tukey,
    tukey_grad,
    tukey_hess,
    welsch,
    welsch_grad,
    welsch_hess,
)

__all__ = [
    "squared",
    "squared_grad",
    "squared_hess",
    "absolute",
    "absolute_grad",
    "zero_one_tolerance",
    "zero_one_tolerance_grad",
    "huber",
    "huber_grad",
    "pseudo_huber",
    "pseudo_huber_grad",
    "pseudo_huber_hess",
    "log_cosh",
    "log_cosh_grad",
    "log_cosh_hess",
    "cauchy",
    "cauchy_grad",
    "cauchy_hess",
    "welsch",
    "welsch_grad",
    "welsch_hess",
    "tukey",
    "tukey_grad",
    "tukey_hess",
    "pinball",
    "pinball_grad",
    "expectile",
    "expectile_grad",
    "epsilon_insensitive",
    "epsilon_insensitive_grad",
    "squared_epsilon_insensitive",
    "squared_epsilon_insensitive_grad",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # where readers find them, also in messages
