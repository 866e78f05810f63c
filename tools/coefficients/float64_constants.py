"""Computes src/formula/float64-constants.ts: what the float64 reference functions need to more than 53 bits.

    pip install mpmath
    python tools/coefficients/float64_constants.py > src/formula/float64-constants.ts
    npx prettier --write src/formula/float64-constants.ts
"""

from mpmath import exp, floor, ln, log, mp, mpf, pi, sqrt

mp.dps = 500


def parts(x, *bits):
    """x as a sum of float64 numbers of so many bits each, the last one rounded to 53."""
    result = []
    for count in bits:
        unit = mpf(2) ** (floor(log(abs(x), 2)) + 1 - count)
        result.append(float(floor(x / unit) * unit))
        x -= mpf(result[-1])
    return [*result, float(x)]


def pair(x):
    high = float(x)
    return f'{{ high: {high!r}, low: {float(x - mpf(high))!r} }}'


def declare(name, documentation, value):
    print(f'\n/** {documentation} */\nexport const {name} = {value};')


def pairs(values):
    return '[' + ', '.join(map(pair, values)) + ']'


print('// Written by tools/coefficients/float64_constants.py; change that and run it again.')
print("import type { Pair } from './float64-pair.js';")

sixteenth = ln(mpf(2)) / 16
high, low = parts(sixteenth, 37)
declare('sixteenthsPerUnit', '`16 / ln(2)`.', repr(float(1 / sixteenth)))
declare('sixteenthHigh', 'First 37 bits of ln(2)/16, so that its product with an integer of up to 16 bits is exact.', repr(high))
declare('sixteenthLow', 'The rest of ln(2)/16.', repr(low))
declare('ln2', 'ln(2).', f'{pair(ln(mpf(2)))} satisfies Pair')
declare('ln10', 'ln(10).', f'{pair(ln(mpf(10)))} satisfies Pair')
declare(
    'powersOfSixteenth',
    '`2^(j/16)` for j from -8 to 8.',
    pairs([mpf(2) ** (mpf(j) / 16) for j in range(-8, 9)]) + ' satisfies Pair[]',
)

declare('twoOverRootPi', '`2 / √π`.', f'{pair(2 / sqrt(pi))} satisfies Pair')
step = mpf(7) / 16
declare('erfcStep', 'The spacing h of the midpoint rule for erfc: its relative error is about `exp(-π²/h²)` = 2⁻⁷⁴.', '7 / 16')
declare('erfcFactor', '`2h / π`.', f'{pair(2 * step / pi)} satisfies Pair')
declare('erfcPoleRate', '`2π / h`.', f'{pair(2 * pi / step)} satisfies Pair')
weights = [exp(-(((k + mpf(1) / 2) * step) ** 2)) for k in range(16)]
declare(
    'erfcWeights',
    '`exp(-t²)` at the midpoints `t = (k + ½)·h`, the ones that matter to the last bit.',
    pairs(weights[:5]) + ' satisfies Pair[]',
)
declare('erfcTailWeights', 'The same for the midpoints after those.', '[' + ', '.join(repr(float(w)) for w in weights[5:]) + ']')

declare('rootHalf', '`√½`.', f'{pair(sqrt(mpf(1) / 2))} satisfies Pair')
declare('densityAtZero', "`1 / √(2π)`, the normal distribution's density at 0.", f'{pair(1 / sqrt(2 * pi))} satisfies Pair')
declare('approximationRate', '`2·√(2/π)`, the rate of the logistic function that approximates the normal distribution.', f'{pair(2 * sqrt(2 / pi))} satisfies Pair')
declare('approximationCubic', '0.044715, the cubic coefficient of that approximation.', f"{pair(mpf('0.044715'))} satisfies Pair")

first, second, third = parts(pi / 2, 53, 53)
declare('halfPi', 'π/2.', f'{pair(pi / 2)} satisfies Pair')
declare('halfPiParts', 'π/2 as a sum of three numbers, to 2⁻¹⁶⁰.', f'[{first!r}, {second!r}, {third!r}] as const')
declare('twoOverPi', '`2 / π`.', repr(float(2 / pi)))
declare('twoOverPiBits', '`2 / π` times 2¹²⁸⁰: enough digits for the largest float64 and 200 bits after the point.', f'{int(2 / pi * mpf(2) ** 1280):#x}n')
