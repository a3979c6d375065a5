"""Loss functions with their gradients and Hessians, for *Loss Functions, Derived*.

The modules carry the names of the book's parts: `regression`, `margin`, `probability` and, for
averages and penalties, `risk`. `LOSSES` lists every loss once. `proof`, `check` and `plotting`
need SymPy or Matplotlib and are imported by name.
"""

from . import margin, probability, regression, risk
from .registry import LOSSES, Loss

__all__ = ["LOSSES", "Loss", "margin", "probability", "regression", "risk"]
