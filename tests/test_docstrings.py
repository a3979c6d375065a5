"""The docstring of every public function is complete and speaks of its own parameters."""

import inspect
import re

import pytest

from lossutils import margin, probability, regression, risk

SECTIONS = ["Parameters", "Returns", "Raises", "References", "Examples"]
FUNCTIONS = [
    function
    for module in (margin, probability, regression, risk)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_docstring(function):
    head, *parts = re.split(r"\n([A-Z]\w+)\n-{4,}\n", inspect.getdoc(function))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    assert list(sections) == SECTIONS, "the sections, in order"
    assert all(text.strip() for text in sections.values()), "no empty section"
    summary, formula, *_ = head.split("\n\n")
    assert re.fullmatch(r"Return .*\.", summary), "a summary of one line"
    assert re.match(r"\.\. math:: \S", formula), "a formula after the summary"
    listed = re.findall(r"^(\w+(?:, \w+)*)(?: : .+)?$", sections["Parameters"], re.MULTILINE)
    assert ", ".join(listed).split(", ") == list(inspect.signature(function).parameters)
    assert ">>> " in sections["Examples"] and function.__name__ in sections["Examples"]
    assert "TypeError" in sections["Raises"]
