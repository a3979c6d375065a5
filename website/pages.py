"""Completes each page: what it says of itself, what it links to, and repairs of what extensions wrote.

Descriptions for search engines, notebooks to download, folded solutions that need no script, sizes of
pictures, links to theorems, and, where they are known, the addresses of the site and of the repository.
"""

import html
import os
import re
from pathlib import Path
from urllib.parse import quote

import imagesize
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

ADDRESS = os.environ.get("SITE_URL", "").rstrip("/") + "/" if os.environ.get("SITE_URL") else ""
REPOSITORY = os.environ.get("REPOSITORY_URL", "").rstrip("/")


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


def _set_address(app, config):
    if ADDRESS:
        config.html_baseurl = ADDRESS


def spoken(node):
    """Return the text of a node, with formulas as their characters stand in a line."""
    if isinstance(node, nodes.math):
        mathml = node["html"].partition("</svg>")[2]
        return html.unescape(re.sub(r"<[^>]+>|&#x2061;", "", mathml)) + node.get("marks", "")
    return node.astext() if isinstance(node, nodes.Text) else "".join(map(spoken, node.children))


def description(doctree):
    """Return the first words of a page, for search engines."""
    paragraphs = (" ".join(spoken(paragraph).split()) for paragraph in doctree.findall(nodes.paragraph))
    text = next((text for text in paragraphs if len(text) >= 60), "")
    return text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"


def add_context(app, pagename, templatename, context, doctree):
    """Give the templates what they say of a page, and its body with the repairs."""
    context["site_url"] = ADDRESS
    context["repository_url"] = app.config.repository_url
    context["description"] = description(doctree) if doctree else f"{app.config.project}: {pagename}"
    source = context.get("sourcename", "")
    context["notebook"] = source if source.endswith(".ipynb") else ""
    context["launches"] = launches(app.config.repository_url, context["notebook"])
    context["body"] = repaired(with_sizes(context.get("body", ""), app))


def launches(repository, notebook):
    """Return the addresses that run a notebook of a repository without installing anything, by name."""
    if not (repository and notebook):
        return {}
    github = repository.removeprefix("https://github.com/")
    known = github != repository
    place = f"gh/{github}" if known else f"git/{quote(repository, safe='')}"
    found = {
        "JupyterLab on Binder": f"https://mybinder.org/v2/{place}/HEAD?labpath={quote(notebook, safe='')}"
    }
    if known:
        found["Colab"] = f"https://colab.research.google.com/github/{github}/blob/HEAD/{notebook}"
    return found


def with_sizes(body, app):
    """Return the body of a page whose pictures have their sizes, so that nothing moves when they come."""
    files = {target: source for source, target in app.builder.images.items()}

    def sized(match):
        name = Path(match["src"]).name
        if name not in files:
            return match[0]
        width, height = imagesize.get(str(Path(app.srcdir) / files[name]))
        return f'{match[0]} width="{width}" height="{height}" loading="lazy"'

    return re.sub(r'<img\b[^>]*?\bsrc="(?P<src>[^"]+)"', sized, body)


def repaired(body):
    """Return the body of a page without what extensions got wrong."""
    # No settings for a kernel that is not there.
    body = re.sub(r"<script(?! src)[^>]*>.*?</script>", "", body, flags=re.DOTALL)
    # The insides of all theorems have one id.
    body = body.replace(' id="proof-content"', "")
    # Theorems can be linked to, like headings.
    mark = r'\1<a class="headerlink" href="#\2" title="Link to this statement">#</a>\3'
    title = r'(<div class="proof [^>]*id="([^"]+)">\s*<p class="admonition-title">.*?)(</p>)'
    body = re.sub(title, mark, body, flags=re.DOTALL)
    # Long names in tables may break behind an underscore.
    name = re.compile(r"(?<=>)\w+(?=</t[dh]>)")
    body = name.sub(lambda match: match[0].replace("_", "_<wbr/>"), body)
    # The role of an entry of a bibliography has been replaced by that of a list.
    return body.replace('role="doc-biblioentry"', 'role="listitem"')


def not_found(app):
    """Yield the page that servers show for an address without a page."""
    text = "<h1>Page not found</h1><p>No page has this address. The contents list all pages.</p>"
    yield "404", {"title": "Page not found", "body": text}, "page.html"


def setup(app):
    """Connect the steps to the events of a build."""
    app.add_post_transform(FoldSolutions)
    app.add_node(_Details, html=_tag("details"))
    app.add_node(_Summary, html=_tag("summary"))
    app.add_config_value("repository_url", REPOSITORY, "html")  # another one: all pages are written anew
    app.connect("config-inited", _set_address)
    app.connect("html-page-context", add_context, priority=100)  # before the theme drops what stays empty
    app.connect("html-collect-pages", not_found)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
