"""Re-executes notebooks in place and writes the index of statements: `make refresh`.

A second run changes nothing.
"""

import re
import sys
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
INDEX = ROOT / "book" / "theorems.md"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
STATEMENT = re.compile(r"\{prf:\w+\} (.+)\n:label: (\S+)\n")


def refresh(path):
    """Execute the notebook at `path` and write it back with uniform metadata."""
    notebook = nbformat.read(path, as_version=4)
    here = {"metadata": {"path": str(path.parent)}}
    options = {"record_timing": False, "coalesce_streams": True}
    NotebookClient(notebook, kernel_name="python3", resources=here, **options).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


def index():
    """Return the page that lists every statement of the book, in the order of `_toc.yml`."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    lines = ["# All theorems", "", "Every labelled statement of the book; its proof cell follows it."]
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            path = (ROOT / chapter["file"]).with_suffix(".ipynb")
            if not path.exists():
                continue
            sources = [cell.source for cell in nbformat.read(path, as_version=4).cells]
            statements = [match for source in sources for match in STATEMENT.findall(source)]
            if statements:
                link = path.relative_to(INDEX.parent).as_posix()
                title = sources[0].splitlines()[0].removeprefix("# ")
                lines += ["", f"## [{title}]({link})", ""]
                lines += [f"- {{prf:ref}}`{label}` {name}" for name, label in statements]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(argument, flush=True)
        refresh(Path(argument))
    INDEX.write_text(index(), encoding="utf-8")
