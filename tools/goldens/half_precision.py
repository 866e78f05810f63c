"""keras.ops on float16 and bfloat16, on JAX: cases of ops.json with their float32 tensors rounded, and pairs of dtypes."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402
from ops import filled, tensors_in  # noqa: E402

PATH = "test/ops/goldens/half-precision.json"
HALVES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16}
CASES_PER_OP = 2
MOST_ELEMENTS = 32


def shortest(value):
    """An array of numbers of 16 bits as float32, of which few digits are written."""
    array = golden.to_numpy(value)
    return array.astype(np.float32) if str(array.dtype) in HALVES else array


def results(outputs):
    dtypes = [str(each.dtype) for each in outputs]
    return {"outputs": [shortest(each) for each in outputs], "dtypes": dtypes}


def rounded(tensor, dtype):
    return tensor.astype(HALVES[dtype]) if tensor.dtype == np.float32 else tensor


def compute(case, dtype):
    function = getattr(keras.ops, case["op"])
    keywords = {name: tuple(value) if isinstance(value, list) else value for name, value in case["keywords"].items()}
    given = [rounded(each, dtype) for each in tensors_in(case["arguments"])]

    def call(tensors):
        queue = iter(tensors)
        result = function(*[filled(each, queue) for each in case["arguments"]], **keywords)
        return list(result) if isinstance(result, (list, tuple)) else [result]

    made = {"name": case["name"], "given": dtype} | results(call([keras.ops.convert_to_tensor(each) for each in given]))
    if "upstream" not in case:
        return made
    upstream = golden.array(case["upstream"], "float32")
    is_half = [str(each.dtype) in HALVES for each in given]

    def total(halves):
        queue = iter(halves)
        tensors = [next(queue) if half else keras.ops.convert_to_tensor(each) for each, half in zip(given, is_half)]
        return keras.ops.sum(call(tensors)[0] * upstream)

    found = iter(golden.gradients(total, [each for each, half in zip(given, is_half) if half]))
    return made | {"gradients": [shortest(next(found)) if half else None for half in is_half]}


def chosen(cases):
    """The first few cases of each operation that take numbers and are not too large."""
    taken = {}
    for case in cases:
        tensors = tensors_in(case["arguments"])
        if not any(each.dtype == np.float32 for each in tensors) or "dtype" in case["keywords"] or "disagreement" in case:
            continue
        sizes = [each.size for each in tensors] + [np.size(case.get("output", 0))]
        finite = all(np.isfinite(each).all() for each in tensors)
        if finite and max(sizes) <= MOST_ELEMENTS and len(taken.setdefault(case["op"], [])) < CASES_PER_OP:
            taken[case["op"]].append(case)
    return [case for of_op in taken.values() for case in of_op]


A = [[1.5, -2.25, 3.0], [0.1, 7.0, -0.3]]
B = [[2.0, 1.0, -1.0], [3.0, 200.0, 1.0]]
INTEGERS = [[2049, 1, 3], [4, 65, 2]]
LARGE = [[300.0, -300.0, 3.0], [60000.0, 60000.0, -60000.0]]
REDUCTIONS = ("sum", "mean", "var", "std", "prod", "logsumexp")
PAIRS = {
    **{name: lambda a, b, name=name: getattr(keras.ops, name)(a, b) for name in
       ("add", "subtract", "multiply", "divide", "maximum", "minimum", "power", "greater", "equal", "less_equal")},
    "where": lambda a, b: keras.ops.where(np.array([[True, False, True], [False, False, True]]), a, b),
    "concatenate": lambda a, b: keras.ops.concatenate([a, b], 0),
    "stack": lambda a, b: keras.ops.stack([a, b], 0),
    "matmul": lambda a, b: keras.ops.matmul(a, keras.ops.transpose(b)),
}
OTHERS = ("bool", "uint8", "int32", "float16", "bfloat16", "float32")


def tensor(dtype, values):
    values = values if dtype != "uint8" else np.abs(np.array(values)) % 256
    return keras.ops.convert_to_tensor(np.array(values).astype(HALVES.get(dtype, dtype)))


def pair(op, a, b):
    left = tensor(a, A)
    right = tensor(b, INTEGERS if b in ("int32", "uint8") else B)
    return {"op": op, "dtypes of operands": [a, b]} | results([PAIRS[op](left, right)])


def mixed():
    made = [pair(op, half, other) for op in PAIRS for half in HALVES for other in OTHERS]
    weak = {"int": 2049, "float": 0.1}
    for half in HALVES:
        for name, number in weak.items():
            for op in ("add", "multiply", "greater", "maximum"):
                made.append({"op": op, "dtypes of operands": [half, name]} | results([PAIRS[op](tensor(half, A), number)]))
    return made


def reductions():
    """Sums that leave the range of float16, but need not where they are divided."""
    return [
        {"op": op, "given": half} | results([getattr(keras.ops, op)(tensor(half, LARGE), axis=1)]) for op in REDUCTIONS for half in HALVES
    ]


def main():
    cases = chosen(golden.read("test/ops/goldens/ops.json")["cases"])
    made = []
    for case in cases:
        for dtype in HALVES:
            try:
                made.append(compute(case, dtype))
            except (NotImplementedError, TypeError, ValueError) as error:
                print(f"{case['name']} {dtype}: {str(error).splitlines()[0]}")
    packages = ("keras", "jax", "ml_dtypes", "numpy")
    meta = {"madeBy": "tools/goldens/half_precision.py", "versions": golden.versions(*packages), "origin": __doc__}
    operands = {"LARGE": LARGE, "A": A, "B": B, "INTEGERS": INTEGERS}
    golden.write(PATH, {"meta": meta, "operands": operands, "cases": made, "pairs": mixed(), "reductions": reductions()})
    print(len(made))


main()
