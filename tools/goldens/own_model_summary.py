"""Summaries of a subclassed model before its first call, after it, and after training.

    COLUMNS=220 KERAS_BACKEND=jax python tools/goldens/own_model_summary.py test/models/goldens/own-model-summary.json
"""

import json
import sys

import keras
import numpy as np
from keras import layers


class Own(layers.Layer):
    def __init__(self, **options):
        super().__init__(**options)
        self.inner = layers.Dense(3, name="inner")

    def call(self, x):
        return self.inner(x)


class Mine(keras.Model):
    def __init__(self):
        super().__init__(name="mine")
        self.conv = layers.Conv2D(4, 3, name="conv")
        self.pool = layers.MaxPooling2D(name="pool")
        self.norm = layers.BatchNormalization(name="norm")
        self.act = layers.Activation("relu", name="act")
        self.drop = layers.Dropout(0.5, name="drop")
        self.flat = layers.Flatten(name="flat")
        self.lstm = layers.LSTM(2, return_state=True, name="lstm")
        self.sum = layers.Add(name="add")
        self.both = layers.Concatenate(name="both")
        self.stack = keras.Sequential([layers.Dense(3, name="first"), layers.ReLU(name="second")], name="stack")
        self.own = Own(name="own")
        self.mha = layers.MultiHeadAttention(2, 2, name="mha")
        self.head = layers.Dense(2, name="head")
        self.unused = layers.Dense(9, name="unused")

    def call(self, x):
        x = self.flat(self.drop(self.act(self.norm(self.pool(self.conv(x))))))
        x = keras.ops.reshape(x, (-1, 2, 8))
        x = self.both([x, x])
        x = self.sum([x, x])
        x = self.mha(x, x)
        return self.head(self.own(self.stack(self.lstm(x)[0])))


def text_of(model, **layout):
    lines = []
    model.summary(line_length=88, print_fn=lambda line, **_: lines.append(line), **layout)
    return "\n".join(lines).rstrip("\n")


model = Mine()
model(np.ones((2, 6, 6, 1), "float32"))
texts = {"called": text_of(model), "nested": text_of(model, expand_nested=True, show_trainable=True)}
model.compile("adam", "mse")
model.fit(np.ones((4, 6, 6, 1), "float32"), np.ones((4, 2), "float32"), batch_size=2, verbose=0)
texts["trained"] = text_of(model)
with open(sys.argv[1], "w") as file:
    json.dump(texts, file, ensure_ascii=False, indent=1)
