"""Writes data/keras-errors.json: the largest errors of Keras's backends, from the goldens' comparison of each with the truth.

    python keras_errors.py activations.json > data/keras-errors.json

activations.json holds, for each activation of Keras 3.15.1 on TensorFlow 2.21.0, JAX 0.10.2 and PyTorch 2.15.0 (CPU), the results that are
more than 4 ULP from the truth, at some hundred inputs chosen where implementations go wrong. Subnormal numbers, which TensorFlow and JAX
take for zero, are left out, and so are derivatives at kinks.
"""

import json
import math
import sys

import numpy as np

KINKS = {
    "hard_shrink": "threshold", "hard_sigmoid": (-3, 3), "hard_silu": (-3, 3), "hard_tanh": (-1, 1), "leaky_relu": (0,),
    "relu": (0,), "relu6": (0, 6), "selu": (0,), "soft_shrink": "threshold", "sparse_plus": (-1, 1), "sparse_sigmoid": (-1, 1),
}
"""Where a derivative has two values, and either is right."""


def number(text):
    return float(text)


def is_kink(entry, x):
    kinks = KINKS.get(entry["id"], ())
    if kinks == "threshold":
        return abs(x) == entry["arguments"].get("threshold", 0.5)
    if entry["id"] == "elu":
        return x == 0 and entry["arguments"].get("alpha", 1) != 1
    given = [value for value in entry["arguments"].values() if not isinstance(value, bool)]
    return x in kinks or entry["id"] in ("relu", "threshold") and x in given


def error(got, true):
    """Distance in units in the last place of the correct result; None where just one of the two is finite."""
    if not (math.isfinite(got) and math.isfinite(true)):
        return None
    unit = float(np.spacing(np.float32(abs(true))))
    return abs(got - true) / unit


def error_of(entry):
    rows = [(number(x), number(got), number(true)) for x, got, true, _ in entry["rows"]]
    if entry["what"] == "derivative":
        rows = [row for row in rows if not is_kink(entry, row[0])]
    errors = [error(got, true) for _, got, true in rows]
    worst = max((each for each in errors if each is not None), default=0)
    return {"worst": round(worst, 1) if worst > 4 else None, "wild": errors.count(None)}


def listed(case, kind, disagreements):
    """The errors by backend; a backend without disagreement stays within 4 ULP."""
    own = [entry for entry in disagreements if all(entry[key] == case[key] for key in ("id", "arguments")) and entry["what"] == kind]
    return {"id": case["id"], "arguments": case["arguments"], "kind": kind, "errors": {entry["backend"]: error_of(entry) for entry in own}}


def chosen(entries):
    return [entry for entry in entries if entry["input"] == "elementwise" and entry["generation"] == 3 and entry.get("kind", "activation") == "activation"]


goldens = json.load(open(sys.argv[1]))
disagreements = chosen(goldens["disagreements"])
cases = [listed(case, kind, disagreements) for case in chosen(goldens["cases"]) for kind in ("value", "derivative")]
lines = ",\n".join(json.dumps(case) for case in cases)
print(f'{{\n"source": "Keras 3.15.1 on TensorFlow 2.21.0, JAX 0.10.2, PyTorch 2.15.0",\n"cases": [\n{lines}\n]\n}}')
