"""Losses and metrics of Keras for predictions that carry a mask, with weights and classes that are left out: values, results, variables."""

import golden_file as golden
import keras
from keras.src import backend


def given(case):
    predictions = keras.ops.convert_to_tensor(golden.array(case["yPred"], "float32"))
    if case["mask"] is not None:
        backend.set_keras_mask(predictions, keras.ops.convert_to_tensor(golden.array(case["mask"], "bool")))
    weight = None if case["sampleWeight"] is None else golden.array(case["sampleWeight"], "float32")
    return golden.array(case["yTrue"]), predictions, weight


def of_loss(case):
    labels, predictions, weight = given(case)
    loss = getattr(keras.losses, case["class_name"])(**case["arguments"])
    return {"value": golden.to_numpy(loss(labels, predictions, sample_weight=weight))}


def of_metric(case):
    labels, predictions, weight = given(case)
    metric = getattr(keras.metrics, case["class_name"])(**case["arguments"])
    metric.update_state(labels, predictions, sample_weight=weight)
    return {"result": golden.to_numpy(metric.result()), "variables": [golden.to_numpy(each) for each in metric.variables]}


golden.remake("test/training/goldens/masks.json", {"losses": of_loss, "metrics": of_metric})
