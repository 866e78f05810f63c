"""The truth (activation_truth.py), and what Keras on TensorFlow (generation 3) or tf_keras (generation 2) computes on a CPU.

Gradients are vector-Jacobian products with the input's upstream, derivatives with ones. The upstream of glu is the first half of the input's.
"""

import activation_truth as truth
import golden_file as golden
import keras
import numpy as np
import tensorflow as tf
import tf_keras


def function_of(case):
    """A function of one tensor, and the layer if it is one."""
    library = tf_keras if case["generation"] == 2 else keras
    arguments = {name: tuple(value) if name == "axis" and isinstance(value, list) else value for name, value in case["arguments"].items()}
    if case["kind"] == "activation":
        function = library.activations.get(case["id"])
        return (lambda x: function(x, **arguments)), None
    layer = getattr(library.layers, case["id"])(**arguments)
    if "mask" not in case:
        return layer, layer
    mask = tf.constant(np.array(case["mask"]["values"], bool).reshape(case["mask"]["shape"]))
    return (lambda x: layer(x, mask=mask)), layer


def keras_results(case, x, upstream):
    """What Keras gives, or the error with which it refuses."""
    function, layer = function_of(case)
    if "alpha" in case:
        layer.build(x.shape)
        layer.set_weights([golden.array(case["alpha"]["values"], "float32").reshape(case["alpha"]["shape"])])
    weights = [each.value if case["generation"] == 3 else each for each in layer.trainable_weights] if layer else []
    tensor = tf.constant(x)
    try:
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            y = function(tensor)
    except ValueError as error:
        return {"value": {"error": f"ValueError: {error}".splitlines()[0][:200]}}
    shaped = tf.reshape(tf.constant(upstream[: y.numpy().size]), y.shape)
    found = tape.gradient(y, [tensor, *weights], shaped, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    names = ["value", "derivative" if case["input"] == "elementwise" else "gradient", "alphaGradient"]
    return {name: short(each) for name, each in zip(names, [y, *found])}


def short(values):
    """A flat list of float32 numbers, of which the file writes the whole ones without a point."""

    def whole(value):
        return int(value) if np.isfinite(value) and str(value).endswith(".0") and str(value) != "-0.0" else value

    return [whole(value) for value in np.asarray(values, np.float32).ravel()]


def computation(elementwise, tensors):
    def compute(case):
        if case["input"] == "elementwise":
            x = golden.array(elementwise, "float32")
            true, upstream = truth.elementwise_truth(case, x), np.ones_like(x)
        else:
            given = tensors[case["input"]]
            flat, upstream = golden.array(given["values"], "float32"), golden.array(given["upstream"], "float32")
            x = flat.reshape(given["shape"])
            true = truth.rows_truth(case, {"shape": given["shape"], "values": flat.tolist(), "upstream": upstream.tolist()})
        return {**{name: short(values) for name, values in true.items()}, "keras": keras_results(case, x, upstream)}

    return compute


path = "test/activations/goldens/activations.json"
document = golden.read(path)
golden.remake(
    path,
    {"cases": computation(document["elementwise"], document["tensors"])},
    packages=("keras", "tf_keras", "tensorflow", "numpy", "mpmath"),
)
