"""Prints the whole book as one PDF: `make pdf`, after the pages have been built.

The articles of all pages, in the order of `_toc.yml`, become one long page, whose links stay inside it.
The browser prints it twice: the first time to learn the page numbers for the table of contents.
"""

import base64
import io
import os
import re
import shutil
import sys
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

from tests.support.contents import PARTS
from tools.epub import ONLY_ON_A_SITE, SITE
from website.archive import preview

FURNITURE = "details.hide, math, .run, .live-bar, .headerlink, .prev-next-footer, noscript, script"
PRINTED = {name: [page for page in listed if page not in ONLY_ON_A_SITE] for name, listed in PARTS.items()}
TITLE = "Loss Functions, Derived"
STYLE = """
@page { size: A4; margin: 1.6cm 2cm; @bottom-center { content: counter(page); font-size: 8pt; } }
@page :first { @bottom-center { content: ""; } }
html { font-size: 9pt; }
body { background: #fff; line-height: 1.4; }
p, li, pre, dl, dd, table, .cell, .admonition, .proof { margin: 0.5em 0 !important; }
h2, h3, h4 { margin: 1em 0 0.4em !important; }
article, .front { max-width: none; padding: 0; }
article, .part { break-before: page; }
.front { text-align: center; }
.front img { width: 100%; }
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
figure img { max-height: 6.5cm; object-fit: contain; }
"""


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
    for element in found.select(FURNITURE):
        element.decompose()
    for details in found.select("details"):
        details["open"] = ""
    for level in (3, 2, 1):  # chapters are below parts
        for heading in found.select(f"h{level}"):
            heading.name, heading["class"] = f"h{level + 1}", f"level{level}"
    return found


def book(numbers):
    """Return the book as one page, and the titles of its pages.

    `numbers` has the page number of every anchor, as far as it is known.
    """
    pages = {page for listed in PRINTED.values() for page in listed}
    contents, body, heads, titles = "", "", "", {}
    for name, listed in PRINTED.items():
        lines = ""
        body += f'<section class="part"><h1>{name}</h1></section>' if len(listed) > 1 else ""
        for page in listed:
            text = article(page, pages)
            title = titles[page] = text.find(class_="level1").get_text()
            number = numbers.get(anchor(page), "")
            lines += f'<li><a href="#{anchor(page)}">{title}<span>{number}</span></a></li>'
            text["style"] = f"page: {anchor(page)}"
            heads += f'@page {anchor(page)} {{ @top-right {{ content: "{title}"; font-size: 8pt; }} }}\n'
            body += str(text)
        contents += f"<li>{name}<ol>{lines}</ol></li>"
    style = (SITE / "_static" / "site.css").resolve().as_uri()
    cover = base64.b64encode(preview(1200, 1500)).decode()
    whole = f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"/><title>{TITLE}</title>
<link rel="stylesheet" href="{style}"/><style>{STYLE}{heads}</style></head>
<body><main class="bd-content">
<div class="front"><img src="data:image/png;base64,{cover}" alt="{TITLE}: the curves of four losses"/>
<p>Text CC BY 4.0, code MIT</p></div>
<nav class="contents"><h2 class="level1">Contents</h2><ol>{contents}</ol></nav>
{body}
</main></body></html>"""
    return whole, titles


def main():
    """Print the book to the file that is given."""
    target = Path(sys.argv[1])
    page_file = target.with_suffix(".html")
    executable = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        page = browser.new_page()
        page.set_default_timeout(300_000)
        numbers = {}
        for _ in range(2):
            text, titles = book(numbers)
            page_file.write_text(text, encoding="utf-8")
            page.goto(page_file.resolve().as_uri())
            # Tags would be two fifths of the file; the pages and `make epub` serve who listens.
            pdf = page.pdf(prefer_css_page_size=True, tagged=False)
            reader = PdfReader(io.BytesIO(pdf))
            number = reader.get_destination_page_number
            numbers = {
                name.lstrip("/"): number(place) + 1 for name, place in reader.named_destinations.items()
            }
        browser.close()
    writer = PdfWriter(clone_from=reader)
    for name, listed in PRINTED.items():
        first = numbers[anchor(listed[0])] - 1
        part = writer.add_outline_item(title=name, page_number=first)
        for page in listed:
            number = numbers[anchor(page)] - 1
            writer.add_outline_item(title=titles[page], page_number=number, parent=part)
    writer.write(target)
    page_file.unlink()
    print(f"{target}: {len(reader.pages)} pages, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
