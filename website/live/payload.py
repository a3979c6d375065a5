"""Packs the runtime of the pages, `make runtime`: Pyodide, and SymPy and mpmath as they are pinned.

The modules that proofs use (`modules.txt`) become bytecode without docstrings and line numbers, in one
stored zip that is compressed as a whole; all others go into a second one. The bytecode and the compression
are made by Pyodide itself, in Node, so that every machine packs the same bytes.
"""

import ast
import hashlib
import importlib.util
import io
import json
import marshal
import subprocess
import sys
import tempfile
import types
import zipfile
import zlib
from pathlib import Path

RUNTIME = Path(__file__).parent / "runtime"
PACKAGES = ["sympy", "mpmath"]
SKIPPED = {"tests", "benchmarks", "__pycache__"}
NOTICE = """\
Pyodide {version} (npm package pyodide), https://github.com/pyodide/pyodide: Mozilla Public License 2.0.
CPython, which is part of it: Python Software Foundation License, https://docs.python.org/3/license.html.
SymPy and mpmath, as bytecode: the BSD licenses below.
"""
NODE = """
import {{ loadPyodide }} from "{pyodide}/pyodide.mjs";
const python = await loadPyodide({{ env: {{ PYTHONHASHSEED: "0" }} }});
for (const root of ["{pyodide}", "{packages}", "{here}"]) {{
  python.FS.mkdirTree(root);
  python.FS.mount(python.FS.filesystems.NODEFS, {{ root }}, root);
}}
python.runPython(`
import sys
sys.path.append("{here}")
import payload
payload.pack("{pyodide}", "{packages}")
`);
"""


def _bare(source, keep_docstrings):
    """Return the bytecode of a module, the same wherever its file lies."""
    tree = ast.parse(source)
    for node in () if keep_docstrings else ast.walk(tree):
        named = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and ast.get_docstring(node, clean=False) is not None:
            node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]

    def short(code):
        inner = (short(part) if isinstance(part, types.CodeType) else part for part in code.co_consts)
        return code.replace(co_consts=tuple(inner), co_linetable=b"", co_filename="")

    code = short(compile(tree, "", "exec", dont_inherit=True, optimize=0))
    return importlib.util.MAGIC_NUMBER + b"\1" + bytes(11) + marshal.dumps(code)


def _packed(data):
    compressor = zlib.compressobj(9, wbits=31)
    return compressor.compress(data) + compressor.flush()


def installed():
    """Return the folder in which SymPy and mpmath are installed."""
    return Path(importlib.util.find_spec("sympy").origin).parents[1]


def sources(packages):
    """Return the sources of SymPy and mpmath by their path, tests apart."""
    root = Path(packages)
    files = [path.relative_to(root) for name in PACKAGES for path in sorted((root / name).rglob("*.py"))]
    return {f.as_posix(): (root / f).read_bytes() for f in files if not SKIPPED & set(f.parts)}


def digest(packages):
    """Return one hash of all sources of SymPy and mpmath."""
    hashes = [f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in sources(packages).items()]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def pack(pyodide, packages):
    """Write the packed files; Pyodide runs this."""
    with zipfile.ZipFile(f"{pyodide}/python_stdlib.zip") as library:
        texts = {name: library.read(name) for name in library.namelist() if name.endswith(".py")}
    texts |= sources(packages)
    used = set((RUNTIME / "modules.txt").read_text().split())
    zips = {"python.bin": io.BytesIO(), "rest.bin": io.BytesIO()}
    for target, buffer in zips.items():
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, text in sorted(texts.items()):
                module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                if (module in used) == (target == "python.bin"):
                    # Pyodide reads its own docstrings when it starts.
                    archive.writestr(zipfile.ZipInfo(f"{name}c"), _bare(text, "pyodide" in name))
        (RUNTIME / target).write_bytes(_packed(buffer.getvalue()))
    (RUNTIME / "wasm.bin").write_bytes(_packed(Path(f"{pyodide}/pyodide.asm.wasm").read_bytes()))
    for name in ("pyodide.mjs", "pyodide.asm.mjs"):
        (RUNTIME / name).write_bytes(Path(f"{pyodide}/{name}").read_bytes())


def main(folder):
    """Fetch Pyodide into a folder, check it, pack the runtime and note what it is."""
    facts = json.loads((RUNTIME / "runtime.json").read_text())
    version = facts["pyodide"]["version"]
    npm = ["npm", "pack", "--json", "--pack-destination", folder, f"pyodide@{version}"]
    fetched = json.loads(subprocess.run(npm, check=True, capture_output=True, text=True).stdout)[0]
    if fetched["integrity"] != facts["pyodide"]["integrity"]:
        sys.exit(f"pyodide {version} is not the one of runtime.json: {fetched['integrity']}")
    subprocess.run(["tar", "xzf", fetched["filename"]], check=True, cwd=folder)
    places = {"pyodide": f"{folder}/package", "packages": installed(), "here": RUNTIME.parent}
    script = Path(folder, "pack.mjs")
    script.write_text(NODE.format(**places))
    subprocess.run(["node", script], check=True)
    licences = [installed().glob(f"{name}-*/**/LICENSE*") for name in PACKAGES]
    texts = [path.read_text(encoding="utf-8") for paths in licences for path in sorted(paths)]
    (RUNTIME / "LICENSES.txt").write_text(
        "\n".join([NOTICE.format(version=version), *texts]), encoding="utf-8"
    )
    files = [path for path in sorted(RUNTIME.iterdir()) if path.suffix != ".json"]
    facts["pyodide"]["info"] = json.loads(Path(places["pyodide"], "pyodide-lock.json").read_text())["info"]
    facts["sympy and mpmath"] = digest(installed())
    facts["files"] = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (RUNTIME / "runtime.json").write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(place)
