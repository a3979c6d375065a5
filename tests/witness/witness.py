"""What the second witness says of a claim, and of a chapter."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import sympy as sp

from tests.witness import algebra, balls, terms

NUMBERS = Path(__file__).with_name("witness.json")
STATUSES = CONFIRMED, ATTACKED, OUTSIDE = "confirmed", "attacked", "outside"
REFUTED = "refuted"


@dataclass
class Outcome:
    """How a claim fared: at how many points it was attacked, and what speaks against it or was in the way."""

    status: str
    points: int = 0
    why: str = ""


def _pairs(claim, reader):
    """Return the (left, right) pairs of trees of a claim."""
    if claim.kind == "minimiser":
        best, risk = map(reader.read, claim.sides)
        if terms.contains(best, (terms.SYMBOL, claim.variable)):
            raise terms.Outside("a minimiser that depends on its variable")
        return [(risk, terms.replace(risk, {(terms.SYMBOL, claim.variable): best}))]
    sides = [list(side) if isinstance(side, sp.MatrixBase) else [side] for side in claim.sides]
    if len({getattr(side, "shape", ()) for side in claim.sides}) > 1:
        raise terms.Outside("matrices of different shapes")
    return [tuple(map(reader.read, pair)) for two in pairwise(sides) for pair in zip(*two, strict=True)]


def examine(claim, enough=balls.POINTS, few=20):
    """Return the outcome of a claim: attacked at a few points, then proved, or attacked at `enough`."""
    domain = {name: space for name, space in claim.domain.items() if not isinstance(name, sp.IndexedBase)}
    inside = {name: space for name, space in claim.domain.items() if isinstance(name, sp.IndexedBase)}
    reader = terms.Reader(domain)
    judge = balls.JUDGES["positive" if claim.kind == "minimiser" else claim.kind]
    try:
        pairs = _pairs(claim, reader)
        best = (reader.read(claim.sides[0]), claim.variable) if claim.kind == "minimiser" else None
        target = balls.Target(pairs, domain, inside, judge, str(claim.sides), reader.differentiated, best)
        for points in (few, enough):
            fight = balls.attack(target, points)
            if fight.refuted:
                return Outcome(REFUTED, fight.points, fight.refuted)
            if fight.points and fight.everywhere and claim.kind == "positive":
                return Outcome(CONFIRMED, fight.points)  # an inequality of constants is proved by their balls
            if points == few:
                proved, gap = _proved(
                    claim, pairs, algebra.Prover(domain, inside, reader.differentiated), reader
                )
                if proved and fight.points:
                    return Outcome(CONFIRMED, fight.points)
    except terms.Outside as reason:
        return Outcome(OUTSIDE, why=str(reason))
    if fight.doubt:
        return Outcome(OUTSIDE, fight.points, fight.doubt)
    if fight.everywhere or fight.points >= enough:
        return Outcome(ATTACKED, fight.points)
    return Outcome(OUTSIDE, fight.points, gap or f"only {fight.points} points counted")


def _proved(claim, pairs, prover, reader):
    """Return whether Z3 proves a claim, and if not what was missing."""
    try:
        if claim.kind == "minimiser":
            return prover.only_minimiser(*map(reader.read, claim.sides), claim.variable), ""
        if claim.kind == "identical":
            return all(prover.identical(*pair) for pair in pairs), ""
        return all(prover.above(*pair, claim.kind == "positive") for pair in pairs), ""
    except (algebra.Unknown, terms.Outside) as reason:
        return False, str(reason)
