"""Layers and training under the policies mixed_float16 and mixed_bfloat16, by Keras on JAX, eagerly."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

LAYERS = "test/layers/goldens/mixed-precision.json"
TRAINING = "test/models/goldens/mixed-precision.json"
POLICIES = ("mixed_float16", "mixed_bfloat16")
PACKAGES = ("keras", "jax", "ml_dtypes", "numpy")
generator = np.random.default_rng(20)


def meta():
    return {"madeBy": "tools/goldens/mixed_precision.py", "versions": golden.versions(*PACKAGES), "origin": __doc__}


def numbers(*shape, scale=1.0):
    return np.round(generator.normal(size=shape) * scale, 3).astype(np.float32)


def plain(tensor):
    array = golden.to_numpy(tensor)
    return array.astype(np.float32) if str(array.dtype) in ("float16", "bfloat16") else array


def policies():
    """What a policy's name means, and how a layer says it in its config."""
    made = []
    for name in ("float32", "float16", "bfloat16", "float64", *POLICIES):
        policy = keras.DTypePolicy(name)
        layer = keras.layers.Dense(1, dtype=name, name="dense")
        made.append(
            {
                "name": name,
                "computeDtype": policy.compute_dtype,
                "variableDtype": policy.variable_dtype,
                "config": golden.plain(layer.get_config()["dtype"]),
                "repr": repr(policy),
            }
        )
    return made


class CenteredScale(keras.layers.Layer):
    """A layer as users write them: weights and operations, and what it sees of dtypes."""

    def build(self, shape):
        self.gamma = self.add_weight(name="gamma", shape=(shape[-1],), initializer="ones")
        self.beta = self.add_weight(name="beta", shape=(shape[-1],), initializer="zeros")
        self.count = self.add_weight(name="count", shape=(), dtype="int32", initializer="zeros", trainable=False)
        self.exact = self.add_weight(name="exact", shape=(shape[-1],), initializer="ones", autocast=False)

    def call(self, x):
        ops = keras.ops
        self.seen = {name: str(ops.convert_to_tensor(each).dtype) for name, each in (
            ("x", x), ("gamma", self.gamma), ("count", self.count), ("exact", self.exact))}
        mean = ops.mean(x, axis=-1, keepdims=True)
        centered = x - mean
        variance = ops.mean(ops.square(centered), axis=-1, keepdims=True)
        return self.gamma * (centered * ops.rsqrt(variance + 1e-3)) + self.beta


def layer_case(name, layer, x, **keywords):
    """One call: what comes out, and the gradients of sum(output · upstream), which is computed in float32, by weights and input."""
    given = keras.ops.convert_to_tensor(x)
    layer(given, **keywords)
    weights = [numbers(*each.shape, scale=0.5) if "float" in str(each.dtype) else np.zeros(each.shape, np.int32) for each in layer.weights]
    for index, each in enumerate(layer.weights):
        if "variance" in each.path:
            weights[index] = np.abs(weights[index]) + 0.5
    layer.set_weights(weights)
    y = layer(given, **keywords)
    upstream = numbers(*y.shape)
    trainable = [each.value for each in layer.trainable_variables]
    is_floating = np.issubdtype(x.dtype, np.floating)

    def total(values):
        weights, inputs = (values[:-1], values[-1]) if is_floating else (values, given)
        # Layer.stateless_call leaves out what a call of the layer converts.
        with keras.StatelessScope(state_mapping=list(zip(layer.trainable_variables, weights))):
            output = layer(inputs, **keywords)
        return keras.ops.sum(keras.ops.cast(output, "float32") * upstream)

    found = golden.gradients(total, [*trainable, *([given] if is_floating else [])])
    made = {
        "name": name,
        "class": type(layer).__name__,
        "policy": layer.dtype_policy.name,
        "config": {} if isinstance(layer, CenteredScale) else golden.plain(layer.get_config()),
        "input": x,
        "inputDtype": str(x.dtype),
        "call": keywords,
        "weights": [{"path": each.path.split("/", 1)[1], "dtype": str(each.dtype), "value": value} for each, value in zip(layer.weights, weights)],
        "output": plain(y),
        "outputDtype": str(y.dtype),
        "upstream": upstream,
        "gradients": [plain(each) for each in found],
        "gradientDtypes": [str(each.dtype) for each in found],
    }
    return made | ({"seen": layer.seen} if isinstance(layer, CenteredScale) else {})


def layer_cases(policy):
    keras.utils.set_random_seed(3)
    new = keras.layers
    image = numbers(2, 5, 5, 2)
    rows = numbers(3, 4)
    steps = numbers(2, 4, 3)
    large = np.round(numbers(4, 6) * 200 + 300).astype(np.float32)
    options = {"dtype": policy}
    return [
        layer_case("dense", new.Dense(3, activation="gelu", **options), rows),
        layer_case("dense of integers", new.Dense(2, **options), np.array([[1, 2, 3], [4, 5, 6]], np.int32)),
        layer_case("dense without bias", new.Dense(3, use_bias=False, activation="softmax", **options), rows),
        layer_case("conv2d", new.Conv2D(3, 3, strides=2, padding="same", activation="relu", **options), image),
        layer_case("conv1d", new.Conv1D(2, 2, **options), steps),
        layer_case("depthwise", new.DepthwiseConv2D(2, **options), image),
        layer_case("average pooling", new.AveragePooling2D(2, **options), image),
        layer_case("own layer", CenteredScale(**options), rows),
        layer_case("layer normalization of large numbers", new.LayerNormalization(**options), large),
        layer_case("batch normalization of large numbers, training", new.BatchNormalization(**options), large, training=True),
        layer_case("batch normalization, inference", new.BatchNormalization(**options), rows, training=False),
        layer_case("group normalization of large numbers", new.GroupNormalization(2, **options), large),
        layer_case("embedding", new.Embedding(5, 3, **options), np.array([[0, 4, 1]], np.int32)),
        layer_case("lstm", new.LSTM(2, return_sequences=True, **options), steps),
        layer_case("gru", new.GRU(2, **options), steps),
        layer_case("simple rnn", new.SimpleRNN(2, **options), steps),
        layer_case("rescaling of bytes", new.Rescaling(1 / 255, **options), np.array([[0, 128, 255]], np.uint8)),
        layer_case("dense in float32", new.Dense(2, activation="softmax", dtype="float32"), rows),
    ]


def masked_softmax():
    """Masked scores: -3e4 is added in float16, -1e9 elsewhere."""
    made = []
    for policy in POLICIES:
        x, mask = np.array([[1.0, 2.0, 3.0, -60000.0]], np.float32), np.array([[True, False, True, True]])
        y = keras.layers.Softmax(dtype=policy)(x, mask=mask)
        made.append({"policy": policy, "input": x, "mask": mask, "output": plain(y), "outputDtype": str(y.dtype)})
    return made


def build(policy):
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, activation="tanh", dtype=policy, name="hidden"),
            keras.layers.Dense(3, dtype=policy, name="logits"),
            keras.layers.Activation("softmax", dtype="float32", name="probabilities"),
        ],
        name="classifier",
    )
    return model


def training(policy, optimizer, name, steps=4, scale_options=None, factor=1.0):
    """Some steps of train_on_batch. The policy is the global one too, or compile would not look after the loss scale."""
    keras.config.set_dtype_policy(policy)
    model = build(policy)
    weights = [numbers(*each.shape, scale=0.7) for each in model.weights]
    model.set_weights(weights)
    inner = keras.optimizers.deserialize(optimizer)
    given = keras.optimizers.LossScaleOptimizer(inner, **scale_options) if scale_options else inner
    model.compile(optimizer=given, loss="categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    used = model.optimizer
    scaled = isinstance(used, keras.optimizers.LossScaleOptimizer)
    x, y = numbers(6, 4, scale=factor), np.eye(3, dtype=np.float32)[generator.integers(0, 3, 6)]
    made = []
    for step in range(steps):
        batch = x if not (factor > 1 and step == 1) else x * 0 + np.float32(np.inf)
        logs = model.train_on_batch(batch, y, return_dict=True)
        state = {"scale": plain(used.dynamic_scale), "counter": plain(used.step_counter)} if scaled else {}
        made.append({"loss": float(logs["loss"]), "iterations": int(used.iterations), "weights": [plain(each) for each in model.weights]} | state)
    predicted = model.predict(x, verbose=0)
    keras.config.set_dtype_policy("float32")
    return {
        "name": name,
        "policy": policy,
        "optimizer": optimizer,
        "lossScale": scale_options,
        "optimizerAfterCompile": type(used).__name__,
        "optimizerConfig": golden.plain(used.get_config()),
        "optimizerVariables": [{"path": each.path, "dtype": str(each.dtype), "shape": list(each.shape)} for each in used.variables],
        "modelPolicy": model.dtype_policy.name,
        "layerDtypes": {each.name: str(each.output.dtype) for each in model.layers},
        "initial": weights,
        "x": x,
        "y": y,
        "infiniteBatch": 1 if factor > 1 else None,
        "steps": made,
        "predictions": predicted,
        "predictionsDtype": str(predicted.dtype),
    }


def without_model_policy():
    """A model of mixed layers whose own policy is float32: its optimizer is not wrapped."""
    model = build("mixed_float16")
    model.compile(optimizer="sgd", loss="mse")
    return {"modelPolicy": model.dtype_policy.name, "optimizerAfterCompile": type(model.optimizer).__name__}


sgd = {"class_name": "SGD", "config": {"learning_rate": 0.5, "momentum": 0.9}}
adam = {"class_name": "Adam", "config": {"learning_rate": 0.01}}

cases = [case for policy in POLICIES for case in layer_cases(policy)]
golden.write(LAYERS, {"meta": meta(), "policies": policies(), "cases": cases, "maskedSoftmax": masked_softmax()})
runs = [
    training("mixed_float16", sgd, "wrapped by compile"),
    training("mixed_float16", adam, "adam, wrapped by compile"),
    training("mixed_bfloat16", sgd, "not wrapped"),
    training("mixed_float16", sgd, "the scale grows", scale_options={"initial_scale": 4.0, "dynamic_growth_steps": 2}),
    training("mixed_float16", sgd, "a scale that is too large halves, and its steps are skipped", steps=6, scale_options={"initial_scale": 2.0**20}),
    training("mixed_float16", sgd, "an infinite batch is skipped", factor=1.001),
]
golden.write(TRAINING, {"meta": meta(), "cases": runs, "withoutModelPolicy": without_model_policy()})
print(len(cases), len(runs))
