"""Summaries of nested and of wide models, as Keras lays them out, and the models as JSON.

    COLUMNS=220 KERAS_BACKEND=jax python tools/goldens/summaries.py test/models/goldens/summaries.json
"""

import json
import sys

import keras
from keras import layers

LAYOUTS = [
    {},
    {"expand_nested": True},
    {"show_trainable": True},
    {"expand_nested": True, "show_trainable": True},
    {"line_length": 120},
    {"line_length": 60, "expand_nested": True},
]


def nested():
    inner = keras.Sequential(
        [keras.Input((8,)), layers.Dense(16, name="a_dense_layer_with_a_very_long_name_that_wraps"), layers.Dense(4)],
        name="inner",
    )
    deep = keras.Sequential([keras.Input((8,)), inner, layers.Dropout(0.5), layers.Dense(3)], name="deep")
    x, y = keras.Input((8,), name="x"), keras.Input((8,), name="y")
    joined = layers.Concatenate()([deep(x), deep(y)])
    head = layers.Dense(5, name="head")(joined)
    frozen = layers.BatchNormalization(trainable=False)(joined)
    return keras.Model([x, y], [head, frozen], name="two")


def wide():
    images = keras.Input((28, 28, 3))
    features = layers.DepthwiseConv2D(3)(layers.Conv2D(8, 3)(images))
    features = layers.GlobalAveragePooling2D()(features)
    return keras.Model(images, layers.Dense(12345, name="x" * 70)(features), name="wide")


def text_of(model, layout):
    lines = []
    model.summary(print_fn=lambda line, **_: lines.append(line), **layout)
    return "\n".join(lines).rstrip("\n")


def summaries():
    for make in (nested, wide):
        keras.utils.clear_session()
        model = make()
        texts = [{"arguments": layout, "text": text_of(model, layout)} for layout in LAYOUTS]
        yield {"name": model.name, "json": model.to_json(), "summaries": texts}


if __name__ == "__main__":
    with open(sys.argv[1], "w") as file:
        json.dump({"keras": keras.__version__, "models": list(summaries())}, file, ensure_ascii=False, indent=1)
