"""Cases of layers with the options that the families' own files leave at their defaults, computed by Keras on JAX.

What is given (numbers from a seed) is chosen here; the file has the form of the others of `test/layers/goldens`.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import zlib  # noqa: E402

import golden_file as golden  # noqa: E402
import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

L = keras.layers
PATH = "test/layers/goldens/options.json"


def drawn(shape, seed):
    return np.round(np.random.default_rng(seed).normal(size=shape), 3).astype("float32")


def l1(value=0.01):
    return keras.regularizers.L1(value)


def conv_lstm(rank, **options):
    return lambda: getattr(L, f"ConvLSTM{rank}D")(2, 2, **options)


def pooling(name):
    return lambda: getattr(L, name)(2, data_format="channels_first")


VOLUME = (1, 2, 3, 3, 2, 1)
AFFINE = {
    "beta_initializer": "ones",
    "gamma_initializer": "zeros",
    "beta_regularizer": "l1",
    "gamma_regularizer": "l2",
    "beta_constraint": "non_neg",
    "gamma_constraint": "max_norm",
}
KERNELS = {
    "kernel_initializer": "he_normal",
    "bias_initializer": "ones",
    "kernel_regularizer": "l2",
    "bias_regularizer": "l1",
    "kernel_constraint": "max_norm",
    "bias_constraint": "non_neg",
}
RECURRENT = KERNELS | {
    "recurrent_initializer": "glorot_uniform",
    "recurrent_regularizer": "l1",
    "recurrent_constraint": "max_norm",
    "activity_regularizer": "l2",
}

# name, what makes the layer, call, shapes of inputs, keywords of the call
CASES = [
    ("ConvLSTM1D, channels first", conv_lstm(1, data_format="channels_first"), "single", [(2, 3, 2, 5)], {}),
    ("ConvLSTM2D, channels first, strides", conv_lstm(2, data_format="channels_first", strides=(1, 2), padding="same"), "single", [(1, 2, 2, 4, 3)], {}),
    ("ConvLSTM1D from a state", conv_lstm(1, padding="same"), "initial_state", [(2, 3, 5, 2), (2, 5, 2), (2, 5, 2)], {}),
    ("ConvLSTM1D, all options", conv_lstm(1, activation="softsign", recurrent_activation="tanh", unit_forget_bias=False, seed=1, **RECURRENT), "single", [(2, 3, 5, 2)], {}),
    ("ConvLSTM2D, dilated", conv_lstm(2, dilation_rate=(1, 2)), "single", [(1, 2, 4, 4, 1)], {}),
    ("ConvLSTM2D, backwards, all steps", conv_lstm(2, go_backwards=True, return_sequences=True, return_state=True), "single", [(1, 3, 3, 3, 1)], {}),
    ("ConvLSTM2D, all options", conv_lstm(2, activation="relu", recurrent_activation="hard_sigmoid", use_bias=False, **RECURRENT), "single", [(1, 2, 3, 3, 1)], {}),
    ("ConvLSTM3D, strides, all steps", conv_lstm(3, strides=2, return_sequences=True, unit_forget_bias=False), "single", [VOLUME], {}),
    ("ConvLSTM3D, channels first, dilated", conv_lstm(3, data_format="channels_first", dilation_rate=2, padding="same", return_state=True), "single", [(1, 2, 1, 3, 3, 2)], {}),
    ("ConvLSTM3D, all options", conv_lstm(3, activation="linear", recurrent_activation="sigmoid", go_backwards=True, seed=2, **RECURRENT), "single", [VOLUME], {}),
    ("LayerNormalization, all options", lambda: L.LayerNormalization(axis=[-2, -1], epsilon=0.01, **AFFINE), "single", [(2, 3, 4)], {}),
    ("LayerNormalization, only scaled", lambda: L.LayerNormalization(rms_scaling=True), "single", [(2, 3, 4)], {}),
    ("GroupNormalization, all options", lambda: L.GroupNormalization(2, axis=-2, epsilon=0.01, **AFFINE), "single", [(2, 4, 3)], {}),
    ("BatchNormalization, all options", lambda: L.BatchNormalization(axis=1, momentum=0.9, epsilon=0.01, moving_mean_initializer="ones", moving_variance_initializer="zeros", synchronized=False, **AFFINE), "single", [(2, 4, 3)], {"training": True}),
    ("MultiHeadAttention, all options", lambda: L.MultiHeadAttention(2, 3, value_dim=2, dropout=0.3, output_shape=(2, 3), attention_axes=(1,), flash_attention=False, seed=3, activity_regularizer="l1", **KERNELS), "spread", [(2, 3, 4), (2, 5, 4)], {}),
    ("GroupQueryAttention, all options", lambda: L.GroupQueryAttention(3, 4, 2, dropout=0.3, sliding_window=2, flash_attention=False, seed=3, use_gate=True, activity_regularizer="l1", **KERNELS), "spread", [(2, 4, 4), (2, 4, 4), (2, 4, 3)], {"use_causal_mask": True, "return_attention_scores": True}),
    ("GroupQueryAttention with a mask of attention", lambda: L.GroupQueryAttention(2, 2, 1), "spread", [(1, 3, 4), (1, 4, 4)], {"attention_mask": np.array([[[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]]], "bool"), "return_attention_scores": True}),
    ("Attention, all options", lambda: L.Attention(use_scale=True, score_mode="concat", dropout=0.3, seed=2), "list", [(2, 3, 4), (2, 5, 4), (2, 5, 4)], {"use_causal_mask": True, "return_attention_scores": True}),
    ("AdditiveAttention, all options", lambda: L.AdditiveAttention(use_scale=True, dropout=0.3, seed=2), "list", [(2, 3, 4), (2, 5, 4), (2, 5, 4)], {"return_attention_scores": True}),
    ("ReversibleEmbedding, all options", lambda: L.ReversibleEmbedding(5, 3, tie_weights=False, embeddings_initializer="ones", embeddings_regularizer="l2", embeddings_constraint="max_norm", mask_zero=True, reverse_dtype="float32", logit_soft_cap=2.0), "single", [(2, 4, 3)], {"reverse": True}),
    ("Wrapper", lambda: CallingWrapper(L.Dense(3)), "single", [(2, 4)], {}),
    ("LSTM, all options", lambda: L.LSTM(2, activation="softsign", recurrent_activation="tanh", unit_forget_bias=False, seed=1, use_cudnn=False, **RECURRENT), "single", [(2, 3, 4)], {}),
    ("GRU, all options", lambda: L.GRU(2, activation="softsign", recurrent_activation="tanh", reset_after=False, seed=1, use_cudnn=False, **RECURRENT), "single", [(2, 3, 4)], {}),
    ("BatchNormalization, renormalizing", lambda: L.BatchNormalization(renorm=True, renorm_momentum=0.7, renorm_clipping={"rmax": 1.5, "rmin": 0.5, "dmax": 0.8}), "single", [(4, 3)], {"training": True}),
    ("Conv1DTranspose, channels first", lambda: L.Conv1DTranspose(3, 2, strides=2, data_format="channels_first", activation="tanh", use_bias=False), "single", [(2, 2, 4)], {}),
    ("Conv3D, channels first", lambda: L.Conv3D(2, (1, 2, 2), data_format="channels_first"), "single", [(1, 2, 2, 3, 3)], {}),
    ("Conv3DTranspose, channels first, output padding", lambda: L.Conv3DTranspose(2, 2, strides=2, data_format="channels_first", output_padding=1, use_bias=False), "single", [(1, 2, 2, 1, 2)], {}),
    ("Conv3DTranspose, dilated", lambda: L.Conv3DTranspose(2, 2, dilation_rate=(1, 2, 1)), "single", [(1, 2, 2, 2, 1)], {}),
    ("DepthwiseConv1D, channels first", lambda: L.DepthwiseConv1D(2, data_format="channels_first", depth_multiplier=2), "single", [(2, 2, 4)], {}),
    ("SeparableConv1D, channels first", lambda: L.SeparableConv1D(3, 2, data_format="channels_first", activation="tanh"), "single", [(2, 2, 4)], {}),
    ("SeparableConv2D without a bias", lambda: L.SeparableConv2D(2, 2, use_bias=False), "single", [(1, 3, 3, 2)], {}),
    ("ConvLSTM2D, no bias of forgetting", conv_lstm(2, unit_forget_bias=False), "single", [(1, 2, 3, 3, 1)], {}),
    ("ConvLSTM3D, without a bias", conv_lstm(3, use_bias=False, recurrent_activation="tanh"), "single", [VOLUME], {}),
    *[(f"{name}, channels first", pooling(name), "single", [(2, 3, *[5, 4, 4][:rank])], {}) for rank in (1, 2, 3) for name in (f"AdaptiveAveragePooling{rank}D", f"AdaptiveMaxPooling{rank}D")],
    *[(f"{name}, channels first", lambda name=name: getattr(L, name)(2, data_format="channels_first"), "single", [(1, 2, 2, 4, 2)], {}) for name in ("AveragePooling3D", "MaxPooling3D", "UpSampling3D")],
    ("Cropping3D, channels first", lambda: L.Cropping3D((1, 0, 1), data_format="channels_first"), "single", [(1, 2, 3, 2, 4)], {}),
    ("ZeroPadding3D, channels first", lambda: L.ZeroPadding3D((1, 0, 2), data_format="channels_first"), "single", [(1, 2, 2, 1, 2)], {}),
    ("ZeroPadding1D, channels first", lambda: L.ZeroPadding1D((1, 2), data_format="channels_first"), "single", [(1, 2, 3)], {}),
    ("RNN, backwards, unrolled", lambda: L.RNN(L.GRUCell(2), go_backwards=True, unroll=True, return_sequences=True), "single", [(2, 3, 4)], {}),
    ("SimpleRNNCell, all options", lambda: L.SimpleRNNCell(2, activation="softsign", use_bias=False), "cell", [(2, 4), (2, 2)], {}),
    ("GRUCell, all options", lambda: L.GRUCell(2, activation="softsign", recurrent_activation="tanh", use_bias=False), "cell", [(2, 4), (2, 2)], {}),
    ("LSTMCell, all options", lambda: L.LSTMCell(2, activation="softsign", recurrent_activation="tanh", use_bias=False), "cell", [(2, 4), (2, 2), (2, 2)], {}),
]


class CallingWrapper(L.Wrapper):
    """As users of the base class write it: Keras's own has no call."""

    def call(self, x):
        return self.layer(x)

    def compute_output_shape(self, shape):
        return self.layer.compute_output_shape(shape)


def call_of(layer, kind, keywords):
    def call(tensors):
        if kind == "list":
            return layer(list(tensors), **keywords)
        if kind == "spread":
            return layer(*tensors, **keywords)
        if kind == "cell":
            output, states = layer(tensors[0], tensors[1] if len(tensors) == 2 else list(tensors[1:]), **keywords)
            return [output, *(states if isinstance(states, (list, tuple)) else [states])]
        if kind == "initial_state":
            return layer(tensors[0], initial_state=list(tensors[1:]), **keywords)
        return layer(tensors[0], **keywords)

    return call


def several(outputs):
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def compute(name, make, kind, shapes, keywords):
    keras.utils.clear_session()
    seed = zlib.crc32(name.encode())
    layer = make()
    class_name = "Wrapper" if isinstance(layer, CallingWrapper) else type(layer).__name__.replace("GroupedQuery", "GroupQuery")
    if class_name == "Wrapper":
        layer.name = layer._name = "wrapper"
    config = golden.plain(layer.get_config())
    inputs = [drawn(shape, seed + i) for i, shape in enumerate(shapes)]
    call = call_of(layer, kind, {key: jax.numpy.asarray(value) if isinstance(value, np.ndarray) else value for key, value in keywords.items()})
    call([jax.numpy.asarray(x) for x in inputs])
    weights = [drawn(each.shape, seed + 100 + i) for i, each in enumerate(layer.weights)]
    weights = [np.abs(value) if "variance" in each.path else value for each, value in zip(layer.weights, weights)]
    layer.set_weights(weights)
    upstreams = []

    def total(tensors):
        count = len(inputs)
        trainable = iter(tensors[count:])
        mapping = [(each, next(trainable)) for each in layer.weights if each.trainable]
        with keras.StatelessScope(state_mapping=mapping):
            outputs = several(call(tensors[:count]))
            if not upstreams:
                upstreams.extend(drawn(each.shape, seed + 200 + i) for i, each in enumerate(outputs))
            return sum(keras.ops.sum(each * upstream) for each, upstream in zip(outputs, upstreams))

    trained = [value for each, value in zip(layer.weights, weights) if each.trainable]
    found = golden.gradients(total, [*inputs, *trained])
    by_weights = iter(found[len(inputs) :])
    outputs = [golden.to_numpy(each) for each in several(call([jax.numpy.asarray(x) for x in inputs]))]
    losses = [float(each) for each in layer.losses]
    updated = [golden.to_numpy(each.value) for each in layer.weights]
    changed = any(not np.array_equal(a, b) for a, b in zip(updated, weights))
    one = len(outputs) == 1
    return {
        "name": name,
        "class_name": class_name,
        "config": config,
        "call": kind,
        "inputs": inputs,
        "inputKwargs": {key: golden.plain(value.tolist()) if isinstance(value, np.ndarray) else value for key, value in keywords.items()},
        "weights": [{"name": each.path, "trainable": bool(each.trainable), "value": value} for each, value in zip(layer.weights, weights)],
        **({"output": outputs[0], "upstream": upstreams[0]} if one else {"outputs": outputs, "upstreams": upstreams}),
        "gradients": {"inputs": found[: len(inputs)], "weights": [next(by_weights) if each.trainable else None for each in layer.weights]},
        **({"updatedWeights": updated} if changed else {}),
        **({"losses": losses} if losses else {}),
    }


def main():
    cases = [compute(*case) for case in CASES]
    meta = {"madeBy": "tools/goldens/layer_options.py", "backend": "jax", "versions": golden.versions("keras", "jax", "numpy")}
    golden.write(PATH, {"meta": meta, "cases": cases})
    print(f"{PATH}: {len(cases)} cases")


main()
