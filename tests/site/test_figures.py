"""Figures that move: what they show is what `lossutils` computes, and they stand without scripts."""

import gzip
import re

import numpy as np
import pytest
from PIL import Image

from lossutils import regression
from tests.site.browsing import Log
from website.cards import HEIGHT

START = "book/intro.html"
DELTA = 2.0


@pytest.fixture
def numbers(page, site):
    log = Log(page)
    page.goto((site / START).as_uri())
    yield page.locator("[data-figure=numbers]")
    assert [*log.foreign, *log.complaints] == []


def shown(figure):
    """Return the answers that the figure writes beside the line."""
    return [float(text) for text in figure.locator("tspan").all_text_contents()]


def set_to(figure, value):
    figure.locator("input").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }", value
    )


def test_the_answers_are_the_best_reports_at_twenty_places(numbers):
    for last in np.linspace(0, 20, 20).round(1):
        set_to(numbers, last)
        sample = np.array([2, 3, 4, 7, last])
        mean, huber, median = shown(numbers)
        assert mean == pytest.approx(sample.mean(), abs=0.051)
        assert median == np.median(sample)
        left, right = (
            regression.huber_grad(sample, huber + side, delta=DELTA).sum() for side in (-0.051, 0.051)
        )
        assert left <= 0 <= right


def test_the_curves_are_the_mean_losses(numbers):
    set_to(numbers, 15.5)
    sample = np.array([2, 3, 4, 7, 15.5])
    left, step, axis = (
        float(numbers.locator("svg").get_attribute(f"data-{n}")) for n in ("left", "step", "axis")
    )
    for name, loss in {
        "squared": lambda f: regression.squared(sample, f),
        "huber": lambda f: regression.huber(sample, f, delta=DELTA),
        "absolute": lambda f: regression.absolute(sample, f),
    }.items():
        part = numbers.locator(f"[data-loss={name}]")
        scale = float(part.get_attribute("data-scale"))
        points = np.array(re.findall(r"[-\d.]+", part.locator("polyline").get_attribute("points")), float)
        for x, y in points.reshape(-1, 2)[::6]:
            assert y == pytest.approx(axis - scale * loss((x - left) / step).mean(), abs=0.06)


def test_the_dot_is_dragged_and_the_sentence_says_what_happened(page, numbers):
    box = numbers.locator(".moving-dot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 150, y, steps=4)
    page.mouse.up()
    moved = float(numbers.locator("input").input_value())
    assert 13 < moved < 17 and shown(numbers)[2] == 4
    said = numbers.locator("output").text_content()
    assert said.startswith(f"The fifth number is {moved:g}, moved by ") and "The median is 4," in said


def test_the_slider_is_moved_by_keys(page, numbers):
    numbers.locator("input").focus()
    page.keyboard.press("End")
    assert shown(numbers)[0] == pytest.approx(36 / 5)


def test_without_scripts_the_figure_stands(browser, site):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((site / START).as_uri())
        figure = page.locator("[data-figure=numbers]")
        assert shown(figure) == [5.0, 4.5, 4.0]
        assert not figure.locator("input").is_visible()


def test_the_ways_in_say_how_long_they_take(site):
    ways = re.search(r"Four ways in.*?All chapters", (site / START).read_text(encoding="utf-8"), re.DOTALL)[0]
    said = re.findall(r'href="([\w/]+\.html)"(?:(?!href).)*?About (\d+) minutes', ways, re.DOTALL)
    assert len(said) == 3
    for page, minutes in said:
        assert f"About {minutes} minutes</p>" in (site / "book" / page).read_text(encoding="utf-8")


def test_every_chapter_has_a_card_with_its_picture(site):
    page = (site / START).read_text(encoding="utf-8")
    cards = page.split('class="chapter-card docutils container">')[1:]
    assert len(cards) > 20 and sum('class="chapter-picture"' in card for card in cards) >= 18
    assert all(re.search(r"<a [^>]*href=", card) and card.count("<p>") >= 2 for card in cards)
    with Image.open(site / "figures" / "cards.png") as sheet:
        assert sheet.height == HEIGHT * page.count('class="chapter-picture"')


def test_the_first_page_is_light(page, server):
    """To its end: twelve requests, and 150 kB as a server sends them."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(server + START, wait_until="networkidle")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    bodies = [answer.body() for answer in answers if answer.ok]
    sent = sum(min(len(body), len(gzip.compress(body))) for body in bodies)
    assert len(answers) <= 12 and sent <= 150_000, (len(answers), sent)
