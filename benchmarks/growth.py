"""What an added chapter costs: `make bench-growth`.

A target of make, the gate if no other is named, runs in two copies of the book; in one of them every chapter
stands twice, the second time under another name. A chapter may cost the gate 8 seconds.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from tests.support.contents import NOTEBOOKS, ROOT, TOC

BUDGET = 8  # seconds
LABEL = re.compile(r"^:(?:label|name): (\S+)|^\(([\w-]+)\)=$", re.MULTILINE)
INDEX = "from tools import refresh; refresh.INDEX.write_text(refresh.index(), encoding='utf-8')"


def copy_book(to):
    """Copy the files under version control, as they are on disk, and lend the environment."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listing.stdout.split("\0"):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    (to / ".venv").symlink_to(ROOT / ".venv")


def repeat_chapters(folder):
    """Give every notebook a second page, with other labels."""
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in NOTEBOOKS}
    labels = set()
    for text in texts.values():
        for cell in json.loads(text)["cells"]:
            labels |= {a or b for a, b in LABEL.findall("".join(cell["source"]))}
            labels.add(cell["metadata"].get("mystnb", {}).get("figure", {}).get("name"))
    names = "|".join(sorted(labels - {None}, key=len, reverse=True))
    word = re.compile(rf"(?<![\w-])({names})(?![\w-])")
    for part in TOC["parts"]:
        again = [Path(f"{chapter['file']}.ipynb") for chapter in part["chapters"]]
        for path in (path for path in again if path in texts):
            second = path.with_stem(f"{path.stem}_again")
            (folder / second).write_text(word.sub(r"\g<1>-again", texts[path]), encoding="utf-8")
            part["chapters"].append({"file": second.with_suffix("").as_posix()})
    (folder / "_toc.yml").write_text(yaml.safe_dump(TOC), encoding="utf-8")
    subprocess.run([sys.executable, "-c", INDEX], cwd=folder, check=True)


def seconds(target, folder):
    """Return the wall time of a target of make in a repository of its own."""
    git = ["git", "-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.invalid"]
    subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
    (Path(folder) / ".git" / "info" / "exclude").write_text(".venv\n", encoding="utf-8")  # a link here
    subprocess.run([*git, "add", "-A"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-qm", "A copy"], cwd=folder, check=True)
    start = time.perf_counter()
    done = subprocess.run(["make", target], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}make {target} failed")
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="check", help="of make; the gate by default")
    target = parser.parse_args().target
    with tempfile.TemporaryDirectory() as once, tempfile.TemporaryDirectory() as twice:
        for folder in (once, twice):
            copy_book(Path(folder))
        repeat_chapters(Path(twice))
        first, second = seconds(target, once), seconds(target, twice)
    print(f"make {target}, {len(NOTEBOOKS)} notebooks: {first:.0f} s; every one twice: {second:.0f} s")
    print(f"{(second - first) / len(NOTEBOOKS):.1f} s an added chapter; the gate's budget is {BUDGET} s")


if __name__ == "__main__":
    main()
