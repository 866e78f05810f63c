"""Runs of fit, summaries and JSON of models, by real Keras: python models.py > models.json."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["COLUMNS"] = "120"
import keras
import numpy as np
from keras import layers

random = np.random.RandomState(1)


def rounded(values):
    return np.round(values, 3).astype("float32")


def numbers(value):
    if isinstance(value, dict):
        return {key: numbers(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(each) for each in value]
    value = np.asarray(value)
    return json.loads(np.array2string(value, separator=",", threshold=10**9, formatter={"float": lambda x: repr(float(x))}))


def summary(model, **options):
    lines = []
    model.summary(print_fn=lambda text: lines.extend(text.split("\n")), **options)
    return {"options": options, "lines": lines[:-1] if lines[-1] == "" else lines}


def case(name, model, compilation, x, y, optimizers, summaries=(), json_is_comparable=True, **options):
    initial = [rounded(random.normal(0, 0.5, weight.shape)) for weight in model.get_weights()]
    model.set_weights(initial)
    result = {
        "name": name,
        "toJson": json.loads(model.to_json()) if json_is_comparable else None,
        "layers": [layer.name for layer in model.layers],
        "weights": [list(weight.shape) for weight in model.weights],
        "summaries": [summary(model)] + [summary(model, **each) for each in summaries],
        "x": numbers(x),
        "y": numbers(y),
        "fit": {key: numbers(value) if not isinstance(value, (int, float, dict)) else value for key, value in options.items()},
        "initialWeights": numbers(initial),
        "runs": [],
    }
    for optimizer in optimizers:
        model.set_weights(initial)
        model.compile(optimizer=optimizer, **compilation)
        history = model.fit(x, y, shuffle=False, verbose=0, **options).history
        result["runs"].append({
            "optimizer": keras.optimizers.serialize(optimizer),
            "history": history,
            "historyOrder": list(history),
            "evaluate": model.evaluate(x, y, verbose=0),
            "predict": numbers(model.predict(x, verbose=0)),
            "finalWeights": numbers(model.get_weights()),
            "compiledJson": json.loads(model.to_json())["compile_config"],
        })
    return result


def binary():
    model = keras.Sequential([layers.Input((3,)), layers.Dense(4, activation="tanh"), layers.Dense(1, activation="sigmoid")], name="binary")
    x = rounded(random.normal(size=(13, 3)))
    y = (x.sum(axis=1) > 0).astype("float32")
    weights = rounded(random.uniform(0, 2, 13))
    return case("binary", model, {"loss": "binary_crossentropy", "metrics": ["accuracy", "mse"]}, x, y,
                [keras.optimizers.SGD(0.5, momentum=0.5, nesterov=True)], epochs=3, batch_size=5, validation_split=0.2, sample_weight=weights)


def convolutional():
    model = keras.Sequential([
        layers.Input((6, 6, 2)), layers.Conv2D(3, 3, padding="same", activation="elu"), layers.MaxPooling2D(2),
        layers.Conv2D(4, 2, strides=1), layers.LeakyReLU(negative_slope=0.1), layers.Flatten(), layers.Dense(3),
    ], name="convolutional")
    x = rounded(random.normal(size=(11, 6, 6, 2)))
    y = np.eye(3, dtype="float32")[random.randint(0, 3, 11)]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    return case("convolutional", model, {"loss": loss, "metrics": ["accuracy", keras.metrics.CategoricalCrossentropy(from_logits=True, name="surprise")]},
                x, y, [keras.optimizers.Adam(0.01), keras.optimizers.RMSprop(0.005, momentum=0.5)], epochs=4, batch_size=4)


def branches():
    a, b = keras.Input((4,), name="a"), keras.Input((2,), name="b")
    shared = layers.Dense(3, activation="softsign", name="shared")
    outputs = [layers.Dense(1, name="value")(shared(shared_input := layers.Dense(3, name="left")(a))), layers.Dense(3, activation="softmax", name="label")(layers.Dense(3, name="right")(b))]
    twice = layers.Dense(2, name="twice")(shared(layers.Dense(3, name="third")(shared_input)))
    model = keras.Model([a, b], [*outputs, twice], name="branches")
    x = [rounded(random.normal(size=(9, 4))), rounded(random.normal(size=(9, 2)))]
    y = [rounded(random.normal(size=(9, 1))), random.randint(0, 3, 9), rounded(random.normal(size=(9, 2)))]
    compilation = {
        "loss": {"value": "mse", "label": "sparse_categorical_crossentropy", "twice": "mean_absolute_error"},
        "loss_weights": {"value": 0.5, "label": 2.0, "twice": 1.0},
        "metrics": {"value": ["mae"], "label": ["accuracy"], "twice": ["mse", "mae"]},
    }
    return case("branches", model, compilation, x, y, [keras.optimizers.Adam(0.05)], [{"line_length": 90}, {"show_trainable": True}], epochs=3, batch_size=4)


def nested():
    inner = keras.Sequential([layers.Input((3,)), layers.Dense(3, activation="relu", name="inner_dense")], name="inner")
    inputs = keras.Input((3,), name="inputs")
    outer = layers.Dense(2, name="outer_dense")(inner(inner(inputs)))
    model = keras.Model(inputs, outer, name="nested")
    x = rounded(random.normal(size=(6, 3)))
    y = rounded(random.normal(size=(6, 2)))
    return case("nested", model, {"loss": "mse"}, x, y, [keras.optimizers.SGD(0.1)], [{"expand_nested": True}], epochs=2, batch_size=4)


def operations():
    inputs = keras.Input((4,), name="inputs")
    left, right = layers.Dense(3, name="left")(inputs), layers.Dense(3, name="right")(inputs)
    total = keras.ops.add(keras.ops.multiply(left, right), left)
    model = keras.Model(inputs, layers.Dense(2, name="last")(total), name="operations")
    x = rounded(random.normal(size=(6, 4)))
    y = rounded(random.normal(size=(6, 2)))
    return case("operations", model, {"loss": "mse", "metrics": ["mse"]}, x, y, [keras.optimizers.SGD(0.1)], json_is_comparable=False, epochs=2, batch_size=4)


def main():
    cases = []
    for make in (binary, convolutional, branches, nested, operations):
        keras.utils.clear_session()
        cases.append(make())
    meta = {"generator": "models.py", "keras": keras.__version__, "backend": keras.backend.backend(), "numpy": np.__version__}
    print('{\n"meta": ' + json.dumps(meta) + ',\n"cases": [\n' + ",\n".join(json.dumps(each, ensure_ascii=False) for each in cases) + "\n]\n}")


main()
