"""Losses of Keras: value, and gradient of the value's sum by yPred."""

import golden_file as golden
import keras


def value_and_gradient(function, case):
    y_true, y_pred = keras.ops.convert_to_tensor(golden.array(case["yTrue"])), golden.array(case["yPred"], "float32")
    value = function(y_true, keras.ops.convert_to_tensor(y_pred))
    (gradient,) = golden.gradients(lambda given: keras.ops.sum(function(y_true, given[0])), [y_pred])
    return {"value": golden.to_numpy(value), "gradient": gradient}


def of_class(case):
    arguments = {name: tuple(value) if isinstance(value, list) else value for name, value in case["arguments"].items()}
    loss = getattr(keras.losses, case["class_name"])(**arguments)
    weight = None if case["sampleWeight"] is None else golden.array(case["sampleWeight"], "float32")
    results = value_and_gradient(lambda y_true, y_pred: loss(y_true, y_pred, sample_weight=weight), case)
    return {"config": golden.plain(loss.get_config()), **results}


def of_function(case):
    function = getattr(keras.losses, case["function"])
    arguments = {name: golden.array(value) if isinstance(value, list) else value for name, value in case["arguments"].items()}
    return value_and_gradient(lambda y_true, y_pred: function(y_true, y_pred, **arguments), case)


golden.remake("test/training/goldens/losses.json", {"classes": of_class, "functions": of_function}, ["value", "gradient"])
