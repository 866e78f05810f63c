"""What the arguments of every operation may be, for `drawn_calls.py`: a function of a draw that gives the arguments in their order, and those by name."""

import random

import ml_dtypes
import numpy as np

FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = ["uint8", "int32"]
DTYPES = ["bool", *INTEGERS, *FLOATS]
SPECIAL = ["NaN", "Infinity", "-Infinity", "-0"]
EXTREMES = {"int32": [-(2**31), 2**31 - 1, 2**24 + 1, -7], "uint8": [0, 255, 128, 7]}
NUMPY_DTYPES = {"bfloat16": ml_dtypes.bfloat16}


class Draw(random.Random):
    """Random arguments. An option that is drawn is there in one of two calls."""

    def dtype(self, among=DTYPES):
        # float32 and int32 are what people use most.
        return self.choice([*among, *(each for each in ("float32", "int32") if each in among)])

    def shape(self, least=0, most=3, lengths=(0, 1, 2, 2, 3, 3, 4)):
        return [self.choice(lengths) for _ in range(self.randint(least, most))]

    def element(self, dtype, low, high, specials=0.05):
        if dtype == "bool":
            return self.randint(0, 1)
        if dtype in INTEGERS:
            if specials and self.random() < 2 * specials:
                return self.choice(EXTREMES[dtype])
            return self.randint(max(int(low), 0), min(max(int(high), 1), 255)) if dtype == "uint8" else self.randint(int(low), max(int(high), 1))
        if self.random() < specials:
            return self.choice(SPECIAL)
        kind = self.random()
        number = self.randint(int(low), max(int(high), int(low))) if kind < 0.25 else self.uniform(low, high)
        if kind > 0.9 and specials:
            number *= 10.0 ** self.randint(-6, 6)
        rounded = np.float64(number).astype(NUMPY_DTYPES.get(dtype, dtype))
        return "Infinity" if np.isposinf(rounded) else "-Infinity" if np.isneginf(rounded) else float(rounded)

    def array(self, shape, dtype=None, low=-4, high=4, specials=0.05, among=DTYPES):
        dtype = dtype or self.dtype(among)
        return {"d": dtype, "s": shape, "v": [self.element(dtype, low, high, specials) for _ in range(int(np.prod(shape)))]}

    def distinct(self, shape, dtype):
        """Elements without ties."""
        most = int(np.prod(shape))
        values = self.sample(range(256 if dtype == "uint8" else 2 * most + 2), most) if dtype != "bool" else [0] * most
        return {"d": dtype, "s": shape, "v": values}

    def like(self, shape):
        """A shape that broadcasts with another."""
        kept = shape[self.randint(0, len(shape)):] if self.random() < 0.4 else shape
        return [1 if self.random() < 0.25 else length for length in kept]

    def number(self, integers=0.5, low=-4, high=4):
        return self.randint(int(low), int(high)) if self.random() < integers else self.uniform(low, high) or 0.5

    def operand(self, shape, dtype=None, among=DTYPES, low=-4, high=4, specials=0.05):
        """What may stand for an array beside another: a number now and then."""
        kind = self.random()
        if kind < 0.15 and dtype is None:
            number = self.number(low=max(low, 0) if among == INTEGERS else low, high=high)
            return int(number) if among in (INTEGERS, ["bool", *INTEGERS]) else number
        return self.array(shape, dtype, low, high, specials, among)

    def axis(self, rank):
        """An axis; rarely one that is not there."""
        return self.randint(-rank, rank - 1) if rank and self.random() < 0.95 else self.choice([rank, -rank - 1])

    def axes(self, rank):
        kind = self.random()
        if kind < 0.25 or rank == 0:
            return None
        if kind < 0.7:
            return self.axis(rank)
        chosen = self.sample(range(rank), self.randint(1, rank))
        return [each - rank if self.random() < 0.5 else each for each in chosen]

    def options(self, **given):
        return {name: value() if callable(value) else value for name, value in given.items() if self.random() < 0.5}

    def flag(self):
        return self.random() < 0.5

    def positions(self, shape, length):
        """Indices of an axis, from its end as well."""
        return {"d": "int32", "s": shape, "v": [self.randint(-length, length - 1) if length else 0 for _ in range(int(np.prod(shape)))]}


def unary(low=-4, high=4, among=DTYPES, **options):
    def row(draw):
        given = {name: (lambda f: lambda: f(draw))(value) for name, value in options.items()}
        return [draw.array(draw.shape(), None, low, high, 0.05, among)], draw.options(**given)
    return row


def binary(low=-4, high=4, among=DTYPES, **options):
    def row(draw):
        shape = draw.shape()
        operands = [draw.array(shape, None, low, high, 0.05, among), draw.operand(draw.like(shape), None, among, low, high)]
        if draw.random() < 0.3:
            operands.reverse()
        given = {name: (lambda f: lambda: f(draw))(value) for name, value in options.items()}
        return operands, draw.options(**given)
    return row


def reduction(among=DTYPES, low=-4, high=4, keepdims=True, least=0, single=False, lengths=(0, 1, 2, 3, 4), specials=0.05, **options):
    def row(draw):
        shape = draw.shape(least, 3, lengths)
        axis = (lambda: draw.axis(len(shape))) if single else (lambda: draw.axes(len(shape)))
        given = {name: (lambda f: lambda: f(draw))(value) for name, value in options.items()}
        given |= {"keepdims": draw.flag} if keepdims else {}
        return [draw.array(shape, None, low, high, specials, among)], draw.options(axis=axis, **given)
    return row


def along(among=DTYPES, least=1, most=3, lengths=(0, 1, 2, 3, 4), option="axis", make=None, **options):
    """Operations along one axis."""
    def row(draw):
        shape = draw.shape(least, most, lengths)
        given = {name: (lambda f: lambda: f(draw))(value) for name, value in options.items()}
        x = make(draw, shape) if make else draw.array(shape, among=among)
        return [x], draw.options(**{option: lambda: draw.axis(len(shape))}, **given)
    return row


def distinct(draw, shape):
    return draw.distinct(shape, draw.dtype([*INTEGERS, *FLOATS]))


def join(own_axis=True, new=False, least=1):
    def row(draw):
        shape = draw.shape(least, 3)
        axis = draw.randint(0, len(shape) - (not new)) if shape or new else 0
        count = draw.randint(1, 3)
        shapes = [list(shape) for _ in range(count)]
        if own_axis and not new:
            for each in shapes:
                each[axis] = draw.randint(0, 3)
        if draw.random() < 0.5:
            axis -= len(shape) + new
        return [[draw.array(each) for each in shapes]], {"axis": axis} if own_axis else {}
    return row


def split_row(axis=None, least=1):
    def row(draw):
        shape = draw.shape(least, 3, (1, 2, 3, 4, 6))
        places = [draw.randint(0, 6) for _ in range(draw.randint(1, 3))]
        sections = draw.choice([1, 2, 3, sorted(places)])
        return [draw.array(shape), sections], draw.options(axis=lambda: draw.axis(len(shape))) if axis else {}
    return row


def matrix(draw, batch=None, size=None, dtype=None):
    """A well-conditioned matrix that is symmetric and has positive eigenvalues."""
    size = size or draw.randint(1, 4)
    batch = draw.choice([[], [2]]) if batch is None else batch
    dtype = dtype or draw.dtype(["float32", "float64"])
    parts = np.array([draw.gauss(0, 1) for _ in range(int(np.prod(batch)) * size * size)]).reshape(*batch, size, size)
    made = parts @ np.swapaxes(parts, -1, -2) / size + np.eye(size)
    return {"d": dtype, "s": list(made.shape), "v": [float(each) for each in made.astype(dtype).ravel()]}


def of_matrix(**options):
    return lambda draw: ([matrix(draw)], draw.options(**{name: draw.flag for name in options}))


def solving(draw, **options):
    a = matrix(draw)
    columns = draw.choice([[a["s"][-1], 2], [a["s"][-1], 1]] if len(a["s"]) == 3 else [[a["s"][-1]], [a["s"][-1], 2]])
    return [a, draw.array([*a["s"][:-2], *columns], a["d"], specials=0)], options


def pair_of_vectors(draw, dtypes=DTYPES, least=1):
    return [draw.array(draw.shape(1, 1, range(least, 5)), among=dtypes, specials=0) for _ in range(2)]


def product(name):
    def row(draw):
        a, b, c = (draw.choice([0, 1, 2, 3, 4]) for _ in range(3))
        dtypes = [draw.dtype(), draw.dtype()]
        if draw.random() < 0.4:
            dtypes[1] = dtypes[0]
        array = lambda shape, place: draw.array(shape, dtypes[place], specials=0.01)
        number = draw.number()
        if name == "matmul":
            batch = draw.choice([[], [2], [1], [2, 1]])
            shapes = draw.choice([([a, b], [b, c]), ([*batch, a, b], [b, c]), ([b], [b, c]), ([a, b], [b]), ([b], [b]), ([a, b], [*batch, b, c]), ([a, b], [a, c])])
            return [array(shapes[0], 0), array(shapes[1], 1)], {}
        if name == "dot":
            shapes = draw.choice([([a, b], [b, c]), ([b], [b]), ([2, a, b], [b]), ([2, a, b], [3, b, c]), ([], [a, b]), ([a], [])])
            return [array(shapes[0], 0), number if draw.random() < 0.15 else array(shapes[1], 1)], {}
        if name == "inner":
            shapes = draw.choice([([a, b], [c, b]), ([b], [b]), ([], [a, b]), ([a, b], [b])])
            return [array(shapes[0], 0), number if draw.random() < 0.15 else array(shapes[1], 1)], {}
        if name == "vdot":
            shape = draw.shape(0, 2)
            if draw.random() < 0.2:
                return draw.sample([array([1], 0), number], 2), {}
            return [array(shape, 0), array([int(np.prod(shape))] if shape else shape, 1)], {}
        if name in ("outer", "kron"):
            shapes = [draw.shape(0, 2), draw.shape(0, 2)] if name == "outer" else [draw.shape(1, 2), draw.shape(1, 2)]
            return [array(shapes[0], 0), number if draw.random() < 0.15 else array(shapes[1], 1)], {}
        if name == "cross":
            length = draw.choice([2, 3, 3, 3])
            shape = draw.shape(0, 1, (1, 2))
            return [array([*shape, length], 0), array([*shape, draw.choice([2, 3, 3])], 1)], {}
        if name == "tensordot":
            axes = draw.choice([0, 1, 2, [[1], [0]], [[0, 1], [1, 0]], [-1, 0]])
            shapes = {0: ([a], [b, c]), 1: ([a, b], [b, c]), 2: ([2, a, b], [a, b, 3])}.get(axes if isinstance(axes, int) else None)
            if shapes is None:
                shapes = ([a, b], [b, a]) if axes == [[0, 1], [1, 0]] else ([a, b], [b, c])
            if draw.random() < 0.1:
                return [array([a, b], 0), number], {"axes": 0}
            return [array(shapes[0], 0), array(shapes[1], 1)], {"axes": axes}
        if name == "correlate":
            return [array([draw.randint(1, 5)], 0), array([draw.randint(1, 5)], 1)], draw.options(mode=lambda: draw.choice(["valid", "same", "full"]))
        if name == "cdist":
            return [draw.array([a, b], among=FLOATS, specials=0), draw.array([c, b], among=FLOATS, specials=0)], {}
        subscripts, shapes = draw.choice([
            ("ij,jk->ik", ([a, b], [b, c])), ("ij,jk", ([a, b], [b, c])), ("i,i->", ([b], [b])), ("i,j->ij", ([a], [b])), ("bij,bjk->bik", ([2, a, b], [2, b, c])),
            ("ij->ji", ([a, b],)), ("ii->i", ([3, 3],)), ("ii", ([3, 3],)), ("ij->", ([a, b],)), ("...ij,...jk->...ik", ([2, a, b], [b, c])), ("ab,bc,ca->", ([a, b], [b, c], [c, a])),
        ])
        return [subscripts, *(array(shape, min(place, 1)) for place, shape in enumerate(shapes))], {}
    return row


def conv(kind):
    def row(draw):
        axes = draw.choice([1, 1, 2, 2, 3])
        channels, filters, groups = draw.randint(1, 3), draw.randint(1, 3), draw.choice([1, 1, 2])
        first = draw.flag() and draw.flag()
        spatial = [draw.randint(1, 6) for _ in range(axes)]
        # Groups, in which the channels fall.
        given = channels * (groups if kind == "conv" else 1)
        shape = [draw.randint(1, 2), given, *spatial] if first else [draw.randint(1, 2), *spatial, given]
        size = [draw.randint(1, 3) for _ in range(axes)]
        dtype = draw.dtype(["float32", "float32", "float64", "float16", "bfloat16", "int32"])
        array = lambda each: draw.array(each, dtype, specials=0)
        kernel = [*size, filters, given] if kind == "conv_transpose" else [*size, channels, filters * (groups if kind == "conv" else 1)]
        options = draw.options(
            strides=lambda: draw.choice([1, 2, [draw.randint(1, 2) for _ in range(axes)]]) if kind not in ("depthwise_conv", "separable_conv") else draw.choice([1, 2]),
            padding=lambda: draw.choice(["same", "valid"]),
        )
        if "strides" not in options:
            options |= draw.options(dilation_rate=lambda: draw.choice([1, 2]))
        if first or draw.flag():
            options["data_format"] = "channels_first" if first else "channels_last"
        more = [array([1] * axes + [channels * filters, 2])] if kind == "separable_conv" else []
        return [array(shape), array(kernel), *more], options
    return row


def pool(adaptive=False):
    def row(draw):
        axes = draw.choice([1, 1, 2, 3])
        first = draw.flag() and draw.flag()
        spatial = [draw.randint(1, 6) for _ in range(axes)]
        x = draw.array([1, 2, *spatial] if first else [1, *spatial, 2], among=["float32", "float64", "float16", "bfloat16", "int32"], specials=0)
        size = draw.choice([draw.randint(1, 3), [draw.randint(1, 3) for _ in range(axes)]])
        options = {} if adaptive else draw.options(strides=lambda: draw.randint(1, 3), padding=lambda: draw.choice(["same", "valid"]))
        if first or draw.flag():
            options["data_format"] = "channels_first" if first else "channels_last"
        return [x, size], options
    return row


def image(make, channels=(1, 2, 3), dtypes=("float32", "float32", "float64", "float16", "bfloat16", "uint8", "int32")):
    def row(draw):
        shape = [draw.randint(2, 6), draw.randint(2, 6), draw.choice(channels)]
        batch = [draw.randint(1, 2)] if draw.flag() else []
        x = draw.array([*batch, *shape], draw.choice(dtypes), 0, 8, 0)
        return make(draw, x, shape, len(batch))
    return row


def points(draw, count):
    return {"d": "float32", "s": [count, 4, 2] if count else [4, 2], "v": [draw.choice([0, 1, 2, 3]) + corner for _ in range(max(count, 1)) for corner in (0, 0.25, 0, 4.5, 4, 0.5, 5, 5)]}


def segment(draw):
    shape = draw.shape(1, 2, (1, 2, 3, 4))
    count = draw.randint(1, 4)
    ids = {"d": "int32", "s": shape[:1], "v": sorted(draw.randint(0, count - 1) for _ in range(shape[0]))}
    return [draw.array(shape, specials=0), ids], {"num_segments": count, **draw.options(sorted=True)}


def scatter(draw):
    shape = draw.shape(1, 2, (2, 3, 4))
    count = draw.randint(1, 3)
    indices = [draw.randint(0, shape[0] - 1) for _ in range(count)]
    return {"d": "int32", "s": [count, 1], "v": indices}, shape, [count, *shape[1:]]


def crossentropy(sparse):
    def row(draw):
        shape = draw.shape(1, 2, (1, 2, 3)) + [draw.randint(2, 4)]
        dtype = draw.dtype(["float32", "float64", "float16", "bfloat16"])
        options = draw.options(from_logits=draw.flag)
        output = draw.array(shape, dtype, -2 if options.get("from_logits") else 0.05, 3 if options.get("from_logits") else 1, 0)
        if sparse:
            target = {"d": "int32", "s": shape[:-1], "v": [draw.randint(0, shape[-1] - 1) for _ in range(int(np.prod(shape[:-1])))]}
        else:
            target = draw.array(shape, dtype, 0, 1, 0)
        return [target, output], options
    return row


def normalization(kind):
    def row(draw):
        shape = draw.shape(2, 3, (1, 2, 3))
        dtype = draw.dtype(FLOATS)
        axis = draw.choice([-1, len(shape) - 1])
        vector = lambda low=-2: draw.array([shape[axis]], dtype, low, 2, 0)
        x = draw.array(shape, dtype, specials=0)
        if kind == "batch":
            return [x, vector(), vector(0.1)], {"axis": axis, **draw.options(offset=vector, scale=vector, epsilon=0.01)}
        if kind == "layer":
            return [x], draw.options(gamma=vector, beta=vector, axis=axis, epsilon=0.01)
        return [x], draw.options(scale=vector, axis=axis, epsilon=0.01)
    return row


def quantiles(draw, scale):
    shape = draw.shape(1, 3, (1, 2, 3, 4))
    q = draw.choice([draw.uniform(0, 1), 0.5, {"d": "float32", "s": [2], "v": [0.25, 0.875]}])
    q = {**q, "v": [each * scale for each in q["v"]]} if isinstance(q, dict) else q * scale
    method = lambda: draw.choice(["linear", "lower", "higher", "midpoint", "nearest"])
    return [draw.array(shape, specials=0, among=["uint8", "int32", *FLOATS]), q], draw.options(axis=lambda: draw.axes(len(shape)), method=method, keepdims=draw.flag)


def item(draw, shape):
    kind = draw.random()
    if kind < 0.3:
        return draw.randint(-shape[0], shape[0] - 1) if shape[0] else 0
    if kind < 0.4:
        return draw.positions([2], shape[0])
    parts = [draw.choice([draw.randint(-n, n - 1) if n else 0, [None, None, -1], [None, 2, None], [1, None, 2], [-2, None, None], None, "..."]) for n in shape]
    if "..." in parts:
        parts = [part for place, part in enumerate(parts) if part != "..." or place == parts.index("...")]
    return {"slices": parts}


def with_shape(make, least=1, most=3, lengths=(0, 1, 2, 3, 4)):
    """A row whose arguments depend on the shape of x."""
    return lambda draw: make(draw, draw.shape(least, most, lengths))


def pad(draw, shape):
    pairs = [[draw.randint(0, 2), draw.randint(0, 2)] for _ in shape]
    width = draw.choice([pairs, draw.randint(0, 2), [draw.randint(0, 2), draw.randint(0, 2)]])
    options = draw.options(mode=lambda: draw.choice(["constant", "constant", "reflect", "symmetric"]))
    if options.get("mode", "constant") == "constant":
        options |= draw.options(constant_values=lambda: draw.number(0.7))
    return [draw.array(shape), width], options


def linspace(draw, low=-4):
    kind = draw.random()
    shape = [] if kind < 0.6 else draw.shape(0, 2, (1, 2))
    ends = [draw.number(low=low), draw.number(low=low)] if kind < 0.6 else [draw.array(shape, None, low, 4, 0, INTEGERS + FLOATS) for _ in range(2)]
    return ends, {"num": draw.randint(0, 5), **draw.options(endpoint=draw.flag, dtype=lambda: draw.choice(FLOATS + ["int32"]), axis=lambda: draw.choice([0, -1]))}


def arange(draw):
    numbers = [draw.number(0.7) for _ in range(draw.randint(1, 3))]
    return numbers, draw.options(dtype=lambda: draw.choice(["int32", "float32", "float64", "float16"]))


def random_row(*parameters, integers=False):
    def row(draw):
        shape = draw.shape(0, 2)
        dtype = draw.choice(["int32", "uint8"]) if integers else draw.choice(FLOATS)
        given = [value(draw, shape) for value in parameters]
        return [shape, *given], {**draw.options(dtype=dtype), "seed": 3}
    return row


def rate(low, high, integers=0):
    return lambda draw, shape: draw.choice([draw.number(integers, low, high), draw.array(draw.like(shape), "int32" if integers else "float32", low, high, 0)])


number_between = lambda low, high: lambda draw: draw.uniform(low, high)
FLOATING_NAMES = "arctan arcsinh cbrt ceil cos deg2rad erf erfc exp exp2 expm1 floor isfinite isinf isnan isneginf isposinf rad2deg reciprocal sin sinc sinh tan trunc i0 cosh".split()
ACTIVATIONS = {
    **{name: unary() for name in "hard_sigmoid hard_silu hard_swish hard_tanh log_sigmoid relu6 selu sigmoid silu softplus softsign sparse_plus sparse_sigmoid swish tanh tanh_shrink".split()},
    "celu": unary(alpha=number_between(0.1, 2)),
    "elu": unary(alpha=number_between(0.1, 2)),
    "gelu": unary(approximate=lambda draw: draw.flag()),
    "hard_shrink": unary(threshold=number_between(0, 2)),
    "leaky_relu": unary(negative_slope=number_between(0, 1)),
    "soft_shrink": unary(threshold=number_between(0, 2)),
    "squareplus": unary(b=number_between(0.1, 5)),
    "threshold": lambda draw: ([draw.array(draw.shape()), draw.number(), draw.number()], {}),
    "glu": along(lengths=(0, 2, 2, 4)),
    "softmax": along(lengths=(1, 2, 3)),
    "log_softmax": along(lengths=(1, 2, 3)),
    "sparsemax": along(lengths=(1, 2, 3)),
}

ROWS = {
    **{name: unary() for name in FLOATING_NAMES},
    **{name: unary() for name in "abs absolute angle array conj conjugate copy fabs imag isreal logical_not negative real sign signbit square stop_gradient convert_to_tensor empty_like zeros_like ones_like size ndim dtype shape ravel relu".split()},
    **{name: unary(0, 9) for name in "sqrt rsqrt log log2 log10 log1p".split()},
    **{name: unary(-1.2, 1.2) for name in "arcsin arccos arctanh erfinv".split()},
    "arccosh": unary(0.9, 9),
    "round": unary(decimals=lambda draw: draw.randint(-1, 2)),
    "nan_to_num": unary(nan=lambda draw: draw.number(), posinf=lambda draw: draw.number(), neginf=lambda draw: draw.number()),
    **ACTIVATIONS,
    **{f"activations.{name}": row for name, row in ACTIVATIONS.items()},
    **{f"activations.{name}": unary() for name in "exponential linear mish".split()},
    "activations.relu": unary(negative_slope=number_between(0, 1), max_value=number_between(0, 6), threshold=number_between(0, 2)),
    **{name: binary() for name in "add subtract multiply divide true_divide divide_no_nan maximum minimum fmax fmin floor_divide mod fmod arctan2 heaviside hypot logaddexp logaddexp2 logical_and logical_or logical_xor greater greater_equal less less_equal equal not_equal nextafter".split()},
    "power": binary(0, 4),
    "ldexp": lambda draw: (lambda shape: ([draw.array(shape), draw.array(draw.like(shape), among=["int32", "uint8"], specials=0)], {}))(draw.shape()),
    **{name: binary(-5, 5, ["bool", *INTEGERS]) for name in "bitwise_and bitwise_or bitwise_xor".split()},
    **{name: binary(0, 9, INTEGERS) for name in "bitwise_left_shift bitwise_right_shift left_shift right_shift gcd lcm".split()},
    **{name: unary(-5, 5, ["bool", *INTEGERS]) for name in "bitwise_not bitwise_invert".split()},
    **{name: binary(rtol=lambda draw: 0.1, atol=lambda draw: 0.5, equal_nan=lambda draw: draw.flag()) for name in "isclose allclose".split()},
    "isin": lambda draw: ([draw.array(draw.shape()), draw.operand(draw.shape())], draw.options(invert=draw.flag, assume_unique=False)),
    "where": lambda draw: (lambda shape: ([draw.array(draw.like(shape), draw.choice(["bool", "bool", "int32", "float32"])), draw.operand(shape), draw.operand(draw.like(shape))], {}))(draw.shape()),
    "clip": lambda draw: (lambda shape: ([draw.array(shape), draw.operand(draw.like(shape), low=-3, high=0), draw.operand(draw.like(shape), low=0, high=3)], {}))(draw.shape()),
    "select": lambda draw: (lambda shape: ([[draw.array(shape, "bool") for _ in range(2)], [draw.operand(draw.like(shape)) for _ in range(2)]], draw.options(default=lambda: draw.operand(draw.like(shape)))))(draw.shape()),
    "cast": lambda draw: ([draw.array(draw.shape()), draw.dtype()], {}),
    "saturate_cast": lambda draw: ([draw.array(draw.shape(), low=-500, high=500), draw.dtype(["uint8", "int32", "float16", "float32"])], {}),
    "view": lambda draw: ([draw.array(draw.shape(1), among=["uint8", "int32", "float32", "float16"]), draw.choice(["int32", "float32", "uint8"])], {}),
    "full_like": lambda draw: ([draw.array(draw.shape()), draw.number(low=0)], draw.options(dtype=draw.dtype)),
    # Reductions.
    **{name: reduction() for name in "all any sum prod mean var std amax amin ptp logsumexp nansum nanprod nanmax nanmin nanmean nanvar nanstd".split()},
    **{name: reduction(initial=lambda draw: draw.number()) for name in "max min".split()},
    **{name: reduction(single=True) for name in "argmax argmin nanargmax nanargmin".split()},
    "count_nonzero": reduction(keepdims=False),
    **{name: reduction(least=1, lengths=(1, 2, 3, 4)) for name in "median nanmedian".split()},
    "average": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(axis=lambda: draw.axis(len(shape)), weights=lambda: draw.array(shape, low=0.5)))),
    **{name: lambda draw: quantiles(draw, 1) for name in "quantile nanquantile".split()},
    **{name: lambda draw: quantiles(draw, 100) for name in "percentile nanpercentile".split()},
    **{name: reduction(keepdims=False, single=True, dtype=lambda draw: draw.choice(["int32", "float32", "float64"])) for name in "cumsum cumprod nancumsum nancumprod".split()},
    "moments": with_shape(lambda draw, shape: ([draw.array(shape, among=INTEGERS + FLOATS, specials=0), draw.axes(len(shape)) or [0]], draw.options(keepdims=draw.flag)), lengths=(1, 2, 3)),
    "norm": with_shape(lambda draw, shape: ([draw.array(shape, specials=0)], draw.options(ord=lambda: draw.choice([1, 2, 3, {"number": "Infinity"}, {"number": "-Infinity"}]) if len(shape) == 1 else "fro", axis=lambda: -1 if len(shape) == 1 else draw.sample([0, 1], 2), keepdims=draw.flag)), 1, 2, (1, 2, 3)),
    "normalize": with_shape(lambda draw, shape: ([draw.array(shape, specials=0)], draw.options(axis=lambda: draw.axis(len(shape)), order=lambda: draw.choice([1, 2, 3]), epsilon=0.01)), lengths=(1, 2, 3)),
    "corrcoef": with_shape(lambda draw, shape: ([draw.array(shape, specials=0, among=INTEGERS + FLOATS)], {}), 1, 2, (2, 3, 4)),
    "trapezoid": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(axis=lambda: draw.axis(len(shape)), dx=0.25)), lengths=(1, 2, 3)),
    "diff": along(n=lambda draw: draw.randint(0, 3)),
    "trace": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(offset=lambda: draw.randint(-2, 2))), 2),
    "vander": lambda draw: ([draw.array(draw.shape(1, 1), specials=0)], draw.options(N=lambda: draw.randint(0, 4), increasing=draw.flag)),
    # What moves.
    "append": with_shape(lambda draw, shape: ([draw.array(shape), draw.array(shape)], draw.options(axis=lambda: draw.axis(len(shape))))),
    "concatenate": join(),
    "stack": join(new=True, least=0),
    **{name: join(own_axis=False, least=0) for name in "hstack vstack dstack".split()},
    "split": split_row(True),
    "array_split": split_row(True),
    "hsplit": split_row(),
    "vsplit": split_row(),
    "dsplit": split_row(least=3),
    "unstack": along(),
    "broadcast_to": lambda draw: (lambda shape: ([draw.array(draw.like(shape)), shape], {}))(draw.shape()),
    "expand_dims": with_shape(lambda draw, shape: ([draw.array(shape), draw.choice([draw.randint(-len(shape) - 1, len(shape)), [0, -1], len(shape) + 1])], {}), 0),
    "squeeze": along(least=0, lengths=(1, 1, 2)),
    "reshape": with_shape(lambda draw, shape: ([draw.array(shape), draw.choice([[-1], shape[::-1], [*shape, 1], [1, -1], int(np.prod(shape)), [2, -1]])], {}), 0),
    "transpose": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(axes=lambda: draw.sample(range(len(shape)), len(shape)))), 0),
    "swapaxes": with_shape(lambda draw, shape: ([draw.array(shape), draw.axis(len(shape)), draw.axis(len(shape))], {})),
    "moveaxis": with_shape(lambda draw, shape: ([draw.array(shape), draw.axis(len(shape)), draw.axis(len(shape))] if draw.flag() else [draw.array(shape), [0, -1], [-1, 0]], {})),
    "flip": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(axis=lambda: draw.axes(len(shape)))), 0),
    "fliplr": with_shape(lambda draw, shape: ([draw.array(shape)], {})),
    "flipud": with_shape(lambda draw, shape: ([draw.array(shape)], {})),
    "rot90": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(k=lambda: draw.randint(-2, 3), axes=lambda: draw.sample(range(len(shape)), 2))), 2),
    "roll": with_shape(lambda draw, shape: ([draw.array(shape), draw.randint(-3, 3)], draw.options(axis=lambda: draw.axis(len(shape)))), 0),
    "repeat": with_shape(lambda draw, shape: ([draw.array(shape), draw.choice([0, 1, 2, [draw.randint(0, 2) for _ in range(shape[0])]])], draw.options(axis=lambda: draw.choice([0, draw.axis(len(shape))])))),
    "tile": with_shape(lambda draw, shape: ([draw.array(shape), draw.choice([2, 0, [2, 1], [1, 2, 1]])], {}), 0),
    "pad": with_shape(pad, lengths=(1, 2, 3)),
    **{name: with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(k=lambda: draw.randint(-2, 2))), 2) for name in "tril triu".split()},
    "diag": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(k=lambda: draw.randint(-2, 2))), 1, 2),
    "diagflat": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(k=lambda: draw.randint(-2, 2))), 0, 2),
    "diagonal": with_shape(lambda draw, shape: ([draw.array(shape)], draw.options(offset=lambda: draw.randint(-2, 2), axis1=0, axis2=-1)), 2),
    "meshgrid": lambda draw: ([draw.array(draw.shape(1, 1)) for _ in range(draw.randint(1, 3))], draw.options(indexing=lambda: draw.choice(["xy", "ij"]))),
    "rearrange": lambda draw: draw.choice([([draw.array([2, 3]), "a b -> b a"], {}), ([draw.array([2, 6]), "a (b c) -> a b c"], {"b": 2}), ([draw.array([2, 3, 2]), "a b c -> (a b) c"], {})]),
    "take": with_shape(lambda draw, shape: (lambda axis: ([draw.array(shape), draw.positions(draw.shape(0, 2, (0, 1, 2)), shape[axis])], {"axis": axis}))(draw.randint(-len(shape), len(shape) - 1)), lengths=(1, 2, 3)),
    "take_along_axis": with_shape(lambda draw, shape: (lambda axis: ([draw.array(shape), draw.positions(shape, shape[axis])], {"axis": axis}))(draw.randint(-len(shape), len(shape) - 1)), lengths=(1, 2, 3)),
    "get_item": with_shape(lambda draw, shape: ([draw.array(shape), item(draw, shape)], {})),
    "slice": with_shape(lambda draw, shape: (lambda starts: ([draw.array(shape), starts, [draw.randint(0, n - start) for n, start in zip(shape, starts)]], {}))([draw.randint(0, n) for n in shape])),
    "slice_update": with_shape(lambda draw, shape: (lambda starts: ([draw.array(shape), starts, draw.array([n - start for n, start in zip(shape, starts)])], {}))([draw.randint(0, n - 1) for n in shape]), lengths=(1, 2, 3)),
    "scatter": lambda draw: (lambda indices, shape, updates: ([indices, draw.array(updates), shape], {}))(*scatter(draw)),
    "scatter_update": lambda draw: (lambda indices, shape, updates: ([draw.array(shape), indices, draw.array(updates)], draw.options(reduction=lambda: draw.choice([None, "add", "max", "min", "mul"]))))(*scatter(draw)),
    "depth_to_space": lambda draw: ([draw.array([1, 2, 1, 8])], {"block_size": 2}) if draw.flag() else ([draw.array([1, 8, 2, 1])], {"block_size": 2, "data_format": "channels_first"}),
    "space_to_depth": lambda draw: ([draw.array([1, 4, 2, 2])], {"block_size": 2}) if draw.flag() else ([draw.array([1, 2, 4, 2])], {"block_size": 2, "data_format": "channels_first"}),
    "unfold": lambda draw: ([draw.array([1, 2, 4, 5], among=FLOATS + ["int32"], specials=0), draw.choice([2, [1, 3]])], draw.options(dilation=2, padding=1, stride=2)),
    "fold": lambda draw: ([draw.array([1, 8, 6], among=FLOATS + ["int32"], specials=0), [3, 4], 2], {}),
    # Order and counts.
    "sort": along(),
    "argsort": along(make=distinct),
    "argpartition": lambda draw: ([draw.distinct([draw.randint(2, 4)], draw.dtype(INTEGERS + FLOATS)), 0], {}),
    "top_k": with_shape(lambda draw, shape: ([distinct(draw, shape), draw.randint(1, shape[-1])], draw.options(sorted=True)), lengths=(1, 2, 3, 4)),
    "in_top_k": lambda draw: ([{"d": "int32", "s": [2], "v": [draw.randint(0, 2) for _ in range(2)]}, draw.array([2, 3], "float32")], {"k": draw.randint(1, 3)}),
    "searchsorted": lambda draw: (lambda dtype: ([(lambda x: {**x, "v": sorted(x["v"])})(draw.array([4], dtype, specials=0)), draw.array(draw.shape(), dtype, specials=0)], draw.options(side=lambda: draw.choice(["left", "right"]))))(draw.dtype(INTEGERS + FLOATS)),
    "digitize": lambda draw: (lambda dtype: ([draw.array(draw.shape(), dtype, specials=0), (lambda x: {**x, "v": sorted(x["v"])})(draw.array([3], dtype, specials=0))], {}))(draw.dtype(INTEGERS + FLOATS)),
    "unique": lambda draw: ([draw.array(draw.shape(1, 2), specials=0)], draw.options(return_inverse=draw.flag, return_counts=draw.flag, return_index=draw.flag)),
    "nonzero": with_shape(lambda draw, shape: ([draw.array(shape, low=-1, high=1)], {}), 1, 2),
    "unravel_index": lambda draw: ([{"d": "int32", "s": [2], "v": [draw.randint(0, 5), draw.randint(0, 5)]}, draw.choice([[2, 3], [6], [3, 2, 1]])], {}),
    "bincount": lambda draw: (lambda shape: ([draw.array(shape, "int32", 0, 5, 0)], draw.options(minlength=lambda: draw.randint(0, 8), weights=lambda: draw.array(shape, among=FLOATS + ["int32"], specials=0))))(draw.choice([[0], [1], [3], [4]])),
    "histogram": lambda draw: ([draw.array(draw.shape(1, 2, (1, 2, 3)), specials=0, among=INTEGERS + FLOATS)], draw.options(bins=lambda: draw.randint(1, 5), range=lambda: [-1, 3])),
    "one_hot": lambda draw: ([draw.array(draw.shape(0, 2), draw.choice(["int32", "uint8"]), -1, 4, 0), draw.randint(1, 4)], draw.options(axis=-1, dtype=lambda: draw.choice(DTYPES))),
    "multi_hot": lambda draw: ([draw.array(draw.shape(1, 2, (1, 2, 3)), "int32", 0, 3, 0)], {"num_classes": draw.randint(2, 4), **draw.options(dtype=lambda: draw.choice(DTYPES))}),
    **{name: segment for name in "segment_sum segment_max segment_min segment_prod".split()},
    # What is made.
    "arange": arange,
    "linspace": linspace,
    "logspace": linspace,
    "geomspace": lambda draw: linspace(draw, 1),
    "eye": lambda draw: ([draw.randint(0, 4)], draw.options(M=lambda: draw.choice([None, 0, 2, 5]), k=lambda: draw.randint(-2, 2), dtype=draw.dtype)),
    "tri": lambda draw: ([draw.randint(0, 4)], draw.options(M=lambda: draw.choice([None, 2, 5]), k=lambda: draw.randint(-2, 2), dtype=draw.dtype)),
    "identity": lambda draw: ([draw.randint(0, 4)], draw.options(dtype=draw.dtype)),
    **{name: lambda draw: ([draw.choice([draw.shape(), 2])], draw.options(dtype=draw.dtype)) for name in "zeros ones empty".split()},
    "full": lambda draw: (lambda shape: ([shape, draw.operand(draw.like(shape), low=0)], draw.options(dtype=draw.dtype)))(draw.shape()),
    **{name: lambda draw: ([draw.randint(0, 8)], {}) for name in "bartlett blackman hamming hanning".split()},
    "kaiser": lambda draw: ([draw.randint(0, 8), draw.uniform(0, 9)], {}),
    # Products.
    **{name: product(name) for name in "matmul dot inner vdot outer kron cross tensordot correlate cdist einsum".split()},
    "cholesky": of_matrix(upper=1),
    "cholesky_inverse": of_matrix(upper=1),
    **{name: of_matrix() for name in "det inv logdet lu_factor slogdet".split()},
    "solve": solving,
    "solve_triangular": lambda draw: solving(draw, **draw.options(lower=draw.flag)),
    # Networks.
    **{name: conv(name) for name in "conv conv_transpose depthwise_conv separable_conv".split()},
    **{name: pool() for name in "max_pool average_pool".split()},
    **{name: pool(adaptive=True) for name in "adaptive_max_pool adaptive_average_pool".split()},
    **{name: crossentropy(False) for name in "binary_crossentropy categorical_crossentropy".split()},
    "sparse_categorical_crossentropy": crossentropy(True),
    **{f"{kind}_normalization": normalization(kind) for kind in "batch layer rms".split()},
    "psnr": lambda draw: (lambda shape: ([draw.array(shape, specials=0), draw.array(shape, specials=0), draw.choice([1, 8, 0.5])], {}))(draw.shape(1, 3, (1, 2, 3))),
    "dot_product_attention": lambda draw: (lambda dtype: ([draw.array([1, n, 2, 3], dtype, -2, 2, 0) for n in (2, 3, 3)], draw.options(scale=0.5, is_causal=draw.flag, mask=lambda: {"d": "bool", "s": [1, 2, 2, 3], "v": [1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1]})))(draw.dtype(["float32", "float64", "float16", "bfloat16"])),
    "ctc_loss": lambda draw: ([{"d": "int32", "s": [2, 2], "v": [draw.randint(1, 3) for _ in range(4)]}, draw.array([2, 6, 4], draw.dtype(["float32", "float64"]), -2, 2, 0), {"d": "int32", "s": [2], "v": [2, draw.randint(1, 2)]}, {"d": "int32", "s": [2], "v": [6, 5]}], draw.options(mask_index=0)),
    "ctc_decode": lambda draw: ([draw.array([2, 5, 3], draw.choice(["int32", "float32"]), -2, 2, 0), {"d": "int32", "s": [2], "v": [5, draw.randint(2, 5)]}], {"strategy": draw.choice(["greedy", "beam_search"]), **draw.options(merge_repeated=draw.flag, beam_width=8, top_paths=2)}),
    # Images.
    "image.resize": image(lambda draw, x, shape, batch: ([x, [draw.randint(1, 7), draw.randint(1, 7)]], draw.options(interpolation=lambda: draw.choice(["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]), antialias=draw.flag, **draw.choice([{}, {}, {"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True, "fill_value": 3}])))),
    "image.affine_transform": image(lambda draw, x, shape, batch: ([x, {"d": "float32", "s": [8], "v": [1, draw.choice([0, 0.25]), draw.uniform(-2, 2), 0, draw.uniform(0.5, 2), draw.uniform(-2, 2), 0, 0]}] if not batch else [x, {"d": "float32", "s": [x["s"][0], 8], "v": [1, 0.25, draw.uniform(-2, 2), 0, 1.25, 0.75, 0, 0] * x["s"][0]}], draw.options(interpolation=lambda: draw.choice(["nearest", "bilinear"]), fill_mode=lambda: draw.choice(["constant", "nearest", "reflect", "wrap", "mirror"]), fill_value=lambda: draw.randint(0, 5)))),
    "image.perspective_transform": image(lambda draw, x, shape, batch: ([x, points(draw, x["s"][0] if batch else 0), points(draw, x["s"][0] if batch else 0)], draw.options(interpolation=lambda: draw.choice(["nearest", "bilinear"]), fill_value=2)), dtypes=("float32",)),
    "image.crop_images": image(lambda draw, x, shape, batch: ([x], {"top_cropping": 1, "left_cropping": 0, "target_height": shape[0] - 1, "target_width": shape[1] - draw.randint(0, 1)})),
    "image.pad_images": image(lambda draw, x, shape, batch: ([x], {"top_padding": draw.randint(0, 2), "left_padding": 1, "target_height": shape[0] + 2, "target_width": shape[1] + draw.randint(1, 2)})),
    "image.extract_patches": image(lambda draw, x, shape, batch: ([x, draw.choice([1, 2, [2, 1]])], draw.options(strides=2, padding=lambda: draw.choice(["same", "valid"])))),
    "image.extract_patches_3d": lambda draw: ([draw.array([1, 3, 4, 3, 2], among=["float32", "float64"], specials=0), draw.choice([2, [1, 2, 3]])], draw.options(strides=1, padding=lambda: draw.choice(["same", "valid"]))),
    "image.gaussian_blur": image(lambda draw, x, shape, batch: ([x], {"data_format": "channels_last", **draw.options(kernel_size=[3, 5], sigma=[0.5, 2.0])}), dtypes=("float32", "float64")),
    "image.rgb_to_hsv": image(lambda draw, x, shape, batch: ([x], {}), channels=(3,)),
    "image.hsv_to_rgb": image(lambda draw, x, shape, batch: ([{**x, "v": [each / 8 for each in x["v"]]} if x["d"] == "float32" else x], {}), channels=(3,), dtypes=("float32", "float32", "uint8", "float64")),
    "image.rgb_to_grayscale": image(lambda draw, x, shape, batch: ([x], {}), channels=(3,)),
    "image.sobel_edges": image(lambda draw, x, shape, batch: ([x], {"data_format": "channels_last"}), dtypes=("float32", "float64", "float16")),
    "image.map_coordinates": image(lambda draw, x, shape, batch: ([x, draw.array([len(x["s"]), 4], "float32", -1, 5, 0)], {"order": draw.choice([0, 1]), **draw.options(fill_mode=lambda: draw.choice(["constant", "nearest", "reflect", "wrap", "mirror"]), fill_value=lambda: draw.randint(0, 5))})),
    "image.scale_and_translate": image(lambda draw, x, shape, batch: ([x, [*x["s"][:-3], 3, 4, shape[2]], {"d": "float32", "s": [2], "v": [1.5, 0.75]}, {"d": "float32", "s": [2], "v": [0.25, -0.5]}, [len(x["s"]) - 3, len(x["s"]) - 2], draw.choice(["linear", "bilinear", "cubic", "nearest", "lanczos3"])][:6], draw.options(antialias=draw.flag))),
    "image.ssim": lambda draw: ([draw.array([1, 12, 12, 1], draw.choice(["float32", "float64"]), 0, 1, 0) for _ in range(1)] * 2 if draw.flag() else [draw.array([1, 12, 12, 1], "float32", 0, 1, 0), draw.array([1, 12, 12, 1], "float32", 0, 1, 0)], draw.options(max_val=2.0, filter_size=lambda: draw.choice([3, 5, 11]))),
    "image.elastic_transform": image(lambda draw, x, shape, batch: ([x], {"seed": 3}), dtypes=("float32",)),
    # Random numbers, of which shapes and dtypes are compared.
    "random.uniform": lambda draw: ([draw.shape(0, 2)], {"seed": 3, **draw.options(minval=-1.0, maxval=lambda: draw.choice([2.0, 3]), dtype=lambda: draw.choice(FLOATS))}),
    **{f"random.{name}": lambda draw: ([draw.shape(0, 2)], {"seed": 3, **draw.options(mean=0.5, stddev=lambda: draw.choice([2.0, 3]), dtype=lambda: draw.choice(FLOATS))}) for name in ("normal", "truncated_normal")},
    "random.randint": lambda draw: ([draw.shape(0, 2), draw.randint(-3, 0), draw.randint(1, 5)], {"seed": 3, **draw.options(dtype=lambda: draw.choice(["int32", "uint8"]))}),
    "random.beta": random_row(rate(1, 3), rate(1, 3)),
    "random.gamma": random_row(rate(1, 3)),
    "random.binomial": random_row(rate(1, 9, 1), rate(0.1, 0.9)),
    "random.categorical": lambda draw: ([draw.array([2, 3], among=FLOATS, specials=0), draw.randint(1, 4)], {"seed": 3, **draw.options(dtype="int32")}),
    "random.dropout": lambda draw: ([draw.array(draw.shape(), among=FLOATS), draw.choice([0, 0.5, 0.25])], {"seed": 3}),
    "random.shuffle": along(seed=lambda draw: 3),
}


def array(dtype, *values):
    return {"d": dtype, "s": [len(values)], "v": list(values)}


#: Calls in which longer runs found faults, or what Hillock decides otherwise.
FOUND = [
    ["slice_update", [array("float32", "NaN", 1.5), [0], array("float32", 2)], {}],
    ["slice_update", [array("uint8", 2, 4), [0], array("float16", -0.5, 1.5)], {}],
    ["diag", [array("float32", "Infinity", 1)], {}],
    ["diagflat", [array("float16", "Infinity", 2)], {"k": 1}],
    ["correlate", [array("float32", "Infinity", 1, 2), array("float32", 1, 2)], {"mode": "full"}],
    ["scatter", [{"d": "int32", "s": [3, 1], "v": [2, 2, 0]}, array("bool", 1, 1, 0), [3]], {}],
    ["segment_sum", [array("bool", 1, 1, 0), array("int32", 0, 0, 1)], {"num_segments": 2}],
    ["scatter_update", [array("int32", -3, 16777217), {"d": "int32", "s": [2, 1], "v": [0, 1]}, array("float16", -3.796875, 3)], {"reduction": "mul"}],
    ["scatter_update", [array("int32", -3, 5), {"d": "int32", "s": [2, 1], "v": [0, 0]}, array("float32", 1.5, 1.5)], {"reduction": "add"}],
    ["einsum", ["i->", array("bool", 1, 1, 0)], {}],
    ["einsum", ["i->", array("uint8", 255, 3)], {}],
    ["in_top_k", [array("int32", 0, 0), {"d": "float32", "s": [2, 2], "v": ["NaN", 1, 1, "NaN"]}], {"k": 1}],
    ["cross", [array("uint8", 0, 3, 2), array("bool", 0, 1)], {}],
    ["bitwise_right_shift", [array("int32", 9, -9), array("int32", -1, 40)], {}],
    ["saturate_cast", [array("bfloat16", "-Infinity", 2), "float16"], {}],
    ["saturate_cast", [array("int32", 148, -128), "float32"], {}],
    ["max", [array("bool", 0, 0)], {"initial": -0.875}],
    ["min", [array("uint8", 2)], {"initial": -3}],
    ["pad", [array("uint8", 4), 1], {"constant_values": -4}],
    ["select", [[array("bool", 0, 1)], [2.5]], {"default": array("bfloat16", 0.5, 1)}],
    ["vdot", [array("int32", 3), 4], {}],
    ["tensordot", [array("int32", 3, 2), 4, 0], {}],
    ["linspace", [array("int32", 0), array("float16", 1)], {"num": 3}],
    ["average", [array("int32", -1, 4)], {"weights": array("float16", 3, 1)}],
    ["average", [array("float32", -4, -2.6875, 3)], {"weights": array("float16", 3.5, 21920, 4)}],
    ["nextafter", [array("bfloat16", 2.859375, 0), array("bool", 0, 1)], {}],
    ["nanmedian", [array("float32", "-Infinity", 4)], {}],
    ["quantile", [array("float32", 1, "Infinity"), 0.5], {}],
    ["logaddexp", [-3.5, array("bfloat16", 2, 1)], {}],
    ["arctan2", [array("bfloat16", -1), -2.25], {}],
    ["less", [-4, array("uint8", 4)], {}],
    ["floor_divide", [-4, array("uint8", 1)], {}],
    ["diff", [array("float32", 1, 2)], {"axis": -2, "n": 0}],
    ["array_split", [array("float32", 1, 2, 3), [1, 2]], {}],
    ["categorical_crossentropy", [{"d": "bfloat16", "s": [1, 2], "v": [0, 1]}, {"d": "bfloat16", "s": [1, 2], "v": [0, 0]}], {}],
    ["squareplus", [array("float32", -21233.38671875)], {}],
    ["gelu", [array("bfloat16", -3.375)], {"approximate": True}],
    ["tan", [array("float64", 1140689.1896701367)], {}],
    ["ctc_decode", [{"d": "int32", "s": [1, 2, 3], "v": [-2, 0, 1, -2, -2, -1]}, array("int32", 2)], {"strategy": "beam_search", "top_paths": 2}],
]
