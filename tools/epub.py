"""Writes the book for readers of electronic paper: `make epub`, after the pages have been built.

Each page becomes a chapter: its article with all that is folded open, its mathematics as the pictures that
the page has, and its links inside the book. What needs a script is left out.
"""

import html
import re
import sys
import zipfile
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from bs4 import BeautifulSoup

from tests.support.contents import PARTS, ROOT
from website.archive import preview

SITE = ROOT / "_build" / "html"
TITLE = "Loss Functions, Derived"
AUTHORS = "The Loss Functions, Derived authors"
ONLY_ON_A_SITE = {"book/explorer", "book/try", "book/theorems", "book/names"}
FURNITURE = (
    ".headerlink, .run, .live-bar, .pst-js-only, .prev-next-footer, "
    "math, script, noscript, button, form, source"
)
STYLE = """
body { line-height: 1.5; }
pre { white-space: pre-wrap; font-size: 0.8em; background: #f4f4f4; padding: 0.5em; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid #ccc; padding: 0.2em 0.6em; text-align: left; }
img { max-width: 100%; height: auto; }
nav ol { list-style: none; padding-left: 1em; }
svg { max-width: 100%; }
div.math { text-align: center; margin: 0.8em 0; }
.admonition, .proof { border-left: 3px solid #0072b2; padding: 0 0 0 0.8em; margin: 1em 0; }
.admonition-title, .summary { font-weight: bold; }
figcaption { font-size: 0.9em; }
"""
CHAPTER = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>{body}</body></html>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>en</dc:language><dc:creator>{authors}</dc:creator>
<dc:rights>Text CC BY 4.0, code MIT</dc:rights>
<meta property="dcterms:modified">2000-01-01T00:00:00Z</meta>
</metadata>
<manifest>{manifest}</manifest>
<spine>{spine}</spine>
</package>
"""
CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def file_name(page):
    """Return the name of the file of a page; all files lie in one folder."""
    return f"{page.removeprefix('book/').replace('/', '-')}.xhtml"


def chapter(page, pages):
    """Return the title, the body and the pictures of a page."""
    file = SITE / f"{page}.html"
    found = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select_one("article")
    for element in found.select(FURNITURE):
        element.decompose()
    for folded in found.select("details"):
        folded.name = "div"
        del folded["open"]
        if folded.summary:
            folded.summary["class"] = "summary"
            folded.summary.name = "p"
    for drawing in found.select("svg"):
        drawing["xmlns"] = "http://www.w3.org/2000/svg"
        if drawing.has_attr("viewbox"):
            drawing["viewBox"] = drawing.attrs.pop("viewbox")
    pictures = set()
    for picture in found.select("img"):
        pictures.add((file.parent / picture["src"]).resolve())
        picture["src"] = Path(picture["src"]).name
        del picture["loading"]
    for link in found.select("a[href]"):
        path, mark, fragment = link["href"].partition("#")
        target = page
        if path and not re.match(r"\w+:", path):
            target = (file.parent / path).resolve().relative_to(SITE).with_suffix("").as_posix()
        if target not in pages:
            link.unwrap()
        elif re.match(r"\w+:", path):
            link["href"] = quote(link["href"], safe=":/?#[]@!$&'()*+,;=%~")
        else:
            link["href"] = file_name(target) + mark + fragment
    return found.h1.get_text(), found.decode_contents(), pictures


def book():
    """Return the files of the book by name, in the order in which they are packed."""
    parts = {name: [page for page in listed if page not in ONLY_ON_A_SITE] for name, listed in PARTS.items()}
    pages = [page for listed in parts.values() for page in listed]
    files, pictures, titles = {}, set(), {}
    for page in pages:
        titles[page], body, found = chapter(page, pages)
        files[file_name(page)] = CHAPTER.format(title=html.escape(titles[page]), body=body)
        pictures |= found
    contents = ""
    for name, listed in parts.items():
        lines = "".join(
            f'<li><a href="{file_name(page)}">{html.escape(titles[page])}</a></li>' for page in listed
        )
        contents += f"<li><span>{name}</span><ol>{lines}</ol></li>"
    nav = f'<nav epub:type="toc"><h1>Contents</h1><ol>{contents}</ol></nav>'
    cover = f'<p><img src="cover.png" alt="{TITLE}: the curves of four losses"/></p>'
    texts = {
        "cover.xhtml": CHAPTER.format(title=TITLE, body=cover),
        "nav.xhtml": CHAPTER.format(title="Contents", body=nav),
        **files,
    }
    images = {"cover.png": preview(1200, 1600)}
    images |= {picture.name: picture.read_bytes() for picture in sorted(pictures)}
    return texts, images


def package(texts, images):
    """Return the list of all files, as the format wants it."""
    items = '<item id="style" href="style.css" media-type="text/css"/>'
    properties = {"nav.xhtml": "nav", "cover.png": "cover-image"}
    for number, name in enumerate([*texts, *images]):
        said = properties.get(name) or ("svg" if "<svg" in texts.get(name, "") else "")
        kind = "application/xhtml+xml" if name in texts else f"image/{Path(name).suffix[1:]}"
        extra = f' properties="{said}"' if said else ""
        items += f'<item id="i{number}" href="{name}" media-type="{kind}"{extra}/>'
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(texts)))
    identifier = uuid5(NAMESPACE_URL, TITLE)
    return PACKAGE.format(identifier=identifier, title=TITLE, authors=AUTHORS, manifest=items, spine=spine)


def main():
    """Write the book to the file that is given."""
    target = Path(sys.argv[1])
    texts, images = book()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        packed.writestr("META-INF/container.xml", CONTAINER)
        packed.writestr("book.opf", package(texts, images))
        packed.writestr("style.css", STYLE)
        for name, content in {**texts, **images}.items():
            packed.writestr(name, content)
    print(f"{target}: {len(texts) - 2} chapters, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
