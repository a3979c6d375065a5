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
)
from .levels import (
    pinball,
    pinball_grad,
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
    "pinball",
    "pinball_grad",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # where readers find them, also in messages
