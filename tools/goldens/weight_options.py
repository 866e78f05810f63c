"""What the options of layers' weights do, computed by Keras on JAX: weights as they begin, the losses of one call, weights after their constraints.

What is given (numbers from a seed) is chosen here. Initializers are constants, so that one number says how a weight begins.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import zlib  # noqa: E402

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

L = keras.layers
PATH = "test/layers/goldens/weight-options.json"
REGULARIZERS = [keras.regularizers.L1(0.03), keras.regularizers.L2(0.07), keras.regularizers.L1L2(0.02, 0.05), keras.regularizers.L1(0.11)]
CONSTRAINTS = [keras.constraints.MaxNorm(0.6, axis=0), keras.constraints.NonNeg(), keras.constraints.UnitNorm(axis=0), keras.constraints.MinMaxNorm(0.2, 0.5, rate=0.7, axis=0)]


def options(*weights, activity=True):
    """An initializer, a regularizer and a constraint for each weight, all different, and a regularizer of the output."""
    made = {"activity_regularizer": keras.regularizers.L2(0.013)} if activity else {}
    for index, weight in enumerate(weights):
        made[f"{weight}_initializer"] = keras.initializers.Constant(0.2 + 0.1 * index)
        made[f"{weight}_regularizer"] = REGULARIZERS[index]
        made[f"{weight}_constraint"] = CONSTRAINTS[index]
    return made


KERNEL = options("kernel", "bias")
RECURRENT = options("kernel", "recurrent", "bias")
CELL = options("kernel", "recurrent", "bias", activity=False)
SEPARABLE = options("depthwise", "pointwise", "bias")
DEPTHWISE = options("depthwise", "bias")
VOLUME = (1, 3, 2, 3, 2)

# what makes the layer, shape of the input, shapes of the weights that it begins with
CASES = [
    (lambda: L.Dense(3, **KERNEL), (2, 4)),
    (lambda: L.EinsumDense("ab,bc->ac", output_shape=3, bias_axes="c", **KERNEL), (2, 4)),
    (lambda: L.Conv1D(3, 2, **KERNEL), (2, 4, 2)),
    (lambda: L.Conv2D(3, 2, **KERNEL), (1, 3, 3, 2)),
    (lambda: L.Conv3D(2, 2, **KERNEL), VOLUME),
    (lambda: L.Conv1DTranspose(3, 2, **KERNEL), (2, 3, 2)),
    (lambda: L.Conv2DTranspose(3, 2, **KERNEL), (1, 2, 2, 2)),
    (lambda: L.Conv3DTranspose(2, 2, **KERNEL), (1, 2, 1, 2, 2)),
    (lambda: L.DepthwiseConv1D(2, **DEPTHWISE), (2, 4, 2)),
    (lambda: L.DepthwiseConv2D(2, **DEPTHWISE), (1, 3, 3, 2)),
    (lambda: L.SeparableConv1D(3, 2, **SEPARABLE), (2, 4, 2)),
    (lambda: L.SeparableConv2D(3, 2, **SEPARABLE), (1, 3, 3, 2)),
    (lambda: L.SimpleRNN(2, **RECURRENT), (2, 3, 4)),
    (lambda: L.GRU(2, **RECURRENT), (2, 3, 4)),
    (lambda: L.LSTM(2, **RECURRENT), (2, 3, 4)),
    (lambda: L.LSTM(2, unit_forget_bias=False, **RECURRENT), (2, 3, 4)),
    (lambda: L.RNN(L.SimpleRNNCell(2, **CELL)), (2, 3, 4)),
    (lambda: L.RNN(L.GRUCell(2, **CELL)), (2, 3, 4)),
    (lambda: L.RNN(L.LSTMCell(2, unit_forget_bias=False, **CELL)), (2, 3, 4)),
    (lambda: L.ConvLSTM1D(2, 2, **RECURRENT), (1, 2, 4, 2)),
    (lambda: L.ConvLSTM2D(2, 2, unit_forget_bias=False, **RECURRENT), (1, 2, 3, 3, 1)),
    (lambda: L.ConvLSTM3D(2, 2, **RECURRENT), (1, 2, 2, 2, 3, 1)),
    (lambda: L.PReLU(shared_axes=[1], **options("alpha")), (2, 3, 4)),
    (lambda: L.Embedding(4, 3, **options("embeddings")), "rows"),
    (lambda weights: L.Embedding(4, 3, weights=weights), "rows", [(4, 3)]),
    (lambda: L.BatchNormalization(moving_mean_initializer=keras.initializers.Constant(0.4), moving_variance_initializer=keras.initializers.Constant(0.9), **options("beta", "gamma")), (3, 4)),
    (lambda: L.LayerNormalization(**options("beta", "gamma")), (3, 4)),
    (lambda: L.GroupNormalization(2, **options("beta", "gamma")), (3, 4)),
    (lambda: L.MultiHeadAttention(2, 3, **KERNEL), "pair"),
    (lambda: L.GroupQueryAttention(3, 2, 1, **KERNEL), "pair"),
]


def drawn(shape, seed):
    return np.round(np.random.default_rng(seed).normal(size=shape), 3).astype("float32")


def compute(make, shape, begin_with=()):
    keras.utils.clear_session()
    given = [drawn(each, 5 + index) for index, each in enumerate(begin_with)]
    layer = make(given) if given else make()
    seed = zlib.crc32(type(layer).__name__.encode())
    if shape == "rows":
        inputs = [np.array([[0, 3, 1], [2, 1, 1]], "int32")]
    elif shape == "pair":
        inputs = [drawn((1, 3, 4), seed), drawn((1, 2, 4), seed + 1)]
    else:
        inputs = [drawn(shape, seed)]
    config = golden.plain(layer.get_config())
    layer(*inputs)
    begin = [golden.to_numpy(each) for each in layer.weights]
    weights = [drawn(each.shape, seed + 100 + index) for index, each in enumerate(layer.weights)]
    weights = [np.abs(value) if "variance" in each.path else value for each, value in zip(layer.weights, weights)]
    layer.set_weights(weights)
    layer(*inputs)
    constrained = [None if each.constraint is None else golden.to_numpy(each.constraint(each.value)) for each in layer.weights]
    class_name = type(layer).__name__.replace("GroupedQuery", "GroupQuery")
    return {
        "name": f"{class_name} of given weights" if given else ", ".join([class_name, *(["no bias of forgetting"] if config.get("unit_forget_bias") is False else [])]),
        "class_name": class_name,
        "config": config,
        # What Keras writes into no config.
        **({"arguments": {"weights": given}} if given else {}),
        "inputs": inputs,
        # Where all elements are one number, it is written once.
        "initial": [{"shape": list(each.shape), "value": each.reshape(-1)[0] if len(np.unique(each)) == 1 else each} for each in begin],
        "weights": weights,
        "losses": [float(each) for each in layer.losses],
        "constrained": constrained,
    }


def main():
    cases = [compute(*case) for case in CASES]
    meta = {"madeBy": "tools/goldens/weight_options.py", "backend": "jax", "versions": golden.versions("keras", "jax", "numpy")}
    golden.write(PATH, {"meta": meta, "cases": cases})
    print(f"{PATH}: {len(cases)} cases")


main()
