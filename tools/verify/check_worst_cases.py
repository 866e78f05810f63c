"""Checks results with 60 digits: the worst cases that a run found, or points from all over.

    node tools/verify/main.js --json > worst.json            and then    python check_worst_cases.py worst.json
    node tools/verify/check-reference.js --json > points.json            python check_worst_cases.py points.json

It prints, per function, the true error of the float32 result in ULP, if there is one, and the errors of the float64 reference and of the
evaluator, which computes float64 tensors, relative to the truth.
"""

import json
import sys

from mpmath import erfc, exp, expm1, floor, inf, log, log1p, mp, mpf, pi, sqrt, tanh

mp.dps = 60

# As the formulas have them: numbers that a float64 holds.
SELU_ALPHA, SELU_SCALE = mpf(1.6732632423543772), mpf(1.0507009873554805)

FLOAT32_END = mpf(2) ** 128
BOUNDS = {"value": 2, "derivative": 4}
STATED_BOUNDS = {"squareplus(b=4)": mpf("2.3")}
"""The `worstError` of its entry in src/formula/activations.ts."""
EVALUATOR_BOUND = mpf(10) ** -14
CANCELLATION = mpf(2) ** -50
"""What a float64 computation may lose beside a zero of a derivative, where parts as large as 1 cancel."""


def sigmoid(x):
    return 1 / (1 + exp(-x)) if x > -1000 else mpf(0)


def softplus(x):
    return x + log1p(exp(-x)) if x > 0 else log1p(exp(x)) if x > -1000 else mpf(0)


def sech2(x):
    return 4 * exp(-2 * abs(x)) / (1 + exp(-2 * abs(x))) ** 2 if abs(x) < 1000 else mpf(0)


def tanh_shrink(x):
    if x == 0:
        return x
    with mp.workdps(60 + max(0, -3 * int(floor(log(abs(x), 10))))):
        return x - tanh(x)


def clip(x, low, high):
    return min(max(x, low), high)


def step(condition, height=1):
    return mpf(height) if condition else mpf(0)


def normal(x):
    return erfc(-x / sqrt(2)) / 2 if abs(x) < 200 else step(x > 0)


def gelu_slope(x):
    return normal(x) + x * exp(-x * x / 2) / sqrt(2 * pi) if abs(x) < 200 else step(x > 0)


def gelu_tanh_argument(x):
    return 2 * sqrt(2 / pi) * (x + mpf("0.044715") * x**3)


def gelu_tanh_slope(x):
    u = gelu_tanh_argument(x)
    slope = 2 * sqrt(2 / pi) * (1 + 3 * mpf("0.044715") * x * x)
    return sigmoid(u) + x * slope * sigmoid(u) * sigmoid(-u)


def mish_slope(x):
    return tanh(softplus(x)) + x * sech2(softplus(x)) * sigmoid(x)


def root(x, b):
    return sqrt(x * x + b)


def squareplus(x, b):
    return (x + root(x, b)) / 2 if x >= 0 else b / (2 * (root(x, b) - x))


def clipped(x, negativeSlope, maxValue, threshold):
    return clip(x if x > threshold else 0, 0, maxValue) - negativeSlope * max(threshold - x, 0)


def clipped_slope(x, negativeSlope, maxValue, threshold):
    return step(x > threshold and 0 < x < maxValue) + step(x < threshold, negativeSlope)


def soft_shrink(x, threshold):
    return x - threshold if x > threshold else x + threshold if x < -threshold else mpf(0)


def outside(x, threshold):
    return step(abs(x) > threshold)


# The value and the derivative of each, with the library's choice at kinks.
FUNCTIONS = {
    "celu": (lambda x, alpha: x if x > 0 else alpha * expm1(x / alpha), lambda x, alpha: mpf(1) if x > 0 else exp(x / alpha)),
    "elu": (lambda x, alpha: x if x > 0 else alpha * expm1(x), lambda x, alpha: mpf(1) if x > 0 else alpha * exp(x)),
    "exponential": (exp, exp),
    "gelu": (lambda x: x * normal(x), gelu_slope),
    "gelu_tanh": (lambda x: x * sigmoid(gelu_tanh_argument(x)), gelu_tanh_slope),
    "hard_shrink": (lambda x, threshold: x if abs(x) > threshold else mpf(0), outside),
    "hard_sigmoid": (
        lambda x, slope, offset: clip(slope * x + offset, 0, 1),
        lambda x, slope, offset: step(0 < slope * x + offset < 1, slope),
    ),
    "hard_silu": (lambda x: x * clip(x + 3, 0, 6) / 6, lambda x: x / 3 + mpf(1) / 2 if -3 < x < 3 else step(x >= 3)),
    "hard_tanh": (lambda x: clip(x, -1, 1), lambda x: step(abs(x) <= 1)),
    "leaky_relu": (lambda x, negativeSlope: x if x > 0 else negativeSlope * x, lambda x, negativeSlope: mpf(1) if x > 0 else negativeSlope),
    "linear": (lambda x: x, lambda x: mpf(1)),
    "log_sigmoid": (lambda x: -softplus(-x), lambda x: sigmoid(-x)),
    "mish": (lambda x: x * tanh(softplus(x)), mish_slope),
    "relu": (lambda x: max(x, 0), lambda x: step(x > 0)),
    "relu6": (lambda x: clip(x, 0, 6), lambda x: step(0 < x < 6)),
    "relu_clipped": (clipped, clipped_slope),
    "relu_threshold": (
        lambda x, negativeSlope, threshold: x if x > threshold else negativeSlope * (x - threshold),
        lambda x, negativeSlope, threshold: mpf(1) if x > threshold else step(x < threshold, negativeSlope),
    ),
    "selu": (
        lambda x: SELU_SCALE * (x if x >= 0 else SELU_ALPHA * expm1(x)),
        lambda x: SELU_SCALE * (1 if x >= 0 else SELU_ALPHA * exp(x)),
    ),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * sigmoid(x) * sigmoid(-x)),
    "soft_shrink": (soft_shrink, outside),
    "softplus": (softplus, sigmoid),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "sparse_plus": (lambda x: (x + 1) ** 2 / 4 if -1 < x < 1 else max(x, 0), lambda x: (x + 1) / 2 if -1 < x < 1 else step(x >= 1)),
    "sparse_sigmoid": (lambda x: clip((x + 1) / 2, 0, 1), lambda x: step(-1 < x < 1, mpf("0.5"))),
    "squareplus": (squareplus, lambda x, b: squareplus(x, b) / root(x, b)),
    "tanh": (tanh, sech2),
    "tanh_shrink": (tanh_shrink, lambda x: tanh(x) ** 2),
    "threshold": (
        lambda x, threshold, defaultValue: x if x > threshold else defaultValue,
        lambda x, threshold, defaultValue: step(x > threshold),
    ),
}


def truth_of(row):
    function = FUNCTIONS[row["name"]][row["kind"] == "derivative"]
    return mpf(function(mpf(row["at"]), **{name: mpf(value) for name, value in row["parameters"].items()}))


def units(got, true):
    """Distance in units in the last place of the float32 nearest to the truth."""
    exponent = -149 if true == 0 else max(int(floor(log(abs(true), 2))) - 23, -149)
    return abs(mpf(got) - true) / mpf(2) ** exponent


def float64_error(got, true, kind):
    """Relative to the truth, but not to less than float32 can hold, nor to what cancels beside the zero of a derivative."""
    if abs(true) >= FLOAT32_END:
        return mpf(0) if got is None or abs(got) >= FLOAT32_END else inf  # JSON has no infinity
    if got is None:
        return inf
    error = abs(mpf(got) - true)
    scale = max(abs(true), mpf(2) ** -149)
    return min(error / scale, EVALUATOR_BOUND) if kind == "derivative" and error < CANCELLATION else error / scale


def shown(error):
    return f"{float(error):.1e}" if error else "0"


rows = json.load(open(sys.argv[1]))
worst = {}
for row in rows:
    true, kind = truth_of(row), row["kind"]
    errors = (
        units(row["result"], true) if "result" in row else mpf(0),
        float64_error(row["truth"], true, kind),
        float64_error(row["evaluated"], true, kind),
    )
    known = worst.get(row["label"], (kind, (0, 0, 0)))[1]
    worst[row["label"]] = kind, tuple(max(pair) for pair in zip(known, errors))

print(f"{'function':60} {'ULP':>8} {'reference':>10} {'evaluator':>10}")
failures = 0
for label, (kind, (result, reference, evaluator)) in worst.items():
    fails = result > STATED_BOUNDS.get(label, BOUNDS[kind]) or reference > EVALUATOR_BOUND or evaluator > EVALUATOR_BOUND
    failures += fails
    print(f"{label:60} {float(result):8.4f} {shown(reference):>10} {shown(evaluator):>10}{'  beyond the bound' if fails else ''}")
sys.exit(failures > 0)
