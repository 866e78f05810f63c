"""What Keras tells callbacks in runs of fit, evaluate and predict: every call in order with its logs, histories, results, weights at the end."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

PATH = "test/models/goldens/hooks.json"
INDEXED = ("on_epoch_begin", "on_epoch_end", *(f"on_{what}_batch_{end}" for what in ("train", "test", "predict") for end in ("begin", "end")))
PLAIN = tuple(f"on_{what}_{end}" for what in ("train", "test", "predict") for end in ("begin", "end"))


def short(value):
    """Python floats that hold a float32 become one, so that they are written short."""
    if isinstance(value, dict):
        return {key: short(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [short(each) for each in value]
    if isinstance(value, float):
        return np.float32(value)
    return value if isinstance(value, (bool, int, str)) or value is None else golden.to_numpy(value)


def recorder(calls, stop):
    class Recorder(keras.callbacks.Callback):
        def note(self, hook, index, logs):
            shown = {name: {"shape": list(np.shape(each))} if name == "outputs" else short(each) for name, each in (logs or {}).items()}
            calls.append([hook, *([] if index is None else [index]), shown])
            if stop == [hook, index]:
                self.model.stop_training = True

        def set_params(self, params):
            super().set_params(params)
            calls.append(["set_params", dict(params)])

    for hook in INDEXED:
        setattr(Recorder, hook, lambda self, index, logs=None, hook=hook: self.note(hook, index, logs))
    for hook in PLAIN:
        setattr(Recorder, hook, lambda self, logs=None, hook=hook: self.note(hook, None, logs))
    return Recorder()


def small(case):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([golden.array(each, "float32") for each in case["initialWeights"]])
    given = case["options"].get("compile", {})
    model.compile(keras.optimizers.SGD(0.125), "mse", metrics=case["options"].get("metrics", ["mae"]), jit_compile=False, **given)
    return model


def two_outputs():
    x = keras.Input((2,), name="x")
    model = keras.Model(x, {"b": keras.layers.Dense(1, name="b")(x), "a": keras.layers.Dense(1, name="a")(x)})
    for layer, value in (("a", 0.5), ("b", -0.5)):
        model.get_layer(layer).set_weights([np.full((2, 1), value, "float32"), np.zeros(1, "float32")])
    model.compile(keras.optimizers.SGD(0.125), loss={"a": "mse", "b": "mae"}, metrics={"a": ["mae"], "b": ["mse", "mae"]}, jit_compile=False)
    return model


def source(kind, x, y, calls):
    def batches():
        while True:
            yield from ((x[i : i + 4], y[i : i + 4]) for i in range(0, 10, 4))
            if kind == "finite":
                return

    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 3

        def __getitem__(self, i):
            return x[4 * i : 4 * i + 4], y[4 * i : 4 * i + 4]

        def on_epoch_begin(self):
            calls.append(["dataset.on_epoch_begin"])

        def on_epoch_end(self):
            calls.append(["dataset.on_epoch_end"])

    return Batches() if kind == "sequence" else batches()


def compute(case):
    keras.utils.clear_session()
    options, given = case["options"], dict(case["arguments"])
    x, y, held_x, held_y = (golden.array(case[name], "float32") for name in ("x", "y", "heldX", "heldY"))
    two = options.get("two")
    model = two_outputs() if two else small(case)
    if given.get("validation_data") == "held":
        given["validation_data"] = (held_x, {"a": held_y, "b": -held_y} if two else held_y)
    if given.get("sample_weight") == "given":
        given["sample_weight"] = golden.array(case["sampleWeight"], "float32")
    if "class_weight" in given:
        given["class_weight"] = {int(label): weight for label, weight in given["class_weight"].items()}
    calls = []
    data = (x,) if case["method"] == "predict" else (x, {"a": y, "b": -y} if two else y)
    if "source" in options:
        data = (source(options["source"], x, y, calls),)
    elif case["method"] == "fit":
        given["shuffle"] = False
    if options.get("source") == "sequence":
        given["shuffle"] = False
    result = getattr(model, case["method"])(*data, verbose=0, callbacks=[recorder(calls, options.get("stop"))], **given)
    made = {}
    if case["method"] == "fit":
        made = {"epoch": result.epoch, "history": short(result.history), "historyKeys": list(result.history)}
    elif case["method"] == "evaluate":
        made = {"result": short(result)}
    return {**made, "calls": calls, "finalWeights": [golden.to_numpy(each) for each in model.weights]}


document = golden.read(PATH)
results = [compute(case) for case in document["cases"]]
meta = {"madeBy": "tools/goldens/hooks.py", "versions": golden.versions("keras", "jax", "numpy"), "origin": __doc__}
golden.write(PATH, {"meta": meta, "cases": [{**case, **made} for case, made in zip(document["cases"], results)]})
golden.report(PATH, {"cases": document["cases"]}, {"cases": json.loads(golden.text(results))})
