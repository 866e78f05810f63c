"""Computes test/ops/goldens/values.json: operations at special and at usual numbers, rounded once from 400 bits.

    pip install mpmath gmpy2 numpy
    python tools/goldens/values.py > test/ops/goldens/values.json

Where a result is no number, infinite or a signed zero, it is what IEEE 754 says, which NumPy follows. Numbers are written as text, so that
-0 and infinities survive.
"""

import json
import random

import mpmath as mp
import numpy as np

mp.mp.prec = 400
INF, NAN = float('inf'), float('nan')

SPECIAL = {
    'float64': [0.0, 1.0, INF, 5e-324, 2.0**-1022, 1.7976931348623157e308, 0.5, 1.5, 2.5, 3.0, 8.0, 10.0, 1e-8, 1e15, 709.5, 30.25],
    'float32': [0.0, 1.0, INF, 2.0**-149, 2.0**-126, 3.4028234663852886e38, 0.5, 1.5, 2.5, 3.0, 8.0, 10.0, 2.0**-27, 16777216.0, 88.25, 30.25],
}


def inputs(dtype):
    rng = random.Random(7)
    exponent = 300 if dtype == 'float64' else 36
    usual = [rng.uniform(-3, 3) for _ in range(12)] + [rng.uniform(1, 10) * 10.0 ** rng.randint(-exponent, exponent) for _ in range(8)]
    values = [s * v for v in SPECIAL[dtype] for s in (1, -1)] + [NAN] + usual
    return [float(np.dtype(dtype).type(v)) for v in values]


def rounded(value, dtype):
    """A multi-precision number as the nearest one of the dtype; numbers are ready."""
    if not isinstance(value, mp.mpf):
        return float(value)
    digits, least, greatest = (53, -1074, 1024) if dtype == 'float64' else (24, -149, 128)
    if value == 0 or not mp.isfinite(value):
        return float(value)
    unit = mp.mpf(2) ** max(mp.frexp(value)[1] - digits, least)
    whole = mp.nint(value / unit)
    if fabs(whole * unit) >= mp.mpf(2) ** greatest:
        return float(mp.sign(value)) * INF
    return float(mp.ldexp(whole, int(mp.log(unit, 2)))) if whole != 0 else (0.0 if value > 0 else -0.0)


fabs = mp.fabs


def quiet(f):
    """NumPy's value of float64 numbers, which is exact for what needs no rounding."""
    def call(*xs):
        with np.errstate(all='ignore'):
            return float(f(*(np.float64(x) for x in xs)))
    return call


def real(f, at_inf, at_minus_inf, domain=lambda x: True, keeps_zero=False, special=None):
    """A function of the reals, with its limits."""
    def call(x):
        if special is not None and x in special:
            return special[x]
        if x != x:
            return NAN
        if x == INF:
            return at_inf
        if x == -INF:
            return at_minus_inf
        if x == 0 and keeps_zero:
            return x
        if not domain(x):
            return NAN
        if fabs(x) > 1e5 and f in (mp.exp, mp.expm1, mp.sinh, mp.cosh, mp.erfc):
            x = float(mp.sign(x)) * 1e5
        return f(mp.mpf(x))
    return call


def square(x):
    return INF if abs(x) == INF else NAN if x != x else mp.mpf(x) ** 2


def rsqrt(x):
    if x == 0:
        return np.copysign(INF, x)
    return real(lambda v: 1 / mp.sqrt(v), 0.0, NAN, lambda v: v > 0)(x)


def reciprocal(x):
    if x == 0 or abs(x) == INF:
        return quiet(lambda v: 1 / v)(x)
    return NAN if x != x else 1 / mp.mpf(x)


def positive(x):
    return x > 0


UNARY = {
    'negative': quiet(np.negative),
    'abs': quiet(np.abs),
    # Keras keeps the sign of a zero, NumPy does not.
    'sign': lambda x: x if x == 0 else quiet(np.sign)(x),
    'square': square,
    'sqrt': real(mp.sqrt, INF, NAN, lambda x: x > 0, keeps_zero=True),
    'rsqrt': rsqrt,
    'reciprocal': reciprocal,
    'floor': quiet(np.floor),
    'ceil': quiet(np.ceil),
    'round': quiet(np.round),
    'exp': real(mp.exp, INF, 0.0),
    'expm1': real(mp.expm1, INF, -1.0, keeps_zero=True),
    'log': real(mp.log, INF, NAN, positive, special={0.0: -INF}),
    'log1p': real(mp.log1p, INF, NAN, lambda x: x > -1, keeps_zero=True, special={-1.0: -INF}),
    'log2': real(lambda x: mp.log(x, 2), INF, NAN, positive, special={0.0: -INF}),
    'log10': real(mp.log10, INF, NAN, positive, special={0.0: -INF}),
    'sin': real(mp.sin, NAN, NAN, keeps_zero=True),
    'cos': real(mp.cos, NAN, NAN),
    'tan': real(mp.tan, NAN, NAN, keeps_zero=True),
    'sinh': real(mp.sinh, INF, -INF, keeps_zero=True),
    'cosh': real(mp.cosh, INF, INF),
    'erf': real(mp.erf, 1.0, -1.0, keeps_zero=True),
    'erfc': real(mp.erfc, 0.0, 2.0),
    'absolute': quiet(np.abs),
    'fabs': quiet(np.abs),
    'arccos': real(mp.acos, NAN, NAN, lambda x: abs(x) <= 1),
    'arccosh': real(mp.acosh, INF, NAN, lambda x: x >= 1),
    'arcsin': real(mp.asin, NAN, NAN, lambda x: abs(x) <= 1, keeps_zero=True),
    'arcsinh': real(mp.asinh, INF, -INF, keeps_zero=True),
    'arctan': real(mp.atan, mp.pi / 2, -mp.pi / 2, keeps_zero=True),
    'arctanh': real(mp.atanh, NAN, NAN, lambda x: abs(x) < 1, keeps_zero=True, special={1.0: INF, -1.0: -INF}),
    'cbrt': real(lambda x: mp.sign(x) * mp.cbrt(abs(x)), INF, -INF, keeps_zero=True),
    'deg2rad': real(lambda x: x * mp.pi / 180, INF, -INF, keeps_zero=True),
    'rad2deg': real(lambda x: x * 180 / mp.pi, INF, -INF, keeps_zero=True),
    'erfinv': real(mp.erfinv, NAN, NAN, lambda x: abs(x) < 1, keeps_zero=True, special={1.0: INF, -1.0: -INF}),
    'exp2': real(lambda x: mp.mpf(2) ** max(min(x, mp.mpf(5000)), mp.mpf(-5000)), INF, 0.0),
    'i0': real(lambda x: INF if abs(x) > 1e5 else mp.besseli(0, x), INF, INF),
    'sinc': real(lambda x: mp.sinpi(x) / (mp.pi * x), NAN, NAN, special={0.0: 1.0}),
    'trunc': quiet(np.trunc),
    'isneginf': quiet(np.isneginf),
    'isposinf': quiet(np.isposinf),
    'signbit': quiet(np.signbit),
    # The angle of NumPy is 0 of 0, and pi of -0.
    'angle': lambda x: NAN if x != x else mp.pi if np.signbit(x) else 0.0,
    'real': quiet(np.real),
    'imag': lambda x: 0.0,
    'conj': quiet(np.conj),
    'conjugate': quiet(np.conj),
    'isreal': lambda x: True,
    'copy': quiet(np.positive),
    'array': quiet(np.positive),
    'logicalNot': quiet(np.logical_not),
    'isnan': quiet(np.isnan),
    'isinf': quiet(np.isinf),
    'isfinite': quiet(np.isfinite),
}


def arithmetic(numpy_operation, operation):
    def call(a, b):
        if np.isfinite(a) and np.isfinite(b):
            value = None if operation is None else operation(mp.mpf(a), mp.mpf(b))
            if value is not None and value != 0:
                return value
        return quiet(numpy_operation)(a, b)
    return call


def power(a, b):
    if not (np.isfinite(a) and np.isfinite(b)) or a == 0 or b == 0 or abs(a) == 1:
        return quiet(np.power)(a, b)
    if a < 0 and b != np.floor(b):
        return NAN
    angle = mp.mpf(b) * mp.log(abs(mp.mpf(a)))
    sign = -1 if a < 0 and b % 2 == 1 else 1
    return sign * mp.exp(min(max(angle, mp.mpf(-5000)), mp.mpf(5000)))


def logaddexp(a, b):
    if not (np.isfinite(a) and np.isfinite(b)):
        return quiet(np.logaddexp)(a, b)
    a, b = max(mp.mpf(a), mp.mpf(b)), min(mp.mpf(a), mp.mpf(b))
    return a + (mp.log1p(mp.exp(b - a)) if b - a > -2000 else mp.mpf(0))


def divide(a, b):
    return None if b == 0 else a / b


def arctan2(a, b):
    # Of infinities and zeros the quadrant counts, whose angles NumPy knows as multiples of an eighth turn.
    if a != a or b != b:
        return NAN
    if np.isfinite(a) and np.isfinite(b) and a != 0 and b != 0:
        return mp.atan2(mp.mpf(a), mp.mpf(b))
    turns = round(float(np.arctan2(a, b)) / np.pi * 4)
    return np.copysign(0.0, a) if turns == 0 else turns * mp.pi / 4


def logaddexp2(a, b):
    if not (np.isfinite(a) and np.isfinite(b)):
        return quiet(np.logaddexp2)(a, b)
    a, b = max(mp.mpf(a), mp.mpf(b)), min(mp.mpf(a), mp.mpf(b))
    return a + (mp.log1p(mp.mpf(2) ** (b - a)) / mp.ln(2) if b - a > -3000 else mp.mpf(0))


BINARY = {
    'add': arithmetic(np.add, lambda a, b: a + b),
    'subtract': arithmetic(np.subtract, lambda a, b: a - b),
    'multiply': arithmetic(np.multiply, lambda a, b: a * b),
    'divide': arithmetic(np.divide, divide),
    'maximum': quiet(np.maximum),
    'minimum': quiet(np.minimum),
    'power': power,
    'logaddexp': logaddexp,
    'arctan2': arctan2,
    'divideNoNan': lambda a, b: 0.0 if b == 0 else BINARY['divide'](a, b),
    'trueDivide': arithmetic(np.divide, divide),
    'fmax': quiet(np.fmax),
    'fmin': quiet(np.fmin),
    'heaviside': quiet(np.heaviside),
    'hypot': arithmetic(np.hypot, lambda a, b: mp.sqrt(a * a + b * b)),
    'logaddexp2': logaddexp2,
    'logicalXor': quiet(np.logical_xor),
    'greater': quiet(np.greater),
    'greaterEqual': quiet(np.greater_equal),
    'less': quiet(np.less),
    'lessEqual': quiet(np.less_equal),
    'equal': quiet(np.equal),
    'notEqual': quiet(np.not_equal),
    'logicalAnd': quiet(np.logical_and),
    'logicalOr': quiet(np.logical_or),
}

ROWS = [
    [1, 2, 3, -4],
    [INF, 1, 2, -3],
    [INF, INF, 0, 1],
    [INF, -INF, 0, 1],
    [-INF, -INF, -INF, -INF],
    [-INF, 1, 2, -3],
    [NAN, 1, -INF, 2],
    [0.0, -0.0, 0.0, -0.0],
    [1e30, -1e30, 1, 1e-30],
    [0.1, 0.2, 0.3, 0.4],
    [2**-130, 2**-120, -(2**-125), 2**-149],
    [7, 7, 7, 7],
]


def over(numpy_operation, operation):
    """Of a row of finite numbers to 400 bits, else NumPy's."""
    def call(row):
        if all(np.isfinite(row)):
            return operation([mp.mpf(v) for v in row])
        with np.errstate(all='ignore'):
            return float(numpy_operation(np.array(row)))
    return call


def over_numbers(numpy_operation, operation):
    """The same without NaN."""
    return lambda row: over(numpy_operation, operation)([v for v in row if v == v])


def mean(row):
    return sum(row) / len(row)


def variance(row):
    return mean([(v - mean(row)) ** 2 for v in row])


def product(row):
    return mp.fprod(row)


def logsumexp(row):
    greatest = max(row)
    if any(v != v for v in row):
        return NAN
    if abs(greatest) == INF:
        return greatest
    return mp.mpf(greatest) + mp.log(sum(mp.exp(mp.mpf(v) - greatest) if v > -INF else 0 for v in row))


def keep(numpy_operation):
    def call(row):
        with np.errstate(all='ignore'):
            return float(numpy_operation(np.array(row)))
    return call


REDUCTIONS = {
    'sum': over(np.sum, sum),
    'mean': over(np.mean, mean),
    'prod': over(np.prod, product),
    # Of zeros the signs count, which NumPy leaves to the order.
    'max': lambda row: 0.0 if not any(row) else keep(np.max)(row),
    'min': lambda row: -0.0 if not any(row) else keep(np.min)(row),
    'var': over(np.var, variance),
    'std': over(np.std, variance),
    'amax': lambda row: 0.0 if not any(row) else keep(np.max)(row),
    'amin': lambda row: -0.0 if not any(row) else keep(np.min)(row),
    'average': over(np.mean, mean),
    'median': over(np.median, lambda row: (sorted(row)[1] + sorted(row)[2]) / 2),
    'ptp': over(np.ptp, lambda row: max(row) - min(row)),
    'countNonzero': keep(np.count_nonzero),
    'nanargmax': keep(np.nanargmax),
    'nanargmin': keep(np.nanargmin),
    'nanmax': lambda row: 0.0 if not any(row) else keep(np.nanmax)(row),
    'nanmin': lambda row: -0.0 if not any(row) else keep(np.nanmin)(row),
    'nansum': over_numbers(np.nansum, sum),
    'nanprod': over_numbers(np.nanprod, product),
    'nanmean': over_numbers(np.nanmean, mean),
    'nanvar': over_numbers(np.nanvar, variance),
    'nanstd': over_numbers(np.nanstd, variance),
    'any': keep(np.any),
    'all': keep(np.all),
    'logsumexp': logsumexp,
    'argmax': keep(np.argmax),
    'argmin': keep(np.argmin),
}


def gaussian(x):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)


# First and second derivatives, in numbers that every dtype holds.
EVERYWHERE = [0.0, 0.25, -0.25, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 8.0, -8.0]
POSITIVE = [x for x in EVERYWHERE if x > 0]
NOT_ZERO = [x for x in EVERYWHERE if x]
DERIVATIVES = {
    'negative': (EVERYWHERE, lambda x: -1, lambda x: 0),
    'abs': (NOT_ZERO, mp.sign, lambda x: 0),
    'sign': (EVERYWHERE, lambda x: 0, lambda x: 0),
    'floor': (EVERYWHERE, lambda x: 0, lambda x: 0),
    'ceil': (EVERYWHERE, lambda x: 0, lambda x: 0),
    'round': (EVERYWHERE, lambda x: 0, lambda x: 0),
    'square': (EVERYWHERE, lambda x: 2 * x, lambda x: 2),
    'sqrt': (POSITIVE, lambda x: 1 / mp.sqrt(x) / 2, lambda x: -mp.mpf(x) ** -1.5 / 4),
    'rsqrt': (POSITIVE, lambda x: -mp.mpf(x) ** -1.5 / 2, lambda x: mp.mpf(x) ** -2.5 * 3 / 4),
    'reciprocal': (NOT_ZERO, lambda x: -1 / x**2, lambda x: 2 / x**3),
    'exp': (EVERYWHERE, mp.exp, mp.exp),
    'expm1': (EVERYWHERE, mp.exp, mp.exp),
    'log': (POSITIVE, lambda x: 1 / x, lambda x: -1 / x**2),
    'log1p': (POSITIVE + [0.0, -0.5], lambda x: 1 / (1 + x), lambda x: -1 / (1 + x) ** 2),
    'log2': (POSITIVE, lambda x: 1 / x / mp.ln(2), lambda x: -1 / x**2 / mp.ln(2)),
    'log10': (POSITIVE, lambda x: 1 / x / mp.ln(10), lambda x: -1 / x**2 / mp.ln(10)),
    'sin': (EVERYWHERE, mp.cos, lambda x: -mp.sin(x)),
    'cos': (EVERYWHERE, lambda x: -mp.sin(x), lambda x: -mp.cos(x)),
    'tan': (EVERYWHERE, lambda x: mp.sec(x) ** 2, lambda x: 2 * mp.sec(x) ** 2 * mp.tan(x)),
    'sinh': (EVERYWHERE, mp.cosh, mp.sinh),
    'cosh': (EVERYWHERE, mp.sinh, mp.cosh),
    'erf': (EVERYWHERE, gaussian, lambda x: -2 * x * gaussian(x)),
    'erfc': (EVERYWHERE, lambda x: -gaussian(x), lambda x: 2 * x * gaussian(x)),
}


def power_derivatives(a, b):
    """By a, by b, and the three second ones."""
    if a > 0:
        value, log = mp.power(a, b), mp.log(a)
        return [b * value / a, value * log, b * (b - 1) * value / a**2, value / a * (1 + b * log), value * log**2]
    # At 0 they are those of the power of an integer; by the exponent 0.
    by_a = {0: 0, 1: 1}.get(b, 0)
    return [by_a, 0, 2 if b == 2 else 0, None, 0]


POWERS = [(a, b) for a in (0.25, 0.5, 1, 2, 3) for b in (-2, -1, -0.5, 0, 0.5, 1, 2, 3, 4)] + [(0, b) for b in (0, 1, 2, 3, 4)]


def root_of(value, dtype):
    """The standard deviation is the root of a variance of the dtype, whose squares may leave its range."""
    variance = rounded(value, dtype)
    return mp.sqrt(variance) if np.isfinite(variance) else variance


def text(value, dtype):
    number = rounded(value, dtype)
    return 'NaN' if number != number else repr(number).replace('inf', 'Infinity')


result = {}
for dtype in ('float32', 'float64'):
    xs = inputs(dtype)
    pairs = [(a, b) for a in xs for b in xs][::7]
    rows = [[float(np.dtype(dtype).type(v)) for v in row] for row in ROWS]
    result[dtype] = {
        'xs': [text(x, dtype) for x in xs],
        'pairs': [[text(a, dtype), text(b, dtype)] for a, b in pairs],
        'rows': [[text(v, dtype) for v in row] for row in rows],
        'unary': {name: [text(f(x), dtype) for x in xs] for name, f in UNARY.items()},
        'binary': {name: [text(f(a, b), dtype) for a, b in pairs] for name, f in BINARY.items()},
        'reductions': {name: [text(root_of(f(row), dtype) if name in ('std', 'nanstd') else f(row), dtype) for row in rows] for name, f in REDUCTIONS.items()},
    }
mp_text = lambda value: None if value is None else text(mp.mpf(value), 'float64')
result['derivatives'] = {
    name: {'xs': xs, 'first': [mp_text(first(mp.mpf(x))) for x in xs], 'second': [mp_text(second(mp.mpf(x))) for x in xs]}
    for name, (xs, first, second) in DERIVATIVES.items()
}
result['powers'] = [[a, b, *map(mp_text, power_derivatives(mp.mpf(a), mp.mpf(b)))] for a, b in POWERS]
print(json.dumps(result))
