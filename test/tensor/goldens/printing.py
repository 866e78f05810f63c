"""Prints arrays of many kinds with NumPy and writes what it printed to printing.json.

    pip install numpy==2.4.6 ml_dtypes==0.6.0
    python printing.py
"""

import json
import pathlib

import ml_dtypes
import numpy as np

generator = np.random.default_rng(2024)
cases = []


def encode(array):
    flat = array.ravel()
    if array.dtype.kind == "f" or array.dtype == ml_dtypes.bfloat16:
        # NaN and the infinities have no JSON; repr of a float64 is exact, for float32 values too.
        return [float(x) if np.isfinite(x) and not (x == 0 and np.signbit(x)) else str(float(x)) for x in flat]
    if array.dtype.kind == "U":
        return [str(x) for x in flat]
    return [int(x) for x in flat]


def dtype_name(array):
    return "string" if array.dtype.kind == "U" else array.dtype.name


def add(kind, array):
    array = np.asarray(array)
    if array.dtype.kind == "U":  # the width of the longest string, as NumPy gives it to a new array
        array = np.array(array.tolist())
    cases.append(
        {
            "kind": kind,
            "dtype": dtype_name(array),
            "shape": list(array.shape),
            "data": encode(array),
            "repr": repr(array),
            "str": str(array),
        }
    )


def random_shape():
    rank = int(generator.integers(0, 5))
    return tuple(int(generator.integers(1, 5)) for _ in range(rank))


floats = ("float32", "float64")
for dtype in floats:
    for _ in range(25):
        add("normal", generator.normal(size=random_shape()).astype(dtype))
    for _ in range(12):
        add("scaled", (generator.normal(size=random_shape()) * 10.0 ** generator.integers(-12, 12)).astype(dtype))
    for _ in range(20):
        shape = random_shape()
        add("mixed magnitudes", (generator.normal(size=shape) * 10.0 ** generator.integers(-4, 4, size=shape)).astype(dtype))
    for _ in range(12):
        add("rounded", np.round(generator.normal(size=random_shape()) * 50, int(generator.integers(0, 5))).astype(dtype))
    for _ in range(30):
        array = np.round(generator.normal(size=random_shape()) * 5, int(generator.integers(0, 7))).astype(dtype)
        pool = [np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-5, 1e9, -2e-30, 12345.678]
        specials = generator.choice(pool, size=array.shape)
        add("specials", np.where(generator.random(array.shape) < 0.4, specials, array).astype(dtype))
    for values in (
        [np.nan], [np.inf], [-np.inf], [np.nan, -np.inf], [np.inf, 1.5], [-np.inf, 1.5], [np.nan, 1e-20], [-0.0], [0.0, -0.0],
        [1e8], [99999999.0], [1e6], [999999.0], [1234567.0], [16777216.0], [1e-4], [0.00009999], [1000.0, 1.0], [1000.1, 1.0], [0.001, 1.0],
        [0.001953125, 0.005859375], [0.5, 0.25, 0.125], [1234567885.0, 1234567875.0], [1e100 if dtype == "float64" else 1e30, 1.0],
        [1e-100 if dtype == "float64" else 1e-30], [5e-324 if dtype == "float64" else 1e-45], [1.7e308 if dtype == "float64" else 3.4028235e38],
        [0.1, 0.2, 0.3], [1 / 3, 2 / 3], [9.9999999999], [0.999999999], [123456.789012345],
    ):
        add("chosen", np.array(values, dtype=dtype))
    low, high = (-149, 128) if dtype == "float32" else (-1074, 1024)
    for start in range(low, high, 8 if dtype == "float32" else 32):
        add("power of two", np.array([2.0 ** start], dtype=dtype))
        add("power of two", np.ldexp(1.0, np.arange(start, min(start + 8, high))).astype(dtype))
    for _ in range(30):
        bits = generator.integers(0, 2**32 if dtype == "float32" else 2**63, size=4, dtype=np.uint64)
        array = bits.astype(np.uint32).view(np.float32) if dtype == "float32" else bits.view(np.float64)
        add("any bits", array)
        add("scalar of any bits", array[0].reshape(()))
    for value in (0, -0.0, 3, 0.1, -2.5, 1e-4, 9e-5, 1e15, 1e16, 123456789, 1e22, np.nan, -np.inf, 1 / 3):
        add("scalar", np.array(value, dtype=dtype))

for dtype, limit in (("int32", 2**31 - 1), ("uint8", 255)):
    for _ in range(15):
        low = 0 if dtype == "uint8" else -int(10 ** generator.integers(1, 9))
        high = 256 if dtype == "uint8" else int(10 ** generator.integers(1, 9))
        add("integers", generator.integers(low, high, size=random_shape()).astype(dtype))
    add("limits", np.array([0, limit], dtype=dtype))
    add("scalar", np.array(7, dtype=dtype))
add("limits", np.array([-(2**31), 5], dtype="int32"))

for _ in range(15):
    add("booleans", np.array(generator.random(random_shape()) < 0.5))

words = ["", "a", "relu", "hard_sigmoid", "it's", 'say "hi"', "'\"", "tab\t", "line\nbreak", "back\\slash", "\u00e9t\u00e9", "\u6f22\u5b57", "a\x00b", "\xa0", "\u200b", "\U0001f600"]
for _ in range(8):
    add("strings", np.array(generator.choice(words, size=random_shape())))
for word in words:
    add("strings", np.array([word]))

for dtype in ("float32", "float64", "int32", "uint8", "bool", "str"):
    for shape in ((0,), (0, 3), (3, 0), (2, 0, 4)):
        add("empty", np.empty(shape, dtype=dtype))

for length in (5, 6, 7, 8, 9, 10, 11, 20, 50):
    add("long rows", generator.normal(size=length).astype("float32"))
    add("long rows", generator.normal(size=(2, length)))
    add("long rows", generator.integers(0, 1000, size=(2, length)).astype("int32"))
    add("long rows", generator.random((2, length)) < 0.5)
for width in range(1, 30):
    add("width of the last line", np.full(width, 0.5, dtype="float32"))
    add("width of the last line", np.arange(width * 3, dtype="int32"))

for dtype in ("float16", ml_dtypes.bfloat16):
    for _ in range(12):
        add("halves", generator.normal(size=random_shape()).astype(dtype))
        add("halves", np.round(generator.normal(size=random_shape()) * 50, int(generator.integers(0, 5))).astype(dtype))
        shape = random_shape()
        add("halves", (generator.normal(size=shape) * 10.0 ** generator.integers(-4, 4, size=shape)).astype(dtype))
        specials = generator.choice([np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-5, 6e4, 2.5], size=random_shape())
        add("halves", specials.astype(dtype))
        add("halves", generator.integers(0, 2**16, size=4, dtype=np.uint16).view(dtype))
    for values in (
        [999.0, 1.0], [1000.0], [998.0, 0.99], [1e-4], [0.0000999], [0.5, 500.0], [0.5, 501.0], [65504.0], [6e-8], [3.4e-5, 6e4],
        [0.1, 0.2, 0.3], [1 / 3, 2 / 3], [2048.0, 2050.0], [-0.0, 1.0], [np.nan], [np.inf, -np.inf], [100000.0], [0.00001, 1.0],
    ):
        with np.errstate(over="ignore"):
            add("halves", np.array(values).astype(dtype))
            add("half scalar", np.array(values[0]).astype(dtype))
    add("halves", np.zeros((0, 3), dtype=dtype))
    add("halves", (np.arange(40) / 8).reshape(2, 20).astype(dtype))

pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"numpy": np.__version__, "cases": cases}, separators=(",", ":")).replace('},{"kind"', '},\n{"kind"') + "\n"
)

# Summaries are long, so their data is the rule i -> value instead of a list.
rules = {
    "arange": lambda size: np.arange(size),
    "alternating": lambda size: (np.arange(size) % 7 - 3) / 2,
    "inverse": lambda size: 1 / (1 + np.arange(size)),
}
summaries = []
for rule, make in rules.items():
    for dtype in ("float32", "float64", "int32"):
        for shape in ((1000,), (1001,), (2000,), (7, 143), (7, 144), (40, 50), (3, 20, 30), (2, 2, 6, 7, 8), (1, 1500), (1500, 1), (12, 7, 13)):
            array = make(int(np.prod(shape))).reshape(shape).astype(dtype)
            summaries.append({"rule": rule, "dtype": dtype, "shape": list(shape), "repr": repr(array), "str": str(array)})

pathlib.Path(__file__).with_name("printing-summaries.json").write_text(
    json.dumps({"numpy": np.__version__, "cases": [s for s in summaries if len(s["repr"]) < 1200]}, separators=(",", ":")).replace('},{"rule"', '},\n{"rule"') + "\n"
)
