"""Mutation testing of the derivations: `make mutants-book`.

Changes one constant, operator, sign, function or relation in the SymPy code of a chapter, runs what
depends on it, and looks at the verdicts only, never at displayed formulas. A mutant is killed if a cell
raises, or if a verdict says something else; one that leaves all verdicts as they were is a hole in a
proof, or is listed in equivalent.toml with a symbolic reason.

What counts as a derivation: a statement that uses SymPy or a proof word, or a name that such a statement
has bound. Left alone are figures, experiments, data and grids (all but the first argument of `agrees`),
strings, options (True, False), what an untagged cell only displays, and cells with `try`, which show a
refusal.

In the headlines of theorems every number, sign, exponent and relation of a formula is changed; killed is what
is then no longer a whole formula of the print.

A chapter is executed once. Each mutant is a fork of that process in which the cells that depend on the
changed one are executed again.
"""

import argparse
import ast
import builtins
import contextlib
import io
import os
import symtable
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt

from lossutils.proof import Verdict
from tests.support.contents import NOTEBOOKS, cells
from tests.support.statements import boxes, unnoticed_changes
from tools.mutants.processes import EQUIVALENT, limit, outcomes, tally

CPU_SECONDS = 10  # of a mutant; then it counts as timed out, which is no survival: nothing was shown
REQUIRED = 0.95

BUILDERS = {"point_in", "conditional_risk", "define"}
WORDS = {"identical", "positive", "never_negative", "minimised_at", "agrees", *BUILDERS}
SYMBOLIC = {"sp", "stats", *WORDS}
OPERATORS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*")}
OPERATORS |= {ast.Pow: ("**", "*"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&")}
RELATIONS = {ast.Lt: ("<", "<=", ">"), ast.LtE: ("<=", "<", ">="), ast.Gt: (">", ">=", "<")}
RELATIONS |= {ast.GtE: (">=", ">", "<="), ast.Eq: ("==", "!="), ast.NotEq: ("!=", "==")}
FUNCTIONS = {"exp": "log", "log": "exp", "sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh"}
FUNCTIONS |= {"tanh": "sinh", "Max": "Min", "Min": "Max", "Sum": "Product", "Product": "Sum"}
FUNCTIONS |= {"Abs": "sign", "sign": "Abs", "sqrt": "exp", "oo": "E", "pi": "E", "E": "pi"}
FUNCTIONS |= {"diff": None, "Derivative": None}  # the derivative is not taken


@dataclass(frozen=True)
class Mutant:
    """One change of a cell: the line that changes, and what it becomes."""

    cell: str
    line: str
    becomes: str
    source: str


@dataclass
class Cell:
    """A code cell, with the names that it uses and binds."""

    id: str
    tags: set
    source: str

    def __post_init__(self):
        self.tree = ast.parse(self.source)
        self.uses = _used(symtable.symtable(self.source, self.id, "exec"))
        self.binds = set().union(*map(_bound, self.tree.body))
        self.drawn = bool(self.tags & {"figure", "experiment"})


def _bound(statement):
    """Return the names that a statement binds or changes in place."""
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            names |= {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
    return names


def _used(table):
    """Return the global names that are read in a scope or in one within it."""
    module = table.get_type() == "module"
    names = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (module or s.is_global())}
    return names.union(*map(_used, table.get_children()))


def _gives_a_verdict(statement):
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    names = {getattr(function, "id", getattr(function, "attr", "")) for function in calls}
    return bool(names & (WORDS | {"all", "row", "Table"} - BUILDERS))


def _splices(node, source):
    """Yield (start, end, text) for every change of the tree, in bytes of the source."""
    lines = [len(line) for line in source.splitlines(keepends=True)]

    def start(part):
        return sum(lines[: part.lineno - 1]) + part.col_offset

    def end(part):
        return sum(lines[: part.end_lineno - 1]) + part.end_col_offset

    def between(left, right, old, new):
        place = source.index(old.encode(), end(left), start(right))
        return place, place + len(old), new

    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield start(node), end(node), str(node.value + 1)
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield between(node.left, node.right, *OPERATORS[type(node.op)])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield start(node), start(node) + 1, ""
    elif isinstance(node, ast.Compare):
        left = node.left
        for relation, right in zip(node.ops, node.comparators, strict=True):
            old, *others = RELATIONS.get(type(relation), (None,))
            yield from (between(left, right, old, new) for new in others)
            left = right
    elif isinstance(node, ast.Attribute) and FUNCTIONS.get(node.attr):
        yield end(node) - len(node.attr), end(node), FUNCTIONS[node.attr]
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", None) in FUNCTIONS:
        if FUNCTIONS[node.func.attr] is None:
            is_function = isinstance(node.func.value, ast.Name) and node.func.value.id == "sp"
            kept = node.args[0] if is_function else node.func.value
            yield start(node), end(node), f"({source[start(kept) : end(kept)].decode()})"
    for name, value in ast.iter_fields(node):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "agrees":
            value = {"args": node.args[:1]}.get(name)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _splices(child, source)


def mutants(cells):
    """Return every mutant of the cells of a chapter."""
    found, symbolic = [], set(SYMBOLIC)
    for number, cell in enumerate(cells):
        shown = isinstance(cell.tree.body[-1], ast.Expr) and not cell.tags & {"proof", "check"}
        left_alone = number == 0 or cell.drawn or any(isinstance(n, ast.Try) for n in ast.walk(cell.tree))
        for statement in cell.tree.body:
            used = _used(symtable.symtable(ast.unparse(statement), cell.id, "exec"))
            is_symbolic = bool(used & symbolic)
            symbolic = symbolic | _bound(statement) if is_symbolic else symbolic - _bound(statement)
            symbolic |= SYMBOLIC
            displayed = shown and statement is cell.tree.body[-1] and not _gives_a_verdict(statement)
            if is_symbolic and not displayed and not left_alone:
                found += [_mutant(cell, *splice) for splice in _splices(statement, cell.source.encode())]
    return list(dict.fromkeys(found))


def _mutant(cell, start, end, text):
    old = cell.source.encode()
    new = (old[:start] + text.encode() + old[end:]).decode()
    first = old[:start].decode().count("\n")
    last = first + old[start:end].decode().count("\n")
    line = " ".join(part.strip() for part in cell.source.split("\n")[first : last + 1])
    return Mutant(cell.id, line, new.split("\n")[first].strip(), new)


def _said(value):
    """Return what a verdict says, which nbval compares too; or whether the value is True."""
    return repr(value) if isinstance(value, Verdict) else value is True


class Chapter:
    """A chapter that has been executed, with the names as they were after each cell."""

    def __init__(self, path):
        self.cells = [
            Cell(cell.id, set(cell.metadata.get("tags", [])), cell.source)
            for cell in cells(path)
            if cell.cell_type == "code"
        ]
        os.chdir(path.parent)
        self.names = {"__name__": "__main__", "__builtins__": builtins, "display": print}
        self.after, self.verdicts = [], []
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in self.cells:
                self.verdicts.append(_said(self.execute(cell.source)))
                self.after.append(dict(self.names))

    def execute(self, source):
        """Execute a cell and return the value of its last expression."""
        *body, last = ast.parse(source).body
        if not isinstance(last, ast.Expr):
            return exec(source, self.names)
        exec(compile(ast.Module(body, []), "cell", "exec"), self.names)
        return eval(compile(ast.Expression(last.value), "cell", "eval"), self.names)

    def survives(self, number, source):
        """Whether cell `number`, with another source, leaves every verdict of the chapter as it was."""
        self.names.clear()
        self.names.update(self.after[number - 1])
        changed = set()
        for index, cell in enumerate(self.cells[number:], start=number):
            if index == number or (cell.uses & changed and not cell.drawn):
                changed |= cell.binds
                value = self.execute(source if index == number else cell.source)
                if self.verdicts[index] and _said(value) != self.verdicts[index]:
                    return False
            else:
                after = self.after[index]
                self.names.update({name: after[name] for name in cell.binds & set(after)})
                changed -= cell.binds
            for earlier in self.cells[: index + 1]:  # a function sees the new value of what it uses
                if earlier.uses & changed and ("def " in earlier.source or "lambda" in earlier.source):
                    changed |= earlier.binds
        return True


def report(path, equivalent, jobs):
    """Test the mutants of a chapter, print them, and return its counts and the stale equivalents."""
    chapter = Chapter(path)
    numbers = {cell.id: number for number, cell in enumerate(chapter.cells)}

    def survives(task):
        limit(CPU_SECONDS)
        return chapter.survives(*task)

    found = mutants(chapter.cells)
    assert found, f"{path} has no mutants"
    unchanged = {cell: chapter.cells[numbers[cell]].source for cell in dict.fromkeys(m.cell for m in found)}
    same = [(numbers[cell], source) for cell, source in unchanged.items()]
    for (number, _), outcome in outcomes(same, jobs, survives):
        assert outcome == "survived", f"{path}: unchanged cell {chapter.cells[number].id} is {outcome}"
    changes = {(numbers[m.cell], m.source): (m.line, m.becomes) for m in found}
    excused = {(entry["line"], entry["becomes"]) for entry in equivalent}
    ends, stale = tally(path.stem, changes, excused, jobs, survives)
    made, passed = headlines(path)
    return [len(found) + made, ends[0] + made - passed, ends[1], ends[2] + passed, ends[3]], stale


def headlines(path):
    """Change the formulas in the headlines of a chapter; print those that pass, and return both numbers."""
    made = passed = 0
    for box in boxes(path):
        number, unnoticed = unnoticed_changes(box)
        made, passed = made + number, passed + len(unnoticed)
        for before, after in unnoticed:
            print(f"  {path.stem} {box.label} survived\n    {before}\n    {after}")
    return made, passed


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Mutation testing of the derivations.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all chapters by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--equivalent", type=Path, default=EQUIVALENT)
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(line_buffering=True)
    plt.switch_backend("agg")
    plt.show = lambda: plt.close("all")
    equivalent = tomllib.loads(options.equivalent.read_text(encoding="utf-8")).get("mutant", [])
    failed, rows = False, []
    paths = [path.resolve() for path in options.notebooks] or NOTEBOOKS
    for path in paths:
        own = [entry for entry in equivalent if entry["notebook"] == path.stem]
        numbers, stale = report(path, own, options.jobs)
        total, _, _, survived, _ = numbers
        rows.append((path.stem, *numbers))
        failed |= bool(stale) or (total - survived) / total < REQUIRED
    print(f"{'chapter':28}{'mutants':>8}{'killed':>8}{'timed out':>11}{'survived':>10}{'equivalent':>12}")
    for name, *numbers in rows:
        print(f"{name:28}{numbers[0]:8}{numbers[1]:8}{numbers[2]:11}{numbers[3]:10}{numbers[4]:12}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
