"""Settles a cell of a page in the reader's browser: what its verdict needs runs, in an empty namespace."""

import ast
import contextlib
import io
import json
import sys
import traceback
import zlib
from importlib.machinery import PathFinder
from pathlib import Path

import sympy as sp

from lossutils.notation import tex
from lossutils.proof import Unproved, Verdict

from .slices import plan, statements


class Rest:
    """Finds the modules that a page fetches only when one of them is missed."""

    file = Path("/rest.zip")

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        """Look for a module of the standard library, SymPy or mpmath in the file, which is fetched once."""
        if name.split(".")[0] not in sys.stdlib_module_names | {"sympy", "mpmath"} or name.startswith("_"):
            return None
        if not cls.file.exists():
            from js import rest

            cls.file.write_bytes(zlib.decompress(rest().to_bytes(), wbits=31))
        return PathFinder.find_spec(name, [str(cls.file / name.replace(".", "/").rpartition("/")[0])])


def _shown(value):
    """Return how a value is shown, as pairs of a kind and a text."""
    if hasattr(value, "_repr_markdown_"):
        return [["markdown", value._repr_markdown_()]]
    if isinstance(value, sp.Basic | sp.MatrixBase):
        return [["markdown", f"$${tex(value)}$$"]]
    return [] if value is None else [["text", repr(value)]]


def _execute(statement, namespace):
    if statement.foreign:
        raise ModuleNotFoundError(name=statement.foreign)
    if statement.shown:
        return eval(compile(ast.Expression(statement.node.value), "cell", "eval"), namespace)
    return exec(compile(ast.Module([statement.node], []), "cell", "exec"), namespace)


def _line(error):
    steps = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in steps if frame.f_code.co_filename == "cell"]
    return f"Line {lines[-1]}: " if lines else ""


def settle(cells, goal, edited=()):
    """Return what the cells show, how it ended (proved, unproved, failed), and the reason in plain words."""
    outputs, namespace, value = {}, {"__name__": "__main__"}, None
    ended, reason = "failed", "The last line gives no verdict. Let it be one of the words: identical(a, b)."
    try:
        for statement in plan(statements(cells[: goal + 1]), goal, edited)[0]:
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                value = _execute(statement, namespace)
            shown = outputs.setdefault(statement.cell, [])
            shown += [["text", text.rstrip("\n")] for text in [printed.getvalue()] if text]
            shown += _shown(value)
        if value is True or isinstance(value, Verdict):
            ended, reason = "proved", ""
    except Unproved as error:
        ended, reason = "unproved", str(error)
    except SyntaxError as error:
        reason = f"Line {error.lineno} is not Python: {error.msg}."
    except ModuleNotFoundError as error:
        reason = f"This needs {error.name}, which the page does not have. The notebook has it."
    except NameError as error:
        reason = f"{_line(error)}the name {error.name} is not known here."
    except BaseException as error:  # whatever a reader typed, the page says what happened
        reason = f"{_line(error)}{type(error).__name__}: {error}"
    return {"outputs": list(outputs.items()), "ended": ended, "reason": reason}


def answer(request):
    """Settle what a page asks, in JSON."""
    return json.dumps(settle(**json.loads(request)))
