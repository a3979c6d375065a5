"""Losses on probabilities and logits, in nats, with the functions that they are made of.

Gradients (`_grad`) and Hessians (`_hess`) are with respect to the second argument. All results
are float64. A certain and wrong probability costs ``inf``; nothing is clipped.
"""

from .binary import (
    bernoulli_log_likelihood,
    binary_cross_entropy,
    binary_cross_entropy_grad,
    binary_cross_entropy_hess,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_grad,
    binary_cross_entropy_with_logits_hess,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    sigmoid_squared_error_hess,
)
from .classes import (
    cross_entropy,
    cross_entropy_grad,
    cross_entropy_hess,
    cross_entropy_with_logits,
    cross_entropy_with_logits_grad,
    cross_entropy_with_logits_hess,
    entropy,
    kl_divergence,
    one_hot,
)
from .links import (
    log_sigmoid,
    log_softmax,
    logit,
    logsumexp,
    sigmoid,
    softmax,
)

__all__ = [
    "sigmoid",
    "log_sigmoid",
    "logit",
    "softmax",
    "log_softmax",
    "logsumexp",
    "bernoulli_log_likelihood",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "binary_cross_entropy_hess",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_grad",
    "binary_cross_entropy_with_logits_hess",
    "sigmoid_squared_error",
    "sigmoid_squared_error_grad",
    "sigmoid_squared_error_hess",
    "cross_entropy",
    "cross_entropy_grad",
    "cross_entropy_hess",
    "cross_entropy_with_logits",
    "cross_entropy_with_logits_grad",
    "cross_entropy_with_logits_hess",
    "entropy",
    "kl_divergence",
    "one_hot",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # where readers find them, also in messages
