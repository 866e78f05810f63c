"""Computes test/ops/goldens/remainders.json: divisions with a remainder, by NumPy.

    pip install numpy==2.4.6
    python tools/goldens/remainders.py > test/ops/goldens/remainders.json

float32 is computed in float64, where remainders are exact as well, and rounded once. Numbers are written as text, so that -0 and infinities
survive.
"""

import itertools
import json
import random

import numpy as np

INF, NAN = float("inf"), float("nan")
SPECIAL = [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 5.0, -5.5, 0.1, 1e20, 1e-30, INF, -INF, NAN]
INTEGERS = {
    "int32": [0, 1, -1, 2, 3, -3, 5, -5, 7, 2147483647, -2147483648, -2147483647],
    "uint8": [0, 1, 2, 3, 5, 7, 127, 128, 255],
}
FUNCTIONS = {"floorDivide": np.floor_divide, "mod": np.mod, "fmod": np.fmod}


def floats(dtype):
    rng = random.Random(5)
    exponent = 150 if dtype == "float64" else 17

    def drawn():
        return rng.choice([1, -1]) * rng.uniform(1, 10) * 10.0 ** rng.randint(-exponent, exponent)

    pairs = [(i / 10, 0.1) for i in range(1, 101)] + [(0.5, 0.1), (1e17, 3), (5.5, 1e-5), (1e20, 3)]
    pairs += list(itertools.product(SPECIAL, SPECIAL))
    pairs += [(drawn(), drawn()) for _ in range(100)]
    # Of similar size, and multiples of the divisor or next to them.
    near = [(drawn(), rng.uniform(-1000, 1000)) for _ in range(100)]
    pairs += [(b * times, b) for b, times in near] + [(b * round(times), b) for b, times in near]
    return pairs


def table(dtype, pairs):
    a, b = np.array(pairs, dtype).T
    wide = (np.float64(a), np.float64(b)) if dtype == "float32" else (a, b)
    with np.errstate(all="ignore"):
        results = {name: function(*wide).astype(dtype) for name, function in FUNCTIONS.items()}

    def texts(values):
        return [repr(float(each)).replace("inf", "Infinity").replace("nan", "NaN") for each in values]

    return {name: texts(values) for name, values in {"a": a, "b": b, **results}.items()}


tables = {dtype: table(dtype, floats(dtype)) for dtype in ("float32", "float64")}
tables |= {dtype: table(dtype, list(itertools.product(values, values))) for dtype, values in INTEGERS.items()}
print(json.dumps(tables))
