"""Makes a golden file again. What is given stands in the file: names, arguments, inputs, weights. Real Keras computes the rest.

Keras runs on TensorFlow, and once more on JAX in a second process; a result that JAX has otherwise stands in the case as `disagreement`.
A case with `"backend": "jax"` holds JAX's results.
"""

import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}
# Its kernels differ from processor to processor, and on some the softmax of a NaN is 0.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras  # noqa: E402
import numpy as np  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BACKEND = keras.backend.backend()
SPECIAL = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf, "-0": -0.0}
TOLERANCE = 1e-5
"""Relative to the largest element: what is closer is the backends' rounding."""


def number(value):
    """The JSON text of a number; a float32 in the shortest form that reads back as the same float32."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if not np.isfinite(value) or value == 0 and np.signbit(value):
        return f'"{next(name for name, special in SPECIAL.items() if np.array_equal([value], [special], equal_nan=True))}"'
    return str(value) if isinstance(value, np.float32) else repr(float(value))


def text(value):
    """The JSON text of a value, on one line."""
    if isinstance(value, np.ndarray) and value.ndim > 0:
        value = list(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(key))}:{text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(text, value)) + "]"
    if value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number(value[()] if isinstance(value, np.ndarray) else value)


def array(values, dtype=None):
    """The tensor that a nested list of a golden file stands for: float32, or int32 where all numbers are integers."""

    def decoded(value):
        return list(map(decoded, value)) if isinstance(value, list) else SPECIAL.get(value, value) if isinstance(value, str) else value

    found = np.array(decoded(values))
    return found.astype(dtype or {"f": "float32", "i": "int32", "b": "bool"}[found.dtype.kind])


def to_numpy(value):
    return np.asarray(keras.ops.convert_to_numpy(value))


def plain(value):
    """A config as JSON values."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "get_config"):
        return plain(keras.saving.serialize_keras_object(value))
    return value.item() if isinstance(value, np.generic) else value


def gradients(total, tensors):
    """The gradients of a scalar function of a list of tensors."""
    if BACKEND == "jax":
        import jax

        return [to_numpy(each) for each in jax.grad(lambda given: total(given))([jax.numpy.asarray(each) for each in tensors])]
    import tensorflow as tf

    given = [tf.convert_to_tensor(each) for each in tensors]
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = total(given)
    found = tape.gradient(value, given, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return [to_numpy(tf.convert_to_tensor(each)) for each in found]


def leaves(value):
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def is_number(value):
    return value in SPECIAL if isinstance(value, str) else isinstance(value, (int, float)) and not isinstance(value, bool)


def differs(mine, other):
    """Whether results differ by more than rounding; shapes and what is no finite number have to be the same."""
    a, b = leaves(mine), leaves(other)
    if [None if is_number(each) else each for each in a] != [None if is_number(each) else each for each in b]:
        return True
    a, b = (np.array([float(SPECIAL.get(each, each)) for each in values if is_number(each)]) for values in (a, b))
    finite = np.isfinite(a) & np.isfinite(b)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return True
    largest = max(np.abs(a[finite]).max(initial=0), np.abs(b[finite]).max(initial=0), 1e-30)
    return bool(np.abs(a[finite] - b[finite]).max(initial=0) > TOLERANCE * largest)


def compared(case, mine, other, keys):
    """The case with its results, and with those that the other backend has otherwise."""
    chosen = other if case.get("backend") == "jax" else mine
    made = {**case, **chosen}
    made.pop("disagreement", None)
    values = {key: other[key] for key in keys if key in mine and key in other and differs(mine[key], other[key])}
    return {**made, "disagreement": {"backend": "jax", "values": values}} if values and chosen is mine else made


def versions(*packages):
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in packages}


def write(path, document):
    """A case on a line, so that a changed number is a small difference."""

    def section(value):
        has_cases = isinstance(value, list) and value and isinstance(value[0], dict)
        return "[\n" + ",\n".join(map(text, value)) + "\n]" if has_cases else text(value)

    body = ",\n".join(f"{json.dumps(name)}:{section(value)}" for name, value in document.items())
    (ROOT / path).write_text("{\n" + body + "\n}\n", encoding="utf-8")


def report(path, cases, results):
    """Says which results are not, but for rounding, what the file held."""
    pairs = [pair for name, made in results.items() for pair in zip(cases[name], made)]
    changed = [
        f"{case.get('name', case.get('id'))}: {key}"
        for case, made in pairs
        for key in made
        if case.get("backend") != "jax" and differs(case.get(key), made[key])
    ]
    print("\n".join([f"{path}: {len(pairs)} cases, {len(changed)} results changed", *changed]))


def read(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def remake(path, computations, keys=(), packages=("keras", "tensorflow", "jax", "numpy"), origin=None):
    """Rewrites a golden file. `computations`: for each section a function from a case to its results; `keys`: the results to compare."""
    document = read(path)
    cases = {name: document[name] if isinstance(document[name], list) else [document[name]] for name in computations}
    results = {name: [compute(case) for case in cases[name]] for name, compute in computations.items()}
    if BACKEND == "jax":
        print(text(results))
        return
    mine = json.loads(text(results))
    if keys:
        run = subprocess.run([sys.executable, *sys.argv], env={**os.environ, "KERAS_BACKEND": "jax"}, stdout=subprocess.PIPE, check=True)
        other = json.loads(run.stdout.decode().splitlines()[-1])
    else:
        other = mine
    script = pathlib.Path(sys.argv[0]).resolve().relative_to(ROOT)
    meta = {"madeBy": str(script), "versions": versions(*packages), "origin": origin or sys.modules["__main__"].__doc__.split("\n")[0]}
    sections = {name: [compared(*each, keys) for each in zip(cases[name], mine[name], other[name])] for name in computations}
    made = {name: found if isinstance(document[name], list) else found[0] for name, found in sections.items()}
    write(path, {**document, "meta": meta, **made})
    report(path, cases, mine)
