"""Figures that move: what they show is what `lossutils` computes, and they stand without scripts."""

import ast
import gzip
import html
import json
import re

import numpy as np
import pytest
from PIL import Image

from lossutils import margin, probability, regression, risk
from tests.site.browsing import ROOT
from tests.support.contents import NOTEBOOKS, cells
from website.cards import HEIGHT
from website.panels import cut, stacked

START = "book/intro.html"
DELTA = 2.0
#: Of every moving figure of a chapter, by its name: the chapter, and the picture that it brings to life.
MOVING = {
    name: (path, still)
    for path in NOTEBOOKS
    for cell in cells(path)
    for name, still in cell.metadata.get("moving-figure", {}).items()
}


@pytest.fixture
def numbers(page, site):
    page.goto((site / START).as_uri())
    return page.locator("[data-figure=numbers]")


@pytest.fixture
def figure(page, site, request):
    """The moving figure that a test names, on its page as it is opened from disk."""
    path = MOVING[request.param][0].relative_to(ROOT).with_suffix(".html")
    page.goto((site / path).as_uri())
    return page.locator(f"[data-figure={request.param}]")


def of(name):
    return pytest.mark.parametrize("figure", [name], indirect=True, ids=[name])


def said(figure):
    """Return the numbers of the sentence below a figure."""
    text = figure.locator("output").text_content()
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:e-\d+)?", text)]


def attributes(figure, selector, *names):
    """Return attributes of all elements of a kind, as rows of numbers."""
    take = "(found, names) => found.map((one) => names.map((name) => Number(one.getAttribute(name))))"
    return np.array(figure.locator(selector).evaluate_all(take, list(names)))


def shown(figure):
    """Return the answers that the figure writes beside the line."""
    return [float(text) for text in figure.locator("tspan").all_text_contents()]


def set_to(figure, value, name=""):
    slider = figure.locator(f"input[name={name}]" if name else "input")
    move = "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', MOVE)); }"
    slider.evaluate(move.replace("MOVE", "{ bubbles: true }"), value)


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
    told = json.loads(numbers.get_attribute("data-values"))
    left, step, axis = (told[name] for name in ("left", "step", "axis"))
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
    words = numbers.locator("output").text_content()
    assert words.startswith(f"The fifth number is {moved:g}, moved by ") and "The median is 4," in words


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


def told(name):
    """Return what the notebook tells a figure."""
    path, _ = MOVING[name]
    cell = next(c for c in cells(path) if name in c.metadata.get("moving-figure", {}))
    return ast.literal_eval(cell.outputs[0].text)


@of("newsagent")
def test_the_order_and_the_best_orders(figure):
    demand = np.array(told("newsagent")["demand"])
    orders = np.arange(10, 76)
    for level, order in zip(
        np.linspace(0.05, 0.95, 19).round(2), np.linspace(11, 74, 19).round(), strict=True
    ):
        set_to(figure, level, "level")
        set_to(figure, order, "order")
        costs = np.array([regression.pinball(demand, float(c), tau=level).mean() for c in orders])
        best = orders[np.isclose(costs, costs.min())]
        numbers = said(figure)
        assert numbers[:2] == [level, pytest.approx(level / (1 - level), abs=0.006)]
        assert numbers[2:5] == [order, np.sum(demand <= order), len(demand)]
        assert (numbers[5], numbers[-1]) == (best[0], np.sum(demand <= best[0]))
        assert len(best) == 1 or numbers[6] == best[-1]
        x, y = attributes(figure, "circle.moving-dot", "cx", "cy")[0]
        assert x == pytest.approx(64 + 556 * (order - 10) / 65, abs=0.01)
        assert y == pytest.approx(276 - 240 * (costs[orders == order][0] + 1.6) / 16.6, abs=0.01)


@of("neurons")
def test_both_neurons_learn_as_their_gradients_say(figure):
    rate, steps = told("neurons").values()
    grads = probability.sigmoid_squared_error_grad, probability.binary_cross_entropy_with_logits_grad
    for start in np.linspace(-2, 8, 20).round(1):
        set_to(figure, start)
        ends = np.full(2, start)
        for _ in range(steps):
            ends -= 2 * rate * np.array([grad(0.0, z) for grad, z in zip(grads, ends, strict=True)])
        first, _, *shown = said(figure)
        assert [first, *shown] == pytest.approx(probability.sigmoid([start, *ends]), abs=6e-4)


@of("throws")
def test_the_throws_and_their_curves(figure):
    throws = np.array(told("throws")["throws"])
    coins = figure.locator("button")
    for turn, p in enumerate(np.linspace(0.02, 0.98, 20).round(2)):
        coins.nth(turn % 10).click()
        throws[turn % 10] ^= 1
        set_to(figure, p)
        heads, n, _, likelihood, cost, best = said(figure)
        exact = risk.empirical_risk(probability.binary_cross_entropy(throws, p))
        assert (heads, n, best) == (throws.sum(), 10, pytest.approx(throws.mean()))
        assert cost == pytest.approx(exact, abs=6e-4)
        assert likelihood == pytest.approx(np.exp(-10 * exact), rel=6e-3)
        places = attributes(figure, "circle", "cy")[:, 0]
        assert places == pytest.approx([192 - 78 * exact, 192 + 78 * exact], abs=0.01)
    assert coins.nth(0).get_attribute("aria-label") == "throw 1: heads"


def fitted(petals, labels, strength):
    """Return margins and weights of the support vector machine, as the chapter on the hinge fits it."""
    features = np.column_stack([petals - petals.mean(axis=0), np.ones(len(petals))])
    share, weights = np.zeros(len(labels)), np.zeros(3)
    for step in range(1, 5001):
        share += (np.abs(margin.hinge_grad(labels, features @ weights)) - share) / step
        weights = (share * labels) @ features / (2 * strength * len(labels))
    return labels * (features @ weights), weights


@of("band")
def test_the_band_is_that_of_the_flowers(page, figure):
    petals, labels = (np.array(values) for values in told("band").values())
    points = figure.locator("[role=slider]")
    for place, power in enumerate(np.linspace(-3, 0, 20).round(1)):
        flower = place % len(labels)
        points.nth(flower).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        petals[flower] = np.clip(petals[flower] + [0.1, -0.05], [2.8, 0.8], [7.1, 2.7])
        set_to(figure, power)
        margins, weights = fitted(petals, labels, 10**power)
        n, wrong, paying, cost, wide, _ = said(figure)
        assert n == len(labels) and wrong == np.sum(margins <= 0)
        assert paying == np.sum((margins > 0) & (margin.hinge(1, margins) > 1e-3))
        assert cost == pytest.approx(margin.hinge(1, margins).mean(), abs=6e-4)
        assert wide == pytest.approx(2 / np.hypot(*weights[:2]), abs=6e-3)
        assert float(points.nth(flower).get_attribute("aria-valuenow")) == pytest.approx(petals[flower, 0])


@of("band")
def test_a_flower_is_dragged(page, figure):
    point = figure.locator("circle[role=slider]").first
    before = point.get_attribute("aria-valuetext")
    figure.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 100, box["y"] + 60, steps=4)
    page.mouse.up()
    assert point.get_attribute("aria-valuetext") != before
    assert point.get_attribute("data-kind") == "wrong"


@of("weights")
def test_the_weights_are_those_of_adaboost(figure):
    labels = np.array(told("weights")["labels"])
    n = len(labels)
    stumps = np.array([side * np.where(np.arange(n) < cut, 1, -1) for side in (1, -1) for cut in range(n)])
    for turn, rounds in enumerate(np.linspace(1, 40, 20).round().astype(int)):
        lie = turn % n
        set_to(figure, int(rounds), "rounds")
        set_to(figure, lie + 1, "lie")
        taught, scores = np.where(np.arange(n) == lie, -labels, labels), np.zeros(n)
        for _ in range(rounds + 1):
            pulls = np.abs(margin.exponential_grad(taught, scores))
            weights = pulls / pulls.sum()
            chosen = stumps[np.argmax(np.round(1e9 * stumps @ (taught * weights)))]
            missed = weights[chosen != taught].sum()
            scores = scores + np.log((1 - missed) / missed) / 2 * chosen
        heights = attributes(figure, "rect[width='20']", "height")[:, 0]
        assert heights == pytest.approx(240 * weights / 0.5, abs=0.01)
        assert said(figure)[:3] == [rounds, lie + 1, pytest.approx(100 * weights[lie], abs=0.06)]


@of("paths")
def test_the_weights_of_ridge_and_lasso_are_optimal(figure):
    data = np.loadtxt(ROOT / "book/data/diabetes.csv", delimiter=",", skiprows=1)
    order = np.random.default_rng(0).permutation(len(data))
    seen = order[:30]
    X = (data[:, :-1] - data[seen, :-1].mean(axis=0)) / data[seen, :-1].std(axis=0)
    y = data[:, -1] - data[seen, -1].mean()
    lams = told("paths")["lams"]
    for row in np.linspace(0, len(lams) - 1, 20).round().astype(int):
        set_to(figure, int(row))
        lam, ridge_zeros, ridge_error, lasso_zeros, lasso_error = said(figure)
        assert lam == pytest.approx(lams[row], rel=0.06)
        for kind, zeros, error in (("ridge", ridge_zeros, ridge_error), ("lasso", lasso_zeros, lasso_error)):
            w = np.array(told("paths")["paths"][kind][row])
            pull = X[seen].T @ (X[seen] @ w - y[seen]) / 15  # the slope of the mean squared loss
            push = 2 * lams[row] * w if kind == "ridge" else lams[row] * np.sign(w)
            slack = lams[row] * (w == 0) if kind == "lasso" else 0
            assert np.all(np.abs(pull + push) <= slack + 0.02 * lams[row] + 0.3)
            assert zeros == np.sum(w == 0)
            losses = regression.squared(y[order[30:]], X[order[30:]] @ w)
            assert error == pytest.approx(risk.empirical_risk(losses), abs=2)


def test_every_moving_figure_of_a_chapter_is_tried(site):
    tried = {"newsagent", "neurons", "throws", "band", "weights", "paths"}
    assert set(MOVING) == tried == {p.stem for p in (ROOT / "website/figures").glob("*.html")}
    for name, (path, _) in MOVING.items():
        page = (site / path.relative_to(ROOT).with_suffix(".html")).read_text(encoding="utf-8")
        values = re.search(f'data-figure="{name}" data-values="(.*?)"', page)[1]
        assert json.loads(html.unescape(values)) == told(name)


@pytest.mark.parametrize("name", MOVING)
def test_a_picture_of_the_notebook_stands_where_nothing_moves(name, browser, site):
    path, still = MOVING[name]
    address = (site / path.relative_to(ROOT).with_suffix(".html")).as_uri()
    for scripts, media in ((False, "screen"), (True, "screen"), (True, "print")):
        with browser.new_context(java_script_enabled=scripts) as context:
            page = context.new_page()
            page.emulate_media(media=media)
            page.goto(address)
            picture, moving = page.locator(f"#{still} img"), page.locator(f"[data-figure={name}]")
            moves = scripts and media == "screen"
            assert (moving.is_visible(), picture.is_visible()) == (moves, not moves), (scripts, media)


@pytest.mark.parametrize("name", MOVING)
def test_a_moving_figure_adds_few_bytes(name, site):
    parts = [site / "figures" / f"{name}.js", site / "figures" / "figures.css"]
    frame = len((ROOT / "website/figures" / f"{name}.html").read_bytes()) + len(json.dumps(told(name)))
    sent = sum(len(gzip.compress(part.read_bytes())) for part in parts) + frame
    assert sent <= 15_000, sent


def test_panels_stand_below_one_another_on_a_phone(browser, site):
    address = (site / "book/regression/squared.html").as_uri()
    heights = {}
    for width in (1280, 390):
        with browser.new_context(viewport={"width": width, "height": 800}) as context:
            page = context.new_page()
            page.goto(address)
            picture = page.locator("#fig-squared-slopes img")
            picture.scroll_into_view_if_needed()
            page.wait_for_function("picture => picture.complete", arg=picture.element_handle())
            box = picture.bounding_box()
            heights[width] = box["height"] / box["width"]
            assert picture.evaluate("p => p.currentSrc").endswith("-stacked.png") == (width == 390)
    assert heights[390] > 2.5 * heights[1280]


def test_a_picture_is_cut_between_its_panels_alone():
    image = Image.new("RGBA", (1200, 300))
    for left, right in ((50, 540), (620, 1150)):
        image.paste((0, 0, 0, 255), (left, 40, right, 260))
    assert 540 <= cut(image) <= 620
    assert stacked(image).size == (1200 - cut(image), 2 * 300 + 24)
    image.paste((0, 0, 0, 255), (500, 100, 700, 110))
    assert cut(image) is None and stacked(image) is None
    assert stacked(image.resize((900, 300))) is None


def test_the_ways_in_say_how_long_they_take(site):
    ways = re.search(r"Four ways in.*?All chapters", (site / START).read_text(encoding="utf-8"), re.DOTALL)[0]
    promised = re.findall(r'href="([\w/]+\.html)"(?:(?!href).)*?About (\d+) minutes', ways, re.DOTALL)
    assert len(promised) == 3
    for page, minutes in promised:
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
