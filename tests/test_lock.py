"""The locks hold what the requirements name, with the hashes of its files, and agree with each other."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / "requirements.lock", *sorted((ROOT / "requirements").glob("*.lock"))]
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def pins(path):
    text = path.read_text(encoding="utf-8")
    return {(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in PIN.findall(text)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_the_lock_holds_what_is_named(lock):
    named = pins(lock.with_suffix(".txt"))
    assert named and named <= pins(lock), "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_package_has_hashes_and_no_place(lock):
    packages = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock.read_text(encoding="utf-8")).strip())
    for package in packages:
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", package)


@pytest.mark.parametrize("lock", LOCKS[1:], ids=lambda path: path.stem)
def test_locks_agree(lock):
    main = pins(LOCKS[0])
    shared = {name for name, _ in main}
    assert {pin for pin in pins(lock) if pin[0] in shared} <= main, "run `make lock`"


def test_every_group_is_locked():
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == {path.stem for path in LOCKS[1:]}
