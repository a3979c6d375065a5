"""The loss explorer: what it shows is what `lossutils` computes, by mouse, by keyboard, and from disk."""

import json
import mimetypes
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
import sympy as sp

from lossutils import LOSSES, domains
from tests.site.browsing import Log

#: By domain: the two labels.
SCORE = {domains.RESIDUAL: (1, -1), domains.MARGIN: (1, -1), domains.LOGIT: (1, 0)}
PROBABILITY = {domains.RESIDUAL: (1, 0), domains.PROBABILITY: (1, 0)}
SHOWN = [
    (kind, name, labels[loss.domain])
    for kind, labels in (("score", SCORE), ("probability", PROBABILITY))
    for name, loss in LOSSES.items()
    if loss.domain in labels
]
PARAMETERS = {"delta": [0.1, 1.5, 3.0], "tau": [0.01, 0.3, 0.99], "tolerance": [0.1, 0.5, 2.0]}
PARAMETERS |= {"c": [0.5, 2.0], "epsilon": [0.1, 2.0], "gamma": [0.25, 2.0]}
ETAS = [0, 0.05, 0.3, 0.5, 0.7, 0.99, 1]
# The kinks, and points beside them. More points are tried on the script without the page.
PREDICTIONS = {
    "score": [-5, -1, -0.95, 0, 0.05, 1, 1.05],
    "probability": [0, 0.3, 1],
}


def opened(page, site):
    page.goto((site / "book" / "explorer.html").as_uri())
    page.locator(".explorer tbody tr").first.wait_for()
    return page


@pytest.fixture
def explorer(page, site):
    return opened(page, site)


@pytest.fixture(scope="module")
def shared(browser, site):
    """One page for the tests that set all of its state by the address; it must complain of nothing."""
    with browser.new_context() as context:
        page = context.new_page()
        log = Log(page)
        yield opened(page, site)
        assert [*log.foreign, *log.complaints] == []


def show(page, **state):
    """Set the explorer by the address, and wait until it has drawn."""
    page.evaluate(
        """hash => new Promise(done => {
            if (location.hash === hash) return done();
            addEventListener("hashchange", () => requestAnimationFrame(done), { once: true });
            location.hash = hash;
        })""",
        "#" + urlencode(state, doseq=True),
    )


def rows(page):
    """Return the table: by loss, the numbers behind value, gradient, risk, best prediction and least risk."""
    read = page.evaluate(
        """() => Array.from(document.querySelectorAll(".explorer tbody tr"), row => [
            row.dataset.loss,
            Array.from(row.querySelectorAll("td"), td => [td.textContent, td.dataset.value]),
        ])"""
    )
    return dict(read)


def number(text):
    return {"Infinity": np.inf, "-Infinity": -np.inf}.get(text) or float(text)


def curves(page, shows):
    """Return the points of each curve of a drawing, with the loss that it belongs to."""
    x, *columns = page.evaluate(f"document.querySelector('[data-shows={shows}]').explorer.chart.data")
    owners = page.evaluate(f"document.querySelector('[data-shows={shows}]').explorer.owners.map(o => o.name)")
    pieces = [[(a, b) for a, b in zip(x, column, strict=True) if b is not None] for column in columns]
    return [(name, np.array(piece).T) for name, piece in zip(owners, pieces, strict=True)]


def cases(name):
    keyword = next(iter(LOSSES[name].parameters), None)
    return [{} if keyword is None else {keyword: value} for value in PARAMETERS.get(keyword, [None])]


def risk(loss, labels, eta, x, **parameters):
    terms = [(eta, labels[0]), (1 - eta, labels[1])]
    return sum(weight * loss.value(label, x, **parameters) for weight, label in terms if weight)


@pytest.mark.parametrize("kind, name, labels", SHOWN)
def test_the_table_shows_value_gradient_and_risk_of_the_package(shared, kind, name, labels):
    loss = LOSSES[name]
    for parameters in cases(name):
        kinks = [v for p in parameters.values() if "tau" not in parameters for v in (1 - p, p - 1)]
        low, high = (-5, 5) if kind == "score" else (0, 1)
        for x in [*PREDICTIONS[kind], *(round(v, 2) for v in kinks if low <= v <= high)]:
            for which, eta in ((0, 0.3), (1, 0.85)):
                show(shared, loss=name, kind=kind, label=which, prediction=x, eta=eta, **parameters)
                cells = rows(shared)[name]
                expected = [
                    loss.value(labels[which], x, **parameters),
                    loss.grad(labels[which], x, **parameters),
                    risk(loss, labels, eta, x, **parameters),
                ]
                got = [number(value) for _, value in cells[:3]]
                assert got == pytest.approx(expected, rel=1e-13, abs=1e-14), (x, which, parameters)
                for (text, _), value in zip(cells, expected, strict=False):
                    shown = float(text.replace("−", "-").replace("∞", "inf"))
                    assert shown == value or abs(shown - value) <= 0.00051


@pytest.mark.parametrize("kind, name, labels", SHOWN)
def test_no_prediction_has_a_smaller_risk_than_the_best_one(shared, kind, name, labels):
    loss = LOSSES[name]
    grid = np.linspace(-12, 12, 4801) if kind == "score" else np.linspace(0, 1, 2001)
    for parameters in cases(name):
        for eta in ETAS:
            show(shared, loss=name, kind=kind, eta=eta, **parameters)
            (text, parts), (_, least) = rows(shared)[name][3:]
            parts, risks = json.loads(parts), risk(loss, labels, eta, grid, **parameters)
            if text.startswith("none"):
                assert parts == [] and np.argmin(risks) == (0 if text.endswith("−12") else len(grid) - 1)
                assert np.all(np.diff(risks) < 0) or np.all(np.diff(risks) > 0)
                continue
            assert float(least) <= risks.min() + 1e-12
            inside = np.zeros(grid.shape, dtype=bool)
            for part in parts:
                above = grid >= part["lo"] if part["closedLo"] else grid > part["lo"]
                below = grid <= part["hi"] if part["closedHi"] else grid < part["hi"]
                inside |= above & below
                middle = np.array([(part["lo"] + part["hi"]) / 2])
                at = [risk(loss, labels, eta, point, **parameters) for point in middle]
                assert at == pytest.approx([float(least)], abs=1e-12)
            # Points whose risk differs by rounding from the least one are neither demanded nor forbidden.
            assert np.all(risks[inside] <= float(least) + 1e-9)
            edges = [edge for part in parts for edge in (part["lo"], part["hi"])]
            near = np.any([abs(grid - edge) < 0.02 for edge in edges], axis=0)
            assert np.all(inside[(risks <= float(least) + 1e-13) & ~near])


@pytest.mark.parametrize(
    "name", ["squared", "perceptron", "hinge", "exponential", "logistic", "sigmoid_squared_error"]
)
def test_the_best_score_is_that_of_the_chapters(shared, name):
    eta = sp.Symbol("eta")
    formula = {"squared": 2 * eta - 1}.get(name) or sp.sympify(
        LOSSES[name].minimiser.strip("`"), locals={"eta": eta}
    )
    for chance in (0.01, 0.2, 0.6, 0.9):
        show(shared, loss=name, eta=chance)
        [part] = json.loads(rows(shared)[name][3][1])
        assert part["lo"] == part["hi"] == pytest.approx(float(formula.subs(eta, chance)), abs=1e-9)


@pytest.mark.parametrize("kind, name, labels", SHOWN)
def test_the_curves_are_those_of_the_package_and_end_where_it_jumps(shared, kind, name, labels):
    loss = LOSSES[name]
    for parameters in cases(name):
        show(shared, loss=name, kind=kind, label=1, eta=0.3, **parameters)
        functions = {
            "value": lambda x: loss.value(labels[1], x, **parameters),  # noqa: B023
            "gradient": lambda x: loss.grad(labels[1], x, **parameters),  # noqa: B023
            "risk": lambda x: risk(loss, labels, 0.3, x, **parameters),  # noqa: B023
        }
        for shows, function in functions.items():
            drawn = [points for owner, points in curves(shared, shows) if owner == name]
            assert sum(len(x) for x, _ in drawn) > 400
            for x, y in drawn:
                assert y[1:-1] == pytest.approx(function(x[1:-1]), rel=1e-6, abs=1e-6)
                steps = np.abs(np.diff(y[1:-1], n=2))
                smooth = (np.abs(x[1:-1] - 0.5) < 0.45)[1:-1] if kind == "probability" else slice(None)
                assert np.all(steps[smooth] < 0.2), "a jump is drawn as a line"


def test_the_curve_of_the_best_prediction_follows_eta(shared):
    show(shared, loss=["logistic", "hinge"], eta=0.6)
    drawn = dict(curves(shared, "best"))
    eta, score = drawn["logistic"]
    inside = (eta > 0) & (eta < 1)
    assert score[inside] == pytest.approx(np.log(eta / (1 - eta))[inside], abs=1e-9)
    eta, score = drawn["hinge"]
    assert 0.5 not in eta and set(np.round(score, 12)) == {-1.0, 1.0}


def test_many_best_predictions_are_told_in_words(shared):
    tells = {
        ("zero_one", 0.7): "f > 0.00",
        ("zero_one", 0.5): "f < 0.00 or f > 0.00",
        ("hinge", 0.5): "−1.00 ≤ f ≤ 1.00",
        ("perceptron", 1): "f ≥ 0.00",
        ("perceptron", 0.9): "0.000",
        ("logistic", 1): "none: beyond 12",
        ("exponential", 0): "none: beyond −12",
        ("zero_one_tolerance", 0.7): "0.50 < f < 1.50",
    }
    for (name, eta), words in tells.items():
        show(shared, loss=name, eta=eta)
        assert rows(shared)[name][3][0] == words
    show(shared, loss="zero_one_tolerance", eta=0.7, tolerance=2)
    assert rows(shared)["zero_one_tolerance"][3][0] == "−1.00 < f < 1.00"
    show(shared, loss="absolute", kind="probability", eta=0.5)
    assert rows(shared)["absolute"][3][0] == "0.00 ≤ p ≤ 1.00"


def test_the_formulas_do_not_overflow(shared):
    for kind, name, labels in SHOWN:
        if kind == "score" and name != "exponential":
            for x in (-800.0, 800.0):
                got = shared.evaluate(
                    """([name, x, t]) =>
                        lossFormulas[name].score.flatMap(c => [c.value(x, t), c.gradient(x, t)])""",
                    [name, x, next(iter(LOSSES[name].parameters.values()), None)],
                )
                p = LOSSES[name].parameters
                both = [f(y, x, **p) for y in labels for f in (LOSSES[name].value, LOSSES[name].grad)]
                assert got == pytest.approx(both, rel=1e-14, abs=1e-300 if "cross" in name else 1e-15)


def test_the_keyboard_does_it_all(explorer):
    explorer.locator("[name=kind]").first.focus()
    order = []
    losses = explorer.locator("[name=loss]:visible").count()
    for _ in range(losses + 6):
        order.append(explorer.evaluate("document.activeElement.name || document.activeElement.type"))
        explorer.keyboard.press("Tab")
    assert order == ["kind", *["loss"] * losses, "label", "reset", "prediction", "eta", ""]

    slider = explorer.locator("[name=eta]")
    slider.focus()
    slider.press("ArrowRight")
    assert slider.input_value() == "0.71"
    explorer.wait_for_function("document.querySelector('.explorer caption').textContent.includes('0.71')")
    assert number(rows(explorer)["squared"][3][1].split(",")[0].split(":")[1]) == pytest.approx(0.42)
    explorer.locator("[value=huber]").focus()
    explorer.keyboard.press("Space")
    explorer.locator("[name=delta]").wait_for()
    explorer.locator("[name=delta]").press("Home")
    explorer.wait_for_function("document.querySelector('[data-of~=huber] output').textContent === '0.10'")
    assert "huber" in rows(explorer)
    status = explorer.locator(".explorer [role=status]")
    assert status.get_attribute("aria-live") == "polite"
    status.get_by_text("Huber: loss").wait_for(state="attached")
    explorer.locator("[type=reset]").focus()
    explorer.keyboard.press("Enter")
    explorer.wait_for_function("!document.querySelector('.explorer [data-loss=huber]')")
    assert slider.input_value() == "0.7"


def test_a_pointer_on_a_drawing_moves_the_prediction(explorer):
    over = explorer.locator("[data-shows=risk] .u-over")
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    explorer.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)
    explorer.mouse.down()
    explorer.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] - 20)
    explorer.mouse.up()
    assert float(explorer.locator("[name=prediction]").input_value()) == pytest.approx(3, abs=0.1)


def test_the_address_takes_names_and_numbers_and_nothing_else(explorer):
    show(
        explorer,
        loss=["hinge", "<b>x</b>", "constructor"],
        eta="alert(1)",
        prediction="1e9",
        kind="__proto__",
    )
    assert list(rows(explorer)) == ["hinge"]
    assert explorer.locator("[name=eta]").input_value() == "0.7"
    assert explorer.locator("[name=prediction]").input_value() == "5"


def test_the_address_keeps_what_was_set(explorer):
    explorer.locator("[name=prediction]").press("ArrowRight")
    explorer.wait_for_function("location.hash.includes('prediction=-0.45')")
    explorer.reload()
    explorer.locator(".explorer tbody tr").first.wait_for()
    assert explorer.locator("[name=prediction]").input_value() == "-0.45"


@pytest.mark.parametrize("number", range(8))
def test_what_there_is_to_try_can_be_tried(explorer, number):
    links = explorer.locator(".explorer-tries a")
    assert links.count() == 8
    before = explorer.locator(".explorer caption").text_content()
    links.nth(number).click()
    explorer.wait_for_function(
        "text => document.querySelector('.explorer caption').textContent !== text", arg=before
    )
    wanted = parse_qs(links.nth(number).get_attribute("href")[1:])
    assert sorted(rows(explorer)) == sorted(wanted["loss"])
    for name in ("prediction", "eta", "tau", "tolerance"):
        if name in wanted:
            assert explorer.locator(f"[name={name}]").input_value() == wanted[name][0]


def test_colours_stand_out_from_the_ground(explorer):
    for theme in ("light", "dark"):
        explorer.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        contrasts = explorer.evaluate(
            """() => {
                const canvas = document.createElement("canvas")
                    .getContext("2d", { willReadFrequently: true });
                const shine = (color) => {
                    canvas.fillStyle = color;
                    canvas.fillRect(0, 0, 1, 1);
                    const [r, g, b] = Array.from(canvas.getImageData(0, 0, 1, 1).data, v => v / 255)
                        .map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
                };
                const sliders = document.querySelector(".explorer-sliders");
                const ground = shine(getComputedStyle(sliders).backgroundColor);
                const contrast = (a) => Math.max(a, ground) / Math.min(a, ground);
                return Array.from(document.querySelectorAll(".explorer-losses .explorer-swatch"), swatch => {
                    const style = getComputedStyle(swatch);
                    return [contrast(shine(style.color)), contrast(shine(style.outlineColor))];
                });
            }"""
        )
        assert min(line for line, _ in contrasts) >= 3
        assert min(word for _, word in contrasts) >= 4.5


def test_on_a_phone_nothing_is_cut_off_and_targets_are_large(explorer):
    explorer.set_viewport_size({"width": 390, "height": 844})
    show(explorer, loss=[name for kind, name, _ in SHOWN if kind == "score"])
    assert explorer.evaluate("document.documentElement.scrollWidth") == 390
    sizes = explorer.evaluate(
        """() => Array.from(document.querySelectorAll(".explorer label, .explorer button, .explorer input"))
            .filter(e => e.offsetParent && !e.matches("label input:not([type=range])"))
            .map(e => [e.offsetWidth, e.offsetHeight])"""
    )
    assert len(sizes) > 20 and min(min(size) for size in sizes) >= 24
    values = explorer.locator(".explorer-values")
    assert values.evaluate("e => e.scrollWidth > e.clientWidth") and values.get_attribute("tabindex") == "0"


def test_it_asks_nobody_else_and_needs_no_inline_script(browser, site):
    """Serve the site under a strict policy, which would refuse inline scripts and eval."""
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    asked, refused = [], []

    def answer(route):
        url = urlsplit(route.request.url)
        asked.append(url.netloc)
        path = site / url.path.lstrip("/")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(path=path, headers={"Content-Security-Policy": policy, "Content-Type": kind})

    page = browser.new_page()
    page.route("**/*", answer)
    page.add_init_script(
        """window.refused = [];
        addEventListener("securitypolicyviolation", e => refused.push(e.sourceFile || e.blockedURI));"""
    )
    page.on("pageerror", lambda error: refused.append(error.stack))
    page.goto("http://127.0.0.1:1/book/explorer.html#loss=hinge&eta=0.9")
    page.locator(".explorer [data-loss=hinge]").wait_for()
    assert rows(page)["hinge"][3][0] == "1.000"
    refused += page.evaluate("refused")
    assert not [place for place in refused if "explorer/" in place or "uplot" in place]
    assert set(asked) == {"127.0.0.1:1"}
    page.close()


def test_without_scripts_it_says_so(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "book" / "explorer.html").as_uri())
    assert page.locator(".explorer noscript p").is_visible()
    context.close()
