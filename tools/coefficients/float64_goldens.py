"""Computes test/formula/goldens/float64.json: correctly rounded values of the float64 functions, from multi-precision arithmetic.

    pip install mpmath gmpy2
    python tools/coefficients/float64_goldens.py > test/formula/goldens/float64.json

For each function there are `points`, arguments and value in plain sight, and `sweeps`, whose arguments follow from a rule that
test/formula/float64-goldens.ts repeats, and whose values are packed: little-endian float64 in base64.
"""

import base64
import json
import math
import struct

import mpmath
from mpmath import mp, mpf

GOLDEN_RATIO, OTHER_MULTIPLIER = 2654435769, 2246822519
QUARTER_TURNS = [1, 2, 3, 4, 5, 11, 161, 344, 710, 355, 52174, 103993, 573204, 2**20 + 1, 2**31, 2**40 + 3, 10**15 + 1]
HARDEST_ANGLE = 6381956970095103.0 * 2.0**797
INFINITY, NAN = math.inf, math.nan
DENSITY_AT_ZERO = 0.3989422804014327


def fraction(i):
    """The i-th of a sequence that fills [0, 1] evenly, with all 53 bits in use."""
    return (i * GOLDEN_RATIO % 2**32) * 2.0**-32 + (i * OTHER_MULTIPLIER % 2**32) * 2.0**-64


def arguments(sweep):
    low, high, count = sweep['low'], sweep['high'], sweep['count']
    if sweep['kind'] == 'uniform':
        return [low + (high - low) * fraction(i) for i in range(count)]
    signs = {'+': (1, 1), '-': (-1, -1), '±': (1, -1)}[sweep['sign']]
    return [signs[i % 2] * math.ldexp(1 + fraction(i), low + i * (high - low + 1) // count) for i in range(count)]


def nearest(value):
    """The float64 nearest to a multi-precision number; Python's division of integers rounds correctly, subnormals too."""
    sign, mantissa, exponent, _ = value._mpf_
    if not mantissa:
        return float(value)
    bits = exponent + mantissa.bit_length()
    if bits > 1024 or bits < -1080:
        magnitude = INFINITY if bits > 0 else 0.0
    elif exponent >= 0:
        magnitude = float(int(mantissa) << exponent)
    else:
        magnitude = int(mantissa) / (1 << -exponent)
    return -magnitude if sign else magnitude


def uniform(low, high, count):
    return {'kind': 'uniform', 'low': low, 'high': high, 'count': count}


def exponents(low, high, count, sign='±'):
    """Arguments of all magnitudes from 2^low up to 2^(high+1)."""
    return {'kind': 'exponents', 'low': low, 'high': high, 'sign': sign, 'count': count}


def x_minus_tanh(x):
    with mp.workprec(200 + 3 * max(0, -int(mpmath.floor(mpmath.log(abs(x), 2))))):
        return x - mpmath.tanh(x)


def approximation_angle(x):
    return mpmath.sqrt(8 / mp.pi) * (x + mpf('0.044715') * x**3)


def approximate_density(x):
    slope = mpmath.sqrt(8 / mp.pi) * (1 + 3 * mpf('0.044715') * x**2)
    return slope / (2 * mpmath.cosh(approximation_angle(x) / 2)) ** 2


def next_to(*numbers):
    return [y for x in numbers for y in (math.nextafter(x, -INFINITY), x, math.nextafter(x, INFINITY))]


def near_quarter_turns():
    with mp.workprec(300):
        return next_to(*(float(k * mp.pi / 2) for k in QUARTER_TURNS)) + [HARDEST_ANGLE, -HARDEST_ANGLE]


SUBNORMAL, LARGEST = 5e-324, 1.7976931348623157e308
EVERYWHERE = [SUBNORMAL, 2.225073858507201e-308, 2.2250738585072014e-308, 1e-300, 1e-17, 1e-8, 0.1, 0.5, 1.0, 2.0, 10.0]
SYMMETRIC = [s * x for x in [*EVERYWHERE, 100.0, LARGEST] for s in (1, -1)]
MODERATE = [x for x in SYMMETRIC if abs(x) < 1e300]

# name: (function, special values, further arguments, sweeps)
FUNCTIONS = {
    'exp': (
        mpmath.exp,
        [(0.0, 1), (-0.0, 1), (INFINITY, INFINITY), (-INFINITY, 0)],
        SYMMETRIC + next_to(709.782712893384, -708.3964185322641, -745.1332191019411, -744.4400719213812),
        [uniform(-1, 1, 400), uniform(-746, -700, 200), uniform(-700, 710, 500), exponents(-60, 9, 200)],
    ),
    'expm1': (
        mpmath.expm1,
        [(0.0, 0.0), (-0.0, -0.0), (INFINITY, INFINITY), (-INFINITY, -1)],
        SYMMETRIC + next_to(709.782712893384, 0.021660849392498290, -0.021660849392498290, 700.0, -37.0, -40.0),
        [uniform(-1, 1, 500), uniform(-40, 10, 300), uniform(10, 710, 200), exponents(-1074, 5, 300)],
    ),
    'log': (
        mpmath.log,
        [(0.0, -INFINITY), (-0.0, -INFINITY), (-1.0, NAN), (-INFINITY, NAN), (INFINITY, INFINITY)],
        [*EVERYWHERE, LARGEST] + next_to(1.0, 0.7071067811865476, 1.4142135623730951, 2.718281828459045),
        [exponents(-1074, 1023, 800, '+'), uniform(0.5, 2, 400), uniform(0.99, 1.01, 200)],
    ),
    'log1p': (
        mpmath.log1p,
        [(0.0, 0.0), (-0.0, -0.0), (-1.0, -INFINITY), (-2.0, NAN), (-INFINITY, NAN), (INFINITY, INFINITY)],
        [x for x in SYMMETRIC if x > -1] + next_to(0.41421356237309503, -0.2928932188134524) + [math.nextafter(-1, 0)],
        [
            exponents(-1074, 1023, 500, '+'),
            exponents(-1074, -1, 300, '-'),
            uniform(-1, 1, 400),
            uniform(-0.02, 0.02, 200),
        ],
    ),
    'log2': (
        lambda x: mpmath.log(x, 2),
        [(0.0, -INFINITY), (-0.0, -INFINITY), (-1.0, NAN), (INFINITY, INFINITY)],
        EVERYWHERE + [2.0**n for n in (-1074, -1022, -31, 3, 29, 1023)] + next_to(1.0),
        [exponents(-1074, 1023, 600, '+'), uniform(0.5, 2, 400)],
    ),
    'log10': (
        mpmath.log10,
        [(0.0, -INFINITY), (-0.0, -INFINITY), (-1.0, NAN), (INFINITY, INFINITY)],
        EVERYWHERE + [10.0**n for n in range(-5, 23)] + next_to(1.0),
        [exponents(-1074, 1023, 600, '+'), uniform(0.5, 2, 400)],
    ),
    'tanh': (
        mpmath.tanh,
        [(0.0, 0.0), (-0.0, -0.0), (INFINITY, 1), (-INFINITY, -1)],
        SYMMETRIC + next_to(19.0, 19.061547465398498, 22.0, 9.313225746154785e-10),
        [exponents(-1074, 4, 500), uniform(-1, 1, 500), uniform(-20, 20, 500)],
    ),
    'sigmoid': (
        lambda x: 1 / (1 + mpmath.exp(-x)),
        [(0.0, 0.5), (-0.0, 0.5), (INFINITY, 1), (-INFINITY, 0)],
        SYMMETRIC + next_to(40.0, -40.0, 36.7368005696771, -708.3964185322641, -745.1332191019411),
        [exponents(-60, 9, 300), uniform(-40, 40, 800), uniform(-746, -30, 300)],
    ),
    'softplus': (
        lambda x: mpmath.log1p(mpmath.exp(x)),
        [(0.0, math.log(2)), (-0.0, math.log(2)), (INFINITY, INFINITY), (-INFINITY, 0)],
        SYMMETRIC + next_to(40.0, -40.0, 33.0, -708.3964185322641, -745.1332191019411),
        [exponents(-60, 9, 300), uniform(-40, 40, 800), uniform(-746, -30, 300)],
    ),
    'erf': (
        mpmath.erf,
        [(0.0, 0.0), (-0.0, -0.0), (INFINITY, 1), (-INFINITY, -1)],
        SYMMETRIC + next_to(0.5, -0.5, 5.863584748755168, 5.921587195794508, 6.0),
        [exponents(-1074, 2, 500), uniform(-1, 1, 500), uniform(-6, 6, 500)],
    ),
    'erfc': (
        mpmath.erfc,
        [(0.0, 1), (-0.0, 1), (INFINITY, 0), (-INFINITY, 2)],
        SYMMETRIC + next_to(0.5, -0.5, -6.0, 7.180783208205241, 26.543258454250098, 27.226017111108366, 28.0),
        [uniform(-6, 6, 500), uniform(0, 27.3, 500), uniform(26, 27.3, 200), exponents(-60, 4, 200)],
    ),
    'normalCdf': (
        lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
        [(0.0, 0.5), (-0.0, 0.5), (INFINITY, 1), (-INFINITY, 0)],
        MODERATE + next_to(0.7, -0.7, 8.2, 9.0, -37.5193793471445, -38.467405617144346, -38.48, -39.0),
        [uniform(-39, 9, 600), uniform(-1, 1, 400), uniform(-39, -37, 200), exponents(-60, 5, 200)],
    ),
    'normalDensity': (
        mpmath.npdf,
        [(0.0, DENSITY_AT_ZERO), (-0.0, DENSITY_AT_ZERO), (INFINITY, 0), (-INFINITY, 0)],
        MODERATE + next_to(37.5, 38.56, 38.58, 39.0),
        [uniform(-39, 39, 600), uniform(-1, 1, 300), uniform(37, 39, 200), exponents(-60, 5, 200)],
    ),
    'approximateNormalCdf': (
        lambda x: 1 / (1 + mpmath.exp(-approximation_angle(x))),
        [(0.0, 0.5), (-0.0, 0.5), (INFINITY, 1), (-INFINITY, 0)],
        MODERATE + next_to(7.0, -21.1, -21.5, -22.0, 22.0),
        [uniform(-22, 8, 600), uniform(-1, 1, 400), uniform(-22, -21, 200), exponents(-60, 5, 200)],
    ),
    'approximateNormalDensity': (
        approximate_density,
        [(0.0, DENSITY_AT_ZERO), (-0.0, DENSITY_AT_ZERO), (INFINITY, 0), (-INFINITY, 0)],
        MODERATE + next_to(21.1, 21.5, 22.0, -22.0),
        [uniform(-22, 22, 600), uniform(-1, 1, 300), uniform(21, 22, 200), exponents(-60, 5, 200)],
    ),
    'sin': (
        mpmath.sin,
        [(0.0, 0.0), (-0.0, -0.0), (INFINITY, NAN), (-INFINITY, NAN)],
        SYMMETRIC + near_quarter_turns() + next_to(0.7853981633974483, 7.450580596923828e-09, 1048576.0),
        [uniform(-10, 10, 500), exponents(-1074, -1, 200), exponents(0, 1023, 700)],
    ),
    'cos': (
        mpmath.cos,
        [(0.0, 1), (-0.0, 1), (INFINITY, NAN), (-INFINITY, NAN)],
        SYMMETRIC + near_quarter_turns() + next_to(0.7853981633974483, 7.450580596923828e-09, 1048576.0),
        [uniform(-10, 10, 500), exponents(-40, -1, 200), exponents(0, 1023, 700)],
    ),
    'sech2': (
        lambda x: mpmath.sech(x) ** 2,
        [(0.0, 1), (-0.0, 1), (INFINITY, 0), (-INFINITY, 0)],
        MODERATE + next_to(20.0, -20.0, 354.8913564, 373.2597564, 374.0),
        [exponents(-60, 8, 300), uniform(-20, 20, 700), uniform(20, 374, 300)],
    ),
    'xMinusTanh': (
        x_minus_tanh,
        [(0.0, 0.0), (-0.0, -0.0), (INFINITY, INFINITY), (-INFINITY, -INFINITY)],
        SYMMETRIC + next_to(0.25, -0.25, 22.0, -22.0, 6.223015277861142e-61, 2.5e-108),
        [exponents(-400, 70, 600), uniform(-1, 1, 600), uniform(-25, 25, 400)],
    ),
}

POWERS = (
    [(b, n) for b in (0.9, 0.95, 0.99, 0.999, 0.9999) for n in (1, 2, 3, 10, 100, 1000, 12345, 100000)]
    + [(b, n) for b in (2.0, -2.0, 3.0, -3.0, 10.0) for n in (-1075, -1074, -323, -37, -1, 5, 22, 53, 308, 1023)]
    + [(b, n) for b in (0.1, 0.3, 0.7, 1.5, 2.5, 7.0, 1e-300, 1e300, 5e-324) for n in (-7.25, -1.5, -0.5, 0.25, 0.9, 1.1, 3.7)]
    + [(10.0, n) for n in (3, 10, 15, 21, 22)] + [(3.0, 33), (7.0, 18), (15.0, 13), (1.5, 30), (9.0, 0.5), (32.0, 0.2)]
    + [(1 + fraction(i) / 2**20, 2.0**26 * fraction(3 * i + 1)) for i in range(40)]
    + [(10 * fraction(i), 300 * (fraction(5 * i) - 0.5)) for i in range(1, 100)]
)
POWER_LIMITS = [
    [-8.0, 1 / 3, NAN], [0.0, 3, 0.0], [-0.0, 3, -0.0], [-0.0, 2, 0.0], [0.0, -1, INFINITY], [-0.0, -1, -INFINITY],
    [-0.0, -2, INFINITY], [-0.0, 0.5, 0.0], [INFINITY, -1, 0.0], [INFINITY, 2, INFINITY], [-INFINITY, 3, -INFINITY],
    [-INFINITY, 2, INFINITY], [-INFINITY, -3, -0.0], [2.0, INFINITY, INFINITY], [2.0, -INFINITY, 0.0],
    [0.5, INFINITY, 0.0], [0.5, -INFINITY, INFINITY], [-1.0, INFINITY, 1.0], [-1.0, -INFINITY, 1.0], [-1.0, NAN, NAN], [NAN, 0, 1.0],
    [-INFINITY, 0.5, INFINITY], [-INFINITY, -0.5, 0.0], [-0.0, -3, -INFINITY], [1.0, INFINITY, 1.0], [0.0, INFINITY, 0.0],
    [0.0, -INFINITY, INFINITY], [NAN, NAN, NAN], [2.0, 0, 1.0], [1.0, NAN, 1.0],
    [2.0, NAN, NAN], [NAN, 1, NAN],
]  # fmt: skip


LEGS = (
    [(a * s, b * s) for s in (1e-300, 5e-324, 1e-160, 1.0, 1e160, 1e307) for a, b in ((3, 4), (1, 1), (-5, 12), (1, 1e-9), (2, 0))]
    + [(10 * fraction(i), 2.0 ** (i % 40 - 20) * (fraction(7 * i) - 0.5)) for i in range(1, 300)]
)
LEG_LIMITS = [
    [0.0, 0, 0.0], [-0.0, -0.0, 0.0], [INFINITY, 1, INFINITY], [1.0, -INFINITY, INFINITY], [1.7e308, 1.7e308, INFINITY],
    [NAN, 1, NAN], [1.0, NAN, NAN],
]  # fmt: skip


def readable(x):
    if math.isnan(x) or math.isinf(x):
        return 'NaN' if math.isnan(x) else 'Infinity' if x > 0 else '-Infinity'
    if x == 0:
        return '-0' if math.copysign(1, x) < 0 else 0
    return int(x) if x == int(x) and abs(x) < 2**53 else x


def packed(values):
    return base64.b64encode(struct.pack(f'<{len(values)}d', *values)).decode()


def goldens(function, specials, further, sweeps):
    def true(x):
        return nearest(function(mpf(x)))

    points = [[x, float(y)] for x, y in specials] + [[NAN, NAN]] + [[x, true(x)] for x in further]
    return {
        'points': [[readable(x), readable(y)] for x, y in points],
        'sweeps': [{**sweep, 'values': packed([true(x) for x in arguments(sweep)])} for sweep in sweeps],
    }


def main():
    mp.prec = 250
    result = {name: goldens(*entry) for name, entry in FUNCTIONS.items()}
    powers = [[x, y, nearest(mpf(x) ** mpf(y))] for x, y in POWERS] + POWER_LIMITS
    result['pow'] = {'points': [[readable(number) for number in row] for row in powers], 'sweeps': []}
    legs = [[a, b, nearest(mpmath.hypot(mpf(a), mpf(b)))] for a, b in LEGS] + LEG_LIMITS
    result['hypot'] = {'points': [[readable(number) for number in row] for row in legs], 'sweeps': []}
    print('{')
    print(',\n'.join(f'{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}' for name, entry in result.items()))
    print('}')


if __name__ == '__main__':
    main()
