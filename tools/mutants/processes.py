"""Runs each mutant in a process of its own, a fork of the one that has prepared everything, and counts."""

import os
import signal
import sys
from collections import Counter
from pathlib import Path

import sympy.physics.units  # noqa: F401  by `simplify`, when it is first called: now once, not in every fork

EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def limit(seconds):
    """End this process when it has used so many seconds of CPU time from now on."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def outcomes(tasks, jobs, survives):
    """Yield (task, outcome) as they come: "killed", "survived" or "timed out".

    `survives(task)` is called in the fork, `jobs` of them at a time; raising is being killed.
    """
    tasks, running = list(tasks), {}
    while tasks or running:
        while tasks and len(running) < jobs:
            task = tasks.pop(0)
            sys.stdout.flush()
            if not (pid := os.fork()):
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os.dup2(1, 2)
                try:
                    os._exit(0 if survives(task) else 1)
                except BaseException:
                    os._exit(1)
            running[pid] = task
        pid, status = os.wait()
        timed_out = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
        outcome = {0: "survived", 256: "killed"}.get(status, "timed out" if timed_out else None)
        assert outcome, f"the process of {running[pid]} ended with status {status}"
        yield running.pop(pid), outcome


def tally(name, changes, excused, jobs, survives):
    """Run mutants, print those to look at, and return their number by end, and the stale entries.

    `changes` has the (…, line, becomes) of each task; the survivors among `excused` are "equivalent".
    """
    counts, survivors = Counter(), set()
    for task, outcome in outcomes(changes, jobs, survives):
        *place, line, becomes = change = changes[task]
        survivors |= {change} if outcome == "survived" else set()
        counts["equivalent" if outcome == "survived" and change in excused else outcome] += 1
        if outcome != "killed" and change not in excused:
            print(f"  {' '.join([name, *place, outcome])}\n    {line}\n    {becomes}")
    for change in excused - survivors:
        print(f"  {name}: no such survivor, remove it from {EQUIVALENT.name}: {change}")
    return [counts[end] for end in ("killed", "timed out", "survived", "equivalent")], excused - survivors
