"""Evaluates the formulas of docstrings, as they are typed in TeX, with NumPy; nothing is simplified."""

import re

import numpy as np

_TOKEN = re.compile(r"\\[A-Za-z]+|\\\\|\d+(?:\.\d+)?|\S")
_DROPPED = re.compile(r"\\[bB]igg?[lr]\b|\\q?quad\b|(?<!\\)\\[,;! ]|\\(?:text|operatorname)\b")
_RELATIONS = {"<": np.less, ">": np.greater, r"\le": np.less_equal, r"\ge": np.greater_equal, "=": np.equal}
_ENDS = {"+", "-", ")", "}", "]", ",", "&", r"\\", r"\end", "END", *_RELATIONS}


def _sigma(z):
    return 1 / (1 + np.exp(-z))


_CALLED = {
    r"\sigma": _sigma,
    r"\cosh": np.cosh,
    r"\tanh": np.tanh,
    r"\max": np.maximum,
    r"\min": np.minimum,
    "sign": np.sign,
    "softmax": lambda z: np.exp(z) / np.sum(np.exp(z)),
    "diag": np.diag,
    "outer": lambda p: np.outer(p, p),
}


class Formula:
    """A formula over named values; vectors have their index dropped, and a sum is over all entries."""

    def __init__(self, tex, values):
        self.values = {"e": np.e, **values}
        tex = _DROPPED.sub(" ", tex.replace(r"p p^\top", r"outer(p)").replace(r"\tfrac12", r"\frac{1}{2}"))
        for name in ("sign", "softmax", "diag", "outer", "label"):
            tex = re.sub(rf"\{{{name}\}}|\b{name}\b", rf"\\{name}", tex)
        self.tokens = [*_TOKEN.findall(tex), "END"]

    def take(self, expected=None):
        token = self.tokens.pop(0)
        assert expected in (None, token), f"expected {expected}, found {token} before {self.tokens}"
        return token

    def value(self):
        """Return the value of the whole formula; what stands left of an equality is its name."""
        result = self.sum()
        self.take("END")
        return result

    def sum(self):
        sign = -1 if self.tokens[0] == "-" and self.take() else 1
        total = sign * self.product()
        while self.tokens[0] in "+-":
            sign = -1 if self.take() == "-" else 1
            total = total + sign * self.product()
        return total

    def product(self):
        result = self.power()
        while self.tokens[0] not in _ENDS and not (self.tokens[0] == "|" and self.inside):
            result = result * self.power()
        return result

    inside = False  # of a pair of bars

    def power(self):
        base = self.atom()
        while self.tokens[0] in "_'":
            if self.take() == "_":
                self.group(read=False)
        return base ** self.group() if self.tokens[0] == "^" and self.take() else base

    def group(self, read=True):
        if self.tokens[0] != "{":
            return self.atom() if read else self.take()
        self.take("{")
        result = self.sum() if read else self.take()
        self.take("}")
        return result

    def atom(self):
        token = self.take()
        name = token.removeprefix("\\") if token.removeprefix("\\") in _CALLED else token
        if name in _CALLED and self.tokens[0] in "('":
            return self.call(name)
        if token[0].isdigit():
            return float(token)
        if token == r"\frac":
            above = self.group()
            return above / self.group()
        if token == r"\sqrt":
            return np.sqrt(self.group())
        if token == r"\log":
            return np.log(self.power())
        if token == r"\sum":
            self.take("_")
            self.take()
            return np.sum(self.product())
        if token in "([":
            return self.bracket(")" if token == "(" else "]")
        if token == "|":
            self.inside, before = True, self.inside
            result = np.abs(self.sum())
            self.take("|")
            self.inside = before
            return result
        if token == r"\begin":
            return self.cases()
        return self.values[token.removeprefix("\\")]

    def call(self, name):
        slope = self.tokens[0] == "'" and self.take()
        self.take("(")
        arguments = [self.sum()]
        while self.tokens[0] == "," and self.take():
            arguments.append(self.sum())
        self.take(")")
        result = _CALLED[name](*arguments)
        return self.values["slope"] if slope else result

    def bracket(self, end):
        before, self.inside = self.inside, False
        result = self.sum()
        if self.tokens[0] in _RELATIONS:  # 1 where it holds
            result = _RELATIONS[self.take()](result, self.sum()) * 1.0
        self.take(end)
        self.inside = before
        return result

    def cases(self):
        for part in "{cases}":
            self.take(part)
        result, done = 0.0, False
        while self.tokens[0] != r"\end":
            value = self.sum()
            self.take("&")
            left = self.sum()
            holds = _RELATIONS[self.take()](left, self.sum())
            result, done = np.where(holds & ~np.asarray(done), value, result), done | holds
            self.tokens[0] == r"\\" and self.take()
        for part in (r"\end", *"{cases}"):
            self.take(part)
        return result
