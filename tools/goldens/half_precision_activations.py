"""keras.activations on float16 and bfloat16, on JAX."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402

HALVES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16}
X = [[-12.0, -5.5, -3.0, -1.7], [-0.9, -0.3, -0.01, -0.002], [0.002, 0.4, 1.3, 2.9], [3.1, 5.25, 7.5, 30.0]]
ARGUMENTS = {"threshold": (0.5, 0.1)}
# Wrong in Keras, and with another slope in the pages that the project follows.
LEFT_OUT = ("sparsemax", "hard_sigmoid")


def names():
    found = {name for name in dir(keras.activations) if callable(getattr(keras.activations, name))}
    return sorted(found - {"get", "serialize", "deserialize"} - set(LEFT_OUT))


def compute(name, half):
    function = getattr(keras.activations, name)
    x = keras.ops.convert_to_tensor(np.array(X).astype(HALVES[half]))
    rest = ARGUMENTS.get(name, ())
    gradient = golden.gradients(lambda given: keras.ops.sum(function(given[0], *rest)), [x])[0]
    y = function(x, *rest)
    float32 = [golden.to_numpy(each).astype(np.float32) for each in (y, gradient)]
    return {"name": name, "given": half, "arguments": list(rest), "dtype": str(y.dtype), "output": float32[0], "gradient": float32[1]}


meta = {
    "madeBy": "tools/goldens/half_precision_activations.py",
    "versions": golden.versions("keras", "jax", "ml_dtypes", "numpy"),
    "origin": __doc__,
}
cases = [compute(name, half) for name in names() for half in HALVES]
golden.write("test/activations/goldens/half-precision.json", {"meta": meta, "x": X, "cases": cases})
print(len(cases))
