"""What a loss costs: lossutils against scikit-learn, PyTorch, SciPy, naive NumPy, and a copy.

Run it with `make bench-losses`. Everybody gets float64 data, made beforehand in the form that suits
best, returns a fresh array, and has one thread; lossutils alone validates its arguments. Times are
processor times, so that a busy machine disturbs them little.
"""

import os

# Before the libraries are loaded: one thread, and no kernel of OpenBLAS but the processor's own.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
for choice in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(choice, None)

import argparse  # noqa: E402
import json  # noqa: E402
import platform  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
from importlib.metadata import version  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402
import torch  # noqa: E402
from scipy import special  # noqa: E402
from sklearn._loss import loss as sk  # noqa: E402
from torch.nn import functional as F  # noqa: E402

from lossutils import LOSSES, domains  # noqa: E402

DATA = Path(__file__).parents[1] / "book" / "data" / "costs.json"
SIZES = (10**3, 10**5, 4 * 10**6)
CLASSES = 10
LEAST_SECONDS = 2e-3  # of one measurement: short calls are repeated
PEERS = ("sklearn", "torch", "scipy")
QUANTITIES = ("value", "gradient", "both")
DELTA, TAU, TOLERANCE = (
    LOSSES[name].parameters[parameter]
    for name, parameter in (("huber", "delta"), ("pinball", "tau"), ("zero_one_tolerance", "tolerance"))
)


def sample(domain, n):
    """Return n labels and predictions of a domain; with classes, n entries in all."""
    rng = np.random.default_rng(0)
    score, chance, coin = 4 * rng.normal(size=n), rng.random(n), rng.integers(2, size=n).astype(float)
    rows = 4 * rng.normal(size=(n // CLASSES, CLASSES))
    one_hot = np.eye(CLASSES)[rng.integers(CLASSES, size=n // CLASSES)]
    return {
        domains.RESIDUAL: (rng.normal(size=n), score),
        domains.MARGIN: (2 * coin - 1, score),
        domains.PROBABILITY: (coin, chance),
        domains.LOGIT: (coin, score),
        domains.DISTRIBUTION: (one_hot, special.softmax(rows, axis=-1)),
        domains.LOGITS: (one_hot, rows),
    }[domain]


def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


#: Value and gradient as the formulas in a textbook say, neither validated nor stable. A loss may be left out.
NAIVE = {
    "squared": (lambda y, f: (y - f) ** 2, lambda y, f: 2 * (f - y)),
    "absolute": (lambda y, f: abs(y - f), lambda y, f: np.sign(f - y)),
    "huber": (
        lambda y, f: np.where(abs(y - f) <= DELTA, 0.5 * (y - f) ** 2, DELTA * (abs(y - f) - 0.5 * DELTA)),
        lambda y, f: np.clip(f - y, -DELTA, DELTA),
    ),
    "pinball": (
        lambda y, f: np.maximum(TAU * (y - f), (TAU - 1) * (y - f)),
        lambda y, f: np.where(f < y, -TAU, 1 - TAU),
    ),
    "zero_one_tolerance": (lambda y, f: abs(y - f) >= TOLERANCE, lambda y, f: np.zeros_like(f)),
    "zero_one": (lambda y, f: y * f <= 0, lambda y, f: np.zeros_like(f)),
    "perceptron": (lambda y, f: np.maximum(0, -y * f), lambda y, f: -y * (y * f <= 0)),
    "hinge": (lambda y, f: np.maximum(0, 1 - y * f), lambda y, f: -y * (y * f <= 1)),
    "exponential": (lambda y, f: np.exp(-y * f), lambda y, f: -y * np.exp(-y * f)),
    "logistic": (lambda y, f: np.log(1 + np.exp(-y * f)), lambda y, f: -y / (1 + np.exp(y * f))),
    "binary_cross_entropy": (
        lambda y, p: -(y * np.log(p) + (1 - y) * np.log(1 - p)),
        lambda y, p: -y / p + (1 - y) / (1 - p),
    ),
    "binary_cross_entropy_with_logits": (
        lambda y, z: -(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z))),
        lambda y, z: sigmoid(z) - y,
    ),
    "cross_entropy": (lambda y, p: -(y * np.log(p)).sum(axis=-1), lambda y, p: -y / p),
    "cross_entropy_with_logits": (
        lambda y, z: -(y * np.log(softmax(z))).sum(axis=-1),
        lambda y, z: softmax(z) - y,
    ),
    "sigmoid_squared_error": (
        lambda y, z: 0.5 * (y - sigmoid(z)) ** 2,
        lambda y, z: (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)),
    ),
}

#: scikit-learn's compiled losses; those with classes and those of a margin take other labels.
SKLEARN = {
    "squared": sk.HalfSquaredError(),
    "absolute": sk.AbsoluteError(),
    "huber": sk.HuberLoss(delta=DELTA),
    "pinball": sk.PinballLoss(quantile=TAU),
    "exponential": sk.ExponentialLoss(),
    "logistic": sk.HalfBinomialLoss(),
    "binary_cross_entropy_with_logits": sk.HalfBinomialLoss(),
    "cross_entropy_with_logits": sk.HalfMultinomialLoss(n_classes=CLASSES),
}

#: PyTorch's own function of a loss or the shortest stable composition, and the closed form of the gradient.
TORCH = {
    "squared": (lambda y, f: F.mse_loss(f, y, reduction="none"), lambda y, f: 2 * (f - y)),
    "absolute": (lambda y, f: F.l1_loss(f, y, reduction="none"), lambda y, f: torch.sign(f - y)),
    "huber": (
        lambda y, f: F.huber_loss(f, y, reduction="none", delta=DELTA),
        lambda y, f: (f - y).clamp_(-DELTA, DELTA),
    ),
    "pinball": (
        lambda y, f: torch.maximum(TAU * (y - f), (TAU - 1) * (y - f)),
        lambda y, f: torch.where(f < y, -TAU, 1 - TAU),
    ),
    "zero_one_tolerance": (lambda y, f: ((y - f).abs() >= TOLERANCE).double(), None),
    "zero_one": (lambda y, f: (y * f <= 0).double(), None),
    "perceptron": (lambda y, f: (-y * f).clamp(min=0), lambda y, f: -y * (y * f <= 0)),
    "hinge": (lambda y, f: (1 - y * f).clamp(min=0), lambda y, f: -y * (y * f <= 1)),
    "exponential": (lambda y, f: torch.exp(-y * f), lambda y, f: -y * torch.exp(-y * f)),
    "logistic": (lambda y, f: F.softplus(-y * f), lambda y, f: -y * torch.sigmoid(-y * f)),
    "binary_cross_entropy": (
        lambda y, p: F.binary_cross_entropy(p, y, reduction="none"),
        lambda y, p: (p - y) / (p * (1 - p)),
    ),
    "binary_cross_entropy_with_logits": (
        lambda y, z: F.binary_cross_entropy_with_logits(z, y, reduction="none"),
        lambda y, z: torch.sigmoid(z) - y,
    ),
    "cross_entropy": (lambda y, p: -torch.xlogy(y, p).sum(-1), lambda y, p: -y / p),
    "cross_entropy_with_logits": (
        lambda y, z: F.cross_entropy(z, y, reduction="none"),
        lambda y, z: torch.softmax(z, -1) - y,
    ),
    "sigmoid_squared_error": (
        lambda y, z: 0.5 * F.mse_loss(torch.sigmoid(z), y, reduction="none"),
        lambda y, z: (torch.sigmoid(z) - y) * torch.sigmoid(z) * torch.sigmoid(-z),
    ),
}

#: SciPy where it has the function.
SCIPY = {
    "huber": (lambda y, f: special.huber(DELTA, y - f), None),
    "logistic": (lambda y, f: -special.log_expit(y * f), lambda y, f: -y * special.expit(-y * f)),
    "binary_cross_entropy": (lambda y, p: -(special.xlogy(y, p) + special.xlog1py(1 - y, -p)), None),
    "binary_cross_entropy_with_logits": (
        lambda y, z: -(y * special.log_expit(z) + (1 - y) * special.log_expit(-z)),
        lambda y, z: special.expit(z) - y,
    ),
    "cross_entropy": (lambda y, p: -special.xlogy(y, p).sum(axis=-1), None),
    "cross_entropy_with_logits": (
        lambda y, z: -(y * special.log_softmax(z, axis=-1)).sum(axis=-1),
        lambda y, z: special.softmax(z, axis=-1) - y,
    ),
    "sigmoid_squared_error": (lambda y, z: 0.5 * (y - special.expit(z)) ** 2, None),
}


def of_pair(pair, y, f):
    """Return the calls for a pair of a value and a gradient function, by quantity."""
    value, grad = pair
    calls = {"value": lambda: value(y, f)}
    if grad:
        calls |= {"gradient": lambda: grad(y, f), "both": lambda: (value(y, f), grad(y, f))}
    return calls


def of_sklearn(loss, y, f):
    if y.ndim == 2:
        y = y.argmax(axis=1).astype(float)
    elif isinstance(loss, sk.HalfBinomialLoss | sk.ExponentialLoss):
        y = (y > 0).astype(float)
    return {
        "value": lambda: loss.loss(y, f),
        "gradient": lambda: loss.gradient(y, f),
        "both": lambda: loss.loss_gradient(y, f),
    }


def of_torch(pair, y, f):
    """Return the calls of PyTorch: the gradient in closed form, both together by autograd."""
    y, f = torch.from_numpy(y), torch.from_numpy(f)
    calls = of_pair(pair, y, f)
    if pair[1]:
        value, leaf = pair[0], f.clone().requires_grad_()

        def both():
            losses = value(y, leaf)
            return losses, torch.autograd.grad(losses, leaf, torch.ones_like(losses))

        calls["both"] = both
    return calls


def competitors(loss, n):
    """Return the calls for n entries: by quantity, then by library."""
    y, f = sample(loss.domain, n)

    def value(y, f):
        return loss.value(y, f, **loss.parameters)

    def grad(y, f):
        return loss.grad(y, f, **loss.parameters)

    tables = {"naive": (NAIVE, of_pair), "sklearn": (SKLEARN, of_sklearn), "torch": (TORCH, of_torch)}
    tables["scipy"] = (SCIPY, of_pair)
    calls = {"lossutils": of_pair((value, grad), y, f)}
    for name, (table, make) in tables.items():
        if loss.name in table:
            calls[name] = make(table[loss.name], y, f)
    calls["copy"] = of_pair((lambda y, f: f.copy(), lambda y, f: f.copy()), y, f)
    return {what: {name: c[what] for name, c in calls.items() if what in c} for what in QUANTITIES}


def nanoseconds(calls, n, repeats):
    """Return for every call the nanoseconds per entry, one number a repeat; the calls take turns."""
    times = {name: [] for name in calls}
    loops = {}
    for name, call in calls.items():
        call()
        start = time.process_time()
        call()
        loops[name] = max(1, round(LEAST_SECONDS / (time.process_time() - start)))
    for _ in range(repeats):
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(loops[name]):
                call()
            times[name].append((time.process_time() - start) / loops[name] / n * 1e9)
    return times


def peak_arrays(call, n):
    """Return the peak of what a call of NumPy allocates, in arrays of n float64 numbers."""
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (8 * n)


def ratio(times, others):
    """Return the least, middle and largest ratio of times to the fastest of the others, repeat by repeat."""
    ratios = [mine / min(rest) for mine, *rest in zip(times, *others, strict=True)]
    return min(ratios), statistics.median(ratios), max(ratios)


def measure(loss, n, repeats):
    """Yield a row of results for each quantity."""
    for what, calls in competitors(loss, n).items():
        times = nanoseconds(calls, n, repeats)
        row = {"loss": loss.name, "what": what, "n": n}
        row["ns"] = {name: round(statistics.median(values), 3) for name, values in times.items()}
        peers = [times[name] for name in PEERS if name in times]
        row["ratio"] = [round(r, 3) for r in ratio(times["lossutils"], peers)] if peers else None
        numpy_calls = {name: calls[name] for name in ("lossutils", "naive") if name in calls}
        row["peak"] = {name: round(peak_arrays(call, n), 2) for name, call in numpy_calls.items()}
        yield row


def machine():
    """Return the name of the processor and the versions measured."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    found = np.lib.introspect.opt_func_info(func_name="^exp$", signature="float64")
    return {
        "processor": models[0] if models else platform.processor(),
        "simd": found["exp"]["dd"]["current"],
        "python": platform.python_version(),
    } | {name: version(name) for name in ("numpy", "scikit-learn", "torch", "scipy")}


def show(row):
    """Print one row: nanoseconds of each library, the ratios, and the peak memory."""
    cells = [f"{row['ns'].get(name, float('nan')):8.2f}" for name in ("lossutils", "naive", *PEERS, "copy")]
    ratios = " ".join(f"{r:5.2f}" for r in row["ratio"]) if row["ratio"] else " " * 17
    peaks = " ".join(f"{peak:5.1f}" for peak in row["peak"].values())
    print(f"{row['loss']:33}{row['what']:9}{row['n']:8}", *cells, " ", ratios, " ", peaks, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("losses", nargs="*", default=list(LOSSES), help="their names; all by default")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write the results to {DATA.name} for the book")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(*(f"{key} {value}" for key, value in machine().items()), sep=", ")
    print("Nanoseconds an entry (median), ratio to the fastest peer (least, median, largest),")
    print("peak memory in arrays of n numbers (lossutils, naive)")
    print(f"{'loss':33}{'what':9}{'n':>8}", *(f"{n:>8}" for n in ("book", "naive", *PEERS, "copy")))
    rows = []
    for name in options.losses:
        for n in SIZES:
            for row in measure(LOSSES[name], n, options.repeats):
                show(row)
                rows.append(row)
    if options.write:
        lines = ",\n".join(json.dumps(row) for row in rows)
        DATA.write_text(f'{{"machine": {json.dumps(machine())},\n"rows": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
