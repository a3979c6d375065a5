"""The book for readers of electronic paper."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from tests.support.contents import NOTEBOOKS, ROOT
from tests.support.statements import boxes, name_of
from tools import epub

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def made():
    return epub.book()


@pytest.fixture(scope="module")
def trees(made):
    return {name: ET.fromstring(text) for name, text in made[0].items()}


def test_every_chapter_is_there_with_its_theorems_and_pictures(made, trees):
    texts, images = made
    for path in NOTEBOOKS:
        tree = trees[epub.file_name(path.relative_to(ROOT).with_suffix("").as_posix())]
        ids = {element.get("id") for element in tree.iter()}
        assert {box.label for box in boxes(path)} <= ids, name_of(path)
    shown = {picture.get("src") for tree in trees.values() for picture in tree.iter(f"{XHTML}img")}
    assert shown == set(images)


def test_links_lead_to_places_that_are_there_and_no_place_is_there_twice(trees):
    ids = {name: Counter(e.get("id") for e in tree.iter() if e.get("id")) for name, tree in trees.items()}
    for name, tree in trees.items():
        assert not [place for place, times in ids[name].items() if times > 1], name
        for link in tree.iter(f"{XHTML}a"):
            file, _, place = link.get("href", "").partition("#")
            if not re.match(r"\w+:", file) and link.get("href"):
                assert not place or place in ids[file or name], link.get("href")
                assert not file or file in trees


def test_nothing_asks_for_a_script_and_nothing_is_folded(trees):
    tags = {element.tag.rpartition("}")[2] for tree in trees.values() for element in tree.iter()}
    assert not tags & {"script", "button", "form", "details", "input", "math"}
    assert "svg" in tags


def test_the_list_of_files_names_every_file_once(made):
    listed = re.findall(r'href="([^"]+)"', epub.package(*made))
    assert Counter(listed) == Counter(["style.css", *made[0], *made[1]])
