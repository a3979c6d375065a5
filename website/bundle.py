"""Makes of the theme's files one style sheet, one script and one small icon font.

The theme brings some thirty files to every page. Here its style sheets become one, `site.css`, without
the rules that no page uses; its scripts become one, `site.js`; and of its icon font only the icons in
use are kept. The template `templates/layout.html` asks for these files.
"""

import hashlib
import io
import re
import shutil
from pathlib import Path

import tinycss2
from fontTools import subset

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
KEPT = {"site.css", "favicon.svg"}

COMMA = tinycss2.ast.LiteralToken(0, 0, ",")


def selectors(prelude):
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


def used(rules, words):
    """Return the rules of a style sheet without the selectors that name a class or id not among the words."""
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [selector for selector, names in selectors(rule.prelude) if names <= words]
            rule.prelude = [token for selector in kept for token in [*selector, COMMA]][:-1]
            if kept:
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = list(used(tinycss2.parse_blocks_contents(rule.content, True, True), words))
            if inner:
                rule.content = inner
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword not in ("font-face", "charset", "import"):
            yield rule


def on_paper(rule):
    """Return the text of a rule; paper is white whatever the theme on the screen."""
    text = rule.serialize()
    if re.match(r'[^{]*\[data-theme="?dark', text):
        return f"@media screen{{{text}}}"
    if re.match(r'[^{]*\[data-theme="?light', text):
        return text + "@media print{" + re.sub(r'\[data-theme="?light"?\]', "[data-theme]", text) + "}"
    return text


def style_sheet(static, words):
    """Return one style sheet of all; the one of the last build, if it was made from the same."""
    files = [file for pattern in STYLES for file in sorted(static.glob(pattern))]
    given = "".join(file.read_text(encoding="utf-8") for file in files)
    kept = words.intersection(re.findall(r"[\w-]+", given))
    made_from = f"/*{hashlib.sha256(' '.join([given, *sorted(kept)]).encode()).hexdigest()}*/"
    last = static / "site.css"
    if last.exists() and (css := last.read_text(encoding="utf-8")).startswith(made_from):
        return css
    rules = tinycss2.parse_stylesheet(given, True, True)
    css = "".join(on_paper(rule) for rule in used(rules, kept))
    font = '@font-face{font-family:"Font Awesome 6 Free";font-weight:900;src:url(icons.woff)format("woff")}'
    return made_from + font + css


def icon_font(file, css):
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


def bundle(app, error):
    """Replace the theme's files by the three that the pages ask for."""
    out = Path(app.outdir)
    static = out / "_static"
    if error or not (static / STYLES[0]).exists():  # nothing was written
        return
    scripts = [(static / name).read_text(encoding="utf-8") for name in SCRIPTS]
    # Source maps are not shipped.
    script = re.sub(r"^//# sourceMappingURL=.*$", "", "\n;\n".join(scripts), flags=re.MULTILINE)
    texts = [page.read_text(encoding="utf-8") for page in sorted(out.rglob("*.html"))]
    words = set(re.findall(r"[\w-]+", "".join([*texts, script, (static / "searchtools.js").read_text()])))
    css = style_sheet(static, words)
    icons = icon_font(min(static.glob(ICONS)), css)
    for pattern in UNUSED:
        for path in static.glob(pattern):
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    (static / "site.css").write_text(css, encoding="utf-8")
    (static / "site.js").write_text(script, encoding="utf-8")
    (static / "icons.woff").write_bytes(icons)


def setup(app):
    """Bundle when all is written."""
    app.connect("build-finished", bundle, priority=900)  # the theme writes its last style sheet then
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
