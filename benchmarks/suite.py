"""What testing the notebooks costs, beside its floor: `make bench-suite`.

The floor starts the same number of kernels on the same two workers and runs the import cell of each
notebook in them, and nothing else.
"""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import common

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as full, tempfile.TemporaryDirectory() as floor:
        common.copy_notebooks(Path(full))
        common.copy_notebooks(Path(floor), imports_only=True)
        test = common.test_notebooks
        seconds = common.by_turns(
            repeats, notebooks=partial(test, Path(full)), floor=partial(test, Path(floor))
        )
    print(f"{len(common.chapters())} notebooks, {common.WORKERS} workers, {repeats} turns")
    common.heading()
    common.row("notebooks", seconds["notebooks"], "s")
    common.row("floor: kernels and imports", seconds["floor"], "s")
    common.ratios("notebooks / floor", seconds["notebooks"], seconds["floor"])
