"""A model for digits as Keras describes it: its summaries on a console 120 columns wide, its parameters."""

import json
import math
import os

import golden_file as golden
import keras

os.environ["COLUMNS"] = "120"


def lines_of(model, arguments):
    lines = []
    model.summary(print_fn=lambda line, line_break=False: lines.append(line), **arguments)
    return "\n".join(lines).split("\n")


def count(weights):
    return sum(math.prod(each.shape) for each in weights)


def described(given):
    model = keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ],
        name="digits",
    )
    return {
        "name": model.name,
        "countParams": model.count_params(),
        "trainableParams": count(model.trainable_weights),
        "nonTrainableParams": count(model.non_trainable_weights),
        "weights": [{"name": each.path, "shape": list(each.shape), "trainable": bool(each.trainable)} for each in model.weights],
        "layers": [
            {"name": each.name, "class_name": type(each).__name__, "countParams": each.count_params(), "output": list(each.output.shape)}
            for each in model.layers
        ],
        "summaries": [{"arguments": each["arguments"], "lines": lines_of(model, each["arguments"])} for each in given["summaries"]],
        "toJson": model.to_json(),
        "config": json.loads(model.to_json())["config"],
    }


golden.remake("test/models/goldens/digits.json", {"model": described}, packages=("keras", "tensorflow", "numpy"))
