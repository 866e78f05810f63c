"""Metrics of Keras: the result after each update, the variables at the end, the result after a reset."""

import golden_file as golden
import keras


def tensors_of(case):
    return [keras.ops.convert_to_tensor(golden.array(case[name])) for name in ("yTrue", "yPred", "values") if name in case]


def of_class(case):
    if "function" in case:
        metric = keras.metrics.MeanMetricWrapper(keras.metrics.get(case["function"]))
    else:
        metric = getattr(keras.metrics, case["class_name"])(**case["arguments"])
    updates = []
    for given in case["updates"]:
        weight = None if given["sampleWeight"] is None else golden.array(given["sampleWeight"], "float32")
        metric.update_state(*tensors_of(given), sample_weight=weight)
        updates.append({**given, "result": golden.to_numpy(metric.result())})
    if "function" in case:
        return {"updates": updates}
    variables = [{"name": each.path, "value": golden.to_numpy(each)} for each in metric.variables]
    metric.reset_state()
    config = golden.plain(metric.get_config())
    return {"config": config, "updates": updates, "variables": variables, "resultAfterReset": golden.to_numpy(metric.result())}


def of_function(case):
    return {"value": golden.to_numpy(getattr(keras.metrics, case["function"])(*tensors_of(case)))}


golden.remake("test/training/goldens/metrics.json", {"classes": of_class, "functions": of_function}, ["value", "updates", "resultAfterReset"])
