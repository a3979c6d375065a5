"""What the build does to formulas and style sheets: `website`."""

import re

import tinycss2

from website import pages
from website.typeset import typeset


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
    return tinycss2.serialize(pages._used(rules, set(words)))


def test_rules_for_classes_that_no_page_has_are_dropped():
    css = ".a, .b p {color: red} .c {top: 0} #d {left: 0} p:not(.c) {right: 0}"
    assert used(css, "a") == ".a{color: red}p:not(.c) {right: 0}"


def test_rules_within_media_are_dropped_too():
    assert used("@media print {.a {top: 0} .b {top: 0}} @media print {.b {top: 0}}", "a").count(".b") == 0


def test_paper_is_white_whatever_the_theme():
    dark, light = tinycss2.parse_stylesheet(
        'html[data-theme="dark"] p {color: white} html[data-theme="light"] p {color: black}', True, True
    )
    assert pages._on_paper(dark).startswith("@media screen{")
    assert "@media print{html[data-theme] p {color: black}}" in pages._on_paper(light)
