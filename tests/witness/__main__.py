"""`make witness`: prints how the claims fared; witness.json and the index of theorems keep it."""

import json
import sys
from collections import Counter, defaultdict

from tests.support.contents import NOTEBOOKS
from tests.support.record import records
from tests.witness.witness import CONFIRMED, NUMBERS, OUTSIDE, REFUTED, STATUSES, examine
from tools import refresh


def examined(path):
    """Return (record, outcome) for every claim of a chapter."""
    return [(record, examine(record.claim)) for record in records(path)]


def numbers(found):
    """Return how many claims fared how, and for each theorem "twice" or the points of its attack."""
    counts, theorems = Counter(outcome.status for _, outcome in found), defaultdict(list)
    for record, outcome in found:
        if record.theorem:
            theorems[record.theorem].append(outcome)
    return {status: counts[status] for status in STATUSES} | {
        "theorems": {
            label: min((o.points for o in outcomes if o.status != CONFIRMED), default="twice")
            for label, outcomes in theorems.items()
        }
    }


def main():
    table, total, refuted = {}, Counter(), False
    print(f"{'chapter':28}{'claims':>8}{'confirmed':>11}{'attacked':>10}{'outside':>9}")
    for path in NOTEBOOKS:
        found = examined(path)
        table[path.stem] = numbers(found)
        counts = {status: table[path.stem][status] for status in STATUSES}
        total.update(counts)
        print(_row(path.stem, counts), flush=True)
        for record, outcome in found:
            refuted |= outcome.status == REFUTED
            if outcome.status in (OUTSIDE, REFUTED):
                print(f"  {outcome.status}, {record.cell}, {outcome.why}: {record.claim.sides}")
    print(_row("all", total))
    if not refuted:
        NUMBERS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        refresh.INDEX.write_text(refresh.index(), encoding="utf-8")
    return refuted


def _row(name, counts):
    confirmed, attacked, outside = (counts[status] for status in STATUSES)
    return f"{name:28}{confirmed + attacked + outside:8}{confirmed:11}{attacked:10}{outside:9}"


if __name__ == "__main__":
    sys.exit(main())
