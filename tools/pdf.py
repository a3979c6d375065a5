"""Prints the whole book as one PDF: `make pdf`, after the pages have been built.

The articles of all pages, in the order of `_toc.yml`, become one long page, whose links stay inside it.
The browser prints it twice: the first time to learn the page numbers for the table of contents.
"""

import io
import os
import re
import shutil
import sys
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from tests.support.contents import PARTS, ROOT

SITE = ROOT / "_build" / "html"
TITLE = "Loss Functions, Derived"
STYLE = """
html { font-size: 10.5pt; }
body { background: #fff; }
article, .front { max-width: none; padding: 0; }
article, .part { break-before: page; }
.front { text-align: center; padding-top: 30vh; }
.front h1 { font-size: 32pt; border: 0; }
.contents { break-before: page; }
.contents ol { list-style: none; padding-left: 1.2em; }
.contents > ol { padding: 0; }
.contents > ol > li { margin-top: 0.6em; font-weight: bold; }
.contents li li { font-weight: normal; }
.contents a { display: flex; color: inherit; text-decoration: none; }
.contents a span { margin-left: auto; }
.level1 { font-size: 22pt; }
.level2 { font-size: 16pt; }
.level3 { font-size: 12.5pt; }
.part h1 { padding-top: 35vh; font-size: 28pt; text-align: center; }
figure img { max-height: 20cm; object-fit: contain; }
"""
FOOTER = '<div style="width:100%;font-size:8pt;text-align:center"><span class="pageNumber"></span></div>'


def anchor(page, fragment=""):
    """Return the id that a place of a page has in the whole book."""
    return re.sub(r"\W+", "-", f"{page} {fragment}".strip())


def article(page, pages):
    """Return the article of a page, with its ids, links and pictures as the whole book needs them."""
    file = SITE / f"{page}.html"
    found = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select_one("article")
    for element in found.select("[id]:not(.glyphs *)"):
        element["id"] = anchor(page, element["id"])
    found["id"] = anchor(page)
    for link in found.select("a[href]"):
        path, _, fragment = link["href"].partition("#")
        if re.match(r"\w+:", path):
            continue
        target = Path(os.path.normpath(file.parent / path)).relative_to(SITE).with_suffix("").as_posix()
        if not path or target in pages:
            link["href"] = "#" + anchor(page if not path else target, fragment)
        else:
            link.unwrap()
    for picture in found.select("img"):
        picture["src"] = (file.parent / picture["src"]).resolve().as_uri()
        del picture["loading"]
    for details in found.select("details"):
        details["open"] = ""
    for level in (3, 2, 1):  # chapters are below parts
        for heading in found.select(f"h{level}"):
            heading.name, heading["class"] = f"h{level + 1}", f"level{level}"
    return found


def book(numbers):
    """Return the book as one page; `numbers` has the page number of every anchor, as far as it is known."""
    pages = {page for chapters in PARTS.values() for page in chapters}
    contents, body = "", ""
    for name, chapters in PARTS.items():
        lines = ""
        body += f'<section class="part"><h1>{name}</h1></section>' if len(chapters) > 1 else ""
        for page in chapters:
            text = article(page, pages)
            title = text.find(class_="level1")
            for mark in title.select(".headerlink"):
                mark.decompose()
            number = numbers.get(anchor(page), "")
            lines += f'<li><a href="#{anchor(page)}">{title.get_text()}<span>{number}</span></a></li>'
            body += str(text)
        contents += f"<li>{name}<ol>{lines}</ol></li>"
    style = (SITE / "_static" / "site.css").resolve().as_uri()
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"/><title>{TITLE}</title>
<link rel="stylesheet" href="{style}"/><style>{STYLE}</style></head>
<body><main class="bd-content">
<div class="front"><p class="level1">{TITLE}</p><p>Text CC BY 4.0, code MIT</p></div>
<nav class="contents"><h2 class="level1">Contents</h2><ol>{contents}</ol></nav>
{body}
</main></body></html>"""


def main():
    """Print the book to the file that is given."""
    target = Path(sys.argv[1])
    page_file = target.with_suffix(".html")
    executable = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    edges = dict.fromkeys(("top", "bottom", "left", "right"), "2cm")
    footer = {"display_header_footer": True, "header_template": "<div></div>", "footer_template": FOOTER}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        page = browser.new_page()
        page.set_default_timeout(300_000)
        numbers = {}
        for _ in range(2):
            page_file.write_text(book(numbers), encoding="utf-8")
            page.goto(page_file.resolve().as_uri())
            pdf = page.pdf(format="A4", margin=edges, outline=True, tagged=True, **footer)
            reader = PdfReader(io.BytesIO(pdf))
            number = reader.get_destination_page_number
            numbers = {
                name.lstrip("/"): number(place) + 1 for name, place in reader.named_destinations.items()
            }
        browser.close()
    target.write_bytes(pdf)
    page_file.unlink()
    print(f"{target}: {len(reader.pages)} pages")


if __name__ == "__main__":
    main()
