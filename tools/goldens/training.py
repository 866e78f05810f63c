"""Whole runs of Keras's fit without shuffling and without randomness: histories, predictions, weights at the end."""

import json

import golden_file as golden
import keras
import numpy as np


def classifier():
    return keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dense(8, "selu", kernel_initializer="lecun_normal"),
            keras.layers.Dense(8, "selu", kernel_initializer="lecun_normal"),
            keras.layers.Dense(3, "softmax"),
        ]
    )


MODELS = {"mlp_classifier_selu": classifier}


def named(model):
    return [{"name": each.path, "value": golden.to_numpy(each)} for each in model.weights]


def run(case, optimizer):
    keras.utils.clear_session()
    model = MODELS[case["name"]]()
    model.set_weights([golden.array(each["value"], "float32") for each in case["initialWeights"]])
    made = getattr(keras.optimizers, optimizer["class_name"]).from_config(optimizer["config"])
    model.compile(optimizer=made, jit_compile=False, **case["compile"])
    x, y, x_val, y_val = (golden.array(case[name]) for name in ("xTrain", "yTrain", "xValidation", "yValidation"))
    first = golden.to_numpy(model(x[:2]))
    weights = case["classWeight"] and {int(label): weight for label, weight in case["classWeight"].items()}
    sizes = {"batch_size": case["batchSize"], "verbose": 0}
    history = model.fit(
        *(x, y), epochs=case["epochs"], shuffle=False, class_weight=weights, validation_data=(x_val, y_val), **sizes
    ).history
    return {
        "optimizer": {"class_name": optimizer["class_name"], "config": golden.plain(made.get_config())},
        "firstBatchOutput": first,
        "history": {name: np.array(values, "float32") for name, values in sorted(history.items())},
        "evaluate": {name: np.float32(value) for name, value in model.evaluate(x_val, y_val, return_dict=True, **sizes).items()},
        "predict": model.predict(x_val, verbose=0),
        "finalWeights": named(model),
        "optimizerVariables": [each.path for each in made.variables],
    }


def compute(case):
    keras.utils.clear_session()
    model = json.loads(MODELS[case["name"]]().to_json())
    return {"model": model, "runs": [run(case, each["optimizer"]) for each in case["runs"]]}


golden.remake("test/models/goldens/training.json", {"cases": compute}, packages=("keras", "tensorflow", "numpy"))
