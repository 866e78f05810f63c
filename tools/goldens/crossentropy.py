"""keras.losses functions of probabilities, loss classes with their default reduction of logits; gradient of the value's sum by yPred.

On JAX where TensorFlow does not divide probabilities by their sum, and where it passes a gradient to clipped ones.
"""

import re

import golden_file as golden
import keras

SNAKE = re.compile(r"(?<=[a-z])(?=[A-Z])")


def compute(case):
    if case["fromLogits"]:
        function = getattr(keras.losses, case["op"][0].upper() + case["op"][1:])(from_logits=True)
    else:
        function = getattr(keras.losses, SNAKE.sub("_", case["op"]).lower())
    y_true, y_pred = keras.ops.convert_to_tensor(golden.array(case["yTrue"])), golden.array(case["yPred"], "float32")
    value = function(y_true, keras.ops.convert_to_tensor(y_pred))
    (gradient,) = golden.gradients(lambda given: keras.ops.sum(function(y_true, given[0])), [y_pred])
    return {"value": golden.to_numpy(value), "gradient": gradient}


golden.remake("test/ops/goldens/crossentropy.json", {"cases": compute}, ["value", "gradient"])
