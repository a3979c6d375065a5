"""What a reader does with the site: search, copy, download, move by keyboard, change the theme."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from functools import cache
from urllib.parse import quote, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Error

from tests.site.browsing import ROOT, Log, content_pages
from tests.support import contents

CHAPTER = "book/probability/bernoulli_mle.html"
THEME_SWITCH = re.compile("colou?r mode|theme", re.I)


def toc():
    """Return the pages in the order of the table of contents."""
    return [page.relative_to(ROOT).with_suffix(".html").as_posix() for page in contents.PAGES]


def search_field(page):
    """Return the search field, opened by its button where it hides behind one."""
    field = page.locator("input[type=search]:visible")
    if not field.count():
        page.get_by_role("button", name="Search").locator("visible=true").first.click()
    return field.first


@cache
def soup(site, page):
    """Return a page parsed, without its formulas, which are most of it."""
    text = re.sub(r"<(svg|math)\b.*?</\1>", "", (site / page).read_text(), flags=re.DOTALL)
    return BeautifulSoup(text, "html.parser")


def target(page, href):
    """Return the file that a link of a page names, relative to the root of the site."""
    return os.path.normpath(os.path.join(os.path.dirname(page), unquote(urlsplit(href).path)))


@pytest.fixture(params=["http", "disk"])
def start(request, site, server):
    """The address of the site, on the server and on the disk."""
    return server if request.param == "http" else f"{site.as_uri()}/"


def test_root_leads_to_the_first_page(page, start):
    page.goto(start + "index.html")
    page.wait_for_url(f"{start}{toc()[0]}")


def test_search_follows_a_result(page, start):
    page.goto(start + toc()[0])
    search_for(page, "snails", CHAPTER)


def test_results_show_prose_and_the_magnifier_covers_nothing(page, start):
    page.goto(f"{start}search.html?q=overfitting")
    page.get_by_text("Search finished, found").wait_for()
    icon, text = page.evaluate(
        """() => {
          const [icon, input] = document.querySelector(".bd-search").children;
          const left = input.getBoundingClientRect().left + parseFloat(getComputedStyle(input).paddingLeft);
          return [icon.getBoundingClientRect().right, left];
        }"""
    )
    assert icon < text
    if not start.startswith("file:"):
        excerpts = page.locator("#search-results p.context")
        excerpts.first.wait_for()
        assert all(60 < len(excerpt) < 250 for excerpt in excerpts.all_inner_texts())


QUERIES = {
    "MSE": "squared",
    "L2 loss": "squared",
    "least squares": "squared",
    "均方误差": "squared",
    "MAE": "absolute",
    "L1": "absolute",
    "the median": "absolute",
    "overfitting": "risk",
    "generalisation gap": "risk",
    "weight decay": "risk",
    "accuracy": "zero_one",
    "SVM": "hinge",
    "合页损失": "hinge",
    "AdaBoost": "exponential",
    "logistic regression": "logistic",
    "negative log-likelihood": "bernoulli_mle",
    "BCE": "log_loss_is_cross_entropy",
    "log loss": "log_loss_is_cross_entropy",
    "softmax loss": "cross_entropy",
    "交叉熵": "cross_entropy",
    "vanishing gradient": "sigmoid_gradients",
    "not convex": "sigmoid_gradients",
    "why not squared error with a sigmoid": "sigmoid_gradients",
}


def test_search_knows_the_names_of_practice(page, start):
    missed = {}
    for query, chapter in QUERIES.items():
        page.goto(f"{start}search.html?q={quote(query)}")
        page.get_by_text("Search finished, found").wait_for()
        first = page.eval_on_selector_all(
            "#search-results li > a", "links => links.slice(0, 3).map((link) => link.getAttribute('href'))"
        )
        if not any(link.split("#")[0].endswith(f"/{chapter}.html") for link in first):
            missed[query] = first
    assert not missed


def search_for(page, query, expected):
    """Type a query and follow the result that is expected."""
    field = search_field(page)
    field.fill(query)
    field.press("Enter")
    page.get_by_text("Search finished, found").wait_for()  # before, the list still moves
    page.locator(f'#search-results a[href*="{expected}"], .search a[href*="{expected}"]').first.click()
    page.wait_for_url(re.compile(re.escape(expected)))
    assert query in page.locator("main").inner_text().lower()


def test_query_is_text_and_nothing_else(page, start):
    evil = "<img src=x onerror=window.evil=1><script>window.evil=1</script>"
    page.goto(f"{start}search.html?q={quote(evil)}&highlight={quote(evil)}#{quote(evil)}")
    page.evaluate("probe.settled()")
    assert page.evaluate("window.evil") is None
    assert page.locator("img[src=x]").count() == 0
    assert evil in page.locator("main").inner_text() + search_field(page).input_value()


def test_copy_buttons(page, start):
    page.goto(start + CHAPTER)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    cells = page.locator("div.cell_input:visible")
    assert cells.count() > 10
    for cell in cells.all():
        cell.hover()
        cell.locator("button.copybtn").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == cell.locator("pre").inner_text().strip()


def test_theorems_have_permalinks(site):
    without = []
    for address in content_pages():
        for theorem in soup(site, address).select("div.proof[id]"):
            links = [a["href"] for a in theorem.select("a.headerlink")]
            if f"#{theorem['id']}" not in links:
                without.append(f"{address}#{theorem['id']}")
    assert not without


def test_permalink_leads_to_the_theorem(page, start):
    page.goto(start + CHAPTER)
    link = page.locator("#thm-bernoulli-mle a.headerlink")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#thm-bernoulli-mle")
    assert 0 <= page.locator("#thm-bernoulli-mle").bounding_box()["y"] < 400


def test_next_and_previous_walk_the_contents(site):
    order = toc()
    for before, after in zip(order, order[1:], strict=False):
        assert target(before, soup(site, before).select_one("a.right-next")["href"]) == after
        assert target(after, soup(site, after).select_one("a.left-prev")["href"]) == before
    assert not soup(site, order[-1]).select("a.right-next")


def test_every_page_has_its_own_head(site):
    heads = {address: soup(site, address) for address in content_pages()}
    titles = [head.title.get_text(strip=True) for head in heads.values()]
    assert {title for title in titles if titles.count(title) > 1} == set()
    missing = []
    for address, head in heads.items():
        description = head.select_one('meta[name="description"]')
        icon = head.select_one('link[rel~="icon"]')
        if not description or len(description["content"]) < 20:
            missing.append(f"{address}: description")
        if not icon or not (site / target(address, icon["href"])).is_file():
            missing.append(f"{address}: icon")
        if head.html.get("lang") != "en":
            missing.append(f"{address}: lang")
    assert not missing


def test_folded_code_shows_that_it_opens(page, server):
    page.goto(server + CHAPTER)
    folded = page.locator("details.hide").first
    label = folded.get_by_text("Set-up", exact=True)
    assert label.evaluate("e => getComputedStyle(e).display") == "list-item"  # with a triangle
    code = folded.locator("pre")
    assert not code.is_visible()
    label.click()
    assert code.is_visible()


CODE_SWITCH = "Show all code"


def test_one_switch_opens_all_code(page, start):
    """By keyboard; the next page remembers it, and that it was switched off again."""
    page.goto(start + CHAPTER)
    switch = page.get_by_role("button", name=CODE_SWITCH)
    folded = page.locator("details.hide:not([open])")
    count = folded.count()
    assert count > 5 and page.get_by_role("button", name=CODE_SWITCH, pressed=False).count() == 1
    switch.focus()
    page.keyboard.press("Enter")
    assert folded.count() == 0 and page.get_by_role("button", name=CODE_SWITCH, pressed=True).count() == 1
    page.goto(start + "book/margin/hinge.html")
    page.locator("details.hide[open]").first.wait_for()
    assert folded.count() == 0
    switch.press("Space")
    page.goto(start + CHAPTER)
    assert folded.count() == count


def test_what_is_cut_fades_at_that_side_until_it_is_seen(page, server):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(server + CHAPTER)
    page.evaluate("probe.settled()")
    box = page.locator("article .cut:visible").first
    fading = ["before", "after"]

    def fades():
        page.evaluate("probe.drawn()")
        return [box.evaluate(f"e => getComputedStyle(e).getPropertyValue('--{side}')") for side in fading]

    assert fades() == ["0px", "2.5rem"]
    box.evaluate("e => e.scrollBy({left: 5, behavior: 'instant'})")
    assert fades() == ["2.5rem", "2.5rem"]
    box.evaluate("e => e.scrollBy({left: 5000, behavior: 'instant'})")
    assert fades() == ["2.5rem", "0px"]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("probe.drawn()")
    assert page.locator("article :is(.math, .chain).cut").count() == 0


def test_the_core_of_a_chapter_takes_at_most_twelve_minutes(site):
    found = {page: soup(site, page).select_one(".minutes") for page in toc()}
    minutes = {
        page: int(re.search(r"\d+", line.get_text())[0]) for page, line in found.items() if line is not None
    }
    assert len(minutes) > 10
    assert {page: number for page, number in minutes.items() if number > 12} == {}


def test_the_ledger_shows_the_claims_of_one_verdict(page, server):
    page.goto(server + "book/choosing/claims.html")
    rows = page.locator("article tbody tr")
    assert rows.count() == 76
    page.get_by_label("false").check()
    shown = rows.locator("visible=true")
    assert shown.count() == 4 and all("false" in text for text in shown.all_text_contents())
    page.get_by_label("all", exact=True).check()
    assert shown.count() == 76


def test_formulas_are_in_the_accessibility_tree(page, server):
    page.goto(server + CHAPTER)
    page.evaluate("probe.settled()")
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    formulas = page.locator("main math").count()
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    spoken = [n for n in nodes if not n["ignored"] and n["role"]["value"] in ("math", "MathMLMath")]
    assert formulas > 50 and len(spoken) >= formulas


NOTEBOOKS = [path.relative_to(ROOT) for path in contents.NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_page_offers_its_notebook(site, notebook):
    page = notebook.with_suffix(".html").as_posix()
    links = {target(page, a["href"]) for a in soup(site, page).select('a[href$=".ipynb"]')}
    assert [link for link in links if (site / link).read_bytes() == (ROOT / notebook).read_bytes()]


def test_notebook_downloads(page, server):
    page.goto(server + CHAPTER)
    link = page.locator('a[href$=".ipynb"]').first
    if not link.is_visible():
        page.get_by_role("button", name=re.compile("download", re.I)).click()
    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == (ROOT / CHAPTER).with_suffix(".ipynb").read_bytes()


@pytest.fixture
def archive(site, tmp_path):
    """The archive of the site, unpacked."""
    link = soup(site, toc()[0]).select_one('a[href$="loss-functions-derived.zip"]')
    assert link, "the first page links to no archive"
    with zipfile.ZipFile(site / target(toc()[0], link["href"])) as packed:
        packed.extractall(tmp_path / "archive")
    entries = list((tmp_path / "archive").iterdir())
    return entries[0] if len(entries) == 1 else tmp_path / "archive"  # one folder, or its content


def test_archive_is_complete(archive):
    held = [*NOTEBOOKS, *(p.relative_to(ROOT) for p in (ROOT / "book/data").iterdir())]
    held += [p.relative_to(ROOT) for p in (ROOT / "lossutils").iterdir() if p.is_file()]
    for path in held:
        assert (archive / path).read_bytes() == (ROOT / path).read_bytes(), path
    assert (archive / "requirements.txt").is_file() and (archive / "README.md").is_file()


def test_archive_runs_after_one_line(site, archive, tmp_path):
    """In a fresh environment that sees the packages installed here, but not this folder's lossutils."""
    line = soup(site, toc()[0]).select_one("[data-run-line]").get_text().strip()
    assert line and "\n" not in line
    assert line in (archive / "README.md").read_text()
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))  # whose own .pth files are not read
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))}
    variables["PATH"] = f"{environment / 'bin'}:{variables['PATH']}"

    def run(*command, cwd):
        done = subprocess.run(command, cwd=cwd, env=variables, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("sh", "-c", line, cwd=archive.parent)
    script = "import lossutils; print(lossutils.__file__)"
    assert str(tmp_path) in run("python", "-c", script, cwd=archive / "book/probability")
    notebook = "book/probability/bernoulli_mle.ipynb"
    run("python", "-m", "nbclient.cli", "--output", "executed", notebook, cwd=archive)


@pytest.mark.parametrize("theme, width", [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("address", [toc()[0], CHAPTER, "search.html"])
def test_keyboard_walk(page, server, address, width, theme):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server + address)
    page.evaluate("probe.settled()")
    expected = page.evaluate("probe.startWalk()")
    stops = []
    for _ in range(2 * len(expected) + 20):  # copy buttons are seen only once they have the focus
        page.keyboard.press("Tab")
        stop = page.evaluate("probe.stop()")
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            break
        stops.append(stop)
    else:
        pytest.fail("the keyboard is trapped")
    places = [stop["place"] for stop in stops if stop["place"] >= 0]
    assert "skip" in stops[0]["name"].lower()
    assert places == sorted(places), "not in the order of the page"
    assert [expected[i] for i in set(range(len(expected))) - set(places)] == []
    assert [stop["name"] for stop in stops if not stop["inView"]] == []
    assert [stop["unmarked"] for stop in stops if stop["unmarked"]] == []


def test_skip_link_leads_to_the_text(page, server):
    page.goto(server + CHAPTER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_switch(page, start, theme):
    """The system's theme at first; the keyboard changes it; the choice stays; nothing else is stored."""
    page.emulate_media(color_scheme=theme)
    page.goto(start + CHAPTER)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    switch = page.get_by_role("button", name=THEME_SWITCH).first
    switch.focus()
    seen = set()
    for _ in range(3):
        page.keyboard.press("Enter")
        seen.add(page.evaluate("document.documentElement.dataset.theme"))
        if seen == {"light", "dark"} or theme not in seen:
            break
    chosen = page.evaluate("document.documentElement.dataset.theme")
    assert chosen in ("light", "dark") and seen - {theme}
    page.goto(start + "search.html")
    assert page.evaluate("document.documentElement.dataset.theme") == chosen
    assert page.evaluate("probe.stored()") == []


@pytest.fixture
def blocked(chromium, site, tmp_path):
    """A page of a browser that blocks site data, by its own setting; it must complain of nothing."""
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    kind, executable = chromium
    window = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
    context = kind.launch_persistent_context(tmp_path, executable_path=executable, **window)
    page = context.new_page()
    page.goto((site / "_static" / "favicon.svg").as_uri())  # runs no script
    with pytest.raises(Error, match="SecurityError"):
        page.evaluate("localStorage")
    log = Log(page)
    page.goto((site / CHAPTER).as_uri())
    yield page
    context.close()
    assert log.complaints == []


def test_search_works_without_site_data(blocked):
    search_for(blocked, "snails", CHAPTER)


def test_theme_and_menu_work_without_site_data(blocked):
    theme = "document.documentElement.dataset.theme"
    seen = {blocked.evaluate(theme)}
    for _ in range(3):
        blocked.get_by_role("button", name=THEME_SWITCH).first.click()
        seen.add(blocked.evaluate(theme))
    assert seen == {"light", "dark"}
    blocked.set_viewport_size({"width": 390, "height": 800})
    glossary = blocked.locator("nav.bd-docs-nav").get_by_text("Glossary")
    glossary.wait_for(state="hidden")
    blocked.locator("button.primary-toggle").click()
    glossary.click()
    blocked.wait_for_url("**/glossary.html")


def test_code_opens_without_site_data(blocked):
    blocked.get_by_role("button", name=CODE_SWITCH).click()
    assert blocked.locator("details.hide:not([open])").count() == 0


def test_paper_shows_folded_code_without_site_data(blocked):
    folded = blocked.locator("details:not([open])")
    assert folded.count() > 0
    blocked.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
