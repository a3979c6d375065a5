"""Which statements of a chapter a cell depends on, found from the code itself.

The build marks with it what *Try it* opens, and the page runs with it what a changed cell needs: no figure,
no data, nothing numeric that a proof can do without.
"""

import ast
import dis
from dataclasses import dataclass

#: What the page has. A statement that imports anything else cannot run there.
AT_HAND = {
    "sympy",
    "mpmath",
    "math",
    "itertools",
    "functools",
    "fractions",
    "operator",
    "collections",
    "re",
    "sys",
}
AT_HAND |= {"lossutils.proof", "lossutils.notation"}
MUTATORS = {"append", "extend", "insert", "update", "add", "pop", "remove", "setdefault", "sort", "reverse"}
BINDERS = ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


@dataclass(eq=False)
class Statement:
    """A statement on the top level of a cell, with the names that it reads and binds."""

    cell: int
    node: ast.stmt
    reads: set
    later: set  # of these, what a function may read that it defines
    binds: set
    shown: bool  # the last line of a cell, whose value is its output

    @property
    def foreign(self):
        """The first module that the statement imports and the page does not have, or None."""
        modules = _modules(self.node)
        return next((name for name in modules if not {name, name.split(".")[0]} & AT_HAND), None)


def _modules(node):
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            yield from (alias.name for alias in part.names)
        elif isinstance(part, ast.ImportFrom):
            inner = [f"lossutils.{alias.name}" for alias in part.names]
            yield from inner if part.module == "lossutils" else [str(part.module)]


def _one_by_one(node):
    """Yield an import of several names as imports of one."""
    if isinstance(node, ast.Import):
        yield from (ast.Import([alias]) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (ast.ImportFrom(node.module, [alias], node.level) for alias in node.names)
    else:
        yield node


def _names(code, kinds):
    """Return the names that bytecode loads or stores by instructions of some kinds, functions included."""
    inner = [part for part in code.co_consts if hasattr(part, "co_code")]
    found = {step.argval for step in dis.get_instructions(code) if step.opname in kinds}
    return found.union(*(_names(part, kinds) for part in inner))


def _changed(node):
    """Yield the names whose objects a statement changes: `rows[0] = 1`, `rows.append(1)`."""
    for part in ast.walk(node):
        written = isinstance(part, ast.Subscript | ast.Attribute) and not isinstance(part.ctx, ast.Load)
        if written or isinstance(part, ast.Attribute) and part.attr in MUTATORS:
            yield from (name.id for name in ast.walk(part.value) if isinstance(name, ast.Name))


def statements(cells):
    """Return the statements of a list of sources, in order."""
    found = []
    for number, source in enumerate(cells):
        body = ast.parse(source, f"cell {number}").body
        for whole in body:
            for node in _one_by_one(whole):
                code = compile(ast.Module([ast.fix_missing_locations(node)], []), "cell", "exec")
                binds, reads = _names(code, {"STORE_NAME"}), _names(code, {"LOAD_NAME", "LOAD_GLOBAL"})
                lazy = any(isinstance(part, ast.Lambda | ast.FunctionDef) for part in ast.walk(node))
                changed = set(_changed(node))
                if changed or not isinstance(node, BINDERS):
                    reads |= binds  # a loop or a branch may leave what was there
                shown = whole is body[-1] and isinstance(node, ast.Expr)
                found.append(Statement(number, node, reads, reads if lazy else set(), binds | changed, shown))
    return found


def needed(found, goals):
    """Return the statements that some goals among them need, the goals included, in order."""
    place = {statement: i for i, statement in enumerate(found)}
    end, kept, waiting = max(map(place.get, goals), default=0), set(), list(goals)
    while waiting:
        statement = waiting.pop()
        if statement in kept:
            continue
        kept.add(statement)
        before = found[: place[statement]]
        for name in statement.reads:
            waiting += [other for other in before if name in other.binds][-1:]
            if name in statement.later and not any(name in other.binds for other in before):
                waiting += [other for other in found[:end] if name in other.binds]
    return [statement for statement in found if statement in kept]


def plan(found, goal, edited=()):
    """Return which of the statements run to settle a cell, and the cells that a reader may want to change.

    All of the goal and of what was edited runs; of other cells what is needed, and what they show if it
    runs without a module that the page does not have.
    """
    found = [statement for statement in found if statement.cell <= goal]
    goals = [statement for statement in found if statement.cell in {goal, *edited}]
    kept = needed(found, goals)
    changeable = {s.cell for s in kept if not isinstance(s.node, ast.Import | ast.ImportFrom)}
    for shown in (s for s in found if s.shown and s.cell in changeable):
        more = needed(found, [shown])
        if not any(statement.foreign for statement in more):
            goals.append(shown)
    return needed(found, goals), sorted(changeable)
