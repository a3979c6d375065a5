"""How notebooks are run, shown on small ones: a deprecation fails a cell, and a kernel that dies says why."""

import os
import re
import subprocess
import sys

import nbformat
import pytest


@pytest.fixture
def run(request, tmp_path):
    """Run code as the only cell of a notebook with the hooks of this book; return what pytest prints."""

    def run(source):
        cell = nbformat.v4.new_code_cell(source, execution_count=1)
        path = tmp_path / "small.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        command = [sys.executable, "-m", "pytest", "-p", "conftest", "--nbval", "--nbval-current-env", path]
        variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            command, cwd=request.config.rootpath, env=variables, text=True, capture_output=True
        )
        return re.sub(r"\x1b\[[\d;]*m", "", done.stdout)  # without colours

    return run


def test_a_cell_without_fault_passes(run):
    assert "1 passed" in run("answer = 42")


def test_a_deprecation_warning_from_a_library_stops_a_cell(run):
    library = "import warnings; warnings.warn('old', DeprecationWarning)"
    said = run(f"exec({library!r}, {{'__name__': 'library'}})")
    assert "1 failed" in said and "DeprecationWarning: old" in said


def test_a_kernel_that_dies_in_a_cell_says_why(run):
    said = run("import os; os.write(2, b'out of paper'); os._exit(1)")
    assert "1 failed" in said and "the kernel died" in said and "out of paper" in said


def test_a_kernel_that_dies_at_its_start_says_why(run, tmp_path):
    dies = "import sys\nif 'ipykernel_launcher' in sys.orig_argv: sys.exit('no kernel today')\n"
    (tmp_path / "sitecustomize.py").write_text(dies)
    said = run("answer = 42")
    assert "1 error" in said and "no kernel today" in said
