"""Opens in real Keras what `resaving.js` wrote, and compares what it predicts with what the first Keras predicted.

    KERAS_BACKEND=jax python tools/verify-models/reopening.py FOLDER OUT
    python tools/verify-models/reopening.py FOLDER OUT tf_keras     # the .h5 in the Keras that TensorFlow had before
"""
import json
import os
import sys
import warnings
from collections import Counter

import numpy as np

warnings.filterwarnings("ignore")
folder, out, *library = sys.argv[1:]
if library == ["tf_keras"]:
    import tensorflow as tf
    import tf_keras as keras

    forms, to_tensor, to_numpy, flatten = ["h5"], tf.constant, np.asarray, tf.nest.flatten
else:
    import keras

    forms, to_tensor, flatten = ["keras", "h5"], keras.ops.convert_to_tensor, keras.tree.flatten
    to_numpy = keras.ops.convert_to_numpy

numbers = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf, "-0": -0.0}


def number(value):
    return [number(each) for each in value] if isinstance(value, list) else numbers.get(value, value)


def arrays(name, path):
    with open(os.path.join(folder, path)) as file:
        for entry in json.load(file):
            if "file" in entry:
                yield np.load(os.path.join(folder, name, entry["file"]))
            elif entry["dtype"] in ("string", "str"):
                yield np.array(entry["data"], dtype=object).reshape(entry["shape"])
            else:
                dtype = "float32" if entry["dtype"] == "bfloat16" else entry["dtype"]
                yield np.array(number(entry["data"]), dtype="float64").reshape(entry["shape"]).astype(dtype)


def leaves(value):
    return [np.asarray(to_numpy(each), "float64") for each in flatten(value)]


def outcome(entry, path):
    try:
        model = keras.models.load_model(path, compile=False)
    except Exception as error:
        return "does not open", f"{type(error).__name__}: {str(error)[:300]}"
    inputs = [to_tensor(each) for each in arrays(entry["name"], entry["inputs"])]
    # A Sequential that comes from a file has no `input`.
    structure = getattr(model, "_inputs_struct", getattr(model, "_nested_inputs", None))
    if isinstance(structure, dict):
        with open(os.path.join(folder, entry["inputs"])) as file:
            inputs = [dict(zip((each["name"] for each in json.load(file)), inputs))]
    try:
        outputs = model(inputs[0] if len(inputs) == 1 else inputs, training=False)
        if isinstance(outputs, dict):
            with open(os.path.join(folder, entry["predictions"])) as file:
                outputs = [outputs[each["name"]] for each in json.load(file)]
        found = leaves(outputs)
    except Exception as error:
        return "does not predict", f"{type(error).__name__}: {str(error)[:300]}"
    for got, expected in zip(found, arrays(entry["name"], entry["predictions"])):
        expected = np.asarray(expected, "float64")
        scale = max(1e-30, np.abs(expected[np.isfinite(expected)]).max(initial=0))
        with np.errstate(all="ignore"):
            same = (got == expected) | (np.isnan(got) & np.isnan(expected))
            worst = np.where(same, 0, np.abs(got - expected)).max(initial=0) / scale
        if got.shape != expected.shape or not worst <= max(entry["tolerance"], 1e-5):
            return "differs", f"by {worst}"
    return "predicts", None


counts = Counter()
with open(os.path.join(out, "written.json")) as file:
    for entry in json.load(file):
        for form, path in ((form, entry["forms"][form]) for form in forms if form in entry["forms"]):
            what, problem = outcome(entry, os.path.join(out, path))
            originals = [entry["originals"].get(each) for each in (form, "keras")]
            if problem and any(each and outcome(entry, os.path.join(folder, each))[0] == what for each in originals):
                what, problem = f"{what}, as the file that Keras wrote", None
            counts[f"{form}: {what}"] += 1
            if problem:
                print(f"{entry['name']}, {form}, {what}: {problem}")
for key, count in sorted(counts.items()):
    print(f"{count:6}  {key}")
