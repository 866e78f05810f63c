"""Layers of Keras, ThresholdedReLU of tf_keras: output, gradients of sum(output · upstream), output shape for an unknown batch."""

import golden_file as golden
import keras


def of_keras2(case):
    """A layer that only Keras 2 has: its config names the dtype instead of a policy."""
    import tf_keras

    layer = getattr(tf_keras.layers, case["class_name"]).from_config(case["config"])
    x, upstream = golden.array(case["inputs"][0], "float32"), golden.array(case["upstream"], "float32")
    import tensorflow as tf

    tensor = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        output = layer(tensor)
    return {
        "config": golden.plain(layer.get_config()),
        "output": output.numpy(),
        "gradients": {"inputs": [tape.gradient(output, tensor, tf.constant(upstream)).numpy()], "weights": []},
        "outputShape": layer.compute_output_shape((None, *x.shape[1:])).as_list(),
    }


def compute(case):
    if isinstance(case["config"]["dtype"], str):
        return of_keras2(case) if golden.BACKEND == "tensorflow" else {}
    keras.utils.clear_session()
    layer = getattr(keras.layers, case["class_name"]).from_config(case["config"])
    (x,) = [golden.array(each, "float32") for each in case["inputs"]]
    upstream = golden.array(case["upstream"], "float32")
    given = {name: golden.array(value) if isinstance(value, list) else value for name, value in case["inputKwargs"].items()}
    layer(keras.ops.convert_to_tensor(x), **given)
    weights = [golden.array(each["value"], "float32") for each in case["weights"]]
    layer.set_weights(weights)

    def total(tensors):
        with keras.StatelessScope(state_mapping=list(zip(layer.weights, tensors[1:]))):
            return keras.ops.sum(layer(tensors[0], **given) * upstream)

    by_input, *by_weights = golden.gradients(total, [x, *weights])
    named = [{"name": each.path, "trainable": bool(each.trainable), "value": value} for each, value in zip(layer.weights, weights)]
    return {
        "config": golden.plain(layer.get_config()),
        "weights": named,
        "output": golden.to_numpy(layer(keras.ops.convert_to_tensor(x), **given)),
        "gradients": {"inputs": [by_input], "weights": by_weights},
        "outputShape": list(layer.compute_output_shape((None, *x.shape[1:]))),
    }


golden.remake(
    "test/layers/goldens/layers.json",
    {"cases": compute},
    ["output", "gradients"],
    ("keras", "tensorflow", "tf_keras", "jax", "numpy"),
)
