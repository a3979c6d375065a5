"""Mutation testing of lossutils with Cosmic Ray: `make mutants`.

Every number, sign, operator, comparison, condition and decorator of a module is changed in turn, and the
unit tests of that module have to fail. A survivor is a missing test, or is listed in equivalent.toml under
`[[package]]` with its reason; an entry without its survivor is an error.

A mutant is a fork of this process, which has imported what the tests need; the changed module is only ever
in its memory.
"""

import argparse
import difflib
import importlib.abc
import importlib.util
import os
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

# What takes time to import; nothing of it imports lossutils.
import hypothesis  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import nbval.plugin  # noqa: F401
import pytest

from tools.mutants.processes import EQUIVALENT, limit, outcomes, tally

ROOT = Path(__file__).parents[2]
CPU_SECONDS = 20  # of a test, ten times what the slowest takes; then the mutant counts as timed out
#: The tests that have to notice a change of a module, quick ones first.
TESTS = {
    "margin.straight": "margin losses arrays properties",
    "margin.smooth": "margin losses arrays properties",
    "margin.rounded": "margin losses properties",
    "margin.bounded": "margin losses properties",
    "regression.basic": "regression losses arrays bad_input properties",
    "regression.between": "regression losses bad_input properties",
    "regression.levels": "regression losses bad_input properties",
    "regression._residual": "regression",
    "regression.robust": "regression losses bad_input properties",
    "risk": "risk arrays bad_input properties",
    "_arrays": "arrays bad_input risk losses probability",
    "domains": "losses arrays bad_input properties",
    "_exponentials": "margin probability losses arrays properties",
    "registry": "losses properties formulas",
    "check": "check",
    "chapters": "formulas",
    "notation": "notation proof",
    "proof": "proof",
    "proof.claims": "proof",
    "proof.domains": "proof",
    "proof.indices": "proof",
    "proof.known": "proof",
    "proof.signs": "proof",
    "plotting": "plotting",
    "probability.links": "arrays bad_input probability properties",
    "probability.binary": "losses arrays bad_input probability properties",
    "probability.classes": "losses arrays bad_input probability properties",
}
#: Points and sizes that others would do for as well.
ARBITRARY = ("_tiny", "_large", "SOFT", "OPEN_UNIT", "BLOCK", "_DIGITS", "_FEW_CLASSES", "_FRACTION", "_HUGE")
#: One other operator for each; none for annotations.
EXCLUDED = re.compile(
    "core/(ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Div_Mul|Pow_Mul|BitAnd_BitOr|BitOr_BitAnd)"
    "|ReplaceComparisonOperator_(?!Eq_NotEq|NotEq_Eq|Lt_LtE|Lt_Gt$|LtE_Lt$|LtE_GtE|Gt_GtE|Gt_Lt$|GtE_Gt$)"
    "|ReplaceUnaryOperator_(?!Delete))"
)


@dataclass(frozen=True)
class Mutant:
    """One change of a module: the function, the line that changes, and what it becomes."""

    module: str
    function: str
    line: str
    becomes: str
    source: str


def mutants(module):
    """Return every mutant of a module of the package."""
    # Only `make mutants` installs it.
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.ast.ast_query import ASTQuery
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = path_of(module).read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    found = []
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or EXCLUDED.match(name):
            continue
        places = [node for node in nodes for _ in operator().mutation_positions(node)]
        for number, node in enumerate(places):
            changed = mutate_code(source, operator(), number)
            diff = list(difflib.unified_diff(source.split("\n"), changed.split("\n"), lineterm=""))[2:]
            line, becomes = (" ".join(line[1:].strip() for line in diff if line[0] == sign) for sign in "-+")
            decorated = next((line.strip() for line in diff if line.startswith(" def ")), "")
            function = ASTQuery(node).get_definition_name() or decorated
            if not line.startswith(tuple(f"{name} = " for name in ARBITRARY)):
                found.append(Mutant(module, function, line, becomes, changed))
    return found


def path_of(module):
    """Return the file of a module of the package, or of a package within it."""
    base = ROOT / "lossutils" / module.replace(".", "/")
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the changed module instead of the file."""

    def __init__(self, mutant):
        self.mutant = mutant

    def find_spec(self, name, path=None, target=None):
        if name == f"lossutils.{self.mutant.module}":
            path = path_of(self.mutant.module)
            within = [str(path.parent)] if path.name == "__init__.py" else None
            return importlib.util.spec_from_file_location(
                name, path, loader=self, submodule_search_locations=within
            )

    def get_source(self, name):
        return self.mutant.source


class _Limited:
    """Limits each test."""

    def pytest_runtest_setup(self):
        limit(CPU_SECONDS)


def survives(mutant):
    """Whether all tests of the module pass with the mutant in its place. Not to be called twice."""
    limit(CPU_SECONDS)  # to import and to collect
    sys.meta_path.insert(0, _Changed(mutant))
    files = [f"tests/test_{name}.py" for name in TESTS[mutant.module].split()]  # quick to fail, so one by one
    if any(_test(file) != pytest.ExitCode.OK for file in files):
        return False
    doctests = _test(path_of(mutant.module))
    return doctests in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def _test(file):
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", str(file)], plugins=[_Limited()])


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Mutation testing of lossutils.")
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(TESTS)}; all modules by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("package", [])
    failed = False
    print(f"{'module':16}{'mutants':>8}{'killed':>8}{'timed out':>11}{'survived':>10}{'equivalent':>12}")
    for module in options.modules or TESTS:
        found = mutants(module)
        unchanged = Mutant(module, "", "", "", path_of(module).read_text(encoding="utf-8"))
        ((_, outcome),) = outcomes([unchanged], 1, survives)
        assert found and outcome == "survived", f"{module}: {len(found)} mutants, unchanged it {outcome}"
        excused = {(e["function"], e["line"], e["becomes"]) for e in entries if e["module"] == module}
        changes = {mutant: (mutant.function, mutant.line, mutant.becomes) for mutant in found}
        (killed, late, survived, equivalent), stale = tally(module, changes, excused, options.jobs, survives)
        print(f"{module:16}{len(found):8}{killed:8}{late:11}{survived:10}{equivalent:12}", flush=True)
        failed |= bool(survived or stale)
    return failed


if __name__ == "__main__":
    sys.exit(main())
