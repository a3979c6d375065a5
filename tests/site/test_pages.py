"""What holds on every page, in both themes and both widths: one visit each, and the tests read its record."""

import io
from importlib.resources import files

import numpy as np
import pytest
from PIL import Image

from tests.site.browsing import PROBE, Log, content_pages

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
MEASURES = ["overflow", "formulas", "pictures", "stored"]  # in probe.js
KINDS = [*MEASURES, "figures", "axe", "motion", "paper", "policy", "foreign", "complaints"]

VISITS = [
    pytest.param((page, theme, width), id=f"{page}-{theme}-{width}", marks=pytest.mark.xdist_group(page))
    for theme in ("light", "dark")
    for width in (1280, 390)
    for page in content_pages()
]


@pytest.fixture(scope="session")
def contexts(browser):
    """One browser context for each theme and width, made when it is first asked for."""
    made = {}

    def context(theme, width):
        if (theme, width) not in made:
            made[theme, width] = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=theme
            )
            made[theme, width].add_init_script(path=PROBE)
        return made[theme, width]

    yield context
    for context in made.values():
        context.close()


def figures(page, theme):
    """Return the figures whose ground is not that of the theme, or on which the ink does not stand out."""
    found = []
    for image in page.locator("article img:visible").all():
        picture = Image.open(io.BytesIO(image.screenshot())).convert("RGB")
        rgb = np.asarray(picture) / 255
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        luminance = linear @ [0.2126, 0.7152, 0.0722]
        levels, counts = np.unique(luminance.round(3), return_counts=True)
        ground = levels[counts.argmax()]
        brighter, darker = np.maximum(luminance, ground), np.minimum(luminance, ground)
        ink = np.quantile((brighter + 0.05) / (darker + 0.05), 0.998)
        if (ground > 0.5) != (theme == "light") or ink < 4.5:
            found.append(
                f"{image.get_attribute('src')}: luminance of the ground {ground}, contrast {ink:.1f}"
            )
    return found


@pytest.fixture(scope="session")
def records():
    """The visits so far: the order of the tests is not that of the pages."""
    return {}


@pytest.fixture(params=VISITS)
def visit(request, contexts, server, records):
    """The record of one visit: its findings by kind."""
    if request.param not in records:
        records[request.param] = record_of(*request.param, contexts, server)
    return records[request.param]


def record_of(address, theme, width, contexts, server):
    page = contexts(theme, width).new_page()
    log = Log(page)
    page.goto(server + address)
    page.evaluate("probe.settled()")
    page.evaluate("probe.pictured()")
    seen = figures(page, theme) if width == 1280 else []  # their colours are those of either width
    record = {
        "theme": page.evaluate("document.documentElement.dataset.theme"),
        "jumps": page.evaluate("probe.jumps"),
        **{measure: page.evaluate(f"probe.{measure}()") for measure in MEASURES},
    }
    record["figures"] = seen
    page.evaluate("probe.emptyFormulas()")
    page.evaluate(AXE)
    record["axe"] = page.evaluate("probe.axe()")
    page.emulate_media(reduced_motion="reduce")
    record["motion"] = page.evaluate("probe.motion()")
    page.set_viewport_size({"width": 718, "height": 1047})  # A4 with margins of 1 cm
    page.emulate_media(media="print")
    record["paper"] = page.evaluate("probe.paper()")
    record["policy"] = page.evaluate("probe.violations")
    page.close()
    return record | {"foreign": log.foreign, "complaints": log.complaints, "asked": theme}


@pytest.mark.parametrize("kind", KINDS)
def test_finds_nothing(visit, kind):
    assert visit[kind] == []


def test_theme_is_the_readers(visit):
    assert visit["theme"] == visit["asked"]


def test_does_not_jump(visit):
    assert sum(shift for shift, _ in visit["jumps"]) < 0.01, visit["jumps"]
