"""What holds on every page: two visits to each, so chosen that each fault shows in one of them.

Jumps, names, roles and what a page asks for depend on the width and not on the theme, so each width has one
visit: the desktop in the light theme from a server, the phone in the dark theme from disk. Then the system
changes its theme, and what has colours is seen again: text, figures, and the page on paper.
"""

import pytest

from tests.site.browsing import AXE, Log, content_pages

VISITS = {"desktop": ("light", 1280), "phone": ("dark", 390)}
OTHER = {"light": "dark", "dark": "light"}
JUMP = 0.01  # the largest layout shift


@pytest.fixture(scope="session")
def judged():
    """The sorts of text whose colours were judged: another page need not judge them again."""
    return []


def look(page, theme, judged):
    """Change the theme of the system; yield what is wrong in it."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate("probe.drawn()")
    shown = page.evaluate("document.documentElement.dataset.theme")
    yield "theme", [] if shown == theme else [f"{shown}, not {theme}"]
    yield "overflow", page.evaluate("probe.overflow()")
    contrast = page.evaluate("sorts => probe.contrast(sorts)", judged)
    judged += contrast["judged"]
    yield "contrast", contrast["found"]


def visit(page, address, theme, width, judged):
    """Yield the name of each check and what it finds."""
    log = Log(page)
    page.goto(address)
    page.evaluate("probe.settled()")
    page.evaluate("probe.pictured()")
    jumps = page.evaluate("probe.jumps")
    yield "jumps", jumps if sum(shift for shift, _ in jumps) >= JUMP else []
    for check in ("formulas", "pictures", "emptyFormulas"):
        yield check, page.evaluate(f"probe.{check}()")
    page.evaluate(AXE)
    yield "axe", page.evaluate("probe.axe()")
    for shown in (theme, OTHER[theme]):
        yield from look(page, shown, judged)
        if width == 1280:  # their colours are those of either width
            yield "wide", page.evaluate("probe.wide()")
            yield "links", page.evaluate("probe.links()")
            yield "figures", page.evaluate("theme => probe.figures(theme)", shown)
    yield "motion", page.evaluate("probe.motion()")
    if width < 1280:  # a desktop whose text is enlarged four times is as narrow
        page.set_viewport_size({"width": 320, "height": 800})
        page.evaluate("probe.drawn()")
        yield "overflow at 320 px", page.evaluate("probe.overflow()")
    page.set_viewport_size({"width": 718, "height": 1047})  # A4 with margins of 1 cm
    page.emulate_media(media="print")
    yield "paper", page.evaluate("probe.paper()")
    yield "stored", page.evaluate("probe.stored()")
    yield "policy", page.evaluate("probe.violations")
    yield "foreign", log.foreign
    yield "complaints", log.complaints


@pytest.mark.parametrize("address", content_pages())
@pytest.mark.parametrize("device", VISITS)
def test_finds_nothing(device, address, contexts, site, server, judged):
    theme, width = VISITS[device]
    place = server if device == "desktop" else f"{site.as_uri()}/"
    page = contexts(theme, width).new_page()
    checks = list(visit(page, place + address, theme, width, judged))
    page.close()
    assert [(check, found) for check, found in checks if found] == []
