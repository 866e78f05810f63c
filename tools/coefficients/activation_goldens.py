"""Computes test/activations/goldens/float64.json: values and derivatives of activations, correctly rounded to float64.

    pip install mpmath gmpy2
    python tools/coefficients/activation_goldens.py > test/activations/goldens/float64.json

Each case has the function's value, its derivative, and its derivatives with respect to parameters, at all `points`.
"""

import json

from float64_goldens import nearest, readable
from mpmath import erfc, log1p, mp, mpf, pi, sqrt
from mpmath import exp as exponential

# So many bits that the textbook's formulas do as they stand, even where they cancel.
mp.prec = 2500

MAGNITUDES = [
    # The ends of the range, where powers of x overflow or vanish.
    *(1e308, 1e200, 1e160, 1e155, 1.3e154, 1e100, 1e20, 1e-7, 1e-17, 1e-100, 1e-160, 3e-308),
    # Tails: where exponentials, Φ and its approximation leave the range, and where they reach 1.
    *(745.5, 709.7, 700.3, 345.1, 60.7, 40.2, 38.3, 37.3, 30.3, 21.9, 21.1, 18.7, 14.8, 10.1, 8.3),
    *(6.4, 5.3, 3.3, 2.3, 1.7, 0.9, 0.6, 0.37, 0.12, 1e-3),
    # Beside the zeros of the derivatives of gelu, mish, silu, hard_silu.
    *(0.75, 1.19, 1.28, 1.51),
]
POINTS = [sign * x for x in MAGNITUDES for sign in (1, -1)]


def exp(x):
    """Beyond float64 far earlier than at e^±10000; a larger exponent would only take time."""
    return exponential(min(max(x, mpf(-10000)), mpf(10000)))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return max(x, mpf(0)) + log1p(exp(-abs(x)))


def tanh(x):
    return (1 - exp(-2 * x)) / (1 + exp(-2 * x)) if x > 0 else (exp(2 * x) - 1) / (exp(2 * x) + 1)


def sech2(x):
    return 4 * exp(-2 * abs(x)) / (1 + exp(-2 * abs(x))) ** 2


def normal(x):
    return erfc(-min(max(x, mpf(-200)), mpf(200)) / sqrt(2)) / 2


def bell(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def angle(x):
    return sqrt(8 / pi) * (x + mpf('0.044715') * x**3)


def angle_slope(x):
    return sqrt(8 / pi) * (1 + 3 * mpf('0.044715') * x**2)


def clip(x, low, high):
    return min(max(x, mpf(low)), mpf(high))


def step(condition, height=1):
    return mpf(height) if condition else mpf(0)


def root(x, b):
    return sqrt(x * x + b)


def squareplus(x, b):
    return (x + root(x, b)) / 2 if x > 0 else b / (root(x, b) - x) / 2


def relu(x, slope, limit, threshold):
    return min(max(x, mpf(0)), limit) if x > threshold else slope * (x - threshold)


def relu_slope(x, slope, limit, threshold):
    return step(max(threshold, 0) < x < limit) if x > threshold else mpf(slope)


# As the formula has them: numbers that a float64 holds.
SELU_ALPHA, SELU_SCALE = mpf(1.6732632423543772), mpf(1.0507009873554805)
INFINITY = mpf('inf')

# Options of the call, value, derivative, derivatives by parameters, all of x and the numbers in the options.
CASES = {
    'celu': [
        (
            {'alpha': alpha},
            lambda x, a: x if x > 0 else a * (exp(x / a) - 1),
            lambda x, a: mpf(1) if x > 0 else exp(x / a),
            {'alpha': lambda x, a: mpf(0) if x > 0 else exp(x / a) - 1 - x / a * exp(x / a)},
        )
        for alpha in (1.0, 0.5, 2.0)
    ],
    'elu': [
        (
            {'alpha': alpha},
            lambda x, a: x if x > 0 else a * (exp(x) - 1),
            lambda x, a: mpf(1) if x > 0 else a * exp(x),
            {'alpha': lambda x, _: mpf(0) if x > 0 else exp(x) - 1},
        )
        for alpha in (1.0, 0.3)
    ],
    'exponential': [({}, exp, exp, {})],
    'gelu': [
        ({}, lambda x: x * normal(x), lambda x: normal(x) + x * bell(x), {}),
        (
            {'approximate': True},
            lambda x, _: x * sigmoid(angle(x)),
            lambda x, _: sigmoid(angle(x)) + x * sigmoid(angle(x)) * sigmoid(-angle(x)) * angle_slope(x),
            {},
        ),
    ],
    'hardShrink': [
        ({'threshold': 0.5}, lambda x, t: x if abs(x) > t else mpf(0), lambda x, t: step(abs(x) > t), {}),
    ],
    'hardSigmoid': [
        (
            {'slope': slope, 'offset': 0.5},
            lambda x, s, o: clip(s * x + o, 0, 1),
            lambda x, s, o: step(0 < s * x + o < 1, s),
            {
                'slope': lambda x, s, o: x if 0 < s * x + o < 1 else mpf(0),
                'offset': lambda x, s, o: step(0 < s * x + o < 1),
            },
        )
        for slope in (0.2, 1 / 6)
    ],
    'hardSilu': [
        (
            {},
            lambda x: x * clip(x + 3, 0, 6) / 6,
            lambda x: (2 * x + 3) / 6 if -3 < x < 3 else step(x > 0),
            {},
        )
    ],
    'hardTanh': [({}, lambda x: clip(x, -1, 1), lambda x: step(abs(x) <= 1), {})],
    'leakyRelu': [
        (
            {'negativeSlope': 0.2},
            lambda x, slope: x if x > 0 else slope * x,
            lambda x, slope: mpf(1) if x > 0 else slope,
            {'negativeSlope': lambda x, _: min(x, mpf(0))},
        )
    ],
    'linear': [({}, lambda x: x, lambda x: mpf(1), {})],
    'logSigmoid': [({}, lambda x: -softplus(-x), lambda x: sigmoid(-x), {})],
    'mish': [
        (
            {},
            lambda x: x * tanh(softplus(x)),
            lambda x: tanh(softplus(x)) + x * sech2(softplus(x)) * sigmoid(x),
            {},
        )
    ],
    'relu': [
        ({}, lambda x: max(x, mpf(0)), lambda x: step(x > 0), {}),
        *(
            (
                {'negativeSlope': 0.3, 'maxValue': limit, 'threshold': threshold},
                relu,
                relu_slope,
                {'negativeSlope': lambda x, _, __, t: x - t if x < t else mpf(0)},
            )
            for limit, threshold in ((5.0, 1.0), (5.0, -1.0))
        ),
    ],
    'relu6': [({}, lambda x: clip(x, 0, 6), lambda x: step(0 < x < 6), {})],
    'selu': [
        (
            {},
            lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * (exp(x) - 1)),
            lambda x: SELU_SCALE * (mpf(1) if x > 0 else SELU_ALPHA * exp(x)),
            {},
        )
    ],
    'sigmoid': [({}, sigmoid, lambda x: sigmoid(x) * sigmoid(-x), {})],
    'silu': [({}, lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * sigmoid(x) * sigmoid(-x), {})],
    'softShrink': [
        (
            {'threshold': 0.5},
            lambda x, t: x - t if x > t else x + t if x < -t else mpf(0),
            lambda x, t: step(abs(x) > t),
            {'threshold': lambda x, t: -step(x > t) + step(x < -t)},
        )
    ],
    'softplus': [({}, softplus, sigmoid, {})],
    'softsign': [({}, lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2, {})],
    'sparsePlus': [
        (
            {},
            lambda x: (clip(x, -1, 1) + 1) ** 2 / 4 if x < 1 else x,
            lambda x: (clip(x, -1, 1) + 1) / 2,
            {},
        )
    ],
    'sparseSigmoid': [({}, lambda x: clip((x + 1) / 2, 0, 1), lambda x: step(-1 < x < 1, 0.5), {})],
    'squareplus': [
        (
            {'b': b},
            squareplus,
            lambda x, b: squareplus(x, b) / root(x, b),
            {'b': lambda x, b: 1 / (4 * root(x, b))},
        )
        for b in (4.0, 2.0, 0.0, 1e300)
    ],
    'tanh': [({}, tanh, sech2, {})],
    'tanhShrink': [({}, lambda x: x - tanh(x), lambda x: tanh(x) ** 2, {})],
    'threshold': [
        (
            {'threshold': 1.0, 'defaultValue': -2.0},
            lambda x, t, default: x if x > t else default,
            lambda x, t, _: step(x > t),
            {'defaultValue': lambda x, t, _: step(x <= t)},
        )
    ],
}


def column(function, options):
    numbers = [mpf(value) for value in options.values()]
    return [readable(nearest(function(mpf(x), *numbers))) for x in POINTS]


def case(name, options, value, derivative, parameters):
    return {
        'name': name,
        'options': options,
        'value': column(value, options),
        'derivative': column(derivative, options),
        'parameters': {parameter: column(function, options) for parameter, function in parameters.items()},
    }


cases = [case(name, *entry) for name, entries in CASES.items() for entry in entries]
print('{\n"points": ' + json.dumps(POINTS) + ',\n"cases": [')
print(',\n'.join(map(json.dumps, cases)))
print(']\n}')
