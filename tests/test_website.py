"""How pages are made: formulas, style sheets, the files of others, the ways to the repository."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile

import jinja2
import nbformat
import pytest
import tinycss2
import yaml
from bs4 import BeautifulSoup
from docutils import nodes

from tests.support.contents import BOOK, NOTEBOOKS, ROOT
from tests.support.tables import rows
from website import archive, bundle, chapters, pages, search
from website.live.live import RUNTIME
from website.typeset import typeset

WEBSITE = ROOT / "website"
VENDORED = rows(WEBSITE / "VENDORED.md")


def test_a_formula_becomes_a_picture_with_mathml_and_its_glyphs_are_known():
    (markup,), glyphs = typeset.typeset([(r"\frac{1}{2} + x^2", False)])
    assert markup.count("<svg") == markup.count("<math") == 1
    assert "<mfrac>" in markup and "<msup>" in markup
    used = set(re.findall(r'href="#([^"]+)"', markup))
    assert len(used) == 4 and used <= glyphs.keys()  # 1, 2, +, x


def test_what_is_no_tex_is_told_and_does_not_stop_the_others():
    (wrong, right), _ = typeset.typeset([(r"\frac{1}{", True), ("y", True)])
    assert isinstance(wrong, ValueError) and "brace" in str(wrong)
    assert "<mi>y</mi>" in right


def used(css, *words):
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tinycss2.serialize(bundle.used(rules, set(words)))


def test_rules_for_classes_that_no_page_has_are_dropped():
    css = ".a, .b p {color: red} .c {top: 0} #d {left: 0} p:not(.c) {right: 0}"
    assert used(css, "a") == ".a{color: red}p:not(.c) {right: 0}"


def test_rules_within_media_are_dropped_too():
    assert used("@media print {.a {top: 0} .b {top: 0}} @media print {.b {top: 0}}", "a").count(".b") == 0


def test_paper_is_white_whatever_the_theme():
    dark, light = tinycss2.parse_stylesheet(
        'html[data-theme="dark"] p {color: white} html[data-theme="light"] p {color: black}', True, True
    )
    assert bundle.on_paper(dark).startswith("@media screen{")
    assert "@media print{html[data-theme] p {color: black}}" in bundle.on_paper(light)


def test_all_files_of_others_are_listed_once():
    files = [path for path in WEBSITE.glob("*/*/*") if path.suffix != ".pyc" and path.parent != RUNTIME]
    found = [path.relative_to(WEBSITE).as_posix() for path in files]
    found += [f"../tests/site/{path.name}" for path in (ROOT / "tests" / "site").glob("*.min.js")]
    assert sorted(row["File"] for row in VENDORED) == sorted(found)


@pytest.mark.parametrize("row", VENDORED, ids=lambda row: row["File"])
def test_a_file_of_others_is_as_listed(row):
    assert hashlib.sha256((WEBSITE / row["File"]).read_bytes()).hexdigest() == row["SHA-256"]
    assert re.fullmatch(r"[a-z-]+ \d+\.\d+\.\d+", row["Package"]) and row["Path in the package"]


def test_the_archive_has_all_notebooks_and_the_whole_package():
    with zipfile.ZipFile(io.BytesIO(archive.archive(NOTEBOOKS))) as packed:
        held = {name.removeprefix(f"{archive.NAME}/") for name in packed.namelist()}
    listing = subprocess.run(
        ["git", "ls-files", "lossutils", "book/data"], cwd=ROOT, capture_output=True, text=True
    )
    committed = set(listing.stdout.split())
    assert len(committed) > 15
    assert committed <= held
    assert {path.relative_to(ROOT).as_posix() for path in NOTEBOOKS} <= held
    assert {"README.md", "LICENSE", "pyproject.toml", "requirements.txt"} <= held


def built(folder, conf, **variables):
    """Build the book in a folder, and return its pages, parsed, by their names."""
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    hidden = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", folder, folder / "html"],
        cwd=ROOT,
        env={**hidden, **variables},
        check=True,
    )
    return {path.stem: BeautifulSoup(path.read_text(), "html.parser") for path in folder.glob("html/*.html")}


def links(folder, **variables):
    """Build a book of one page as the book is configured, and return the links of its pages by their text."""
    options = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    conf = f"""
project = "Toy"
root_doc = "start"
extensions = ["website.pages", "website.archive"]
html_theme = "sphinx_book_theme"
html_theme_options = {options["html_theme_options"]}
templates_path = [{str(WEBSITE / "templates")!r}]
"""
    (folder / "start.rst").write_text("What & why\n==========\n\nWords.\n", encoding="utf-8")
    found = built(folder, conf, **variables)
    assert {"404", "genindex", "search", "start"} <= set(found)
    return {
        name: {a.get_text(): a["href"] for a in page.select(".bd-footer-article a")}
        for name, page in found.items()
        if name != "index"  # it leads elsewhere at once
    }


def test_every_page_leads_to_the_repository_where_it_is_known(tmp_path):
    found = links(tmp_path, REPOSITORY_URL="https://forge.example/a/book/")
    for name, titles in found.items():
        assert titles["Report a mistake"].startswith("https://forge.example/a/book/issues/new?title="), name
    assert found["start"]["Report a mistake"].endswith("?title=What%20%26%20why")
    assert found["start"]["Edit"] == "https://forge.example/a/book/edit/main/start.rst"
    assert "Edit" not in found["search"]


def test_no_page_speaks_of_a_repository_that_is_not_known(tmp_path):
    assert not {"Report a mistake", "Edit"} & set().union(*links(tmp_path).values())


def launched(repository):
    """Return the links of the box on running a notebook, and its text."""
    notebook = "book/margin/hinge.ipynb"
    box = jinja2.Template((WEBSITE / "templates" / "run.html").read_text(encoding="utf-8")).render(
        _=str,
        pathto=lambda name, _: name,
        archive="all",
        notebook=notebook,
        launches=pages.launches(repository, notebook),
        repository_url=repository,
    )
    box = BeautifulSoup(box, "html.parser")
    return {a.get_text(): a["href"] for a in box.select("a[href^=https]")}, box.get_text()


def test_a_notebook_starts_on_binder_and_colab_where_the_repository_is_known():
    found, text = launched("https://github.com/some/book")
    assert found == {
        "JupyterLab on Binder": "https://mybinder.org/v2/gh/some/book/HEAD?labpath=book%2Fmargin%2Fhinge.ipynb",
        "Colab": "https://colab.research.google.com/github/some/book/blob/HEAD/book/margin/hinge.ipynb",
    }
    assert "%pip install git+https://github.com/some/book" in text


def test_a_notebook_starts_on_binder_alone_from_another_host_and_nowhere_without_one():
    found, text = launched("https://forge.example/a/book")
    at = "https://mybinder.org/v2/git/https%3A%2F%2Fforge.example%2Fa%2Fbook/HEAD?labpath="
    assert found == {"JupyterLab on Binder": f"{at}book%2Fmargin%2Fhinge.ipynb"}
    assert "%pip" not in text
    assert launched("")[0] == {}


BOX = """```{prf:theorem} Ones count
:label: thm-ones
A headline.

*By words:* the rest.
```"""
VERDICT = """✓ For all $0 < p < 1$:

| | |
|---|---|
| $\\displaystyle a$ | |
| ${} = b$ | a reason |"""


def code(source, *tags, **outputs):
    """Return a code cell with one result, its formats given by name."""
    data = {name.replace("_", "/"): value for name, value in outputs.items()}
    results = [nbformat.v4.new_output("execute_result", data, execution_count=1)] if data else []
    return nbformat.v4.new_code_cell(source, outputs=results, metadata={"tags": [*tags]})


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """The text of a small chapter as its page shows it."""
    folder = tmp_path_factory.mktemp("chapter")
    solution = "````{admonition} Solution\n:class: dropdown\nIn words.\n````"
    text = nbformat.v4.new_markdown_cell
    shown = {"text_plain": "it holds", "text_markdown": VERDICT}
    cells = [
        text("# A chapter\n\nA question?\n\n## Summary"),
        code("import sympy", "hide-input"),
        code("draw()", "figure", "hide-input"),
        text(BOX),
        code("first()", "proof", "hide-input", **shown),
        code("alone()", "proof", **shown),
        text(BOX.replace("thm-ones", "thm-old")),
        code("old()", "proof", text_plain="True"),
        text(solution),
        code("solve()", "solution", text_plain="42"),
    ]
    language = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=language), folder / "start.ipynb")
    conf = """
project = "Toy"
root_doc = "start"
extensions = ["sphinx_proof", "website.typeset.typeset", "website.chapters", "website.pages"]
html_math_renderer = "typeset"
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
"""
    return built(folder, conf)["start"]


def test_a_verdict_stands_in_its_box_before_what_remains_words(chapter):
    box = chapter.select_one("#thm-ones")
    parts = [part.get_text() for part in box.select("p, .step, .reason")]
    places = [
        next(i for i, part in enumerate(parts) if words in part) for words in ("headline", "✓", "By words")
    ]
    assert places == sorted(places) and parts[-1].startswith("By words")
    assert chapter.get_text().count("✓") == 2
    assert not box.find_next_sibling("div", class_="cell").select(".cell_output")


def cell_with(chapter, source):
    """Return the text of the cell with a piece of code."""
    return next(text for cell in chapter.select(".cell") if source in (text := cell.get_text()))


def test_a_verdict_without_a_box_before_it_stays_in_its_cell(chapter):
    assert "✓" in cell_with(chapter, "alone()")


def test_a_result_in_plain_text_stays_in_its_cell(chapter):
    assert "True" in cell_with(chapter, "old()")
    assert "True" not in chapter.select_one("#thm-old").get_text()


def test_a_chain_is_no_table(chapter):
    chain = chapter.select_one("#thm-ones .chain")
    assert [part["class"][0] for part in chain.find_all("div")] == ["step", "step", "reason"]
    assert chain.select(".step .math svg") and chain.select_one(".reason").get_text(strip=True) == "a reason"
    assert not chapter.find("table")


def test_folded_code_says_what_it_is(chapter):
    folded = {
        details.pre.get_text().strip(): details.summary.get_text()
        for details in chapter.select("details.hide")
    }
    assert folded == {"import sympy": "Set-up", "draw()": "The code", "first()": "The proof"}


def test_the_code_of_a_solution_is_folded_with_it(chapter):
    assert "solve()" in chapter.select_one("details.dropdown").get_text()
    assert chapter.get_text().count("solve()") == chapter.get_text().count("42") == 1


def paragraph(words):
    return nodes.paragraph("", "word " * words)


def section(title, *content):
    return nodes.section("", nodes.title("", title), *content)


def cell(lines, **attributes):
    source = nodes.literal_block("", "line\n\n" * lines)
    return nodes.container("", nodes.container("", source, classes=["cell_input"]), **attributes)


@pytest.mark.parametrize(
    "seconds, node",
    [
        (60, paragraph(200)),
        (0.6, nodes.paragraph("", "", nodes.Text("where "), nodes.math("", "s = t"))),
        (10, nodes.math_block("", "a = b")),
        (20, nodes.math_block("", r"\begin{aligned} a \\ b \end{aligned}")),
        (10, nodes.container("", nodes.paragraph("", "", nodes.math("", "= b")), classes=["step"])),
        (15, nodes.image()),
        (0.6, nodes.raw("", "<table><td>two</td><td>words</td></table>", format="html")),
        (18, cell(3)),
        (0, cell(3, hide_mode="input")),
        (0.3, section("Title")),
        (0, section("Deeper: more", paragraph(200))),
        (0, section("Exercises", paragraph(200))),
        (0, section("Five questions", paragraph(200))),
        (0, nodes.admonition("", paragraph(200), classes=["dropdown"])),
        (0, nodes.comment("", "not seen")),
    ],
)
def test_seconds_of_reading(seconds, node):
    assert chapters.seconds(node) == pytest.approx(seconds)


def test_a_chapter_says_under_its_title_how_long_it_takes(chapter):
    assert chapter.select_one("h1 + .minutes").get_text() == "About 1 minutes"


def test_every_chapter_of_a_loss_has_names_of_practice_and_no_name_leads_to_two():
    names = search.names(BOOK / "names.md")
    parts = {"regression", "margin", "probability"}
    losses = {
        path.relative_to(BOOK).with_suffix("").as_posix() for path in NOTEBOOKS if path.parent.name in parts
    }
    assert names.keys() == losses | {"foundations/risk", "foundations/zero_one", "choosing/recipe"}
    every = [name.lower() for chapter in names.values() for name in chapter]
    assert len(every) == len(set(every)) > 60
