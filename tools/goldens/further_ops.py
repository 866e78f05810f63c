"""Functions of keras.ops that `ops.json` has no cases of, computed by Keras on JAX: each argument is given in one case at least.

What is given is chosen here. `arguments` stand by position, `keywords` by name; a function among them is one of `FUNCTIONS`, by its name.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import operator  # noqa: E402

import golden_file as golden  # noqa: E402
import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

ops = keras.ops
PATH = "test/ops/goldens/further-ops.json"

FUNCTIONS = {
    "zero": lambda: ops.zeros((2,)),
    "one": lambda: ops.ones((2,)),
    "square": lambda x: ops.square(x),
    "double": lambda x: ops.multiply(x, 2),
    "add": lambda x, y: ops.add(x, y),
    "multiply": lambda x, y: ops.multiply(x, y),
    "addIndex": lambda i, x: ops.add(x, ops.cast(i, "float32")),
    "runningSum": lambda carry, x: (ops.add(carry, x), ops.multiply(carry, x)),
    "halve": lambda carry, _: (ops.multiply(carry, 0.5), carry),
    "isSmall": lambda i, x: ops.less(i, 5),
    "countAndDouble": lambda i, x: (ops.add(i, 1), ops.multiply(x, 2)),
    "sumOfRow": lambda row: ops.sum(row),
    "rowAndSum": lambda row: (ops.multiply(row, 2), ops.sum(row)),
    "productOfSines": lambda x, y: ops.multiply(ops.sin(x), y),
    "sineAndSquare": lambda x: (ops.sin(x), ops.square(x)),
    "sineWithNote": lambda x: (ops.sin(x), ops.exp(x)),
    "larger": lambda x, y: ops.maximum(x, y),
    "dotProduct": lambda x, y: ops.sum(ops.multiply(x, y)),
    "matrixTimesVector": lambda x, y: ops.matmul(x, y),
    "clippedCube": None,
}


@ops.custom_gradient
def clipped_cube(x):
    """x³ with a gradient that is not its own."""

    def gradient(*args, upstream=None):
        (upstream,) = args if upstream is None else (upstream,)
        return ops.multiply(upstream, ops.clip(x, -1, 1))

    return ops.power(x, 3), gradient


def floats(*shape, seed=1, scale=1):
    return np.round(np.random.default_rng(seed).normal(size=shape) * scale, 2).astype("float32")


def integers(*shape, seed=1, low=0, high=5):
    return np.random.default_rng(seed).integers(low, high, size=shape).astype("int32")


class Function:
    def __init__(self, name):
        self.name = name


F = Function
X = floats(3, 4)
WITH_NAN = np.where(np.arange(12).reshape(3, 4) % 5 == 2, np.nan, X).astype("float32")
NONE = np.full((2, 3), np.nan, "float32")
FIVE = floats(3, 5, seed=3)
GAPS = np.where(np.arange(15).reshape(3, 5) % 4 == 1, np.nan, FIVE).astype("float32")
POSITIVE = np.abs(X) + np.float32(0.5)
MATRIX = (floats(3, 3, seed=5) + 3 * np.eye(3)).astype("float32")
DEFINITE = (MATRIX @ MATRIX.T).astype("float32").round(2)
IMAGE = floats(1, 4, 5, 2, seed=7)
SEGMENTS = np.array([0, 2, 2, 0, 3], "int32")
FIVE_ROWS = floats(5, 2, seed=9)
CORNERS = np.array([[[0, 0], [0, 4], [3, 0], [3, 4]]], "float32")
MOVED = np.array([[[0.5, 0.2], [0.1, 3.7], [2.8, 0.4], [3, 4.2]]], "float32")
LABELS = integers(2, 3, seed=11, low=0, high=4)
LOGITS = floats(3, 6, 4, seed=13, scale=2)
SPELT = np.array([[1, 2, 2], [3, 1, 0], [2, 0, 0]], "int32")
LAST_BLANK = np.array([[0, 1, 1], [2, 0, 3], [1, 3, 3]], "int32")

# operation, arguments by position, by name; whether its gradients are compared
CASES = [
    ("absolute", [X], {}, True),
    ("fabs", [X], {}, True),
    ("adaptive_average_pool", [IMAGE, 2], {}, True),
    ("adaptive_average_pool", [IMAGE, (3, 2)], {"data_format": "channels_first"}, True),
    ("adaptive_max_pool", [IMAGE, 2], {}, True),
    ("adaptive_max_pool", [IMAGE, (3, 2)], {"data_format": "channels_first"}, True),
    ("allclose", [X, X + np.float32(1e-6)], {}, False),
    ("allclose", [X, X + np.float32(0.01)], {"rtol": 0.001, "atol": 0.001}, False),
    ("allclose", [WITH_NAN, WITH_NAN], {"equal_nan": True}, False),
    ("amax", [X], {}, True),
    ("amax", [X], {"axis": 1, "keepdims": True}, True),
    ("amin", [X], {}, True),
    ("amin", [X], {"axis": (0, 1), "keepdims": True}, True),
    ("angle", [np.array([1, -1, 0, -2.5], "float32")], {}, False),
    ("argpartition", [np.array([5, 1, 4], "float32"), 1], {}, False),
    ("argpartition", [np.array([[2, 9], [1, 8]], "float32"), 0], {"axis": 0}, False),
    ("array", [X], {}, False),
    ("array", [X], {"dtype": "int32"}, False),
    ("associative_scan", [F("add"), X], {}, True),
    ("associative_scan", [F("multiply"), X], {"reverse": True, "axis": 1}, True),
    ("bartlett", [7], {}, False),
    ("blackman", [7], {}, False),
    ("hamming", [6], {}, False),
    ("hanning", [6], {}, False),
    ("kaiser", [7, 4.5], {}, False),
    ("bincount", [integers(8)], {}, False),
    ("bincount", [integers(8)], {"weights": floats(8), "minlength": 7, "sparse": False}, False),
    ("bincount", [integers(2, 6, seed=4)], {"minlength": 6}, False),
    ("bitwise_invert", [integers(4, low=-9, high=9)], {}, False),
    ("bitwise_left_shift", [integers(4), integers(4, seed=2)], {}, False),
    ("bitwise_right_shift", [integers(4, low=-99, high=99), integers(4, seed=2)], {}, False),
    ("cholesky_inverse", [np.linalg.cholesky(DEFINITE).astype("float32").round(3)], {}, True),
    ("cholesky_inverse", [np.linalg.cholesky(DEFINITE).T.astype("float32").round(3)], {"upper": True}, True),
    ("cond", [True, F("zero"), F("one")], {}, False),
    ("cond", [np.array(False), F("zero"), F("one")], {}, False),
    ("conj", [X], {}, True),
    ("conjugate", [X], {}, True),
    ("real", [X], {}, True),
    ("imag", [X], {}, False),
    ("isreal", [WITH_NAN], {}, False),
    ("convert_to_tensor", [X], {"dtype": "float16", "sparse": False, "ragged": False}, False),
    ("copy", [X], {}, True),
    ("corrcoef", [X], {}, True),
    ("ctc_loss", [SPELT, LOGITS, np.array([3, 2, 1]), np.array([6, 5, 3])], {}, True),
    ("ctc_loss", [LAST_BLANK, LOGITS, np.array([3, 3, 2])], {"output_length": np.array([6, 6, 4]), "mask_index": 3}, True),
    ("ctc_decode", [LOGITS, np.array([6, 4, 0])], {}, False),
    ("ctc_decode", [LOGITS, np.array([6, 4, 1])], {"strategy": "greedy", "merge_repeated": False, "mask_index": None}, False),
    ("ctc_decode", [LOGITS, np.array([6, 4, 1])], {"strategy": "beam_search"}, False),
    ("ctc_decode", [LOGITS, np.array([6, 6, 3])], {"strategy": "beam_search", "beam_width": 4, "top_paths": 3, "mask_index": 2}, False),
    ("ctc_decode", [floats(2, 9, 5, seed=21), np.array([9, 7])], {"strategy": "beam_search", "beam_width": 6, "top_paths": 6, "mask_index": None}, False),
    ("custom_gradient", [X], {}, True),
    ("depth_to_space", [floats(1, 2, 2, 8), 2], {}, True),
    ("depth_to_space", [floats(1, 8, 2, 2), 2], {"data_format": "channels_first"}, True),
    ("space_to_depth", [floats(1, 4, 2, 2), 2], {}, True),
    ("space_to_depth", [floats(1, 2, 4, 2), 2], {"data_format": "channels_first"}, True),
    ("diagflat", [floats(3)], {}, True),
    ("diagflat", [floats(2, 2)], {"k": -1}, True),
    ("dsplit", [floats(2, 2, 4), 2], {}, True),
    ("dsplit", [floats(2, 2, 4), (1, 3)], {}, True),
    ("hsplit", [X, 2], {}, True),
    ("hsplit", [X, (1, 3)], {}, True),
    ("vsplit", [floats(4, 2), 2], {}, True),
    ("vsplit", [floats(4, 2), (3,)], {}, True),
    ("dtype", [integers(2)], {}, False),
    ("ndim", [IMAGE], {}, False),
    ("shape", [IMAGE], {}, False),
    ("size", [IMAGE], {}, False),
    ("empty", [(2, 3)], {"dtype": "int32"}, False),
    ("empty_like", [X], {"dtype": "int32"}, False),
    ("zeros_like", [X], {}, False),
    ("zeros_like", [X], {"dtype": "int32"}, False),
    ("ones_like", [integers(3)], {}, False),
    ("ones_like", [X], {"dtype": "bool"}, False),
    ("full_like", [X, 2.5], {}, False),
    ("full_like", [X], {"fill_value": 7, "dtype": "int32"}, False),
    ("fliplr", [X], {}, True),
    ("flipud", [X], {}, True),
    ("fold", [floats(1, 8, 4), (3, 3), 2], {}, True),
    ("fold", [floats(2, 4, 4), (4, 4)], {"kernel_size": (2, 2), "dilation": 2, "padding": 1, "stride": (3, 3)}, True),
    ("fori_loop", [1, 4, F("addIndex"), X], {}, True),
    ("gcd", [integers(6, low=-20, high=20), integers(6, seed=2, low=-20, high=20)], {}, False),
    ("lcm", [integers(6, low=-20, high=20), integers(6, seed=2, low=-20, high=20)], {}, False),
    ("geomspace", [1, 1000], {"num": 4}, False),
    ("geomspace", [np.array([1, 2], "float32"), np.array([16, 4], "float32"), 3], {"endpoint": False, "dtype": "float32", "axis": -1}, False),
    ("linspace", [0, 1, 5], {"retstep": True}, False),
    ("linspace", [floats(2), floats(2, seed=2)], {"num": 4, "endpoint": False, "retstep": True, "axis": -1, "dtype": "float32"}, True),
    ("linspace", [3, 4], {"num": 1, "retstep": True}, False),
    ("get_item", [X, 1], {}, True),
    ("get_item", [X], {"key": 2}, True),
    ("histogram", [X.ravel()], {}, False),
    ("histogram", [X.ravel()], {"bins": 4, "range": (-1, 1)}, False),
    ("ldexp", [floats(4), integers(4, low=-3)], {}, True),
    ("lu_factor", [MATRIX], {}, True),
    ("lu_factor", [floats(2, 3, 3, seed=17)], {}, False),
    ("map", [F("sumOfRow"), X], {}, True),
    ("map", [F("rowAndSum"), X], {}, True),
    ("vectorized_map", [F("sumOfRow"), X], {}, True),
    ("scan", [F("runningSum"), np.float32(1), floats(5)], {}, True),
    ("scan", [F("runningSum"), floats(2), floats(5, 2, seed=3)], {"reverse": True, "unroll": 2}, True),
    ("scan", [F("halve"), floats(2)], {"length": 3}, True),
    ("scan", [F("runningSum"), floats(2)], {"xs": floats(3, 2, seed=3)}, True),
    ("meshgrid", [floats(2), floats(3, seed=2)], {}, True),
    ("meshgrid", [floats(2), floats(3, seed=2), floats(2, seed=3)], {"indexing": "ij"}, True),
    ("multi_hot", [LABELS, 4], {}, False),
    ("multi_hot", [LABELS], {"num_classes": 5, "axis": 1, "dtype": "int32", "sparse": False}, False),
    ("one_hot", [LABELS, 4], {"axis": 0, "dtype": "int32", "sparse": False}, False),
    ("nanargmax", [WITH_NAN], {}, False),
    ("nanargmax", [WITH_NAN], {"axis": 1, "keepdims": True}, False),
    ("nanargmin", [WITH_NAN], {}, False),
    ("nanargmin", [WITH_NAN], {"axis": 0, "keepdims": True}, False),
    ("nancumprod", [WITH_NAN], {}, True),
    ("nancumprod", [WITH_NAN], {"axis": 1, "dtype": "float32"}, True),
    ("nancumsum", [WITH_NAN], {}, True),
    ("nancumsum", [WITH_NAN], {"axis": 0, "dtype": "float32"}, True),
    ("nanmedian", [WITH_NAN], {}, False),
    ("nanmedian", [WITH_NAN], {"axis": 1, "keepdims": True}, False),
    ("nanmedian", [NONE], {"axis": 0}, False),
    ("nanquantile", [GAPS, 0.3], {}, True),
    ("nanquantile", [GAPS, np.array([0.1, 0.5, 1], "float32")], {"axis": 1, "keepdims": True}, False),
    ("nanquantile", [GAPS], {"q": 0.4, "axis": (0, 1), "method": "lower"}, False),
    ("nanquantile", [GAPS, 0.4], {"axis": 0, "method": "higher"}, False),
    ("nanquantile", [GAPS, 0.6], {"axis": 1, "method": "nearest"}, False),
    ("nanquantile", [GAPS, 0.7], {"axis": 1, "method": "midpoint"}, False),
    ("nanpercentile", [GAPS, 30], {}, False),
    ("nanpercentile", [GAPS, np.array([25, 75], "float32")], {"axis": 0, "method": "midpoint", "keepdims": True}, False),
    ("nextafter", [floats(4), floats(4, seed=2)], {}, False),
    ("rearrange", [IMAGE, "b h w c -> b c h w"], {}, True),
    ("rearrange", [IMAGE, "b (h1 h) w c -> (b h1) (h w) c"], {"h1": 2}, True),
    ("rearrange", [floats(2, 4, 6, 3), "b (h h1) (w w1) c -> b h w (c h1 w1)"], {"h1": 2, "w1": 3}, True),
    ("saturate_cast", [np.array([-3.7, 2.9, 300, 1e12], "float32"), "uint8"], {}, False),
    ("saturate_cast", [np.array([-3.7, 2.9, 300, 1e12], "float32"), "int32"], {}, False),
    ("segment_min", [FIVE_ROWS, SEGMENTS, 4], {}, True),
    ("segment_min", [FIVE_ROWS[[0, 3, 1, 2, 4]], np.array([0, 0, 2, 2, 3])], {"num_segments": 5, "sorted": True}, True),
    ("segment_prod", [FIVE_ROWS, SEGMENTS, 4], {}, False),
    ("segment_prod", [FIVE_ROWS], {"segment_ids": np.array([0, 0, 2, 2, 3]), "num_segments": 5, "sorted": True}, False),
    ("select", [[X > 0, X > -1], [X, X * 2]], {}, True),
    ("select", [[X > 0, X > -1], [X, X * 2]], {"default": -5}, True),
    ("separable_conv", [IMAGE, floats(2, 2, 2, 2, seed=3), floats(1, 1, 4, 3, seed=4)], {}, True),
    ("separable_conv", [IMAGE, floats(2, 2, 2, 1, seed=3), floats(1, 1, 2, 3, seed=4)], {"strides": 2, "padding": "same"}, True),
    ("separable_conv", [floats(1, 2, 5, 5, seed=7), floats(2, 2, 2, 1, seed=3), floats(1, 1, 2, 3, seed=4)], {"data_format": "channels_first", "dilation_rate": 2}, True),
    ("solve_triangular", [MATRIX, floats(3, 2, seed=6)], {}, True),
    ("solve_triangular", [MATRIX, floats(3, seed=6)], {"lower": True}, True),
    ("stop_gradient", [X], {}, True),
    ("switch", [1, [F("add"), F("multiply")], X, X], {}, False),
    ("unique", [np.array([3, 1, 3, 2, 1], "int32")], {}, False),
    ("unique", [np.array([3, 1, 3, 2, 1], "int32")], {"sorted": True, "return_index": True, "return_inverse": True, "return_counts": True}, False),
    ("unique", [np.array([[1, 2], [0, 2], [1, 2]], "int32")], {"axis": 0}, False),
    ("unique", [np.array([3, 1, 3, 2, 1], "int32")], {"size": 5, "fill_value": 9}, False),
    ("unravel_index", [np.array([5, 11, 0], "int32"), (3, 4)], {}, False),
    ("vectorize", [F("larger"), X, floats(4, seed=2)], {}, True),
    ("vectorize", [F("dotProduct"), X, floats(4, seed=2)], {"signature": "(n),(n)->()"}, True),
    ("vectorize", [F("matrixTimesVector"), floats(2, 3, 4), floats(4, seed=2)], {"signature": "(m,n),(n)->(m)"}, True),
    ("vectorize", [F("matrixTimesVector"), floats(2, 2, seed=4), floats(3, 2, seed=2)], {"excluded": [0], "signature": "(n)->(m)"}, True),
    ("view", [floats(4)], {"dtype": "int32"}, False),
    ("view", [floats(3, 2), "uint8"], {}, False),
    ("view", [integers(2, 4, high=255).astype("uint8"), "int32"], {}, False),
    ("view", [floats(3, 2), "float16"], {}, False),
    ("view", [floats(2, 2).astype("float16"), "float32"], {}, False),
    ("while_loop", [F("isSmall"), F("countAndDouble"), [np.int32(1), X]], {}, False),
    ("while_loop", [F("isSmall"), F("countAndDouble")], {"loop_vars": [np.int32(1), X], "maximum_iterations": 2}, False),
    ("image.scale_and_translate", [IMAGE, (1, 6, 4, 2), np.array([1.5, 0.7], "float32"), np.array([-0.4, 0.3], "float32"), (1, 2), "linear"], {}, True),
    ("image.scale_and_translate", [IMAGE, (1, 6, 4, 2), np.array([1.5, 0.7], "float32"), np.array([-0.4, 0.3], "float32"), (1, 2), "cubic"], {"antialias": False}, True),
    ("image.scale_and_translate", [IMAGE, (1, 3, 5, 2), np.array([0.6], "float32"), np.array([0.1], "float32"), (1,), "lanczos3"], {}, True),
    ("image.scale_and_translate", [floats(4, 5, seed=23), (7, 5), np.array([1.8], "float32"), np.array([0.25], "float32"), (0,), "lanczos5"], {"antialias": True}, True),
    ("image.ssim", [np.abs(floats(12, 13, 2, seed=25)), np.abs(floats(12, 13, 2, seed=26))], {}, True),
    ("image.ssim", [np.abs(floats(2, 2, 6, 7, seed=25)), np.abs(floats(2, 2, 6, 7, seed=26))], {"max_val": 3.0, "filter_size": 5, "filter_sigma": 0.8, "k1": 0.02, "k2": 0.05, "data_format": "channels_first"}, True),
    ("image.gaussian_blur", [IMAGE], {"kernel_size": (3, 5), "sigma": (0.8, 1.3), "data_format": "channels_last"}, True),
    ("image.gaussian_blur", [floats(2, 5, 4, seed=27)], {"data_format": "channels_first"}, True),
    ("image.sobel_edges", [IMAGE], {}, True),
    ("image.sobel_edges", [floats(1, 2, 5, 4, seed=27)], {"data_format": "channels_first"}, True),
    ("image.extract_patches_3d", [floats(1, 4, 4, 4, 2, seed=29), 2], {}, True),
    ("image.extract_patches_3d", [floats(1, 2, 4, 5, 4, seed=29)], {"size": (2, 2, 1), "strides": (1, 2, 2), "dilation_rate": 1, "padding": "same", "data_format": "channels_first"}, True),
    ("image.perspective_transform", [IMAGE, CORNERS, MOVED], {}, False),
    ("image.perspective_transform", [IMAGE, CORNERS, MOVED], {"interpolation": "nearest", "fill_value": 2.0}, False),
    ("image.perspective_transform", [floats(1, 2, 4, 5, seed=7)], {"start_points": CORNERS, "end_points": MOVED, "data_format": "channels_first"}, False),
    ("ones", [(2, 3)], {"dtype": "int32"}, False),
    ("zeros", [(2, 3)], {}, False),
    ("identity", [3], {"dtype": "int32"}, False),
    ("jvp", [F("productOfSines"), [X, FIVE[:, :4]], [floats(3, 4, seed=8), floats(3, 4, seed=9)]], {}, False),
    ("jvp", [F("sineAndSquare"), [X]], {"tangents": [floats(3, 4, seed=8)]}, False),
    ("jvp", [F("sineWithNote"), [X], [floats(3, 4, seed=8)]], {"has_aux": True}, False),
]


def is_array(value):
    return isinstance(value, (np.ndarray, np.generic))


def written(value):
    """An argument as the file has it."""
    if isinstance(value, Function):
        return {"function": value.name}
    if is_array(value):
        return {"tensor": golden.plain(np.asarray(value).tolist()), "dtype": str(value.dtype).replace("int64", "int32")}
    if isinstance(value, (list, tuple)):
        return [written(each) for each in value]
    return value


def arrays_of(value):
    if isinstance(value, list):
        return [each for part in value for each in arrays_of(part)]
    return [value] if is_array(value) else []


def filled(value, queue):
    """The argument with its arrays taken from an iterator, and its functions."""
    if isinstance(value, list):
        return [filled(each, queue) for each in value]
    if is_array(value):
        return next(queue)
    return FUNCTIONS[value.name] if isinstance(value, Function) else value


def called(op, arguments, keywords):
    if op == "custom_gradient":
        return clipped_cube(*arguments)
    if op == "vectorize":
        return ops.vectorize(arguments[0], **{**keywords, "excluded": set(keywords.get("excluded", ()))})(*arguments[1:])
    return operator.attrgetter(op)(ops)(*arguments, **keywords)


def flat(value):
    """The results as a list: trees in their order."""
    if isinstance(value, (list, tuple)):
        return [each for part in value for each in flat(part)]
    return [] if value is None else [value]


def case_of(op, arguments, keywords, has_gradients):
    given = [np.asarray(each, "int32" if each.dtype == np.int64 else None) for each in arrays_of(arguments)]
    constants = {name: jax.numpy.asarray(value) if is_array(value) else [jax.numpy.asarray(v) for v in value] if arrays_of(value) else value for name, value in keywords.items()}

    def call(tensors):
        queue = iter(tensors)
        return flat(called(op, [filled(each, queue) for each in arguments], constants))

    if op in ("shape", "size", "ndim", "dtype"):
        result = getattr(ops, op)(jax.numpy.asarray(given[0]))
        results = {"value": list(result) if isinstance(result, tuple) else int(result) if not isinstance(result, str) else result}
    else:
        outputs = [np.asarray(each) for each in call([jax.numpy.asarray(each) for each in given])]
        results = {"outputs": [{"tensor": each.astype("float32") if each.dtype.name in ("float16", "bfloat16") else each, "dtype": str(each.dtype)} for each in outputs]}
    case = {"op": op, "arguments": written(arguments), "keywords": {name: written(value) for name, value in keywords.items()}, **results}
    if not has_gradients:
        return case
    upstream = floats(*outputs[0].shape, seed=99)
    places = [i for i, each in enumerate(given) if each.dtype == np.float32]

    def total(variables):
        found = dict(zip(places, variables))
        return ops.sum(call([found.get(i, jax.numpy.asarray(each)) for i, each in enumerate(given)])[0] * upstream)

    gradients = jax.grad(total)([jax.numpy.asarray(given[i]) for i in places])
    return {**case, "upstream": upstream, "gradients": [np.asarray(each) for each in gradients]}


if __name__ == "__main__":
    import json

    cases, failures = [], []
    for each in CASES:
        try:
            cases.append(case_of(*each))
        except Exception as error:
            failures.append(f"{each[0]} {list(each[2])}: {error}"[:300])
    if failures:
        raise SystemExit("\n".join(failures))
    counts = {}
    for case in cases:
        counts[case["op"]] = counts.get(case["op"], 0) + 1
        case["name"] = f"{case['op']}, case {counts[case['op']]}"
    cases = [{"name": case.pop("name"), **case} for case in cases]
    meta = {
        "madeBy": "tools/goldens/further_ops.py",
        "versions": golden.versions("keras", "jax", "numpy"),
        "origin": __doc__.split("\n")[0],
    }
    golden.write(PATH, {"meta": meta, "cases": cases})
    print(f"{PATH}: {len(cases)} cases, {len(json.dumps(json.load(open(golden.ROOT / PATH))))} characters")
