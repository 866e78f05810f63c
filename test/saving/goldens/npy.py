"""Writes small arrays of many kinds with NumPy to npy/, and what NumPy prints for each to npy.json.

    pip install numpy==2.4.6 ml_dtypes==0.6.0
    python npy.py
"""

import json
import pathlib

import ml_dtypes
import numpy as np
from numpy.lib import format as npy_format

folder = pathlib.Path(__file__).parent / "npy"
folder.mkdir(exist_ok=True)

# The dtypes that Hillock computes in, by those that NumPy's files have.
computing = {"i1": "i4", "i2": "i4", "i8": "i4", "u2": "i4", "u4": "i4", "u8": "i4"}
readable = {}
refused = {}


def write(name, array, version=(1, 0)):
    with open(folder / f"{name}.npy", "wb") as file:
        npy_format.write_array(file, array, version=version, allow_pickle=True)


def add(name, array, version=(1, 0)):
    write(name, array, version)
    code = array.dtype if array.dtype == ml_dtypes.bfloat16 else array.dtype.str[1:]
    readable[name] = repr(array.astype(computing.get(code, code), order="C"))


def refuse(name, array, reason):
    write(name, array)
    refused[name] = reason


matrix = np.array([[-1.5, 0.0, 2.25], [3.0, -0.0, 65504.0]])
for code in ("f2", "f4", "f8"):
    for order in ("<", ">"):
        add(f"{code}-{'little' if order == '<' else 'big'}", matrix.astype(order + code))
extremes = np.array([np.nan, np.inf, -np.inf, -0.0, 2.0**-24, 6.0e-5, 65504.0])
add("f2-extremes", extremes.astype("<f2"))
add("bfloat16", matrix.astype(ml_dtypes.bfloat16))
add("f8-exact", np.array([np.pi, 1e300, 5e-324]))

for size in (1, 2, 4, 8):
    for kind in ("i", "u"):
        info = np.iinfo(f"{kind}{size}")
        values = np.array([max(info.min, -(2**31)), 0, 1, 77, min(info.max, 2**31 - 1)])
        for order in ("<",) if size == 1 else ("<", ">"):
            add(f"{kind}{size}-{'little' if order == '<' else 'big'}", values.astype(f"{order}{kind}{size}"))

add("b1", np.array([[True, False], [False, True]]))
add("scalar", np.array(2.5, "<f4"))
add("empty", np.zeros((2, 0, 3), "<f4"))
add("long", np.arange(12, dtype="<f4"))

cube = np.arange(24, dtype="<i4").reshape(2, 3, 4)
add("fortran-3d", np.asfortranarray(cube))
add("fortran-f2-big", np.asfortranarray(matrix.astype(">f2")))
add("version-2", matrix.astype("<f4"), (2, 0))
add("version-3", matrix.astype("<f4"), (3, 0))

refuse("object", np.array([{"a": 1}, None], dtype=object), "|O")
refuse("complex", np.array([1 + 2j]), "<c16")
refuse("text", np.array(["one", "two"]), "<U3")
refuse("date", np.array(["2026-01-01"], dtype="<M8[D]"), "<M8[D]")
refuse("structured", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]), "[('a'")
refuse("i8-too-large", np.array([1, 2**40], "<i8"), str(2**40))

result = {"numpy": np.__version__, "readable": readable, "refused": refused}
(folder.parent / "npy.json").write_text(json.dumps(result, indent=1) + "\n")
