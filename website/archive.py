"""Puts beside the pages what belongs to the site as a whole.

That is one archive of all notebooks, the PDF where there is one, the way from the root to the first page,
and, where the address of the site is known, a sitemap and a preview picture.
"""

import io
import shutil
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = "loss-functions-derived"
PDF = ROOT / "_build" / f"{NAME}.pdf"  # where `make pdf` puts it


def archive(notebooks):
    """Return a zip file with the notebooks, their data and the package, the same on every day."""
    files = [ROOT / name for name in ("LICENSE", "README.md", "pyproject.toml", "requirements.txt")]
    folders = [path for name in ("book/data", "lossutils") for path in (ROOT / name).rglob("*")]
    files += [*notebooks, *(path for path in folders if path.is_file() and path.suffix != ".pyc")]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(files):
            entry = zipfile.ZipInfo(f"{NAME}/{file.relative_to(ROOT).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def sitemap(app):
    """Return the addresses of all pages, for search engines."""
    pages = [app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
    urls = "".join(f"<url><loc>{app.config.html_baseurl}{page}</loc></url>" for page in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def preview(width=1200, height=630):
    """Return the picture that other sites show beside a link to the book, and that its cover shows."""
    import matplotlib.pyplot as plt
    import numpy as np

    from lossutils import margin, plotting

    m = np.linspace(-2, 3, 501)
    fig, ax = plt.subplots(figsize=(width / 144, height / 144), facecolor="white")
    for name, color in zip(("hinge", "logistic", "exponential", "zero_one"), plotting.CYCLE, strict=False):
        ax.plot(m, getattr(margin, name)(1, m), color=color, linewidth=3)
    ax.set(ylim=(-0.1, 4), xticks=[], yticks=[])
    ax.set_title("Loss Functions, Derived", fontsize=26)
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", transparent=False, metadata={"Software": None})
    plt.close(fig)
    return buffer.getvalue()


def start_page(app):
    """Return the page at the root of the site, which leads to the first page of the book."""
    start = f"{app.config.root_doc}.html"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{app.config.project}</title>'
        f'<meta name="description" content="The way to the first page of the book."/>'
        '<link rel="icon" href="_static/favicon.svg"/>'  # browsers ask for favicon.ico otherwise
        f'<meta http-equiv="refresh" content="0; url={start}"/></head>'
        f'<body><main><h1>{app.config.project}</h1><p><a href="{start}">Start here</a></p></main></body>'
        "</html>\n"
    )


def add_links(app, pagename, templatename, context, doctree):
    """Tell the templates what a page can link to."""
    context["archive"] = NAME
    context["pdf"] = app.config.pdf


def write(app, error):
    """Write the files, when the pages are complete."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = [Path(app.env.doc2path(name)) for name in app.env.found_docs]
    notebooks = [page for page in pages if page.suffix == ".ipynb"]
    (out / "_static" / f"{NAME}.zip").write_bytes(archive(notebooks))
    if PDF.exists():
        shutil.copy(PDF, out / "_static")
    if app.config.html_baseurl:
        (out / "_static" / "preview.png").write_bytes(preview())
        (out / "sitemap.xml").write_text(sitemap(app), encoding="utf-8")
    (out / "index.html").write_text(start_page(app), encoding="utf-8")


def setup(app):
    """Connect the steps to the events of a build."""
    app.add_config_value("pdf", PDF.exists(), "html")  # pages that link it are written anew
    app.connect("html-page-context", add_links, priority=100)  # before the theme drops what stays empty
    app.connect("build-finished", write, priority=901)  # after the bundle, which clears the folder
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
