"""Runs of Keras's fit again: from the models, data and options in the file, what this Keras gives, and where it differs from what stands there.

    KERAS_BACKEND=jax python tools/goldens/runs.py

The numbers in the file are those of Keras 3.15.1 on TensorFlow, and those of JAX where TensorFlow's are known to be off: losses of single
outputs in batches of different sizes, and gradients of embeddings with Nadam and Adam. JAX has other metrics under a mask, does not carry
the states of a stateful layer from batch to batch, and rounds float16 differently: these cases are reported.
"""

import gzip
import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

PATH = pathlib.Path(__file__).resolve().parents[2] / "test/models/goldens/runs.json.gz"
TOLERANCE = 1e-4


def penalty_layer(name, penalty):
    class Penalty(keras.layers.Layer):
        def __init__(self, factor, **more):
            super().__init__(**more)
            self.factor = factor

        def call(self, x):
            self.add_loss(self.factor * penalty(x))
            return x

        def get_config(self):
            return {**super().get_config(), "factor": self.factor}

    keras.saving.register_keras_serializable("hillock", name)(Penalty)


penalty_layer("PenaltyOfMean", lambda x: keras.ops.mean(keras.ops.square(x)))
penalty_layer("PenaltyOfSum", lambda x: keras.ops.sum(keras.ops.abs(x)))


def half_squared(y_true, y_pred):
    return 0.5 * keras.ops.mean(keras.ops.square(y_true - y_pred), axis=-1)


def largest_error(y_true, y_pred):
    return keras.ops.max(keras.ops.abs(y_true - y_pred), axis=-1)


OWN = {"half_squared": half_squared, "largest_error": largest_error}


def made(value, deserialize):
    if isinstance(value, list):
        return [made(each, deserialize) for each in value]
    if isinstance(value, str):
        return OWN.get(value, value)
    if isinstance(value, dict) and "class_name" not in value:
        return {name: made(each, deserialize) for name, each in value.items()}
    return deserialize(value) if isinstance(value, dict) else value


def arrays(value, is_list):
    if isinstance(value, dict):
        return {name: np.array(each, "float32") for name, each in value.items()}
    return [np.array(each, "float32") for each in value] if is_list else np.array(value, "float32")


def batches(parts, size):
    return [tuple(part[start : start + size] for part in parts) for start in range(0, 12, size)]


class Batches(keras.utils.PyDataset):
    def __init__(self, parts):
        super().__init__()
        self.batches = batches(parts, 5)

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, i):
        return self.batches[i]


def endless(parts):
    while True:
        yield from batches(parts, 4)


def unbuilt(model):
    """A model's JSON without the shapes for which each layer is built alone, so that paths begin with the model's name."""
    if isinstance(model, dict):
        return {name: unbuilt(value) for name, value in model.items() if name != "build_config"}
    return [unbuilt(each) for each in model] if isinstance(model, list) else model


def run(case):
    keras.utils.clear_session()
    name, fit = case["name"], dict(case["fit"])
    model = keras.models.model_from_json(json.dumps(unbuilt(case["model"])))
    model.set_weights([np.array(each["value"], "float32") for each in case["initialWeights"]])
    kinds = {"loss": keras.losses, "metrics": keras.metrics, "weighted_metrics": keras.metrics}
    options = {key: made(value, kinds[key].deserialize) if key in kinds else value for key, value in case["compile"].items()}
    model.compile(optimizer=keras.optimizers.deserialize(case["optimizer"]), jit_compile=False, **options)
    is_list = name.startswith("outputs_list")
    x, y = arrays(case["x"], name == "shared_layer"), arrays(case["y"], is_list)
    weights = {"sample_weight": arrays(case["sampleWeight"], is_list and not name.endswith("one_array"))} if "sampleWeight" in case else {}
    if "class_weight" in fit:
        fit["class_weight"] = {int(label): weight for label, weight in fit["class_weight"].items()}
    held = None
    if "xValidation" in case:
        held = (arrays(case["xValidation"], name == "shared_layer"), arrays(case["yValidation"], is_list))
        if "sampleWeightValidation" in case:
            held += (arrays(case["sampleWeightValidation"], is_list and not name.endswith("one_array")),)
    source = {"generator": endless, "pydataset": Batches}.get(name.split("_")[0])
    if source:
        history = model.fit(source([x, y, *weights.values()]), validation_data=held, verbose=0, **fit).history
    else:
        history = model.fit(x, y, validation_data=held, verbose=0, **fit, **weights).history
    tested = held if case.get("evaluatedOn") else (x, y)
    size = fit.get("batch_size", 4) if case.get("evaluatedOn") else 4
    evaluated = model.evaluate(*tested, batch_size=size, verbose=0, return_dict=True, **({} if case.get("evaluatedOn") else weights))
    return history, evaluated


def difference(found, wanted):
    wanted = np.array(wanted, "float64")
    return float(np.max(np.abs(np.array(found, "float64") - wanted)) / max(np.max(np.abs(wanted)), 1e-30))


for case in json.loads(gzip.decompress(PATH.read_bytes()))["cases"]:
    history, evaluated = run(case)
    apart = {key: difference(history[key], values) for key, values in case["history"].items()}
    apart |= {f"evaluate {key}": difference(evaluated[key], value) for key, value in case["evaluate"].items()}
    far = {key: value for key, value in apart.items() if not value <= TOLERANCE}
    print(case["name"], "agrees" if not far else f"differs: {far}")
