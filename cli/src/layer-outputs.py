"""Writes what every layer of a Keras model computes, for `hillock compare`.

    python layers.py model.keras expected.npz x.npy

then compares the two systems, layer by layer:

    hillock compare model.keras --inputs x.npy --expected expected.npz

A model with several inputs takes one file for each, or one .npz that holds them by their names. Works with Keras 2 and 3.
"""

import sys

import keras
import numpy as np

if len(sys.argv) < 4:
    sys.exit("usage: python layers.py MODEL EXPECTED.npz INPUT...")
model_file, target, *input_files = sys.argv[1:]

model = keras.models.load_model(model_file, compile=False)
outputs = {}
place = None  # Where layers are called from: a prefix, and how often each was called. None within a layer that is no model.


def flat(values):
    if isinstance(values, dict):
        return [leaf for name in sorted(values) for leaf in flat(values[name])]
    if isinstance(values, (list, tuple)):
        return [leaf for value in values for leaf in flat(value)]
    return [values]


def array(value):
    convert = getattr(getattr(keras, "ops", None), "convert_to_numpy", np.asarray)
    result = np.asarray(convert(value))
    return result if result.dtype.kind in "biuSU" or result.dtype == np.float64 else result.astype("float32")


def keep(path, values):
    values = flat(values)
    for number, value in enumerate(values):
        outputs[path if len(values) == 1 else f"{path}[{number}]"] = array(value)


call = keras.layers.Layer.__call__


def recorded_call(layer, *arguments, **options):
    global place
    outer = place
    if outer is None:
        return call(layer, *arguments, **options)
    prefix, calls = outer
    number = calls.get(layer.name, 0)
    calls[layer.name] = number + 1
    path = prefix + layer.name + (f":{number}" if number else "")
    place = (path + "/", {}) if isinstance(layer, keras.Model) else None
    try:
        result = call(layer, *arguments, **options)
    finally:
        place = outer
    keep(path, result)
    return result


def read_inputs():
    loaded = [np.load(file) for file in input_files]
    if len(loaded) > 1 or isinstance(loaded[0], np.ndarray):
        return loaded if len(loaded) > 1 else loaded[0]
    names = getattr(model, "input_names", None) or [tensor.name for tensor in model.inputs]
    arrays = [loaded[0][name] for name in names] if len(names) > 1 else list(loaded[0].values())
    return arrays if len(arrays) > 1 else arrays[0]


inputs = read_inputs()
keras.layers.Layer.__call__ = recorded_call
place = ("", {})
call(model, inputs, training=False)
np.savez(target, **outputs)
print(f"{target}: {len(outputs)} arrays")
