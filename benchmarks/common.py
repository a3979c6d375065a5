"""What the benchmarks of the suite, the build and growth share: copies of the book, and seconds by turns."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WORKERS = 2


def tracked():
    """Return the paths of the files under version control, as they are on disk."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split("\0") if (ROOT / name).is_file()]


def copy(to, names):
    for name in names:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)


def chapters():
    """Return the paths of the notebooks, from the root of the book."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / "book").glob("*/*.ipynb"))


def copy_notebooks(to, *, copies=1, imports_only=False):
    """Copy what the notebooks' tests need, each notebook several times or only its import cell."""
    needed = ("conftest.py", "pyproject.toml", "requirements.txt", "book/data/")
    copy(to, [name for name in tracked() if name.startswith(needed)])
    for path in chapters():
        notebook = nbformat.read(ROOT / path, as_version=4)
        if imports_only:
            notebook.cells = notebook.cells[1:2]
        for number in range(1, copies + 1):
            target = to / path.with_stem(f"{path.stem}{'' if number == 1 else number}")
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, target)


def run(*command, cwd=ROOT):
    """Run a command in silence and return its wall time in seconds; show its output if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}{command} failed")
    return seconds


def test_notebooks(folder):
    """Return the seconds that `make test-notebooks` takes for the notebooks of another folder."""
    return run("make", "test-notebooks", f"CHAPTERS={folder / 'book'}")


def build(folder):
    """Return the seconds that the build of a copy of the book takes."""
    options = ["-W", "-n", "--keep-going"]
    return run(BIN / "python", BIN / "jupyter-book", "build", ".", *options, cwd=folder)


def by_turns(repeats, **runs):
    """Return the seconds of each run, `repeats` times, the runs taking turns."""
    seconds = {name: [] for name in runs}
    for _ in range(repeats):
        for name, timed in runs.items():
            seconds[name].append(timed())
    return seconds


def row(name, values, unit):
    low, middle, high = min(values), statistics.median(values), max(values)
    print(f"{name:<38} {low:8.2f} {middle:8.2f} {high:8.2f} {unit}", flush=True)


def ratios(name, values, others):
    """Print the ratios of two lists of seconds, turn by turn."""
    row(name, [a / b for a, b in zip(values, others, strict=True)], "")


def heading():
    print(f"{'':<38} {'min':>8} {'median':>8} {'max':>8}")
