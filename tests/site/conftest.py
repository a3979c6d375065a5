"""The built book, a server for it, and a browser. `make test-site` runs these tests."""

import os
import shutil
import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import sync_playwright

from tests.site.browsing import PROBE, SITE, Handler, Log


@pytest.fixture(scope="session")
def site():
    return SITE


@pytest.fixture(scope="session")
def server(site):
    """The address of the book on a server of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site)) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/"
        httpd.shutdown()


@pytest.fixture(scope="session")
def chromium():
    """Playwright's handle of Chromium, and where it is installed."""
    executable = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    assert executable, "no browser: install chromium, or name a Chromium or Chrome in CHROMIUM"
    with sync_playwright() as playwright:
        yield playwright.chromium, executable


@pytest.fixture(scope="session")
def browser(chromium):
    kind, executable = chromium
    browser = kind.launch(executable_path=executable)
    yield browser
    browser.close()


@pytest.fixture
def page(browser):
    """A fresh page; in the end it must have asked no one else for anything and complained of nothing."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(path=PROBE)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.set_default_navigation_timeout(60_000)
    log = Log(page)
    yield page
    violations = page.evaluate("probe.violations")
    context.close()
    assert [*log.foreign, *log.complaints, *violations] == []


@pytest.fixture(scope="session")
def contexts(browser):
    """One browser context for each theme and width, made when it is first asked for."""
    made = {}

    def context(theme, width):
        if (theme, width) not in made:
            viewport = {"width": width, "height": 800}
            made[theme, width] = browser.new_context(viewport=viewport, color_scheme=theme)
            made[theme, width].add_init_script(path=PROBE)
        return made[theme, width]

    yield context
    for context in made.values():
        context.close()
