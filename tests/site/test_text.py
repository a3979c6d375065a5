"""The text for tools and other readers: `llms.txt`, and every page as Markdown."""

import re

import pytest

from tests.site.browsing import SITE
from tests.support.contents import BOOK, NOTEBOOKS, PAGES, ROOT
from tests.support.statements import boxes, name_of

OVERVIEW = (SITE / "llms.txt").read_text(encoding="utf-8")
THEOREMS = re.findall(r"^- \[(.+)\]\((.+)\.html#(.+)\): (.+)$", OVERVIEW, re.MULTILINE)


def test_every_theorem_is_listed_with_what_was_proved_and_leads_to_its_place():
    index = re.findall(
        r"^- \{prf:ref\}`(.+?)`", (BOOK / "theorems.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [label for _, _, label, _ in THEOREMS] == index
    for _, page, label, _ in THEOREMS:
        assert f'id="{label}"' in (SITE / f"{page}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_a_page_as_text_has_its_theorems_with_their_verdicts(path):
    text = (SITE / "book" / f"{name_of(path)}.md").read_text(encoding="utf-8")
    said = {label: words for _, _, label, words in THEOREMS}
    for box in boxes(path):
        assert f"{box.title}.**" in text
        assert box.markdown in text
        assert said[box.label].startswith("✓ ")


def test_a_page_leads_to_its_text_which_a_plain_reader_of_markdown_understands():
    for path in PAGES:
        page = path.relative_to(ROOT).with_suffix("")
        text = (SITE / page).with_suffix(".md")
        link = f'<link rel="alternate" type="text/markdown" href="{text.name}"/>'
        assert link in (SITE / page).with_suffix(".html").read_text(encoding="utf-8")
        assert not re.search(r"\{[\w:]+\}`|^[`:]{3,}\{", text.read_text(encoding="utf-8"), re.MULTILINE), page
        assert f"({page.as_posix()}.md)" in OVERVIEW
