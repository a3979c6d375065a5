"""Writes every page as Markdown beside its HTML, and `llms.txt` over all: text for tools and other readers.

A theorem has its words and what the machine printed, with formulas as TeX. Code that a page folds is left
out; figures are told in words.
"""

import re
from pathlib import Path

from tests.support.contents import PAGES, PARTS, cells
from tests.support.statements import boxes, in_one_line

BOX = re.compile(r"(?P<fence>`{3,})\{prf:(?P<kind>\w+)\} (?P<title>.+)\n:label: (?P<label>\S+)\n")
_FENCED = re.compile(r"(`{3,})\{([\w:-]+)\}[ ]?(.*)\n((?::.*\n)*)((?:.*\n)*?)\1(?=\n|$)")
_ROLE = re.compile(r"\{([\w:]+)\}`([^`<]+?)(?: <([^`>]+)>)?`")
_ENTRY = re.compile(r"@\w+\{(\w+),\n(.*?)\n\}", re.DOTALL)
ONLY_ON_THE_PAGE = {
    "bibliography",
    "chapter-cards",
    "eval-rst",
    "include",
    "loss-explorer",
    "moving-figure",
    "raw",
}


def source(path):
    """Return the Markdown that an author wrote on a page."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")


def titles():
    """Return the title of every statement by its label."""
    return {match["label"]: match["title"] for path in PAGES for match in BOX.finditer(source(path))}


def authors(bibliography):
    """Return who wrote a source and when, by its key."""
    found = {}
    for key, fields in _ENTRY.findall(bibliography):
        field = dict(re.findall(r"(\w+) = \{(.*)\}", fields))
        names = [name.split(",")[0] for name in field.get("author", field.get("editor", key)).split(" and ")]
        who = names[0] if len(names) == 1 else f"{names[0]} and {names[1] if len(names) == 2 else 'others'}"
        found[key] = re.sub(r"[{}]", "", f"{who} {field['year']}")
    return found


def _table(body):
    """Return the rows of a list-table as those of a Markdown table."""
    lines = []
    for row in re.split(r"^\* - ", re.sub(r"\([\w-]+\)=\n", "", body), flags=re.MULTILINE)[1:]:
        entries = (" ".join(entry.split()) for entry in re.split(r"^  - ", row, flags=re.MULTILINE))
        lines.append(f"| {' | '.join(entries)} |")
    return "\n".join([lines[0], re.sub(r"[^|]+", "---", lines[0]), *lines[1:]])


def plain(text, names, sources):
    """Return the Markdown of a page without what only a builder of books understands."""

    def directive(match):
        _, kind, title, _, body = match.groups()
        if kind in ONLY_ON_THE_PAGE:
            return ""
        if kind == "list-table":
            return _table(body)
        if kind == "glossary":
            return body
        word = f"{kind.removeprefix('prf:').capitalize()}: " if kind.startswith("prf:") else ""
        return f"**{word}{title}.**\n\n{body.strip()}\n"

    def role(match):
        kind, words, target = match.groups()
        if kind.startswith("cite:"):
            cited = "; ".join(sources[key.strip()] for key in words.split(","))
            return f"({cited})" if kind == "cite:p" else cited
        if kind == "prf:ref":
            return f"*{names[target or words]}*"
        return f"`{words.lstrip('~')}`" if kind.startswith("py:") else words

    while _FENCED.search(text):
        text = _FENCED.sub(directive, text)
    text = re.sub(r"^\([\w-]+\)=\n", "", _ROLE.sub(role, text), flags=re.MULTILINE)
    return re.sub(r"(\]\([\w./-]+)\.ipynb\b", r"\1.md", text)


def _output(output, cell):
    """Return an output as Markdown; a figure is its caption and what it shows."""
    data = output.get("data", {})
    if "text/markdown" in data:
        return data["text/markdown"]
    if "text/latex" in data:
        formula = data["text/latex"].strip("$").removeprefix(r"\displaystyle").strip()
        return f"$$\n{formula}\n$$"
    if "image/png" in data:
        figure = cell.metadata["mystnb"]
        return f"*Figure: {figure['figure']['caption']}* {figure['image']['alt']}"
    return f"```text\n{(output.get('text') or data['text/plain']).strip()}\n```"


def page_text(path, names, sources):
    """Return a page as plain Markdown."""
    if path.suffix == ".md":
        return plain(source(path), names, sources)
    parts = []
    for cell in cells(path):
        if cell.cell_type == "markdown":
            parts.append(plain(cell.source, names, sources))
            continue
        if not {"hide-input", "remove-input", "solution"} & set(cell.metadata.get("tags", [])):
            parts.append(f"```python\n{cell.source}\n```")
        parts += [plain(_output(output, cell), names, sources) for output in cell.outputs]
    return "\n\n".join(parts) + "\n"


def first_words(text):
    """Return the first paragraph of a page, in one line."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return next(part for part in paragraphs if len(part) >= 60 and part[0].isalpha())


def statements(path):
    """Yield the title, the label and the statement of every box of a page."""
    for box in boxes(path) if path.suffix == ".ipynb" else ():
        yield box.title, box.label, f"{in_one_line(box.markdown)} {box.by_words}".strip()


def write(app, error):
    """Write the files, when the pages are complete."""
    if error or app.builder.format != "html":
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    names, sources = titles(), authors((root / "book" / "references.bib").read_text(encoding="utf-8"))
    pages = {path.relative_to(root).with_suffix("").as_posix(): path for path in PAGES}
    texts = {name: page_text(path, names, sources) for name, path in pages.items()}
    start = texts[app.config.root_doc]
    lines = [start.splitlines()[0], "", f"> {first_words(start)}"]
    lines += ["", "Below are all pages as Markdown, then all theorems: title, address, and what was proved."]
    for part, listed in PARTS.items():
        lines += ["", f"## {part}", ""]
        for name in listed:
            title = texts[name].splitlines()[0].removeprefix("# ")
            lines.append(f"- [{title}]({name}.md): {first_words(texts[name])}")
            (out / name).with_suffix(".md").write_text(texts[name], encoding="utf-8")
    lines += ["", "## Theorems", ""]
    for name, path in pages.items():
        lines += [f"- [{title}]({name}.html#{label}): {said}" for title, label, said in statements(path)]
    (out / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def add_link(app, pagename, templatename, context, doctree):
    """Tell the template of a page where its text is."""
    context["text"] = f"{pagename.rpartition('/')[2]}.md" if pagename in app.env.found_docs else ""


def setup(app):
    """Connect the steps to the events of a build."""
    app.connect("html-page-context", add_link, priority=100)  # before the theme drops what stays empty
    app.connect("build-finished", write, priority=902)  # after the bundle, which clears the folder
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
