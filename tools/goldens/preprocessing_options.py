"""Layers of tokens with the options that `preprocessing.json` leaves at their defaults, computed by Keras on TensorFlow, which alone knows texts."""

import golden_file as golden
import keras
import numpy as np
import tensorflow as tf

L = keras.layers
PATH = "test/layers/goldens/preprocessing-options.json"
NUMBERS = [[12, 36, 99], [1138, -1, 12]]
LATIN = "latin-1"

# what makes the layer, input, its dtype, data to adapt to
CASES = [
    (lambda: L.IntegerLookup(max_tokens=6, vocabulary=[12, 36, 1138], output_mode="multi_hot", pad_to_max_tokens=True), NUMBERS, "int64", None),
    (lambda: L.IntegerLookup(num_oov_indices=3, vocabulary=[12, 36]), NUMBERS, "int64", None),
    (lambda: L.IntegerLookup(num_oov_indices=3, oov_method="farmhash", vocabulary=[12, 36]), NUMBERS, "int64", None),
    (lambda: L.IntegerLookup(num_oov_indices=3, oov_method="farmhash", salt=[137, 42], vocabulary=[12, 36]), NUMBERS, "int64", None),
    (lambda: L.IntegerLookup(oov_token=-7, vocabulary=[12, 36], invert=True), [[0, 1, 2]], "int64", None),
    (lambda: L.IntegerLookup(vocabulary=[12, 36], idf_weights=[0.25, 1.5], output_mode="tf_idf"), NUMBERS, "int64", None),
    (lambda: L.IntegerLookup(max_tokens=3), NUMBERS, "int64", [12, 12, 36, 36, 36, 7]),
    (lambda: L.StringLookup(vocabulary=["a", "b"], oov_token="[none]", invert=True), [[0, 1, 2]], "int64", None),
    (lambda: L.StringLookup(vocabulary=["a", "b"], num_oov_indices=4, oov_method="farmhash", salt=[137, 42]), [["a", "c", "d"], ["e", "f", "b"]], "string", None),
    (lambda: L.HashedCrossing(num_bins=5, output_mode="one_hot"), [[["a"], ["b"]], [[1], [2]]], ["string", "int64"], None),
    (lambda: L.Discretization(num_bins=4, epsilon=0.4), [[-1.0, 0.2, 3.0, 9.0]], "float32", [[-4.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 9.5, 11.0]]),
]


def compute(make, given, dtypes, adapt):
    keras.utils.clear_session()
    layer = make()
    several = isinstance(dtypes, list)
    inputs = [tf.constant(each, dtype=dtype) for each, dtype in (zip(given, dtypes) if several else [(given, dtypes)])]
    config = golden.plain(layer.get_config())
    if adapt is not None:
        layer.adapt(np.array(adapt, "float32" if dtypes == "float32" else "int64"))
    output = layer(inputs if several else inputs[0])
    values = np.asarray(output)
    if values.dtype == object:
        values = np.vectorize(lambda each: each.decode("utf-8"))(values)
    shapes = [(None, *each.shape[1:]) for each in inputs]
    shape = layer.compute_output_shape(shapes if several else shapes[0])
    boundaries = {"adaptedBoundaries": [float(each) for each in layer.bin_boundaries]} if isinstance(layer, L.Discretization) else {}
    options = [f"{name}={value!r}" for name, value in config.items() if name in ("max_tokens", "num_oov_indices", "oov_method", "salt", "oov_token", "idf_weights", "vocabulary_dtype", "output_mode", "epsilon")]
    return {
        "name": f"{type(layer).__name__}({', '.join(options)})",
        "class_name": type(layer).__name__,
        "config": config,
        "call": "list" if several else "single",
        "inputs": given if several else [given],
        "inputDtypes": dtypes if several else [dtypes],
        "inputKwargs": {},
        **({"adaptData": adapt} if adapt is not None else {}),
        **boundaries,
        "output": values.tolist() if values.dtype.kind in "UO" else values,
        "outputDtypes": [output.dtype.name],
        "outputShape": list(shape),
    }


def main():
    cases = [compute(*case) for case in CASES]
    golden.write(PATH, {"meta": {"madeBy": "tools/goldens/preprocessing_options.py", "backend": "tensorflow", "versions": golden.versions("keras", "tensorflow", "numpy")}, "cases": cases})
    print(f"{PATH}: {len(cases)} cases")


main()
