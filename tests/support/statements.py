"""Holds the words of a theorem to what the machine printed for it.

A box is a headline in words. Its formulas are compared with the verdict that its proof cell prints: a
formula must be a whole printed relation, a left side, a condition or a definition, and a number a printed
side. Its claim words need a kind of claim that was printed. What no verdict can print stands in the line
*By words:*.
"""

import itertools
import re
from dataclasses import dataclass, field

from tests.support.contents import BOOK, cells

# ---- one normal form of formulas

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
_DROPPED = {r"\displaystyle", r"\left", r"\right", r"\quad", r"\qquad", *(rf"\{c}" for c in ",;:! "), "~"}
_SAME = {r"\tfrac": r"\frac", r"\dfrac": r"\frac", r"\ldots": r"\dots", r"\cdots": r"\dots"}
_SAME |= {r"\le": r"\leq", r"\ge": r"\geq", r"\lt": "<", r"\gt": ">", r"\ne": r"\neq"}
_SAME |= {r"\lvert": "|", r"\rvert": "|", r"\vert": "|"}
_RELATIONS = {"=": "=", "<": ">", ">": "<", r"\leq": r"\geq", r"\geq": r"\leq", r"\neq": r"\neq"}
_RELATIONS |= {r"\in": r"\ni"}
_OPEN, _CLOSE = {"{", "(", "[", r"\{", r"\begin"}, {"}", ")", "]", r"\}", r"\end"}
_LETTER = r"(\\[A-Za-z]+|[A-Za-z]|(\{ )?\\(bar|hat|tilde) \S( \})?)"
_SYMBOL = re.compile(rf"{_LETTER}( _ (\S|\{{ [^{{}}]* \}}))?( \^ \*)?( ')*$")
_NUMBER = re.compile(r"[-+]? ?(\d ?|\. ?)+(/ (\d ?)+)?$|[-+]? ?\\frac (\S|\{ [\d ]+\}) (\S|\{ [\d ]+\})$")


def normal(formula):
    """Return the tokens of a formula, without what does not change its meaning.

    Examples
    --------
    >>> normal(r"\\tfrac{1}{2}\\,x^{2} \\le \\left(1+x\\right)")
    '\\\\frac 1 2 x ^ 2 \\\\leq ( 1 + x )'
    """
    tokens = [_SAME.get(token, token) for token in _TOKEN.findall(formula.strip().rstrip(".,;"))]
    tokens = [token for token in tokens if token not in _DROPPED]
    short = []
    for token in tokens:
        short.append(token)
        if token == "}" and len(short) > 2 and short[-3] == "{" and short[-2] not in _OPEN | _CLOSE:
            short[-3:] = [short[-2]]
        elif token == "}" and len(short) > 1 and short[-2] == "{":
            del short[-2:]
    return " ".join(short)


def split(formula, marks):
    """Split a formula in normal form at marks outside brackets; return the parts and the marks."""
    parts, found, depth = [[]], [], 0
    for token in formula.split():
        depth += (token in _OPEN) - (token in _CLOSE)
        if token in marks and depth == 0:
            parts.append([])
            found.append(token)
        else:
            parts[-1].append(token)
    return [" ".join(part) for part in parts], found


# ---- what a verdict printed

_FORMULA = re.compile(r"(?<!\\)\$([^$]+)\$")
_ROW = re.compile(r"\| \$\\displaystyle (.*?)\$ \| .*\|$")
_MINIMISER = re.compile(r"the only minimiser of \$([^$]+)\$ over (.*?) is \$([^$]+)\$")


@dataclass
class Print:
    """The formulas of a verdict, in normal form; relations as (left, relation, right)."""

    left_sides: set = field(default_factory=set)
    relations: set = field(default_factory=set)
    wholes: set = field(default_factory=set)
    conditions: set = field(default_factory=set)
    minimisers: list = field(default_factory=list)
    sides: set = field(default_factory=set)

    def add_relation(self, formula):
        formula = normal(formula)
        sides, marks = split(formula, _RELATIONS)
        self.wholes.add(formula)
        self.left_sides.add(sides[0])
        self.sides |= set(sides)
        for (a, b), mark in zip(itertools.pairwise(sides), marks, strict=True):
            self.relations |= {(a, mark, b)}
        if set(marks) == {"="}:
            self.relations |= {(sides[0], "=", sides[-1])}

    def add_conditions(self, words):
        for formula in map(normal, _FORMULA.findall(words)):
            self.conditions.add(formula)
            self.sides |= set(split(formula, {*_RELATIONS, ","})[0])

    def both_ways(self):
        """Return every relation also as read from the right."""
        return self.relations | {(b, _RELATIONS[mark], a) for a, mark, b in self.relations}


def _unaligned(block):
    lines = block.removeprefix("$$").removesuffix("$$").strip()
    return re.sub(r"\\begin\{aligned\}\n&|\n\\end\{aligned\}|\\\\\n&", "", lines)


def _chained(block):
    return " ".join(match[1] for match in map(_ROW.match, block.splitlines()) if match)


def printed(markdown):
    """Return what the Markdown of a verdict says."""
    said = Print()
    for block in markdown.split("\n\n"):
        if block.startswith("where "):
            for definition in _FORMULA.findall(block):
                said.add_relation(definition)
            continue
        if block.startswith("$$"):
            said.add_relation(_unaligned(block))
            continue
        if block.startswith("|"):
            said.add_relation(_chained(block))
            continue
        conditions = re.match(r"(?:✓ (?:For [^:]*:)?)?", block)[0]
        said.add_conditions(conditions)
        statement = block.removeprefix(conditions)
        for risk, over, best in _MINIMISER.findall(statement):
            said.minimisers.append(tuple(map(normal, (risk, best))))
            said.left_sides.add(normal(risk))
            said.sides |= {normal(risk), normal(best)}
            said.add_conditions(over)
        for formula in _FORMULA.findall(_MINIMISER.sub("", statement)):
            said.add_relation(formula)
    return said


def in_one_line(markdown):
    """Return a verdict as one line of Markdown; of a chain, its first side and its last."""
    pieces = []
    for block in markdown.split("\n\n"):
        if block.startswith("$$"):
            pieces.append(f"${_unaligned(block)}$")
        elif block.startswith("|"):
            sides = _chained(block).split("{} = ")
            pieces.append(f"${sides[0].strip()} = {sides[-1].strip()}$")
        else:
            pieces.append(block.removesuffix("."))
    line = "; ".join(pieces).replace(":; ", ": ").replace("; where ", ", where ").replace("; ✓ ", ". ✓ ")
    return re.sub(r"\\q?quad ", "", line) + "."


# ---- a box

_BOX = re.compile(r"```\{prf:\w+\} (?P<title>.*)\n:label: (?P<label>\S+)\n(?P<body>.*?)\n```\s*$", re.DOTALL)
_BY_WORDS = re.compile(r"^\*By words:\*.*$", re.MULTILINE)
_ROLE = re.compile(r"\{[\w:]+\}`[^`]*?(?:<[^`>]*>)?`|`[^`]*`")
_TYPED_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:/\d+)?(?![\w])")


@dataclass(frozen=True)
class Box:
    """A theorem of a chapter: its headline, its line *By words*, and what its proof cell printed."""

    title: str
    label: str
    headline: str
    by_words: str
    proof: object  # the cell after it, or None

    @property
    def markdown(self):
        """The verdict, as the page shows it."""
        outputs = self.proof.get("outputs", []) if self.proof is not None else []
        return "".join(output.get("data", {}).get("text/markdown", "") for output in outputs)


def boxes(path):
    """Return the boxes of a chapter."""
    found, all_cells = [], cells(path)
    for cell, following in itertools.zip_longest(all_cells, all_cells[1:]):
        match = _BOX.search(cell.source) if cell.cell_type == "markdown" else None
        if match:
            by_words = _BY_WORDS.search(match["body"])
            headline = _BY_WORDS.sub("", match["body"]).strip()
            found.append(
                Box(match["title"], match["label"], headline, by_words[0] if by_words else "", following)
            )
    return found


def formulas(text):
    """Return the formulas in words, and the numbers outside formulas."""
    plain = _ROLE.sub("", text)
    return _FORMULA.findall(plain) + _TYPED_NUMBER.findall(_FORMULA.sub("", plain))


def is_bound(formula, said):
    """Whether a formula of a headline is one that was printed, whole."""
    formula = normal(formula)
    if _SYMBOL.match(formula) or formula in said.wholes | said.left_sides | said.conditions:
        return True
    if _NUMBER.match(formula):
        return formula.removeprefix("+ ") in said.sides
    if len(said.minimisers) == 1 and formula == said.minimisers[0][1]:
        return True
    sides, marks = split(formula, _RELATIONS)
    pairs = zip(itertools.pairwise(sides), marks, strict=True)
    if marks and all((a, mark, b) in said.relations for (a, b), mark in pairs):
        return True
    parts, commas = split(formula, {","})
    return bool(commas) and all(is_bound(part, said) for part in parts if part != r"\dots")


_SIGNS = {"+": "-", "-": "+"}
_STRICT = {"=": "<", "<": r"\leq", ">": r"\geq", r"\leq": "<", r"\geq": ">", r"\neq": "=", r"\in": "="}


def changed(formula):
    """Yield a formula with one number, sign, exponent or relation changed, in normal form.

    Examples
    --------
    >>> list(changed("-x^2 < 3"))
    ['+ x ^ 2 < 3', 'x ^ 2 < 3', '- x ^ 3 < 3', '- x ^ 2 \\\\leq 3', '- x ^ 2 < 4']
    """
    tokens = normal(formula).split()
    for place, token in enumerate(tokens):
        becomes = [_SIGNS.get(token) or _STRICT.get(token)]
        if token.isdigit():
            becomes = [str((int(token) + 1) % 10)]
        elif token == "-" and (place == 0 or tokens[place - 1] in _OPEN | _RELATIONS.keys()):
            becomes.append("")
        for new in filter(lambda new: new is not None, becomes):
            yield " ".join([*tokens[:place], *filter(None, [new]), *tokens[place + 1 :]])


def unnoticed_changes(box):
    """Return how many changes of a headline there are, and those that would pass, as (before, after)."""
    said = printed(box.markdown)
    typed = [formula for formula in formulas(f"{box.title}. {box.headline}") if is_bound(formula, said)]
    changes = [(formula, becomes) for formula in typed for becomes in changed(formula)]
    return len(changes), [(before, after) for before, after in changes if is_bound(after, said)]


# ---- claim words

_FIRST = re.compile(r"[^(']*' \(|\\frac (d|\\partial) ")
_SECOND = re.compile(r"[^(']*' ' \(|\\frac \{ (d|\\partial) \^ 2 \} ")


def _minimiser(said):
    return any(not _is_opposite(risk) for risk, _ in said.minimisers)


def _maximiser(said):
    return any(_is_opposite(risk) for risk, _ in said.minimisers)


def _is_opposite(risk):
    """Whether a risk is minus one thing, as -g(x), and not a sum."""
    return split(risk, {"+", "-"})[1] == ["-"] and risk.startswith("-")


def _inequality(said):
    return any(mark in ("<", ">", r"\leq", r"\geq") for _, mark, _ in said.relations)


def _sign(said, marks, left=re.compile("")):
    return any(b == "0" and mark in marks and left.match(a) for a, mark, b in said.both_ways())


def _slope(said, sign, left=_FIRST):
    """Whether a derivative is printed to have a sign, or to be a number that has it."""
    numbers = [b for a, mark, b in said.relations if mark == "=" and left.match(a) and _NUMBER.match(b)]
    has = {">": lambda b: b[0] not in "-0", "<": lambda b: b[0] == "-"}[sign]
    return _sign(said, sign, left) or any(map(has, numbers))


def _is_mixed_value(side):
    """Whether a side is a function at a point between two others, as h(t a + (1 - t) b)."""
    whole = len(split(side, {"+", "-"})[0]) == 1  # and no mean of values
    return whole and bool(re.fullmatch(r"[^()]* \( .*\( 1 - \S+ \).* \)", side))


def _convex(said):
    below = any(_is_mixed_value(a) and mark in ("<", r"\leq") for a, mark, _ in said.both_ways())
    return below or _sign(said, (">", r"\geq"), _SECOND)


def _concave(said):
    above = any(_is_mixed_value(a) and mark in (">", r"\geq") for a, mark, _ in said.both_ways())
    return above or _sign(said, ("<", r"\leq"), _SECOND)


def _constant(said):
    flat = any(mark == "=" and _FIRST.match(a) and b == "0" for a, mark, b in said.relations)
    for a, mark, b in said.relations:
        call = re.fullmatch(r"[^()]* \( (\S+) \)", a)
        flat |= mark == "=" and bool(call) and call[1] not in b.split()
    return flat


def _limit(said):
    return any(r"\lim" in a + b for a, _, b in said.relations)


def _derivative(said):
    return _limit(said) or any(_FIRST.match(a) or _SECOND.match(a) for a, _, _ in said.both_ways())


#: Words of a headline that claim something, and what must have been printed for them.
CLAIM_WORDS = {
    r"only minimi[sz]er|minimi[sz]er": _minimiser,
    r"maximi[sz](?:er|es|ed)": _maximiser,
    r"minimi[sz]e[sd]|least(?<!at least)|smallest|lowest|minimum": lambda s: _minimiser(s) or _inequality(s),
    r"largest|greatest|maximum|highest": lambda s: _maximiser(s) or _inequality(s),
    r"increas(?:es|ing)|ris(?:es|ing)|grows": lambda s: _slope(s, ">"),
    r"decreas(?:es|ing)|falls|falling": lambda s: _slope(s, "<"),
    r"convex": _convex,
    r"concave": _concave,
    r"constant": _constant,
    r"tends? to|limits?|approach(?:es)?|converges": _limit,
    r"at most|at least|exceeds?|bound(?:ed)?": _inequality,
    r"(?:more|less|larger|smaller|higher|lower|steeper) than": _inequality,
    r"never negative|nonnegative|non-negative": lambda s: _sign(s, (">", r"\geq")),
    r"positive": lambda s: _sign(s, ">"),
    r"(?<!never )(?<!non-)negative(?! log)": lambda s: _sign(s, "<"),
    r"differentiable": _derivative,
}
_NOT = re.compile(r"\b(?:not|no|nor|neither|never|without)(?: \w+)? $")


def unprinted_words(box, said):
    """Return the claim words of a headline for which no claim of their kind was printed."""
    words = _FORMULA.sub(" ", f"{box.title}. {box.headline}")
    words = re.sub(r"\{[\w:]+\}`([^`<]*)(?:<[^`]*>)?`", r"\1", words).lower()
    names = "least squares|least absolute deviations|maximum likelihood|minimum cross-entropy"
    words = re.sub(names, "", words)  # not claims
    missing = []
    for pattern, was_printed in CLAIM_WORDS.items():
        for match in re.finditer(rf"\b(?:{pattern})\b", words):
            denied = _NOT.search(words[: match.start()])
            kind = _inequality if denied else was_printed
            if not kind(said) and match[0] not in box.by_words.lower():
                missing.append(match[0])
    return missing


# ---- the faults of a chapter


def name_of(path):
    return path.relative_to(BOOK).with_suffix("").as_posix()


def faults(box):
    """Return what is wrong with a box and the print of its proof, as sentences."""
    if box.proof is None or box.proof.cell_type != "code" or not box.markdown.startswith("✓"):
        return [f"{box.label}: no verdict is printed right after the box"]
    said = printed(box.markdown)
    loose = [f for f in formulas(f"{box.title}. {box.headline}") if not is_bound(f, said)]
    found = [f"{box.label}: ${formula}$ is no whole formula of the print" for formula in loose]
    found += [f"{box.label}: {word!r}, and no such claim is printed" for word in unprinted_words(box, said)]
    return found
