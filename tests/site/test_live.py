"""Proofs that run in the page: a formula is changed, and the verdict falls."""

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from urllib.parse import quote

import pytest

from tests.site.browsing import AXE, Handler
from tests.support.contents import NOTEBOOKS, cells
from website.live.live import RUNTIME, offers

CHAPTER = "book/probability/bernoulli_mle.html"
PATIENCE = 60_000  # milliseconds; a busy machine takes long to start Python


class Strict(Handler):
    """A host that refuses what the others of these tests only report."""

    def send_header(self, keyword, value):
        super().send_header(keyword.removesuffix("-Report-Only"), value)


class Plain(SimpleHTTPRequestHandler):
    """A host without a policy."""

    def log_message(self, *args):
        pass


@pytest.fixture(params=[Strict, Plain, None], ids=["policy", "plain", "disk"])
def host(request, site):
    """The address of the site on each kind of host."""
    if request.param is None:
        yield f"{site.as_uri()}/"
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(request.param, directory=site)) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()


@pytest.fixture
def asked(page):
    """The files of the runtime that a page has asked for."""
    page.set_default_timeout(PATIENCE)
    names = []
    page.on("request", lambda r: names.extend(re.findall(r"/live/([\w.]+)", r.url)))
    return names


def bar(page):
    """Return what stands under the verdict that is open."""
    return page.locator("div.cell > .live-bar", has=page.locator("output"))


def says(page, words):
    """Wait until the verdict that is open says something."""
    bar(page).locator(".live-told", has_text=re.compile(words)).wait_for()


def change(page, area, text):
    area.fill(text)
    area.press("Control+Enter")


def article(page):
    """Return what the page says, its formulas included, and what of it is folded."""
    return page.evaluate(
        """() => {
            const article = document.querySelector("article");
            const folds = [...article.querySelectorAll("details")];
            return [article.textContent, folds.map((fold) => fold.open)];
        }"""
    )


def test_a_formula_is_broken_and_put_back(page, asked, host):
    page.goto(host + CHAPTER)
    page.evaluate("probe.settled()")
    before = article(page)
    assert asked == []
    # The first verdict that depends on a cell with 1 - p.
    page.evaluate(
        """() => {
            const cells = [...document.querySelectorAll("div.cell")];
            const has = (i) => /\\(1 - p\\)/.test(cells[i].querySelector("pre").textContent);
            const found = [...document.querySelectorAll("[data-live]")].find((button) => {
                const needed = button.dataset.live.split(" ");
                return needed.length > 1 && needed.slice(0, -1).some(has);
            });
            found.focus();
        }"""
    )
    page.keyboard.press("Enter")
    says(page, "^Ready")
    assert page.evaluate("document.activeElement.matches('.live-open textarea, .cell textarea')")
    areas = page.locator("textarea")
    original = next(area for area in areas.all() if "(1 - p)" in area.input_value())
    code = original.input_value()
    shown = "area => area.closest('div.cell').querySelector('.cell_output math').textContent"
    formula = original.evaluate(shown)
    change(page, original, code.replace("(1 - p)", "(1 + p)"))
    says(page, "^Unproved: ")
    assert "Unproved: " in bar(page).locator("output").inner_text()
    assert original.evaluate(shown) != formula
    change(page, original, code)
    says(page, "^Proved")
    assert "".join(original.evaluate(shown).split()) == formula
    change(page, original, code + "\nnp.log(2)")
    says(page, "needs numpy")
    change(page, original, code + " +")
    says(page, "is not Python")
    if host.startswith("http"):
        problems(page)
    bar(page).get_by_role("button", name="Put all back").click()
    assert article(page) == before
    assert page.evaluate("document.activeElement.textContent") == "Try it"


def problems(page):
    """Let axe find nothing, in both themes and both widths, and nothing be wider than the page."""
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            # What scrolls gets its tab stop when a page loads, and this one was loaded wide.
            found = page.evaluate("probe.axe()")
            assert [one for one in found if not one.startswith("scrollable") or "live" in one] == []
            # A text area that scrolls is a field, which needs no sign of its own.
            assert [one for one in page.evaluate("probe.overflow()") if "textarea" not in one] == []


def test_an_endless_loop_is_ended_and_the_next_proof_runs(page, asked, server):
    page.clock.install()
    page.goto(server + "book/try.html")
    page.get_by_role("button", name="Try it").first.click()
    area = page.locator("textarea")
    code = area.input_value()
    change(page, area, "while True: pass")
    says(page, "^Checking")
    page.clock.fast_forward(31_000)
    says(page, "^No answer within 30 seconds")
    change(page, area, code)
    says(page, "^Proved")


def test_a_proof_in_an_address_is_text_until_it_is_checked(page, asked, server):
    evil = "<img src=x onerror=window.evil=1>\nprint(1)"
    page.goto(f"{server}book/try.html#code={quote(evil)}")
    area = page.locator("textarea")
    assert area.input_value() == evil
    assert set(asked) <= {"live.js", "live.css"} and page.evaluate("window.evil") is None
    area.fill("identical(sp.Integer(1) + 1, 2)")
    page.get_by_role("link", name="Link to this proof").click()
    page.reload()
    assert area.input_value() == "identical(sp.Integer(1) + 1, 2)"
    assert set(asked) <= {"live.js", "live.css"}


JOBS = """async (jobs) => {
    const worker = new Worker("../live/worker.js", { type: "module" });
    const next = () => new Promise((done, failed) => {
        worker.onmessage = ({ data }) => data.failed ? failed(data.failed) : data.loaded || done(data);
    });
    worker.postMessage({ files: null });
    await next();
    const answers = [];
    for (const job of jobs) {
        worker.postMessage({ request: JSON.stringify(job) });
        answers.push(JSON.parse((await next()).answer));
    }
    return answers;
}"""


def test_every_proof_of_the_book_runs_in_the_browser(page, asked, server):
    jobs = []
    for path in NOTEBOOKS:
        code = [cell for cell in cells(path) if cell.cell_type == "code"]
        sources = [cell.source for cell in code]
        proofs = [goal for goal, _ in offers(sources) if "proof" in code[goal].metadata.get("tags", [])]
        jobs += [{"cells": sources[: goal + 1], "goal": goal} for goal in proofs]
    assert len(jobs) > 100
    # What a proof uses has come at once: if not, the names belong into website/live/runtime/modules.txt.
    late = "sorted(m for m in sys.modules if 'rest.zip' in str(getattr(sys.modules[m], '__file__', '')))"
    versions = f"import sys, sympy, mpmath\nprint(sympy.__version__, mpmath.__version__, {late})"
    rarely = "import sympy.liealgebras.type_a as a\nprint(a.TypeA(3).dimension())"  # fetched when missed
    assert "sympy.liealgebras" not in (RUNTIME / "modules.txt").read_text().split()
    jobs += [{"cells": [source], "goal": 0} for source in (versions, rarely)]
    page.goto(server + "book/try.html")
    *answers, first, second = page.evaluate(JOBS, json.loads(json.dumps(jobs)))
    wrong = [job for job, answer in zip(jobs, answers, strict=False) if answer["ended"] != "proved"]
    assert wrong == []
    assert first["outputs"] == [[0, [["text", f"{version('sympy')} {version('mpmath')} []"]]]]
    assert second["outputs"] == [[0, [["text", "4"]]]]


def test_a_page_grows_little_before_the_first_click(site):
    script = (site / "_static" / "site.js").read_text()
    stub = script[script.index("// *Try it*") :]
    for page in sorted(site.glob("book/**/*.html")):
        bars = re.findall(r'<div class="live-bar.*?</div>', page.read_text())
        assert sum(map(len, bars)) + len(stub) < 4000, page
