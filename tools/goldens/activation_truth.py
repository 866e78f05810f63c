"""What is true of Keras's activations: the textbook definition with 60 digits, rounded once to float32.

Nothing here is taken from Keras, except which one-sided derivative holds at a kink (TensorFlow's). Arguments are rounded to float32 first, as
every backend does; constants inside a formula (0.2, 1/6, 0.044715, selu's) are exact. A NaN gives NaN (the derivative too, but linear's is 1), an
infinity the mathematical limit. The sign of a zero is the limit's or the formula's.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Callable

import numpy as np
from mpmath import mp, mpf

mp.dps = 60
INF = math.inf
NAN = math.nan


def to_float32(value):
    """Round an mpf (or a float that is already special or a signed zero) to float32, half to even, exactly once."""
    if isinstance(value, float) and (value == 0 or not math.isfinite(value)):
        return np.float32(value)
    sign, mantissa, exponent, _ = mp.mpf(value)._mpf_
    mantissa = int(mantissa)
    if mantissa == 0:
        return np.float32(0)
    top = exponent + mantissa.bit_length() - 1
    quantum = max(top - 23, -149)
    if top > 128:
        magnitude = INF
    elif top < -151:
        magnitude = 0.0
    else:
        shift = quantum - exponent
        if shift <= 0:
            units = mantissa << -shift
        else:
            units, rest, half = mantissa >> shift, mantissa & ((1 << shift) - 1), 1 << (shift - 1)
            units += rest > half or (rest == half and units & 1)
        magnitude = INF if units >= 1 << (128 - quantum) else math.ldexp(units, quantum)
    return np.float32(-magnitude if sign else magnitude)


@dataclass
class Definition:
    """One elementwise function. `odd_zero` says that f(-0) is -0."""

    value: Callable
    derivative: Callable
    limits: Callable | tuple
    odd_zero: bool | Callable = False


def sigma(x):
    return 1 / (1 + mp.exp(-x))


def log1p_exp(x):
    return x + mp.log1p(mp.exp(-x)) if x > 0 else mp.log1p(mp.exp(x))


def clip(x, low, high):
    return min(max(x, mpf(low)), mpf(high))


def relu(x, negative_slope=0, max_value=None, threshold=0):
    if x <= threshold:
        if negative_slope == 0 and threshold != 0 and max_value is None and x < 0:
            return -0.0
        return negative_slope * (x - threshold)
    return x if max_value is None else clip(x, 0, max_value)


def relu_derivative(x, negative_slope=0, max_value=None, threshold=0):
    if x <= threshold:
        leaky = max_value is None and threshold == 0
        return negative_slope if x < threshold or leaky else 0
    if max_value is None:
        return 1
    if x == max_value:
        return 0 if max_value == 6 and threshold == 0 else 1
    return 1 if 0 <= x < max_value else 0


def relu_limits(negative_slope=0, max_value=None, threshold=0):
    zero = -0.0 if threshold != 0 and max_value is None else 0.0
    low = -INF if negative_slope else zero
    return low, (INF if max_value is None else max_value), negative_slope, (1 if max_value is None else 0)


def relu_odd_zero(negative_slope=0, max_value=None, threshold=0):
    return max_value is None and (threshold != 0 or negative_slope != 0)


ELU_SCALE = mpf("1.0507009873554804934193349852946")
ELU_ALPHA = mpf("1.6732632423543772848170429916717")


def elu(x, alpha=1):
    return x if x >= 0 else alpha * mp.expm1(x)


def elu_derivative(x, alpha=1):
    return mpf(1) if x > 0 else alpha * mp.exp(x)  # at 0: alpha


def celu(x, alpha=1):
    return x if x >= 0 else alpha * mp.expm1(x / alpha)


def squareplus(x, b=4):
    root = mp.sqrt(x * x + b)
    return (x + root) / 2 if x >= 0 else b / (2 * (root - x))


def soft_shrink(x, threshold=0.5):
    return x - threshold if x > threshold else x + threshold if x < -threshold else 0


def outside(x, threshold=0.5):
    """The derivative of both shrinks: 1 where |x| > threshold."""
    return 1 if abs(x) > threshold else 0


def tanh_shrink(x):
    with mp.workdps(60 + max(0, -4 * int(mp.floor(mp.log10(abs(x))))) if x else 60):
        return x - mp.tanh(x)


def sparse_plus(x):
    return 0 if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4


def sparse_plus_derivative(x):
    return 0 if x <= -1 else 1 if x >= 1 else (x + 1) / 2


def normal_cdf(x):
    if abs(x) > 200:
        return mpf(1) if x > 0 else mpf(2) ** -100000  # rounds to 1, underflows
    return mp.erfc(-x / mp.sqrt(2)) / 2


def gelu(x, approximate=False):
    if not approximate or abs(x) > 200:
        return x * normal_cdf(x)
    return x * sigma(2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3))  # (1 + tanh u) / 2 = sigma(2u)


def gelu_derivative(x, approximate=False):
    if abs(x) > 200:
        return mpf(1) if x > 0 else -(mpf(2) ** -100000)
    if not approximate:
        return normal_cdf(x) + x * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
    c = mp.sqrt(2 / mp.pi)
    u, slope = c * (x + mpf("0.044715") * x**3), c * (1 + 3 * mpf("0.044715") * x**2)
    return sigma(2 * u) + 2 * x * slope * sigma(2 * u) * sigma(-2 * u)


def mish(x):
    return x * mp.tanh(log1p_exp(x))


def mish_derivative(x):
    t = log1p_exp(x)
    return mp.tanh(t) + x * mp.sech(t) ** 2 * sigma(x)


def hard_silu(x):
    return -0.0 if x <= -3 else x if x >= 3 else x * (x + 3) / 6


def hard_silu_derivative(x):
    return 0 if x <= -3 else 1 if x >= 3 else x / 3 + mpf(1) / 2


SHRINK = dict(limits=(-INF, INF, 1, 1))
SWISH = dict(limits=(-0.0, INF, -0.0, 1), odd_zero=True)


def leaky_relu(slope):
    return Definition(lambda x, negative_slope=slope: relu(x, negative_slope),
                      lambda x, negative_slope=slope: relu_derivative(x, negative_slope),
                      lambda negative_slope=slope: (-INF, INF, negative_slope, 1), odd_zero=True)


RELU = Definition(relu, relu_derivative, relu_limits, relu_odd_zero)
ELU = Definition(elu, elu_derivative, lambda alpha=1: (-alpha, INF, 0.0, 1), odd_zero=True)
SILU = Definition(lambda x: x * sigma(x), lambda x: sigma(x) + x * sigma(x) * sigma(-x), **SWISH)
HARD_SILU = Definition(hard_silu, hard_silu_derivative, (-0.0, INF, 0.0, 1), odd_zero=True)

LINEAR = Definition(lambda x: x, lambda x: 1, (-INF, INF, 1, 1), odd_zero=True)

ACTIVATIONS = {
    "relu": RELU,
    "leaky_relu": leaky_relu(mpf(float(np.float32(0.2)))),
    "relu6": Definition(lambda x: clip(x, 0, 6), lambda x: 1 if 0 < x < 6 else 0, (0.0, 6, 0, 0)),
    "elu": ELU,
    "selu": Definition(lambda x: ELU_SCALE * elu(x, ELU_ALPHA),
                       lambda x: ELU_SCALE if x >= 0 else ELU_SCALE * ELU_ALPHA * mp.exp(x),
                       (-ELU_SCALE * ELU_ALPHA, INF, 0.0, ELU_SCALE), odd_zero=True),
    "celu": Definition(celu, lambda x, alpha=1: mpf(1) if x >= 0 else mp.exp(x / alpha),
                       lambda alpha=1: (-alpha, INF, 0.0, 1), odd_zero=True),
    "softplus": Definition(log1p_exp, sigma, (0.0, INF, 0.0, 1)),
    "softsign": Definition(lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2, (-1, 1, 0.0, 0.0), odd_zero=True),
    "squareplus": Definition(squareplus, lambda x, b=4: squareplus(x, b) / mp.sqrt(x * x + b), (0.0, INF, 0.0, 1)),
    "soft_shrink": Definition(soft_shrink, outside, **SHRINK),
    "hard_shrink": Definition(lambda x, threshold=0.5: x if abs(x) > threshold else 0, outside, **SHRINK),
    "tanh_shrink": Definition(tanh_shrink, lambda x: mp.tanh(x) ** 2, (-INF, INF, 1, 1), odd_zero=True),
    "hard_tanh": Definition(lambda x: clip(x, -1, 1), lambda x: 1 if abs(x) <= 1 else 0, (-1, 1, 0, 0), odd_zero=True),
    "threshold": Definition(lambda x, threshold, default_value: x if x > threshold else default_value,
                            lambda x, threshold, default_value: 1 if x > threshold else 0,
                            lambda threshold, default_value: (default_value, INF, 0, 1),
                            lambda threshold, default_value: threshold < 0),
    "sparse_plus": Definition(sparse_plus, sparse_plus_derivative, (0.0, INF, 0, 1)),
    "sparse_sigmoid": Definition(lambda x: clip((x + 1) / 2, 0, 1), lambda x: mpf("0.5") if -1 < x < 1 else 0, (0.0, 1, 0, 0)),
    "silu": SILU,
    "swish": SILU,
    "gelu": Definition(gelu, gelu_derivative, lambda approximate=False: SWISH["limits"], odd_zero=True),
    "tanh": Definition(mp.tanh, lambda x: mp.sech(x) ** 2, (-1, 1, 0.0, 0.0), odd_zero=True),
    "sigmoid": Definition(sigma, lambda x: sigma(x) * sigma(-x), (0.0, 1, 0.0, 0.0)),
    "log_sigmoid": Definition(lambda x: -log1p_exp(-x), lambda x: sigma(-x), (-INF, -0.0, 1, 0.0)),
    "exponential": Definition(mp.exp, mp.exp, (0.0, INF, 0.0, INF)),
    "hard_sigmoid": Definition(lambda x: clip((x + 3) / 6, 0, 1), lambda x: mpf(1) / 6 if -3 < x < 3 else 0, (0.0, 1, 0, 0)),
    "hard_silu": HARD_SILU,
    "hard_swish": HARD_SILU,
    "linear": LINEAR,
    "mish": Definition(mish, mish_derivative, **SWISH),
}
KERAS2 = {
    "hard_sigmoid": Definition(lambda x: clip(mpf("0.2") * x + mpf("0.5"), 0, 1),
                               lambda x: mpf("0.2") if abs(x) <= 2.5 else 0, (0.0, 1, 0, 0)),
    "relu": Definition(lambda x, alpha=0, **rest: relu(x, alpha, **rest),
                       lambda x, alpha=0, **rest: relu_derivative(x, alpha, **rest),
                       lambda alpha=0, **rest: relu_limits(alpha, **rest),
                       lambda alpha=0, **rest: relu_odd_zero(alpha, **rest)),
    "LeakyReLU": Definition(lambda x, alpha=mpf(float(np.float32(0.3))): relu(x, alpha),
                            lambda x, alpha=mpf(float(np.float32(0.3))): relu_derivative(x, alpha),
                            lambda alpha=0.3: (-INF, INF, alpha, 1), odd_zero=True),
    "ThresholdedReLU": Definition(lambda x, theta=1: relu(x, 0, None, theta), lambda x, theta=1: relu_derivative(x, 0, None, theta),
                                  (-0.0, INF, 0, 1), odd_zero=True),
}
LAYERS = {"LeakyReLU": leaky_relu(mpf(float(np.float32(0.3)))), "ReLU": RELU, "ELU": ELU}


def definition_of(case):
    name = case["id"]
    if case["generation"] == 2 and name in KERAS2:
        return KERAS2[name]
    return LAYERS[name] if case["kind"] == "layer" else ACTIVATIONS[name]


def as_float32_argument(value):
    return value if value is None or isinstance(value, bool) else mpf(float(np.float32(value)))


def elementwise_truth(case, inputs):
    """The true float32 value and derivative for each float32 input."""
    definition = definition_of(case)
    arguments = {key: as_float32_argument(value) for key, value in case["arguments"].items()}
    limits = definition.limits(**arguments) if callable(definition.limits) else definition.limits
    odd_zero = definition.odd_zero(**arguments) if callable(definition.odd_zero) else definition.odd_zero
    values, derivatives = [], []
    for x in inputs:
        if np.isnan(x):
            value, derivative = NAN, (1.0 if definition is LINEAR else NAN)
        elif np.isinf(x):
            value, derivative = (limits[0], limits[2]) if x < 0 else (limits[1], limits[3])
        else:
            exact = mpf(float(x))
            value, derivative = definition.value(exact, **arguments), definition.derivative(exact, **arguments)
            if x == 0 and value == 0:
                value = float(x) if odd_zero else 0.0
        values.append(to_float32(value))
        derivatives.append(to_float32(derivative))
    return {"value": values, "derivative": derivatives}


# Functions of rows: a row as a list of floats, and its upstream → values and gradient.


def softmax_slice(z, g):
    if any(math.isnan(v) for v in z) or max(z) == -INF or z.count(INF) > 1:
        return [NAN] * len(z), [NAN] * len(z)
    if INF in z:
        return [1.0 if v == INF else 0.0 for v in z], [0.0] * len(z)
    top = mpf(max(z))
    e = [mp.exp(v - top) if v > -INF else mpf(0) for v in z]
    y = [v / mp.fsum(e) for v in e]
    mean = mp.fdot(y, g)
    return y, [p * (u - mean) for p, u in zip(y, g)]


def log_softmax_slice(z, g):
    p, _ = softmax_slice(z, g)
    total = mp.fsum(g)
    gradient = [u - q * total for u, q in zip(g, p)]
    if any(isinstance(q, float) and math.isnan(q) for q in p):
        return p, p
    if INF in z:
        return [0.0 if v == INF else -INF for v in z], gradient
    top = mpf(max(z))
    others = list(z)
    others.remove(max(z))
    log_sum = mp.log1p(mp.fsum(mp.exp(v - top) for v in others if v > -INF))
    return [v - top - log_sum if v > -INF else -INF for v in z], gradient


def sparsemax_slice(z, g):
    """Projection onto the simplex, in exact rational arithmetic."""
    if any(math.isnan(v) for v in z) or max(z) == -INF or z.count(INF) > 1:
        return [NAN] * len(z), [NAN] * len(z)
    if INF in z:
        return [1.0 if v == INF else 0.0 for v in z], [0.0] * len(z)
    ordered = sorted((Fraction(v) for v in z if v > -INF), reverse=True)
    k = max(i for i in range(1, len(ordered) + 1) if 1 + i * ordered[i - 1] > sum(ordered[:i]))
    tau = (sum(ordered[:k]) - 1) / k
    inside = [v > -INF and Fraction(v) > tau for v in z]
    mean = sum(Fraction(u) for u, s in zip(g, inside) if s) / sum(inside)
    exact = [Fraction(v) - tau if s else Fraction(0) for v, s in zip(z, inside)]
    gradient = [Fraction(u) - mean if s else Fraction(0) for u, s in zip(g, inside)]
    return [[mpf(f.numerator) / f.denominator for f in row] for row in (exact, gradient)]


def slices(shape, axis):
    """Rows of flat indices, one row for each slice along `axis` (an int or a list of ints)."""
    axes = [a % len(shape) for a in ([axis] if isinstance(axis, int) else axis)]
    index = np.arange(math.prod(shape)).reshape(shape)
    moved = np.moveaxis(index, axes, range(len(shape) - len(axes), len(shape)))
    return moved.reshape(-1, math.prod(shape[a] for a in axes)).tolist()


def along_axis(slice_function, tensor, axis, keep=None):
    """Apply a slice function to every slice; `keep` is a flat boolean mask: masked entries are 0, a fully masked slice too."""
    values, gradient = np.zeros(len(tensor["values"]), np.float32), np.zeros(len(tensor["values"]), np.float32)
    for row in slices(tensor["shape"], axis):
        row = [i for i in row if keep is None or keep[i]]
        if not row:
            continue
        y, dx = slice_function([float(tensor["values"][i]) for i in row], [float(tensor["upstream"][i]) for i in row])
        for i, v, d in zip(row, y, dx):
            values[i], gradient[i] = to_float32(v), to_float32(d)
    return {"value": values.tolist(), "gradient": gradient.tolist()}


def glu_truth(tensor, axis):
    """a * sigma(b) for the halves a, b along `axis`; the upstream is the first half of the tensor's, flattened."""
    shape = tensor["shape"]
    first, second = np.split(np.arange(math.prod(shape)).reshape(shape), 2, axis)
    gradient = np.zeros(math.prod(shape), np.float32)
    values = []
    for out, (i, j) in enumerate(zip(first.ravel(), second.ravel())):
        a, b, u = (mpf(float(v)) for v in (tensor["values"][i], tensor["values"][j], tensor["upstream"][out]))
        values.append(to_float32(a * sigma(b)))
        gradient[i] = to_float32(u * sigma(b))
        gradient[j] = to_float32(u * a * sigma(b) * sigma(-b))
    return {"value": values, "gradient": gradient.tolist()}


def prelu_truth(tensor, alpha):
    """x for x > 0, alpha x below; at 0 the derivative is 0, as in every backend's relu(x) - alpha relu(-x)."""
    shape = tensor["shape"]
    index = np.arange(math.prod(alpha["shape"])).reshape(alpha["shape"])
    index = np.broadcast_to(index, shape).ravel()
    values, gradient, alpha_gradient = [], [], [mpf(0)] * math.prod(alpha["shape"])
    for x, u, i in zip(tensor["values"], tensor["upstream"], index):
        x, u, a = mpf(float(x)), mpf(float(u)), mpf(float(np.float32(alpha["values"][i])))
        values.append(to_float32(x if x > 0 else a * x))
        gradient.append(to_float32(u if x > 0 else a * u if x < 0 else 0))
        alpha_gradient[i] += u * min(x, 0)
    return {"value": values, "gradient": gradient, "alphaGradient": [to_float32(v) for v in alpha_gradient]}


def keep_of(case, shape):
    """The flat mask of a case, or None."""
    mask = case.get("mask")
    if mask is None:
        return None
    return np.broadcast_to(np.array(mask["values"], bool).reshape(mask["shape"]), shape).ravel()


SLICES = {"softmax": softmax_slice, "Softmax": softmax_slice, "log_softmax": log_softmax_slice, "sparsemax": sparsemax_slice}


def rows_truth(case, tensor):
    """The truth of a function of rows; `tensor` has a shape, and values and upstream as flat lists of floats."""
    if case["id"] == "PReLU":
        return prelu_truth(tensor, case["alpha"])
    axis = case["arguments"].get("axis", -1)
    if case["id"] == "glu":
        return glu_truth(tensor, axis)
    return along_axis(SLICES[case["id"]], tensor, axis, keep_of(case, tensor["shape"]))
