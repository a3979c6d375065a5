"""Lets nbval compare figures as pictures, notice deprecation warnings in cells, and say why a kernel died."""

import re
import tempfile
from pathlib import Path
from queue import Empty
from time import monotonic

import matplotlib
import nbval.plugin
from nbval.kernel import RunningKernel, start_new_kernel
from nbval.plugin import IPyNbCell

from tests.support.pictures import TOLERANCE, picture_difference

REQUIREMENTS = (Path(__file__).parent / "requirements.txt").read_text(encoding="utf-8")
PINNED = re.search(r"^matplotlib==(\S+)", REQUIREMENTS, re.MULTILINE)[1]

# Other warnings are printed, and nbval fails the cell; these would be ignored where a library causes them.
STRICT = "__import__('warnings').simplefilter('error', DeprecationWarning)"


class Kernel(RunningKernel):
    """A kernel in which deprecation warnings are errors once it runs, and which tells why it died."""

    def __init__(self, kernel_name, cwd=None, startup_timeout=60):
        self._stderr = tempfile.TemporaryFile("w+", errors="replace")
        options = {"kernel_name": kernel_name, "cwd": cwd, "startup_timeout": startup_timeout}
        try:
            self.km, self.kc = start_new_kernel(stderr=self._stderr, **options)
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self._last_words()}") from None
        self._ensure_iopub_up()
        # Not before: on Python 3.12 and later the start itself is deprecated.
        message = self.execute_cell_input(STRICT, allow_stdin=False)
        self.await_reply(message, startup_timeout)
        self.await_idle(message, startup_timeout)

    def _last_words(self):
        self._stderr.seek(0)
        return self._stderr.read().strip()

    def get_message(self, stream, timeout=None):
        """Wait for a message as long as the kernel lives."""
        start = monotonic()
        while True:
            try:
                return super().get_message(stream, timeout=1)
            except Empty:
                if not self.is_alive():
                    raise RuntimeError(f"the kernel died\n{self._last_words()}") from None
                if timeout is not None and monotonic() - start >= timeout:
                    raise


nbval.plugin.RunningKernel = Kernel


def _pictures(outputs):
    return [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]


_compare_text = IPyNbCell.compare_outputs


def compare_outputs(cell, test, ref, skip_compare=None):
    """Compare the outputs of a cell as nbval does, and its figures as pictures."""
    same = _compare_text(cell, test, ref, skip_compare)
    got, expected = _pictures(test), _pictures(ref)
    if len(got) != len(expected):
        cell.comparison_traceback.append(f"{len(expected)} figures stored, {len(got)} drawn")
        return False
    if matplotlib.__version__ != PINNED:  # the same figure has other pixels
        return same
    for number, (new, old) in enumerate(zip(got, expected, strict=True), start=1):
        difference = picture_difference(old, new)
        if difference > TOLERANCE:
            cell.comparison_traceback.append(f"figure {number} differs by {difference:.1f} of 255 in a tile")
            same = False
    return same


IPyNbCell.compare_outputs = compare_outputs


def pytest_terminal_summary(terminalreporter):
    """Say whether figures were compared."""
    if matplotlib.__version__ == PINNED:
        terminalreporter.write_line(f"Figures were compared: Matplotlib {PINNED}.")
    else:
        terminalreporter.write_line(
            f"Figures were drawn but NOT compared: Matplotlib {matplotlib.__version__}, stored ones {PINNED}."
        )
