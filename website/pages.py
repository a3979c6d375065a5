"""Makes the pages light and self-contained, on top of the theme.

The theme brings some thirty files to every page. Here its style sheets become one, `site.css`, without
the rules that no page uses; its scripts become one, `site.js`; and of its icon font only the icons in
use are kept. The template `templates/layout.html` asks for these files. The rest are small repairs and
what readers expect: descriptions, notebooks to download, folded solutions that need no script, a sitemap
where the address of the site is known.
"""

import functools
import gc
import hashlib
import html
import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import imagesize
import pybtex.plugin
import tinycss2
from docutils import nodes
from fontTools import subset
from sphinx.transforms.post_transforms import SphinxPostTransform

ROOT = Path(__file__).parents[1]
ADDRESS = os.environ.get("SITE_URL", "").rstrip("/") + "/" if os.environ.get("SITE_URL") else ""
ARCHIVE = "loss-functions-derived"
PDF = ROOT / "_build" / f"{ARCHIVE}.pdf"  # where `make pdf` puts it

STYLES = [
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "copybutton.css",
    "mystnb.*.css",
    "proof.css",
    "book.css",
]
SCRIPTS = [
    "documentation_options.js",
    "clipboard.min.js",
    "copybutton.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
    "book.js",
]
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.*"
#: What the theme and the extensions put into `_static` and no page asks for.
UNUSED = [
    *("styles", "scripts", "vendor", "locales", "images", "*.css", "*.png", "*.svg", "*-macros.html"),
    *("documentation_options.js", "clipboard.min.js", "copybutton*.js", "togglebutton.js", "design-tabs.js"),
    *("sphinx-thebe.js", "sphinx_highlight.js", "book.js"),
]
KEPT = {"site.css", "favicon.svg", "preview.png"}


class _Details(nodes.General, nodes.Element):
    """A box that folds without a script."""


class _Summary(nodes.General, nodes.TextElement):
    """The line of a folded box that stays visible."""


class FoldSolutions(SphinxPostTransform):
    """Make `<details>` of the admonitions of class `dropdown`."""

    default_priority = 500

    def run(self, **kwargs):
        for box in list(self.document.findall(nodes.admonition)):
            if "dropdown" in box["classes"]:
                title, *content = box.children
                summary = _Summary("", "", *title.children, classes=["admonition-title"])
                box.replace_self(_Details("", summary, *content, classes=["admonition", *box["classes"]]))


def _tag(name):
    return (
        lambda self, node: self.body.append(self.starttag(node, name)),
        lambda self, node: self.body.append(f"</{name}>"),
    )


def _settle(app, config):
    if ADDRESS:
        config.html_baseurl = ADDRESS


def _spoken(node):
    """Return the text of a node, with formulas as their characters stand in a line."""
    if isinstance(node, nodes.math):
        mathml = node["html"].partition("</svg>")[2]
        return html.unescape(re.sub(r"<[^>]+>|&#x2061;", "", mathml)) + node.get("marks", "")
    return node.astext() if isinstance(node, nodes.Text) else "".join(map(_spoken, node.children))


def _describe(doctree):
    """Return the first words of a page, for search engines."""
    paragraphs = (" ".join(_spoken(paragraph).split()) for paragraph in doctree.findall(nodes.paragraph))
    text = next((text for text in paragraphs if len(text) >= 60), "")
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"


def _page(app, pagename, templatename, context, doctree):
    context["site_url"] = ADDRESS
    context["archive"] = ARCHIVE
    context["pdf"] = app.config.pdf
    context["description"] = _describe(doctree) if doctree else f"{app.config.project}: {pagename}"
    source = context.get("sourcename", "")
    context["notebook"] = source if source.endswith(".ipynb") else ""
    files = {target: source for source, target in app.builder.images.items()}

    def sized(match):
        name = Path(match["src"]).name
        if name not in files:
            return match[0]
        width, height = imagesize.get(str(Path(app.srcdir) / files[name]))
        return f'{match[0]} width="{width}" height="{height}" loading="lazy"'

    body = context.get("body", "")
    body = re.sub(r'<img\b[^>]*?\bsrc="(?P<src>[^"]+)"', sized, body)
    # One label for folded code, whether it is open or not; and no settings for a kernel that is not there.
    label = re.compile(r"<summary [^>]*Toggle hidden content.*?</summary>", re.DOTALL)
    body = label.sub("<summary>The code</summary>", body)
    body = re.sub(r"<script(?! src)[^>]*>.*?</script>", "", body, flags=re.DOTALL)
    # Theorems can be linked to, like headings.
    mark = r'\1<a class="headerlink" href="#\2" title="Link to this statement">#</a>\3'
    title = r'(<div class="proof [^>]*id="([^"]+)">\s*<p class="admonition-title">.*?)(</p>)'
    body = re.sub(title, mark, body, flags=re.DOTALL)
    # The role of an entry of a bibliography has been replaced by that of a list.
    context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def _pages(app):
    text = "<h1>Page not found</h1><p>No page has this address. The contents list all pages.</p>"
    yield "404", {"title": "Page not found", "body": text}, "page.html"


COMMA = tinycss2.ast.LiteralToken(0, 0, ",")


def _selectors(prelude):
    """Yield the selectors of a rule, each with the classes and ids that it cannot do without."""
    selector, names = [], set()
    for before, token in zip([None, *prelude], [*prelude, None], strict=True):
        if token is None or token == ",":
            yield selector, names
            selector, names = [], set()
            continue
        selector.append(token)
        if before == "." and token.type == "ident" or token.type == "hash":
            names.add(token.value)


def _used(rules, words):
    """Return the rules of a style sheet without the selectors that name a class or id not among the words."""
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [selector for selector, names in _selectors(rule.prelude) if names <= words]
            rule.prelude = [token for selector in kept for token in [*selector, COMMA]][:-1]
            if kept:
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = list(_used(tinycss2.parse_blocks_contents(rule.content, True, True), words))
            if inner:
                rule.content = inner
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword not in ("font-face", "charset", "import"):
            yield rule


def _on_paper(rule):
    """Return the text of a rule; paper is white whatever the theme on the screen."""
    text = rule.serialize()
    if re.match(r'[^{]*\[data-theme="?dark', text):
        return f"@media screen{{{text}}}"
    if re.match(r'[^{]*\[data-theme="?light', text):
        return text + "@media print{" + re.sub(r'\[data-theme="?light"?\]', "[data-theme]", text) + "}"
    return text


def _style_sheet(static, words):
    """Return one style sheet of all; the one of the last build, if it was made from the same."""
    files = [file for pattern in STYLES for file in sorted(static.glob(pattern))]
    given = "".join(file.read_text(encoding="utf-8") for file in files)
    kept = words.intersection(re.findall(r"[\w-]+", given))
    made_from = f"/*{hashlib.sha256(' '.join([given, *sorted(kept)]).encode()).hexdigest()}*/"
    last = static / "site.css"
    if last.exists() and (css := last.read_text(encoding="utf-8")).startswith(made_from):
        return css
    rules = tinycss2.parse_stylesheet(given, True, True)
    css = "".join(_on_paper(rule) for rule in _used(rules, kept))
    font = '@font-face{font-family:"Font Awesome 6 Free";font-weight:900;src:url(icons.woff)format("woff")}'
    return made_from + font + css


def _icon_font(file, css):
    """Return a font with the icons alone that a style sheet shows."""
    options = subset.Options(flavor="woff", notdef_outline=True)
    font = subset.load_font(str(file), options)
    font["head"].modified = font["head"].created
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(set(re.findall("[\ue000-\uf8ff]", css))))
    subsetter.subset(font)
    buffer = io.BytesIO()
    subset.save_font(font, buffer, options)
    return buffer.getvalue()


def _archive():
    """Return a zip file with all notebooks, their data and the package, the same on every day."""
    patterns = ["book/*/*.ipynb", "book/data/*", "lossutils/*.py", "lossutils/*.mplstyle"]
    files = [ROOT / name for name in ("LICENSE", "README.md", "pyproject.toml", "requirements.txt")]
    files += [file for pattern in patterns for file in ROOT.glob(pattern)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            entry = zipfile.ZipInfo(f"{ARCHIVE}/{file.relative_to(ROOT).as_posix()}")
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def _sitemap(app):
    addresses = [ADDRESS + app.builder.get_target_uri(name) for name in sorted(app.env.found_docs)]
    urls = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def _preview():
    """Return the picture that other sites show beside a link to the book."""
    import matplotlib.pyplot as plt
    import numpy as np

    from lossutils import margin, plotting

    m = np.linspace(-2, 3, 501)
    fig, ax = plt.subplots(figsize=(1200 / 144, 630 / 144), facecolor="white")
    for name, color in zip(("hinge", "logistic", "exponential", "zero_one"), plotting.CYCLE, strict=False):
        ax.plot(m, getattr(margin, name)(1, m), color=color, linewidth=3)
    ax.set(ylim=(-0.1, 4), xticks=[], yticks=[])
    ax.set_title("Loss Functions, Derived", fontsize=26)
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", transparent=False, metadata={"Software": None})
    plt.close(fig)
    return buffer.getvalue()


def _start_page(app):
    start = f"{app.config.root_doc}.html"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{app.config.project}</title>'
        f'<meta name="description" content="The way to the first page of the book."/>'
        '<link rel="icon" href="_static/favicon.svg"/>'  # browsers ask for favicon.ico otherwise
        f'<meta http-equiv="refresh" content="0; url={start}"/></head>'
        f'<body><main><h1>{app.config.project}</h1><p><a href="{start}">Start here</a></p></main></body>'
        "</html>\n"
    )


def _finish(app, error):
    out = Path(app.outdir)
    static = out / "_static"
    if error or not (static / STYLES[0]).exists():  # nothing was written
        return
    scripts = [(static / name).read_text(encoding="utf-8") for name in SCRIPTS]
    # Source maps are not shipped.
    script = re.sub(r"^//# sourceMappingURL=.*$", "", "\n;\n".join(scripts), flags=re.MULTILINE)
    texts = [page.read_text(encoding="utf-8") for page in sorted(out.rglob("*.html"))]
    words = set(re.findall(r"[\w-]+", "".join([*texts, script, (static / "searchtools.js").read_text()])))
    css = _style_sheet(static, words)
    icons = _icon_font(min(static.glob(ICONS)), css)
    for pattern in UNUSED:
        for path in static.glob(pattern):
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    (static / "site.css").write_text(css, encoding="utf-8")
    (static / "site.js").write_text(script, encoding="utf-8")
    (static / "icons.woff").write_bytes(icons)
    (static / f"{ARCHIVE}.zip").write_bytes(_archive())
    if PDF.exists():
        shutil.copy(PDF, static)
    if ADDRESS:
        (static / "preview.png").write_bytes(_preview())
        (out / "sitemap.xml").write_text(_sitemap(app), encoding="utf-8")
    (out / "index.html").write_text(_start_page(app), encoding="utf-8")


def setup(app):
    """Connect the steps to the events of a build."""
    # What is loaded by now lives to the end: the garbage collector need not look at it again and again.
    gc.freeze()
    # For every citation, pybtex looks through all packages that are installed: once is enough.
    pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
    app.add_post_transform(FoldSolutions)
    app.add_node(_Details, html=_tag("details"))
    app.add_node(_Summary, html=_tag("summary"))
    app.add_config_value("pdf", PDF.exists(), "html")  # pages that link it are written anew
    app.connect("config-inited", _settle)
    app.connect("html-page-context", _page, priority=100)  # before the theme drops what stays empty
    app.connect("html-collect-pages", _pages)
    app.connect("build-finished", _finish, priority=900)  # the theme writes its last style sheet then
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
