"""What needs SymPy or Matplotlib says how to get it; the rest of the package does not need it."""

import subprocess
import sys

import pytest

MISSING = ["sympy", "mpmath", "matplotlib.pyplot"]
WITHOUT = f"import sys; sys.modules |= dict.fromkeys({MISSING}); import lossutils"


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_the_losses_need_numpy_alone():
    assert run(WITHOUT).returncode == 0


@pytest.mark.parametrize("module", ["chapters", "check", "notation", "plotting", "proof", "proof.claims"])
def test_a_missing_package_names_the_extra(module):
    error = run(f"{WITHOUT}.{module}").stderr.splitlines()[-1]
    assert error.startswith("ModuleNotFoundError: ") and "pip install 'lossutils[book]'" in error
