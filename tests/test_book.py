"""Rules for the book as a whole: its pages, sources, terms and exercises."""

import re

import pytest

from tests.support.contents import BOOK, NOTEBOOKS, PAGES, cells

CHAPTERS = [path for path in NOTEBOOKS if path.stem not in {"formulas", "cost"}]


def prose(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")


def test_no_page_is_an_orphan():
    found = {path for suffix in ("md", "ipynb") for path in BOOK.rglob(f"*.{suffix}")}
    found = {path for path in found if not {"data", ".ipynb_checkpoints"} & set(path.parts)}
    assert found == set(PAGES)


def test_every_source_is_cited_and_every_citation_has_its_source():
    entries = re.findall(
        r"^@\w+\{(\w+),", (BOOK / "references.bib").read_text(encoding="utf-8"), re.MULTILINE
    )
    roles = [keys for page in PAGES for keys in re.findall(r"\{cite:[a-z]+\}`([^`]+)`", prose(page))]
    cited = {key.strip() for keys in roles for key in keys.split(",")}
    assert sorted(entries) == sorted(cited)


def test_addresses_of_sources_are_whole():
    text = (BOOK / "references.bib").read_text(encoding="utf-8")
    identifiers = re.findall(r"^  doi = \{(.*)\},$", text, re.MULTILINE)
    assert len(set(identifiers)) == len(identifiers) == len(re.findall("doi", text)) > 30
    assert all(re.fullmatch(r"10\.\d{4,9}/[\w.:;()<>/-]+", identifier) for identifier in identifiers)
    assert all(re.fullmatch(r"https?://[\w./-]+", url) for url in re.findall(r"url = \{(.*)\}", text))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_links_its_terms_and_functions_and_ends_with_exercises(path):
    text = prose(path)
    terms = re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", text)
    assert len(terms) >= 5
    assert len(terms) == len(set(terms)), "a term is linked where it first appears, and only there"
    assert "{py:" in text
    assert 2 <= text.count("{admonition} Exercise") <= 6
    assert text.count("{admonition} Exercise") == text.count("{admonition} Solution")
    assert "*After this chapter you can*" in text or "## Five questions" in text
    assert "{admonition} Predict" in text
