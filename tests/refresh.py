"""Re-executes notebooks in place, top to bottom, so that a second run changes nothing: `make refresh`."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def refresh(path):
    """Execute the notebook at `path` and write it back with uniform metadata."""
    notebook = nbformat.read(path, as_version=4)
    here = {"metadata": {"path": str(path.parent)}}
    options = {"record_timing": False, "coalesce_streams": True}
    NotebookClient(notebook, kernel_name="python3", resources=here, **options).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(argument, flush=True)
        refresh(Path(argument))
