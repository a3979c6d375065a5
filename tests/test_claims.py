"""The ledger of claims, held to the book that it points to."""

import itertools
import re
from collections import Counter
from functools import cache

import pytest

from tests.support.contents import BOOK, NOTEBOOKS, cells

LEDGER = (BOOK / "choosing" / "claims.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\* - \(claim-(\d+)\)=\n    (\d+)\n  - (.+)\n\n    (.+)\n  - (\w+)\n  - (.+)$", re.MULTILINE
)
ROWS = ROW.findall(LEDGER)


@cache
def proved_labels():
    """Return the labels of statements whose next cell is tagged as their proof."""
    labels = set()
    for path in NOTEBOOKS:
        for cell, following in itertools.pairwise(cells(path)):
            if "proof" in following.metadata.get("tags", []):
                labels.update(re.findall(r"^:label: (\S+)", cell.source, re.MULTILINE))
    return labels


@cache
def figures():
    settings = [cell.metadata.get("mystnb", {}) for path in NOTEBOOKS for cell in cells(path)]
    return {setting["figure"]["name"] for setting in settings if "figure" in setting}


def test_all_claims_are_there_in_order():
    assert [int(row[0]) for row in ROWS] == [int(row[1]) for row in ROWS] == list(range(1, 77))


def test_the_tally_at_the_top_is_right():
    verdicts = Counter(row[4] for row in ROWS)
    assert set(verdicts) == {"true", "conditional", "false", "definition"}
    tally = (
        f"{verdicts['true']} are true, {verdicts['conditional']} hold under a condition or need a "
        f"correction, {verdicts['false']} are false, and {verdicts['definition']} are definitions"
    )
    assert tally in LEDGER


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_claim_is_settled_where_its_row_says(row):
    _, _, english, chinese, verdict, why = row
    assert re.search(r"[\u4e00-\u9fff]", chinese) or "=" in chinese or "FAQ" in chinese
    how, link = re.fullmatch(
        r".+?[.:]? ?(?:\*(Proved|Measured|Cited):\* )?(\{[a-z:]+\}`[^`]+`|\[\]\([^)]+\))", why
    ).groups()
    kind, target = re.fullmatch(r"(?:\{([a-z:]+)\}`|\[\]\()([^`)]+)[`)]", link).groups()
    assert (how is None) == (verdict == "definition")
    if how == "Proved":
        assert kind == "prf:ref" and target in proved_labels()
    elif how == "Measured":
        assert kind == "numref" and target in figures()
    elif how == "Cited":
        assert kind == "cite:t" and f"{{{target}," in (BOOK / "references.bib").read_text(encoding="utf-8")
    elif kind:
        assert kind == "prf:ref" and target in proved_labels()
    else:
        assert (BOOK / "choosing" / target).resolve().is_file()


def test_chapters_name_only_claims_that_exist_and_link_them():
    for path in NOTEBOOKS:
        for cell in cells(path):
            if cell.cell_type == "markdown":
                plain = re.findall(r"[Cc]laims? \d+\b(?! <claim-)", cell.source)
                assert not plain, f"{path.stem}: {plain}"
                for number in re.findall(r"<claim-(\d+)>", cell.source):
                    assert 1 <= int(number) <= 76
