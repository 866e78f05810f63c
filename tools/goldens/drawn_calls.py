"""Computes test/ops/goldens/drawn-calls.json.gz: calls of every operation that were drawn at random, and what real Keras on JAX gives for them.

    pip install keras jax numpy
    python tools/goldens/drawn_calls.py                        # writes the golden
    python tools/goldens/drawn_calls.py 200 7 > calls.jsonl    # 200 draws of each operation with the seed 7, a call on a line

`drawn_rows.py` says for each operation what its arguments may be. A call is a list: the name, the arguments in their order, those by name,
and the result. An array is {"d": dtype, "s": shape, "v": its elements}, "s" is left out for a list; an element that JSON has no word for is a
text. A result is an array, a list of results, a number, or {"error": …}, where Keras throws. Calls with float64 are computed by a process of
its own, in which JAX may use float64.
"""

import collections
import concurrent.futures
import gzip
import json
import os
import pathlib
import subprocess
import sys
import warnings

if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "jax")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    if "--float64" in sys.argv:
        os.environ["JAX_ENABLE_X64"] = "1"

import keras
import ml_dtypes
import numpy as np

from drawn_rows import FOUND, ROWS, Draw

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "test/ops/goldens/drawn-calls.json.gz"
NUMPY_DTYPES = {"bfloat16": ml_dtypes.bfloat16}
#: Elements of a result beyond which the call is not kept.
LARGEST_RESULT = 64
#: Calls of each operation that are drawn for the golden.
DRAWS = 7


def is_array(value):
    return isinstance(value, dict) and "v" in value


def number_of(value):
    """An element of a call as Python's number."""
    return float(value) if isinstance(value, str) else value


def to_keras(value):
    """An argument of a call as Keras takes it."""
    if is_array(value):
        elements = [number_of(each) for each in value["v"]]
        dtype = value["d"]
        return keras.ops.convert_to_tensor(np.array(elements).astype(NUMPY_DTYPES.get(dtype, dtype)).reshape(value["s"]), dtype=dtype)
    if isinstance(value, list):
        made = [to_keras(each) for each in value]
        return tuple(made) if all(isinstance(each, int) for each in made) else made
    if isinstance(value, dict):
        if "number" in value:
            return float(value["number"])
        if "slices" in value:
            return tuple(slice(*each) if isinstance(each, list) else ... if each == "..." else slice(None) if each is None else to_keras(each) for each in value["slices"])
        return {name: to_keras(each) for name, each in value.items()}
    return value


def text_of(element):
    """An element as JSON can write it, with as many digits as its dtype needs."""
    if isinstance(element, (bool, np.bool_)):
        return int(element)
    if isinstance(element, (int, np.integer)):
        return int(element)
    number = float(element)
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return 0 if np.copysign(1, number) > 0 else "-0"
    if isinstance(element, (np.float32, np.float16, ml_dtypes.bfloat16)):
        number = float(str(np.float32(element)))
    return int(number) if number == int(number) and abs(number) < 2**53 else number


def to_plain(value):
    """A result of Keras as a call has it."""
    if isinstance(value, (list, tuple)):
        return [to_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: to_plain(each) for name, each in value.items()}
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, np.generic):
        return text_of(value)
    array = np.asarray(value)
    return {
        "d": keras.backend.standardize_dtype(array.dtype),
        "s": list(array.shape),
        "v": [text_of(each) for each in array.ravel()],
    }


def function_of(name):
    namespace, _, rest = name.rpartition(".")
    found = keras if namespace.split(".")[0] in ("random", "activations") else keras.ops
    for part in name.split("."):
        found = getattr(found, part)
    return found


def without_elements(result):
    """Of what is drawn at random, or not set at all, shapes and dtypes are compared."""
    return {**result, "v": []} if is_array(result) else result


def size_of(result):
    if isinstance(result, list):
        return sum(map(size_of, result))
    return len(result["v"]) if is_array(result) else 1


def result_of(name, arguments, options):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return to_plain(function_of(name)(*map(to_keras, arguments), **{key: to_keras(each) for key, each in options.items()}))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:100]}"}


def has_float64(value):
    if isinstance(value, dict):
        return value.get("d") == "float64" or any(map(has_float64, value.values()))
    return value == "float64" or (isinstance(value, list) and any(map(has_float64, value)))


def calls(count, seed):
    """The calls that are drawn, without results; those of each operation follow from its name and the seed alone."""
    for index in range(count):
        for name, row in ROWS.items():
            arguments, options = row(Draw(f"{name} {seed} {index}"))
            yield name, arguments, options


def computed(count, seed):
    """The calls that this process can compute: those with float64, or those without."""
    wanted = "--float64" in sys.argv
    for name, arguments, options in [*FOUND, *calls(count, seed)]:
        if has_float64([arguments, options]) == wanted:
            result = result_of(name, arguments, options)
            if name.startswith(("random.", "empty")) or name == "image.elastic_transform":
                result = without_elements(result)
            if size_of(result) <= LARGEST_RESULT:
                yield [name, arguments, options, result]


def text(call):
    return json.dumps(call, separators=(",", ":"), allow_nan=False)


def write_golden():
    """A few calls of each operation, and of its errors three at most."""
    run = [sys.executable, "-W", "ignore", __file__, str(DRAWS), "1"]
    with concurrent.futures.ThreadPoolExecutor() as threads:
        made = threads.map(lambda more: subprocess.run([*run, *more], stdout=subprocess.PIPE, check=True, text=True), ([], ["--float64"]))
        lines = [line for process in made for line in process.stdout.splitlines()]
    chosen, errors = [], collections.Counter()
    for call in map(json.loads, lines):
        is_error = isinstance(call[3], dict) and "error" in call[3]
        errors[call[0]] += is_error
        if not is_error or errors[call[0]] <= 3:
            chosen.append(text([*call[:3], {"error": 1} if is_error else call[3]]))
    origin = json.dumps({"madeBy": "tools/goldens/drawn_calls.py", "keras": keras.__version__})
    with open(GOLDEN, "wb") as file:
        # Without a time in it, so that the same calls are the same bytes.
        file.write(gzip.compress(f'{{"meta":{origin},"calls":[\n'.encode() + ",\n".join(sorted(chosen)).encode() + b"\n]}\n", 9, mtime=0))


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    if numbers:
        for each in computed(*numbers):
            print(text(each), flush=True)
    else:
        write_golden()
