"""What a chapter costs as the book grows: `make bench-growth`.

The book is repeated in temporary folders, the labels of the copies with a suffix, and tested and built.
The cost of a chapter has to stay flat.
"""

import argparse
import json
import re
import tempfile
from pathlib import Path

import yaml

from benchmarks import common
from benchmarks.build import change

LABEL = re.compile(r"^:(?:label|name): (\S+)|^\(([\w-]+)\)=$", re.MULTILINE)


def copy_book(to, copies):
    """Copy the book with each chapter that is a notebook repeated."""
    common.copy(to, common.tracked())
    texts = {path: (common.ROOT / path).read_text(encoding="utf-8") for path in common.chapters()}
    labels = set()
    for text in texts.values():
        for cell in json.loads(text)["cells"]:
            labels |= {a or b for a, b in LABEL.findall("".join(cell["source"]))}
            labels.add(cell["metadata"].get("mystnb", {}).get("figure", {}).get("name"))
    names = "|".join(sorted(labels - {None}, key=len, reverse=True))
    word = re.compile(rf"(?<![\w-])({names})(?![\w-])")
    toc = yaml.safe_load((to / "_toc.yml").read_text(encoding="utf-8"))
    for number in range(2, copies + 1):
        for path, text in texts.items():
            renamed = word.sub(rf"\g<1>-{number}", text)
            (to / path.with_stem(f"{path.stem}{number}")).write_text(renamed, encoding="utf-8")
        for part in toc["parts"]:
            part["chapters"] += [
                {"file": str(path.with_stem(f"{path.stem}{number}").with_suffix(""))}
                for path in texts
                if {"file": str(path.with_suffix(""))} in part["chapters"]
            ]
    (to / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4, 8], help="sizes, in books")
    copies = parser.parse_args().copies
    columns = ("tests", "cold build", "unchanged", "one changed")
    print(f"{'copies':>8} {'notebooks':>10} {' '.join(f'{column:>14}' for column in columns)}")
    first = None
    for number in copies:
        with tempfile.TemporaryDirectory() as tests, tempfile.TemporaryDirectory() as book:
            tests, book = Path(tests), Path(book)
            common.copy_notebooks(tests, copies=number)
            copy_book(book, number)
            seconds = [common.test_notebooks(tests), common.build(book), common.build(book), change(book)]
        chapters = number * len(common.chapters())
        each = [value / chapters for value in seconds]
        first = first or each
        cells = [f"{value:7.3f} {value / start:6.2f}" for value, start in zip(each, first, strict=True)]
        print(f"{number:>8} {chapters:>10} {' '.join(cells)}", flush=True)
    print("seconds a chapter, and their ratio to the first line")
