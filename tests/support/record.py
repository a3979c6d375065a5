"""Executes chapters in process, and keeps every claim that their proof words establish."""

import contextlib
import re
from dataclasses import dataclass, field

import matplotlib.pyplot as plt

from lossutils import proof
from tests.support.contents import cells
from tools.mutants.chapters import Chapter

LABEL = re.compile(r"\{prf:\w+\} .+\n:label: (\S+)\n")


@dataclass(frozen=True)
class Record:
    """A claim, and where it was made."""

    chapter: str
    cell: str
    theorem: str | None  # the label of the box that the cell proves
    claim: object = field(repr=False)


class _Recorded(Chapter):
    """A chapter that keeps (number of the cell, claim) while it is executed."""

    def __init__(self, path):
        self.claims = []
        super().__init__(path)

    def execute(self, source):
        established, number = proof._established, len(self.verdicts)

        def kept(claim):
            self.claims.append((number, claim))
            return established(claim)

        proof._established = kept
        try:
            return super().execute(source)
        finally:
            proof._established = established


def records(path):
    """Return the claims of a chapter, in the order in which they were established."""
    theorem, boxes = None, []
    for cell in cells(path):
        if cell.cell_type == "markdown":
            theorem = (LABEL.findall(cell.source) or [None])[-1]
        else:
            boxes.append(theorem if "proof" in cell.metadata.get("tags", []) else None)
    with _figures_closed(), contextlib.chdir(path.parent):
        chapter = _Recorded(path)
    return [Record(path.stem, chapter.cells[n].id, boxes[n], claim) for n, claim in chapter.claims]


@contextlib.contextmanager
def _figures_closed():
    show = plt.show
    plt.switch_backend("agg")
    plt.show = lambda: plt.close("all")
    try:
        yield
    finally:
        plt.show = show
