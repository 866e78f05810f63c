"""Losses, metrics and optimizers with the options that their own files of goldens leave at their defaults, computed by Keras on JAX.

Data and gradients are those of the first case of the class in its own file. Each option has to matter: with its default the numbers are others.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

PATH = "test/training/goldens/options.json"
HALF = {"dtype": "bfloat16"}
SQUARE = [[0.1, 0.5, 0.3], [0.3, 0.4, 0.3], [0.6, 0.1, 0.4]]
LOSSES = {
    "BinaryCrossentropy": [],
    "BinaryFocalCrossentropy": [{"axis": 0, "reduction": "none"}],
    "CategoricalCrossentropy": [],
    "CategoricalFocalCrossentropy": [{"axis": 0}],
    "CategoricalGeneralizedCrossEntropy": [],
    "CategoricalHinge": [],
    "Circle": [],
    "CosineSimilarity": [],
    "CTC": [],
    "Dice": [{"axis": [1, 2, 3], "reduction": "sum"}],
    "Hinge": [],
    "Huber": [],
    "KLDivergence": [],
    "LogCosh": [],
    "MeanAbsoluteError": [],
    "MeanAbsolutePercentageError": [],
    "MeanSquaredError": [],
    "MeanSquaredLogarithmicError": [],
    "Poisson": [],
    "SparseCategoricalCrossentropy": [{"axis": 0}],
    "SquaredHinge": [],
    "Tversky": [{"axis": [1, 2, 3], "reduction": "sum"}],
}
METRICS = {
    "AUC": [{"multi_label": True, "num_labels": 3}, {"multi_label": True, "label_weights": [0.5, 1.0, 2.5]}],
    "CategoricalCrossentropy": [{"axis": 0}],
    "IoU": [{"num_classes": 3, "target_class_ids": [0, 2], "ignore_class": 1}, {"num_classes": 3, "target_class_ids": [0], "sparse_y_pred": False}, {"num_classes": 3, "target_class_ids": [0], "sparse_y_true": False, "axis": 0}],
    "MeanIoU": [{"num_classes": 4, "sparse_y_true": False, "sparse_y_pred": False, "axis": 0}],
    "OneHotIoU": [{"num_classes": 4, "target_class_ids": [1], "ignore_class": 2}, {"num_classes": 4, "target_class_ids": [1], "sparse_y_pred": True}, {"num_classes": 4, "target_class_ids": [1], "axis": 0}],
    "OneHotMeanIoU": [{"num_classes": 4, "ignore_class": 2}, {"num_classes": 4, "sparse_y_pred": True}, {"num_classes": 4, "axis": 0}],
    "PrecisionAtRecall": [{"recall": 0.5, "class_id": 1}],
    "RecallAtPrecision": [{"precision": 0.6, "class_id": 1}],
    "SensitivityAtSpecificity": [{"specificity": 0.5, "class_id": 1}],
    "SpecificityAtSensitivity": [{"sensitivity": 0.5, "class_id": 1}],
    "SparseCategoricalCrossentropy": [{"axis": 0}, {"ignore_class": 1}],
}
ACCUMULATION = {"gradient_accumulation_steps": 2, "global_clipnorm": 0.9}
AVERAGE = {"clipnorm": 0.4, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2, "weight_decay": 0.07}
SCALED = {"clipvalue": 0.15, "loss_scale_factor": 4.0}
OPTIMIZERS = {
    "SGD": {},
    "RMSprop": {},
    "Adam": {},
    "AdamW": {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 0.01},
    "Adamax": {"beta_2": 0.8, "epsilon": 0.01},
    "Adagrad": {},
    "Adadelta": {},
    "Nadam": {"beta_2": 0.8, "epsilon": 0.01},
    "Ftrl": {},
    "Lion": {},
    "Lamb": {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 0.01},
    "Adafactor": {"epsilon_1": 0.01},
    "Muon": {"adam_beta_1": 0.7, "adam_beta_2": 0.8, "adam_weight_decay": 0.03, "epsilon": 0.01, "muon_a": 3.3, "muon_b": -4.6, "muon_c": 2.0},
    "ScheduleFreeAdamW": {"beta_1": 0.7, "beta_2": 0.8, "epsilon": 0.01},
}


def first_cases(path, section):
    found = {}
    for case in golden.read(path)[section]:
        found.setdefault(case["class_name"], case)
    return found


def differs(mine, other):
    return golden.text(mine) != golden.text(other)


def check_effects(name, compute, given, needed=()):
    """Refuses an option that changes nothing. Options that need another one are left out with it."""
    results = compute(given)
    for option in given:
        if option in needed:
            continue
        without = {key: value for key, value in given.items() if key != option}
        assert differs(results, compute(without)), f"{name}: {option} has no effect"
    return results


def spelled(given):
    return ", ".join(f"{key}={value!r}" for key, value in given.items())


def loss_case(class_name, arguments, base):
    if class_name == "SparseCategoricalCrossentropy" and "axis" in arguments:
        base = {"data": "sparse", "yTrue": [1, 0, 2], "yPred": SQUARE}
    y_true, y_pred = keras.ops.convert_to_tensor(golden.array(base["yTrue"])), golden.array(base["yPred"], "float32")

    def compute(given):
        loss = getattr(keras.losses, class_name)(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})
        value = loss(y_true, keras.ops.convert_to_tensor(y_pred))
        (gradient,) = golden.gradients(lambda tensors: keras.ops.sum(loss(y_true, tensors[0])), [y_pred])
        return {"config": golden.plain(loss.get_config()), "value": golden.to_numpy(keras.ops.cast(value, "float32")), "gradient": gradient}

    check_effects(class_name, lambda given: compute(given)["value"], arguments)
    return {"name": f"{class_name}({spelled(arguments)})", "class_name": class_name, "arguments": arguments, "data": base["data"], "yTrue": base["yTrue"], "yPred": base["yPred"], "sampleWeight": None, **compute(arguments)}


def losses():
    bases = first_cases("test/training/goldens/losses.json", "classes")
    return [loss_case(name, arguments, bases[name]) for name, cases in LOSSES.items() for arguments in [*([] if any("reduction" in each for each in cases) else [{"reduction": "sum"}]), HALF, *cases]]


SCORES = [[0.81, 0.12, 0.35], [0.22, 0.64, 0.41], [0.57, 0.33, 0.93], [0.05, 0.72, 0.48]]
SEVERAL_LABELS = [[1, 0, 1], [0, 1, 0], [1, 1, 1], [0, 1, 0]]
ONE_HOT = [[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
CLASSES = [1, 3, 0, 2]
PROBABILITIES = [[0.1, 0.5, 0.3, 0.1], [0.2, 0.4, 0.3, 0.1], [0.7, 0.1, 0.1, 0.1], [0.1, 0.6, 0.2, 0.1]]


def metric_data(class_name, arguments, base):
    """What the metric of a class can be updated with, where the options want other data than the first case has."""
    if arguments.get("sparse_y_pred"):
        return ONE_HOT, CLASSES
    if class_name == "SparseCategoricalCrossentropy" and {"axis", "ignore_class"} & set(arguments):
        return [1, 0, 2], SQUARE
    if class_name == "CategoricalCrossentropy" and "axis" in arguments:
        return [[1, 0, 0], [0, 0, 1], [0, 1, 0]], SQUARE
    if class_name == "IoU" and arguments.get("sparse_y_pred") is False and "axis" not in arguments:
        return CLASSES, PROBABILITIES
    if class_name == "IoU" and "ignore_class" in arguments:
        return [0, 1, 2, 1, 0], [0, 2, 2, 1, 1]
    if class_name in ("OneHotIoU", "OneHotMeanIoU") and "ignore_class" in arguments:
        return ONE_HOT, PROBABILITIES
    if class_name == "IoU" and "axis" in arguments:
        return [[0.1, 0.5, 0.3, 0.1], [0.2, 0.4, 0.3, 0.3], [0.6, 0.1, 0.4, 0.6]], [2, 1, 0, 2]
    if class_name in ("OneHotIoU", "OneHotMeanIoU", "MeanIoU") and "axis" in arguments:
        return ONE_HOT, PROBABILITIES
    if "class_id" in arguments or class_name == "AUC":
        return SEVERAL_LABELS, SCORES
    update = base["updates"][0]
    return update.get("yTrue"), update.get("yPred", update.get("values"))


def metric_case(class_name, arguments, base, needed):
    y_true, y_pred = metric_data(class_name, {key: value for key, value in arguments.items() if key not in base["arguments"] or base["arguments"][key] != value}, base)
    given_data = {"values": y_pred} if y_true is None else {"yTrue": y_true, "yPred": y_pred}

    def compute(given):
        keras.utils.clear_session()
        metric = getattr(keras.metrics, class_name)(**given)
        results = []
        for _ in range(2):
            metric.update_state(*[keras.ops.convert_to_tensor(golden.array(each)) for each in given_data.values()])
            results.append(golden.to_numpy(keras.ops.cast(metric.result(), "float32")))
        variables = [{"name": each.path, "value": golden.to_numpy(keras.ops.cast(each, "float32"))} for each in metric.variables]
        metric.reset_state()
        after = golden.to_numpy(keras.ops.cast(metric.result(), "float32"))
        config = {name: np.asarray(value).tolist() if np.ndim(value) and not isinstance(value, list) else value for name, value in metric.get_config().items()}
        # Only JAX has no int64.
        config |= {"dtype": "int64"} if config["dtype"] == "int32" else {}
        return {"config": golden.plain(config), "updates": [{**given_data, "sampleWeight": None, "result": each} for each in results], "variables": variables, "resultAfterReset": after}

    check_effects(class_name, lambda given: {key: value for key, value in compute(given).items() if key in ("updates", "variables")}, arguments, needed)
    return {"name": f"{class_name}({spelled(arguments)})", "class_name": class_name, "arguments": arguments, **compute(arguments)}


def metrics():
    bases = {name: case for name, case in first_cases("test/training/goldens/metrics.json", "classes").items() if "function" not in case}
    cases = []
    for name, base in bases.items():
        needed = set(base["arguments"]) | {"multi_label", "num_classes", "target_class_ids", "num_labels", "sparse_y_true", "sparse_y_pred", "axis"}
        for arguments in METRICS.get(name, []):
            cases.append(metric_case(name, arguments, base, needed))
        # Which of many thresholds a prediction is above is rounding in halves.
        if name in ("AUC", "RecallAtPrecision"):
            continue
        # What counts classes takes no halves.
        half = {**base["arguments"], **({"dtype": "float32"} if "IoU" in name else HALF)}
        cases.append(metric_case(name, half, base, needed | {"dtype"}))
    return cases


def optimizer_case(class_name, given, base):
    gradients = [step["gradients"] for step in base["steps"][:4]]
    if class_name == "Lion":
        # Only signs count there: what scales gradients shows where some steps have far larger ones than others.
        gradients = [{name: (golden.array(each, "float32") * scale).round(3) for name, each in step.items()} for step, scale in zip(gradients, (3, 2, 0.2, 0.1))]

    def compute(options):
        keras.utils.clear_session()
        optimizer = getattr(keras.optimizers, class_name)(**options)
        weights = [keras.Variable(golden.array(base["initial"][name], "float32"), name=name) for name in ("kernel", "bias")]
        optimizer.build(weights)
        steps = []
        for each in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(golden.array(each[weight.name], "float32")) for weight in weights], weights)
            steps.append({"gradients": each, **{weight.name: golden.to_numpy(weight) for weight in weights}})
        variables = [{"name": each.path, "value": golden.to_numpy(each)} for each in optimizer.variables]
        made = {"config": golden.plain(optimizer.get_config()), "initial": base["initial"], "steps": steps, "variables": variables}
        if options.get("use_ema"):
            optimizer.finalize_variable_values(weights)
            made["finalized"] = {each.name: golden.to_numpy(each) for each in weights}
        return made

    def effects(options):
        made = compute(options)
        return {key: made.get(key) for key in ("steps", "finalized")}

    check_effects(class_name, effects, given)
    return {"name": f"{class_name}({spelled(given)})", "class_name": class_name, **compute(given)}


def optimizers():
    bases = first_cases("test/training/goldens/optimizers.json", "optimizers")
    cases = []
    for name, own in OPTIMIZERS.items():
        for given in [ACCUMULATION, AVERAGE, SCALED, *([own] if own else [])]:
            cases.append(optimizer_case(name, {"learning_rate": 0.05, **given}, bases[name]))
    return cases


def main():
    meta = {"madeBy": "tools/goldens/training_options.py", "backend": "jax", "versions": golden.versions("keras", "jax", "numpy")}
    sections = {"losses": losses(), "metrics": metrics(), "optimizers": optimizers()}
    golden.write(PATH, {"meta": meta, **sections})
    print(PATH, {name: len(cases) for name, cases in sections.items()})


main()
