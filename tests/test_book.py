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
    assert 4 <= text.count("{admonition} Exercise") <= 6
    assert text.count("{admonition} Exercise") == text.count("{admonition} Solution")
    assert "## Five questions" in text
    assert "{admonition} Predict" in text


#: Decimals, percentages, and numbers of three digits and more.
NUMBER = re.compile(r"(?<![\w.,-])(?:\d+\.\d+|\d{3,}|\d+(?= ?(?:%|per cent)))(?![\w-])")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


def told(path):
    """Yield what a notebook says in prose, captions and alt texts, without roles, links and code."""
    for cell in cells(path):
        figure = cell.metadata.get("mystnb", {})
        if figure:
            yield f"{figure['figure']['caption']} {figure['image']['alt']}"
        if cell.cell_type == "markdown":
            yield re.sub(
                r"\{[\w:]+\}`[^`]*`|\]\([^)]*\)|`[^`]*`|^:label:.*$", " ", cell.source, flags=re.MULTILINE
            )


def computed(path):
    """Return the numbers in the code of a notebook and in what it printed."""
    code = [cell for cell in cells(path) if cell.cell_type == "code"]
    text = [cell.source for cell in code]
    for output in (output for cell in code for output in cell.outputs):
        shown = {kind: data for kind, data in output.get("data", {}).items() if kind.startswith("text/")}
        text += [output.get("text", ""), *shown.values()]
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub("[,_]", "", "\n".join(text))))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_number_in_prose_stands_in_a_cell(path):
    said = {number for text in told(path) for number in NUMBER.findall(text) if not YEAR.fullmatch(number)}
    assert said - computed(path) == set()
