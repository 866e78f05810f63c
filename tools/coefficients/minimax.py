"""Computes src/kernel/lowering/coefficients.ts.

    pip install mpmath
    python tools/coefficients/minimax.py > src/kernel/lowering/coefficients.ts
    npx prettier --write src/kernel/lowering/coefficients.ts

Each table is the minimax fit of one function on one interval (Remez exchange on a fine grid, 50 digits), weighted so that
the relative error of what the kernel finally returns is what becomes small. The degree is the lowest that reaches the
target after the coefficients are rounded to float64. The same input gives the same file, digit for digit.
"""

from struct import pack, unpack

from mpmath import cos, erf, erfc, exp, expm1, floor, fabs, ln, log, log1p, lu_solve, matrix, mp, mpf, pi, polyval, sin, sqrt, tanh

mp.dps = 50
GRID = 1000
TARGETS = {'value': mpf(2) ** -32, 'full': mpf(2) ** -53}
# For what has to be exact wherever float64 holds the result, and for logarithms that exponents of hundreds multiply.
EXACT_TARGET = mpf(2) ** -56
PAIR_TARGET = mpf(2) ** -65


def horner(coefficients, x):
    return polyval(coefficients[::-1], x)


def chebyshev_grid(low, high):
    return [(low + high) / 2 - (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * GRID)) for i in range(GRID)]


def evenly(count):
    """Indices of `count` Chebyshev-like places in the grid, both ends included."""
    return [round((GRID - 1) * i / (count - 1)) for i in range(count)]


def alternation(errors, count):
    """The places where the error is largest within each run of one sign, trimmed at the ends to `count`."""
    places = []
    for i, error in enumerate(errors):
        if places and (errors[places[-1]] >= 0) == (error >= 0):
            if fabs(error) > fabs(errors[places[-1]]):
                places[-1] = i
        else:
            places.append(i)
    while len(places) > count:
        places.pop(0 if fabs(errors[places[0]]) < fabs(errors[places[-1]]) else -1)
    return places


def remez(target, weight, low, high, degree):
    """The polynomial p of this degree with the least maximum of |weight · (target − p)|."""
    xs = chebyshev_grid(low, high)
    values, weights = [target(x) for x in xs], [weight(x) for x in xs]
    count = degree + 2
    places = evenly(count)
    for _ in range(30):
        system, right = matrix(count, count), matrix(count, 1)
        for row, i in enumerate(places):
            for power in range(degree + 1):
                system[row, power] = xs[i] ** power
            system[row, degree + 1] = (-1) ** row / weights[i]
            right[row] = values[i]
        solution = lu_solve(system, right)
        coefficients = list(solution[: degree + 1])
        errors = [w * (v - horner(coefficients, x)) for x, v, w in zip(xs, values, weights)]
        if max(map(fabs, errors)) < fabs(solution[degree + 1]) * mpf('1.0001'):
            break
        places = alternation(errors, count)
        if len(places) < count:
            raise ArithmeticError(f'only {len(places)} alternations for degree {degree}')
    rounded = [float(c) for c in coefficients]
    exact = [mpf(c) for c in rounded]
    return rounded, max(fabs(w * (v - horner(exact, x))) for x, v, w in zip(xs, values, weights))


def remez_rational(target, low, high, middle, degree):
    """Numerator of degree−1 over denominator of `degree`, its constant 1, with the least relative error.

    Newton steps on the equations of equal alternating error; the grid is fine in t = (x − middle) / (x + middle).
    """
    xs = [middle * (1 + t) / (1 - t) for t in chebyshev_grid((low - middle) / (low + middle), (high - middle) / (high + middle))]
    values = [target(x) for x in xs]
    count = 2 * degree + 1
    interpolation = count - 1
    places = [round((GRID - 1) * (2 * i + 1) / (2 * interpolation)) for i in range(interpolation)]
    denominator, level = None, mpf(0)
    for round_number in range(30):
        for _ in range(1 if round_number == 0 else 5):
            size = len(places)
            system, right = matrix(size, size), matrix(size, 1)
            for row, i in enumerate(places):
                x, sign = xs[i], (-1) ** row
                for power in range(degree):
                    system[row, power] = x**power / values[i]
                    system[row, degree + power] = -(x ** (power + 1)) * (1 - sign * level)
                right[row] = 1 - sign * level
                if denominator:
                    system[row, size - 1] = sign * horner(denominator, x)
                    right[row] += sign * horner(denominator, x) * level
            solution = lu_solve(system, right)
            level = solution[size - 1] if denominator else level
            numerator = list(solution[:degree])
            next_denominator = [mpf(1)] + list(solution[degree : 2 * degree])
            if denominator:
                denominator = next_denominator
        denominator = next_denominator
        errors = [horner(numerator, x) / horner(denominator, x) / v - 1 for x, v in zip(xs, values)]
        if round_number and max(map(fabs, errors)) < fabs(level) * mpf('1.0001'):
            break
        places = alternation(errors, count)
    top, bottom = [float(c) for c in numerator], [float(c) for c in denominator]
    exact_top, exact_bottom = [mpf(c) for c in top], [mpf(c) for c in bottom]
    return top, bottom, lambda x: fabs(horner(exact_top, x) / horner(exact_bottom, x) / target(x) - 1), xs


def lowest_degree(target, weight, low, high, wanted):
    for degree in range(2, 30):
        coefficients, error = remez(target, weight, low, high, degree)
        if error <= wanted:
            return coefficients, error
    raise ArithmeticError('no degree is enough')


def to_float32(value):
    return unpack('f', pack('f', float(value)))[0]


def remez_float32(target, weight, low, high, degree):
    """The same with float32 coefficients: all rounded at once, or each before the next is fitted to what is left, if that is better."""
    grid = chebyshev_grid(low, high)
    error = lambda tried: max(fabs(weight(x) * (target(x) - horner(tried, x))) for x in grid)
    at_once = [to_float32(c) for c in remez(target, weight, low, high, degree)[0]]
    in_turn = []
    for power in range(degree + 1):
        rest = lambda x: (target(x) - horner(in_turn or [0], x)) / x**power
        coefficients, _ = remez(rest, lambda x: weight(x) * fabs(x**power), low, high, degree - power)
        in_turn.append(to_float32(coefficients[0]))
    return min((error(tried), tried) for tried in (at_once, in_turn))


def power_of_two(error):
    return f'2^{float(log(error, 2)):.1f}'


def number(value):
    return repr(float(value)).removesuffix('.0')


def table(coefficients):
    return '[\n' + ''.join(f'    {number(c)},\n' for c in coefficients) + '  ]'


def declare(name, documentation, value, full, errors):
    reached = f'Greatest relative error of the whole:\n- `value` {errors[0]}\n- `full` {errors[1]}'
    print('\n' + comment(f'{documentation.strip()}\n\n{reached}'))
    print(f'export const {name}: Coefficients = {{\n  value: {table(value)},\n  full: {table(full)},\n}};')


def polynomial(name, documentation, target, weight, low, high):
    value, value_error = lowest_degree(target, weight, low, high, TARGETS['value'])
    full, full_error = lowest_degree(target, weight, low, high, TARGETS['full'])
    declare(name, documentation, value, full, (power_of_two(value_error), power_of_two(full_error)))


def declare_one(name, documentation, coefficients, error):
    print('\n' + comment(f'{documentation.strip()}\n\nGreatest relative error of the whole: {power_of_two(error)}'))
    print(f'export const {name}: readonly number[] = {table(coefficients)};')


def one_length(name, documentation, wanted, target, weight, low, high):
    declare_one(name, documentation, *lowest_degree(target, weight, low, high, wanted))


def float32_polynomial(name, documentation, degree, target, weight, low, high):
    error, coefficients = remez_float32(target, weight, low, high, degree)
    declare_one(name, documentation, coefficients, error)


def quotient(name, documentation, target, low, high, middle, degree):
    """`N` and `D` of a quotient, in the length for float32 results."""
    top, bottom, error, grid = remez_rational(target, low, high, middle, degree)
    declare_one(f'{name}Numerator', documentation, top, max(map(error, grid)))
    print('\n' + comment(f'The `D` that belongs to `{name}Numerator`.'))
    print(f'export const {name}Denominator: readonly number[] = {table(bottom)};')


def leading_bits(x, bits):
    """x cut to its first `bits` binary digits."""
    unit = mpf(2) ** (floor(log(x, 2)) + 1 - bits)
    return floor(x / unit) * unit


def comment(documentation):
    lines = documentation.strip().splitlines()
    if len(lines) == 1:
        return f'/** {lines[0]} */'
    return '/**\n' + ''.join(f' * {line}'.rstrip() + '\n' for line in lines) + ' */'


def constant(name, documentation, value):
    print(f'\n{comment(documentation)}\nexport const {name} = {number(value)};')


print("""// Written by tools/coefficients/minimax.py; change that and run it again.

/**
 * Coefficients of one polynomial, the constant first, in two lengths: `value` is short and serves results that are rounded to
 * float32, `full` reaches float64's own precision and serves derivatives, whose zeros would magnify the short one's error.
 */
export interface Coefficients {
  readonly value: readonly number[];
  readonly full: readonly number[];
}""")

half_log2 = mpf('0.34660')
ln2 = ln(mpf(2))
one_length(
    'expm1Reduced',
    'The `q` of `expm1(r) = r + r²·q(r)` and `exp(r) = 1 + r + r²·q(r)`, in `r`, for |r| ≤ 0.3466 (just beyond ln(2)/2), for all of float64.',
    TARGETS['full'],
    lambda r: (expm1(r) - r) / r**2,
    lambda r: fabs(r**2 / expm1(r)),
    -half_log2,
    half_log2,
)
one_length(
    'exp2Reduced',
    'The `q` of `2ᶠ - 1 = f·q(f)`, in `f`, for |f| ≤ 0.5, for float32 results.',
    mpf(2) ** -31,
    lambda f: (mpf(2) ** f - 1) / f,
    lambda f: fabs(f / (mpf(2) ** f - 1)),
    mpf('-0.5001'),
    mpf('0.5001'),
)
one_length(
    'expm1Exact',
    'The same `q`, so exact that nothing but the last rounding counts.',
    EXACT_TARGET,
    lambda r: (expm1(r) - r) / r**2,
    lambda r: fabs(r**2 / expm1(r)),
    -half_log2,
    half_log2,
)
log2_high = leading_bits(ln2, 41)
constant('log2OfE', '`1 / ln(2)`: `k = nearest(x · log2OfE)` is the power of two in `exp(x) = 2ᵏ·exp(r)`.', 1 / ln(mpf(2)))
constant('ln2High', 'First 41 bits of ln(2): `k · ln2High` is exact for |k| ≤ 4096, and `r = (x - k·ln2High) - k·ln2Low`.', log2_high)
constant('ln2Low', 'The rest of ln(2) after `ln2High`.', ln(mpf(2)) - log2_high)
float32_polynomial(
    'expm1ReducedFloat32',
    'The same `q` for float32 lanes.',
    4,
    lambda r: (expm1(r) - r) / r**2,
    lambda r: fabs(r**2 / expm1(r)),
    -half_log2,
    half_log2,
)
float32_log2_high = leading_bits(ln(mpf(2)), 15)
constant('ln2HighFloat32', 'First 15 bits of ln(2): `k · ln2HighFloat32` is exact in float32 for |k| ≤ 512.', float32_log2_high)
constant('ln2LowFloat32', 'The rest of ln(2) after `ln2HighFloat32`.', ln(mpf(2)) - float32_log2_high)


def atanh_quotient(square):
    """(log((1+s)/(1−s)) / 2s − 1) / s² as a function of s²."""
    s = sqrt(square)
    return (ln((1 + s) / (1 - s)) / (2 * s) - 1) / square


def atanh_weight(square):
    s = sqrt(square)
    return square * 2 * s / ln((1 + s) / (1 - s))


polynomial(
    'log1pUnit',
    """
The `q` of `log1p(u) = 2s·(1 + s²·q(s²))` with `s = u / (2 + u)`, in `s²`, for u in [0, 1], that is s in [0, 1/3].
""",
    atanh_quotient,
    atanh_weight,
    mpf(0),
    mpf(1) / 9,
)
float32_polynomial(
    'log1pFloat32',
    'The `q` of `log1p(u) = u - u²·q(u)` for u in [-0.25, 0.5], for float32 lanes.',
    8,
    lambda u: (u - log1p(u)) / u**2,
    lambda u: fabs(u**2 / log1p(u)),
    mpf('-0.25'),
    mpf('0.5'),
)
polynomial(
    'logMantissa',
    """
The `q` of `log(m) = 2s·(1 + s²·q(s²))` with `s = (m - 1) / (m + 1)`, in `s²`, for m in [√½, √2], that is |s| ≤ 0.1716.
""",
    atanh_quotient,
    atanh_weight,
    mpf(0),
    mpf('0.17158') ** 2,
)

one_length(
    'logMantissaTail',
    """
The `q` of `log(m) = 2s·(1 + s²/3 + s⁴·q(s²))` with the same s, for logarithms as pairs of numbers, such as powers are made of.
""",
    PAIR_TARGET,
    lambda square: (atanh_quotient(square) - mpf(1) / 3) / square,
    lambda square: square * atanh_weight(square),
    mpf('0.01') ** 2,
    mpf('0.17158') ** 2,
)
constant('thirdLow', 'The rest of 1/3 after the float64 of it.', mpf(1) / 3 - mpf(float(mpf(1) / 3)))
constant('log2OfELow', 'The rest of 1 / ln(2) after `log2OfE`.', 1 / ln2 - mpf(float(1 / ln2)))
log10_of_e = 1 / ln(mpf(10))
constant('log10OfE', '`1 / ln(10)`.', log10_of_e)
constant('log10OfELow', 'The rest of it after `log10OfE`.', log10_of_e - mpf(float(log10_of_e)))
log10_of_2 = leading_bits(ln2 * log10_of_e, 41)
constant('log10Of2High', 'First 41 bits of log10(2): its product with an exponent is exact.', log10_of_2)
constant('log10Of2Low', 'The rest of it after `log10Of2High`.', ln2 * log10_of_e - log10_of_2)


def erfcx(z):
    return erfc(z) * exp(z * z)


def short(z):
    return f'{float(z):g}'


value_top, value_bottom, value_error, value_grid = remez_rational(erfcx, mpf(0), mpf('10.2'), mpf('1.5'), 6)
full_top, full_bottom, full_error, full_grid = remez_rational(erfcx, mpf(0), mpf('27.3'), mpf(2), 10)
errors = (
    f'{power_of_two(max(map(value_error, value_grid)))} for z ≤ 10.2 (where a float32 erfc ends), {power_of_two(value_error(mpf("27.3")))} at 27.3',
    f'{power_of_two(max(map(full_error, full_grid)))} for z ≤ 27.3 (where a float64 erfc ends)',
)
declare(
    'erfcScaledNumerator',
    """
The `N` of `erfc(z) = exp(-z²)·N(z) / D(z)`, in `z`, for z in [0, 27.3]; clamp larger z to 27.3. All coefficients of `N` and
`D` are positive, so that nothing cancels, and the two chains run side by side: 22 operations and a division, where a
polynomial in `1 / (z + c)` of this precision needs 26 in one chain, and the division.
""",
    value_top,
    full_top,
    errors,
)
declare('erfcScaledDenominator', 'The `D` that belongs to `erfcScaledNumerator`.', value_bottom, full_bottom, errors)

quotient(
    'normalTail',
    """
The `N` of `Φ(-u) = exp(-u²/2)·N(u) / D(u)` with the normal distribution's Φ, in `u`, for u in [0, 14.5], where x·Φ(x) ends in float32.
All coefficients of `N` and `D` are positive.
""",
    lambda u: erfcx(u / sqrt(mpf(2))) / 2,
    mpf(0),
    mpf('14.5'),
    mpf(2),
    6,
)
polynomial(
    'erfOdd',
    """
The `p` of `erf(x) = x·p(x²)`, in `x²`, for |x| ≤ 0.5; beyond it `erf(x) = 1 - erfc(x)` loses less than two bits.
""",
    lambda square: erf(sqrt(square)) / sqrt(square),
    lambda square: sqrt(square) / erf(sqrt(square)),
    mpf(0),
    mpf('0.25'),
)


almost_zero, tanh_end_squared = mpf('1e-6'), mpf('9.2') ** 2
quotient(
    'tanh',
    """
The `N` of `tanh(x) = x·N(x²) / D(x²)`, in `x²`, for |x| ≤ 9.2, in the length for float32 results. All coefficients of `N` and `D` are
positive, so that nothing cancels.
""",
    lambda square: tanh(sqrt(square)) / sqrt(square),
    almost_zero,
    tanh_end_squared,
    mpf(3),
    6,
)
quotient(
    'tanhShrink',
    'The `N` of `x - tanh(x) = x³·N(x²) / D(x²)`, in `x²`, for |x| ≤ 9.2, in the length for float32 results. All is positive again.',
    lambda square: (sqrt(square) - tanh(sqrt(square))) / sqrt(square) ** 3,
    almost_zero,
    tanh_end_squared,
    mpf(3),
    5,
)
one_length(
    'xMinusTanhOdd',
    'The `p` of `x - tanh(x) = x³·p(x²)`, in `x²`, for |x| ≤ 0.25, for all of float64; beyond it the subtraction loses less than six bits.',
    TARGETS['full'],
    lambda square: (sqrt(square) - tanh(sqrt(square))) / sqrt(square) ** 3,
    lambda square: sqrt(square) ** 3 / (sqrt(square) - tanh(sqrt(square))),
    mpf(0),
    mpf('0.25') ** 2,
)
one_length(
    'xMinusTanhHalf',
    'The same for |x| ≤ 0.5, where float64 results need it.',
    TARGETS['full'],
    lambda square: (sqrt(square) - tanh(sqrt(square))) / sqrt(square) ** 3,
    lambda square: sqrt(square) ** 3 / (sqrt(square) - tanh(sqrt(square))),
    mpf(0),
    mpf('0.5') ** 2,
)
quarter_turn_squared = mpf('0.7854') ** 2
polynomial(
    'sinReduced',
    """
The `p` of `sin(r) = r + r³·p(r²)`, in `r²`, for |r| ≤ 0.7854 (π/4).
""",
    lambda square: (sin(sqrt(square)) - sqrt(square)) / sqrt(square) ** 3,
    lambda square: sqrt(square) ** 3 / sin(sqrt(square)),
    mpf(0),
    quarter_turn_squared,
)
polynomial(
    'cosReduced',
    """
The `p` of `cos(r) = 1 - r²/2 + r⁴·p(r²)`, in `r²`, for |r| ≤ 0.7854 (π/4).
""",
    lambda square: (cos(sqrt(square)) - 1 + square / 2) / square**2,
    lambda square: square**2 / cos(sqrt(square)),
    mpf(0),
    quarter_turn_squared,
)
one_length(
    'cosExact',
    'The same `p`, so exact that nothing but the last rounding counts.',
    EXACT_TARGET,
    lambda square: (cos(sqrt(square)) - 1 + square / 2) / square**2,
    lambda square: square**2 / cos(sqrt(square)),
    mpf(0),
    quarter_turn_squared,
)
half_pi_high = leading_bits(pi / 2, 27)
half_pi_middle = leading_bits(pi / 2 - half_pi_high, 27)
constant('twoOverPi', '`2 / π`: `k = nearest(x · twoOverPi)` is the number of quarter turns in x.', 2 / pi)
constant(
    'halfPiHigh',
    """
First 27 bits of π/2, of three parts for `r = ((x - k·halfPiHigh) - k·halfPiMiddle) - k·halfPiLow`. The first two products are
exact for |k| ≤ 2²⁶, that is |x| ≤ `sinCosLimit`, and `r` is then within 2⁻⁸⁰ of the truth beside its own rounding; no
float32 in that range comes nearer than 2⁻²⁸ to a multiple of π/2.
""",
    half_pi_high,
)
constant('halfPiMiddle', 'The next 27 bits of π/2 after `halfPiHigh`.', half_pi_middle)
constant('halfPiLow', 'The rest of π/2, 53 bits.', pi / 2 - half_pi_high - half_pi_middle)
constant('sinCosLimit', 'The greatest |x| that the three parts of π/2 reduce; beyond it a scalar reduction is needed.', floor(mpf(2) ** 26 * pi / 2))
half_pi_first = leading_bits(pi / 2, 33)
half_pi_second = leading_bits(pi / 2 - half_pi_first, 33)
constant(
    'halfPiFirst',
    """
First 33 bits of π/2, of three parts for float64 arguments: the first two products are exact for |k| ≤ 2²⁰, and what is left is a pair of
numbers within 2⁻⁹⁵ of the truth.
""",
    half_pi_first,
)
constant('halfPiSecond', 'The next 33 bits of π/2 after `halfPiFirst`.', half_pi_second)
constant('halfPiThird', 'The rest of π/2, 53 bits.', pi / 2 - half_pi_first - half_pi_second)
angle_rate = 2 * sqrt(2 / pi)
constant('angleRateHigh', '`2·√(2/π)` of gelu\'s approximation `x·sigmoid(2·√(2/π)·(x + 0.044715x³))`.', angle_rate)
constant('angleRateLow', 'The rest of it after `angleRateHigh`.', angle_rate - mpf(float(angle_rate)))
angle_cubic = mpf('0.044715')
constant('angleCubicHigh', 'Its 0.044715.', angle_cubic)
constant('angleCubicLow', 'The rest of it after `angleCubicHigh`.', angle_cubic - mpf(float(angle_cubic)))
