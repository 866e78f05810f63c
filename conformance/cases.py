"""Models that are made in Keras and handed over to Hillock, each with data to train on."""

from dataclasses import dataclass
from typing import Any, Callable

import keras
import numpy as np
from keras import layers

BATCHES = 7
BATCH_SIZE = 8
ROWS = BATCHES * BATCH_SIZE


@dataclass
class Case:
    """A model, and data in the form that the model takes: an array, a list, or arrays by name."""

    name: str
    build: Callable[[], keras.Model]
    x: Any
    y: Any
    prediction_tolerance: float = 1e-5
    training_tolerance: float = 1e-4


cases: list[Case] = []


def case(name, x, y, **tolerances):
    def register(build):
        cases.append(Case(name, build, x, y, **tolerances))
        return build

    return register


random = np.random.default_rng(7)


def normal(*shape):
    return random.normal(size=(ROWS, *shape)).astype("float32")


def integers(below, *shape):
    return random.integers(0, below, size=(ROWS, *shape)).astype("int32")


def one_hot(classes):
    return np.eye(classes, dtype="float32")[random.integers(0, classes, size=ROWS)]


def padded_words(length, below):
    """Sentences of different lengths, filled up with 0."""
    words = random.integers(1, below, size=(ROWS, length))
    lengths = random.integers(1, length + 1, size=(ROWS, 1))
    return np.where(np.arange(length) < lengths, words, 0).astype("int32")


def padded_steps(length, width):
    steps = normal(length, width)
    lengths = random.integers(1, length + 1, size=(ROWS, 1, 1))
    return np.where(np.arange(length)[None, :, None] < lengths, steps, 0).astype("float32")


def compiled(model, optimizer="adam", loss="mse", **options):
    model.compile(optimizer=optimizer, loss=loss, **options)
    return model


@case("mlp", normal(6), integers(3))
def mlp():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(8, activation="gelu", kernel_regularizer="l2"),
            layers.Dense(8, activation="selu", kernel_initializer="lecun_normal", bias_constraint="non_neg"),
            layers.Dense(5, activation="hard_sigmoid", kernel_constraint=keras.constraints.MaxNorm(1.5)),
            layers.LeakyReLU(negative_slope=0.1),
            layers.PReLU(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    return compiled(model, loss="sparse_categorical_crossentropy", metrics=["accuracy"])


@case("mlp-of-all-activations", normal(6), normal(2))
def mlp_of_all_activations():
    names = ["relu", "relu6", "elu", "silu", "mish", "softplus", "softsign", "tanh", "sigmoid", "exponential"]
    names += ["leaky_relu", "celu", "log_sigmoid", "hard_silu", "hard_tanh", "squareplus", "tanh_shrink", "linear"]
    inputs = keras.Input((6,))
    branches = [layers.Dense(2, activation=name)(inputs) for name in names]
    branches.append(layers.Dense(4, activation="log_softmax")(inputs))
    return compiled(keras.Model(inputs, layers.Dense(2)(layers.Concatenate()(branches))))


@case("cnn", normal(12, 12, 3), one_hot(4))
def cnn():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Conv2D(4, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(max_value=6),
            layers.MaxPooling2D(2),
            layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="relu"),
            layers.SeparableConv2D(6, 3, strides=2, padding="same", activation="swish"),
            layers.AveragePooling2D(2, padding="same"),
            layers.ZeroPadding2D(1),
            layers.Conv2D(6, 2, groups=2, dilation_rate=2),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, activation="softmax"),
        ]
    )
    return compiled(model, loss="categorical_crossentropy", metrics=["accuracy"])


@case("cnn-transposed", normal(6, 6, 2), normal(12, 12, 2))
def cnn_transposed():
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(4, 3, padding="same", activation="elu"),
            layers.UpSampling2D(2, interpolation="bilinear"),
            layers.Conv2DTranspose(3, 3, padding="same"),
            layers.Cropping2D(1),
            layers.ZeroPadding2D(1),
            layers.Conv2D(2, 1),
        ]
    )
    return compiled(model, optimizer="sgd")


@case("cnn-1d-and-3d", [normal(10, 3), normal(5, 5, 5, 1)], normal(2))
def cnn_1d_and_3d():
    line = keras.Input((10, 3))
    cube = keras.Input((5, 5, 5, 1))
    a = layers.GlobalMaxPooling1D()(layers.SeparableConv1D(4, 3, padding="same")(line))
    b = layers.Conv1D(4, 3, padding="causal", activation="tanh")(line)
    b = layers.Flatten()(layers.MaxPooling1D(2)(b))
    c = layers.GlobalAveragePooling3D()(layers.Conv3D(3, 2, activation="relu")(cube))
    return compiled(keras.Model([line, cube], layers.Dense(2)(layers.Concatenate()([a, b, c]))))


@case("lstm-masked", padded_words(7, 20), integers(2))
def lstm_masked():
    model = keras.Sequential(
        [
            keras.Input((7,), dtype="int32"),
            layers.Embedding(20, 5, mask_zero=True),
            layers.LSTM(6, return_sequences=True),
            layers.LSTM(4),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    return compiled(model, loss="binary_crossentropy")


@case("gru-masked", padded_steps(6, 3), normal(2))
def gru_masked():
    model = keras.Sequential(
        [
            keras.Input((6, 3)),
            layers.Masking(),
            layers.GRU(5, return_sequences=True, reset_after=False),
            layers.Bidirectional(layers.GRU(4, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(3, activation="tanh")),
            layers.SimpleRNN(4),
            layers.Dense(2),
        ]
    )
    return compiled(model)


@case("rnn-of-cells", normal(5, 3), normal(2))
def rnn_of_cells():
    inputs = keras.Input((5, 3))
    cells = [layers.LSTMCell(4), layers.GRUCell(3)]
    sequence, *states = layers.RNN(cells, return_sequences=True, return_state=True)(inputs)
    flat = [layers.Flatten()(each) for each in keras.tree.flatten(states)]
    joined = layers.Concatenate()([layers.Flatten()(sequence), *flat])
    return compiled(keras.Model(inputs, layers.Dense(2)(joined)))


@case("encoder-decoder", [padded_words(5, 12), padded_words(6, 12)], integers(12, 6))
def encoder_decoder():
    source = keras.Input((5,), dtype="int32", name="source")
    target = keras.Input((6,), dtype="int32", name="target")
    _, h, c = layers.LSTM(6, return_state=True)(layers.Embedding(12, 4, mask_zero=True)(source))
    decoded = layers.LSTM(6, return_sequences=True)(layers.Embedding(12, 4)(target), initial_state=[h, c])
    outputs = layers.Dense(12, activation="softmax")(decoded)
    return compiled(keras.Model([source, target], outputs), loss="sparse_categorical_crossentropy")


@case("attention", [normal(5, 6), normal(4, 6)], normal(2))
def attention():
    query = keras.Input((5, 6))
    value = keras.Input((4, 6))
    attended = layers.MultiHeadAttention(2, 3)(query, value)
    x = layers.Add()([query, attended])
    x = layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)
    x = layers.EinsumDense("abc,cd->abd", output_shape=(5, 3), bias_axes="d")(x)
    return compiled(keras.Model([query, value], layers.Dense(2)(layers.Flatten()(x))))


@case("attention-masked", padded_words(6, 15), integers(2))
def attention_masked():
    words = keras.Input((6,), dtype="int32")
    x = layers.Embedding(15, 8, mask_zero=True)(words)
    x = layers.MultiHeadAttention(2, 4)(x, x)
    x = layers.GlobalAveragePooling1D()(x)
    return compiled(keras.Model(words, layers.Dense(1, activation="sigmoid")(x)), loss="binary_crossentropy")


@case("attention-of-other-kinds", [normal(5, 8), normal(4, 8)], normal(2))
def attention_of_other_kinds():
    query, value = keras.Input((5, 8)), keras.Input((4, 8))
    x = layers.Average()([layers.Attention(use_scale=True)([query, value]), layers.AdditiveAttention()([query, value])])
    return compiled(keras.Model([query, value], layers.Dense(2)(layers.Flatten()(x))))


@case("attention-of-groups", [normal(5, 8), normal(4, 8)], normal(2))
def attention_of_groups():
    query, value = keras.Input((5, 8)), keras.Input((4, 8))
    x = layers.GroupQueryAttention(head_dim=4, num_query_heads=4, num_key_value_heads=2)(query, value)
    return compiled(keras.Model([query, value], layers.Dense(2)(layers.Flatten()(x))))


@case("normalizations", normal(5, 8), normal(2))
def normalizations():
    model = keras.Sequential(
        [
            keras.Input((5, 8)),
            layers.LayerNormalization(),
            layers.Dense(8, activation="swish"),
            layers.GroupNormalization(2),
            layers.Dense(8),
            layers.RMSNormalization(),
            layers.UnitNormalization(),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )
    return compiled(model)


@case("several-in-and-out", [normal(4), normal(3)], [normal(2), integers(2)])
def several_in_and_out():
    left = keras.Input((4,), name="left")
    right = keras.Input((3,), name="right")
    joined = layers.Concatenate()([layers.Dense(4, activation="relu")(left), right])
    first = layers.Dense(2, name="first")(joined)
    second = layers.Dense(1, activation="sigmoid", name="second")(joined)
    model = keras.Model([left, right], [first, second])
    return compiled(model, loss=["mse", "binary_crossentropy"], loss_weights=[1.0, 0.5])


@case("in-and-out-by-name", {"a": normal(4), "b": normal(3)}, {"sum": normal(2), "product": normal(4)})
def in_and_out_by_name():
    inputs = {"b": keras.Input((3,), name="b"), "a": keras.Input((4,), name="a")}
    b = layers.Dense(4)(inputs["b"])
    outputs = {
        "product": layers.Multiply(name="product")([inputs["a"], b]),
        "sum": layers.Dense(2, name="sum")(layers.Add()([inputs["a"], b])),
    }
    return compiled(keras.Model(inputs, outputs), loss={"sum": "mae", "product": "huber"})


@case("shared-layer", [normal(4), normal(4)], normal(1))
def shared_layer():
    left, right = keras.Input((4,)), keras.Input((4,))
    shared = layers.Dense(3, activation="tanh", name="shared")
    # The second call is used first.
    first, second = shared(left), shared(right)
    joined = layers.Concatenate()([second, layers.Subtract()([first, second])])
    return compiled(keras.Model([left, right], layers.Dense(1)(joined)))


@case("nested", normal(4), normal(2))
def nested():
    inner_inputs = keras.Input((4,))
    inner = keras.Model(inner_inputs, layers.Dense(4, activation="relu")(inner_inputs), name="inner")
    # A bias before a normalization has no gradient but rounding, which Adam makes steps of.
    parts = [keras.Input((4,)), layers.Dense(4, use_bias=False), layers.BatchNormalization()]
    stack = keras.Sequential(parts, name="stack")
    inputs = keras.Input((4,))
    x = layers.Add()([inner(inputs), stack(inner(inputs))])
    return compiled(keras.Model(inputs, layers.Dense(2)(x)))


@case("frozen", normal(4), normal(2))
def frozen():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation="relu"), layers.BatchNormalization(), layers.Dense(2)])
    model.layers[0].trainable = False
    return compiled(model)


@case("operations", [normal(4), normal(4)], normal(4))
def operations():
    x, y = keras.Input((4,)), keras.Input((4,))
    z = keras.ops.relu(x) * 2.0 + keras.ops.sqrt(keras.ops.square(y) + 1.0) - x / 3.0
    return compiled(keras.Model([x, y], layers.Dense(4)(keras.ops.concatenate([z, keras.ops.tanh(y)], axis=-1))))


@case("operations-with-options", normal(4, 3), normal(2))
def operations_with_options():
    ops = keras.ops
    x = keras.Input((4, 3))
    branches = [
        ops.sum(x, axis=1),
        ops.mean(x, axis=[1, 2], keepdims=True)[:, :, 0],
        ops.max(ops.transpose(x, (0, 2, 1)), axis=-1),
        ops.reshape(ops.expand_dims(ops.softmax(x, axis=1), 1), (-1, 12)),
        ops.sum(ops.where(ops.greater(x, 0.5), ops.clip(x, -1.0, 1.0), ops.elu(x)), axis=-1),
        ops.reshape(ops.leaky_relu(ops.selu(ops.power(ops.abs(x), 1.5)), negative_slope=0.3), (-1, 12)),
    ]
    return compiled(keras.Model(x, layers.Dense(2)(ops.concatenate(branches, axis=-1))))


@case("reshaping", normal(4, 6), normal(3))
def reshaping():
    model = keras.Sequential(
        [
            keras.Input((4, 6)),
            layers.Permute((2, 1)),
            layers.Reshape((3, 8)),
            layers.Flatten(),
            layers.RepeatVector(2),
            layers.GlobalMaxPooling1D(),
            layers.Dense(3),
            layers.Softmax(),
        ]
    )
    return compiled(model, loss="mae")


@case("float64", normal(4).astype("float64"), normal(2))
def float64():
    model = keras.Sequential([keras.Input((4,), dtype="float32"), layers.Dense(5, activation="tanh"), layers.Dense(2)])
    return compiled(model)


# Half precision: in each step the gradients are rounded to 8 or 11 bits, so that the last bit of a sum decides.
def half_precision(policy):
    def build():
        previous = keras.config.dtype_policy()
        keras.config.set_dtype_policy(policy)
        try:
            model = keras.Sequential(
                [
                    keras.Input((8, 8, 2)),
                    layers.Conv2D(4, 3, activation="relu"),
                    layers.BatchNormalization(),
                    layers.Flatten(),
                    layers.Dense(3, dtype="float32"),
                ]
            )
            return compiled(model, optimizer=keras.optimizers.SGD(0.01))
        finally:
            keras.config.set_dtype_policy(previous)

    return build


case("mixed-float16", normal(8, 8, 2), normal(3), prediction_tolerance=2e-3, training_tolerance=5e-3)(half_precision("mixed_float16"))
case("mixed-bfloat16", normal(8, 8, 2), normal(3), prediction_tolerance=2e-2, training_tolerance=5e-2)(half_precision("mixed_bfloat16"))


def optimizers():
    o = keras.optimizers
    schedule = keras.optimizers.schedules
    return {
        "sgd": o.SGD(0.05),
        "sgd-momentum": o.SGD(0.05, momentum=0.9),
        "sgd-nesterov": o.SGD(0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
        "adam": o.Adam(0.01),
        "adam-amsgrad": o.Adam(0.01, amsgrad=True, clipnorm=0.5),
        "adam-ema": o.Adam(0.01, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=2),
        "adam-accumulating": o.Adam(0.01, gradient_accumulation_steps=2),
        "adamw": o.AdamW(0.01, weight_decay=0.02),
        "adamax": o.Adamax(0.01),
        "adadelta": o.Adadelta(0.5),
        "adagrad": o.Adagrad(0.05),
        "adafactor": o.Adafactor(0.01),
        "nadam": o.Nadam(0.01),
        "rmsprop": o.RMSprop(0.01),
        "rmsprop-centered": o.RMSprop(0.01, momentum=0.5, centered=True),
        "ftrl": o.Ftrl(0.05, l1_regularization_strength=0.001),
        "lion": o.Lion(0.001),
        "lamb": o.Lamb(0.01),
        "muon": o.Muon(0.01),
        "schedule-free-adamw": o.ScheduleFreeAdamW(0.01),
        "loss-scale": o.LossScaleOptimizer(o.Adam(0.01), initial_scale=64.0, dynamic_growth_steps=3),
        "exponential-decay": o.Adam(schedule.ExponentialDecay(0.02, 2, 0.5)),
        "cosine-restarts": o.SGD(schedule.CosineDecayRestarts(0.05, 3)),
        "clip-value": o.SGD(0.05, clipvalue=0.1),
        "global-clipnorm": o.Adam(0.01, global_clipnorm=0.2),
    }


def optimizer_case(name, optimizer):
    @case(f"optimizer-{name}", x_of_optimizers, y_of_optimizers)
    def build():
        model = keras.Sequential([keras.Input((5,)), layers.Dense(6, activation="tanh"), layers.Dense(2)])
        return compiled(model, optimizer=optimizer, metrics=["mae"])


x_of_optimizers, y_of_optimizers = normal(5), normal(2)
for optimizer_name, optimizer in optimizers().items():
    optimizer_case(optimizer_name, optimizer)


def losses():
    return {
        "mean_absolute_error": normal(2),
        "huber": normal(2),
        "log_cosh": normal(2),
        "cosine_similarity": normal(2),
        "hinge": np.sign(normal(2)),
        "poisson": np.abs(normal(2)),
    }


def loss_case(name, y):
    @case(f"loss-{name}", x_of_optimizers, y)
    def build():
        model = keras.Sequential([keras.Input((5,)), layers.Dense(4), layers.Dense(2, activation="sigmoid")])
        return compiled(model, optimizer=keras.optimizers.SGD(0.1), loss=name)


for loss_name, y_of_loss in losses().items():
    loss_case(loss_name, y_of_loss)
