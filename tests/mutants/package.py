"""Mutation testing of lossutils with Cosmic Ray: `make mutants`.

Every number, sign, operator, comparison, condition and decorator of a module is changed in turn, in a copy
of the package, and the unit tests of that module have to fail. A survivor is a missing test, or is listed
in equivalent.toml under `[[package]]` with its reason; an entry without its survivor is an error.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
#: The tests that have to notice a change of a module, quick ones first.
TESTS = {
    "probability": "test_losses.py test_arrays.py test_bad_input.py test_probability.py test_properties.py",
    "margin": "test_margin.py test_losses.py test_arrays.py test_properties.py",
    "regression": "test_regression.py test_losses.py test_arrays.py test_bad_input.py test_properties.py",
    "risk": "test_risk.py test_arrays.py test_bad_input.py test_properties.py",
    "_arrays": "test_arrays.py test_bad_input.py test_risk.py test_losses.py test_probability.py",
    "registry": "test_losses.py test_properties.py test_formulas.py",
    "check": "test_check.py",
    "proof": "test_proof.py",
}
#: Points that others would do for as well.
ARBITRARY = ("_tiny", "_large", "SOFT", "OPEN_UNIT")
CONFIG = """
[cosmic-ray]
module-path = "lossutils/{module}.py"
timeout = 90.0
excluded-modules = []
test-command = "sh tests.sh"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = [
    "core/ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Div_Mul|Pow_Mul|BitAnd_BitOr|BitOr_BitAnd)",
    "core/ReplaceComparisonOperator_(?!Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_Gt$|LtE_Lt$|LtE_GtE|Gt_GtE|Gt_Lt$|GtE_Gt$)",
    "core/ReplaceUnaryOperator_(?!Delete)",
]
"""


def examine(module):
    """Return the module, the number of its mutants, and its survivors as (function, line, becomes)."""
    from cosmic_ray.work_db import WorkDB, use_db  # only `make mutants` installs it

    with tempfile.TemporaryDirectory() as folder:
        for name in ("lossutils", "tests", "benchmarks", "book"):
            shutil.copytree(ROOT / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "requirements.txt"):
            shutil.copy(ROOT / name, folder)
        Path(folder, "config.toml").write_text(CONFIG.format(module=module), encoding="utf-8")
        # File by file: most mutants fail in the first, before the others are imported.
        pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider"
        commands = [f"{pytest} tests/{name}\n" for name in TESTS[module].split()]
        commands.append(f"{pytest} lossutils/{module}.py || test $? = 5\n")  # 5: it has no doctests
        Path(folder, "tests.sh").write_text("set -e\n" + "".join(commands), encoding="utf-8")
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        environment["PYTHONPATH"] = folder  # the copy, not the installed package
        for command in (
            "cosmic-ray baseline config.toml",
            "cosmic-ray init config.toml session.sqlite",
            "cr-filter-operators session.sqlite config.toml",
            "cosmic-ray exec config.toml session.sqlite",
        ):
            program, *rest = command.split()
            run = [Path(sys.executable).with_name(program), *rest]
            subprocess.run(run, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
        with use_db(Path(folder, "session.sqlite"), WorkDB.Mode.open) as database:
            functions = {item.job_id: item.mutations[0].definition_name for item in database.work_items}
            results = {job: result for job, result in database.results if result.worker_outcome == "normal"}
    chosen = tuple(f"-{name} = " for name in ARBITRARY)
    results = {
        job: result
        for job, result in results.items()
        if not any(line.startswith(chosen) for line in result.diff.split("\n"))
    }
    changes = {job: result.diff.split("\n") for job, result in results.items() if not result.is_killed}
    survivors = [
        (
            functions[job] or next((line.strip() for line in diff if line.startswith(" def ")), ""),
            " ".join(line[1:].strip() for line in diff if line[:1] == "-" and line[:3] != "---"),
            " ".join(line[1:].strip() for line in diff if line[:1] == "+" and line[:3] != "+++"),
        )
        for job, diff in changes.items()
    ]
    return module, len(results), survivors


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Mutation testing of lossutils.")
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(TESTS)}; all modules by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("package", [])
    failed = False
    print(f"{'module':16}{'mutants':>8}{'killed':>8}{'survived':>10}{'equivalent':>12}")
    with Pool(options.jobs) as pool:
        for module, total, found in pool.imap_unordered(examine, options.modules or TESTS):
            assert total, f"{module} has no mutants"
            own = {(e["function"], e["line"], e["becomes"]) for e in entries if e["module"] == module}
            survivors = [change for change in found if change not in own]
            stale = own - set(found)
            print(
                f"{module:16}{total:8}{total - len(found):8}{len(survivors):10}"
                f"{len(found) - len(survivors):12}",
                flush=True,
            )
            for function, line, becomes in survivors:
                print(f"  {module}.{function}\n    {line}\n    {becomes}", flush=True)
            for change in stale:
                print(f"  {module}: no such survivor, remove it from {EQUIVALENT.name}: {change}")
            failed |= bool(survivors or stale)
    return failed


if __name__ == "__main__":
    sys.exit(main())
