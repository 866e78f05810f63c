"""Regularizers of Keras with value and gradient, constraints with the projected weight."""

import golden_file as golden
import keras


def described(module, case):
    return getattr(module, case["class_name"])(**case["config"])


def of_regularizer(case):
    regularizer, weight = described(keras.regularizers, case), golden.array(case["input"], "float32")
    (gradient,) = golden.gradients(lambda given: regularizer(given[0]), [weight])
    return {"value": golden.to_numpy(regularizer(keras.ops.convert_to_tensor(weight))), "gradient": gradient}


def of_constraint(case):
    constraint = described(keras.constraints, case)
    return {"output": golden.to_numpy(constraint(keras.ops.convert_to_tensor(golden.array(case["input"], "float32"))))}


golden.remake(
    "test/layers/goldens/regularizers_constraints.json", {"regularizers": of_regularizer, "constraints": of_constraint}, ["value", "gradient", "output"]
)
