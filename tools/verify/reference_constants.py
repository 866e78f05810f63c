"""Writes reference-constants.js, the constants of the float64 reference that are no plain Taylor coefficients.

Run with mpmath installed: python reference_constants.py > reference-constants.js
"""

from mpmath import exp, log, mp, mpf, pi, sqrt

mp.dps = 60

STEP = mpf(1) / 2
"""Spacing h of the midpoint rule for erfc; its relative error is about exp(-pi^2/h^2) = 2^-57."""

TERMS = 13
"""Midpoints beyond (12 + 1/2) * h weigh less than 2^-60."""


def head(value, bits):
    """The first bits of a number, so that its products with small integers are exact."""
    scale = mpf(2) ** (bits - 1)
    return mp.floor(value * scale) / scale


def pair(value, bits=None):
    high = mpf(float(value)) if bits is None else head(value, bits)
    return float(high), float(value - high)


def times(a, b):
    product = [mpf(0)] * (len(a) + len(b) - 1)
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            product[i + j] += left * right
    return product


def midpoint_fraction():
    """Numerator and denominator, as polynomials in s = z^2, of 2h/pi * sum of exp(-t^2) / (s + t^2) over the midpoints t."""
    squares = [((k + mpf(1) / 2) * STEP) ** 2 for k in range(TERMS)]
    denominator = [mpf(1)]
    for square in squares:
        denominator = times(denominator, [square, 1])
    numerator = [mpf(0)] * TERMS
    for k, square in enumerate(squares):
        others = [2 * STEP / pi * exp(-square)]
        for other in squares[:k] + squares[k + 1 :]:
            others = times(others, [other, 1])
        numerator = [total + part for total, part in zip(numerator, others)]
    return numerator, denominator


def constant(comment, name, value):
    print(f"\n/** {comment} */\nexport const {name} = {value};")


def listed(values):
    lines = "\n".join(f"  {float(value)!r}," for value in values)
    return f"[\n{lines}\n]"


half_ln2 = log(2) / 2
print("// Written by reference_constants.py; change that and run it again.")
constant("2 / ln 2", "halvesPerUnit", repr(float(1 / half_ln2)))
high, low = pair(half_ln2, 36)
constant("First 35 bits of ln(2) / 2.", "halfLn2High", repr(high))
constant("The rest of ln(2) / 2.", "halfLn2Low", repr(low))
high, low = pair(sqrt(2))
constant("√2, rounded", "rootTwoHigh", repr(high))
constant("and what rounding took.", "rootTwoLow", repr(low))
constant("4π: the pole of the midpoint rule lies at exp(4πz).", "poleRate", repr(float(2 * pi / STEP)))
constant("2π: beyond it the pole is no longer between the path of integration and the axis.", "poleEnd", repr(float(pi / STEP)))
numerator, denominator = midpoint_fraction()
constant("`erfc(z) = z·exp(-z²)·N(z²)/D(z²) + pole`, lowest power first; all positive, so nothing cancels.", "erfcNumerator", listed(numerator))
constant("D(z²).", "erfcDenominator", listed(denominator))
