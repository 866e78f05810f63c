"""Steps of Keras's optimizers with given gradients: the weights after some of them, the optimizer's variables at the end, the weights
after finalize_variable_values; learning rates of its schedules."""

import golden_file as golden
import keras


def values_of(weights):
    return {each.name: golden.to_numpy(each) for each in weights}


def compute(case):
    keras.utils.clear_session()
    optimizer = getattr(keras.optimizers, case["class_name"]).from_config(case["config"])
    weights = [keras.Variable(golden.array(case["initial"][name], "float32"), name=name) for name in ("kernel", "bias")]
    if "kernelConstraint" in case:
        weights[0].constraint = keras.constraints.get(case["kernelConstraint"])
    if "excludeFromWeightDecay" in case:
        optimizer.exclude_from_weight_decay(var_names=case["excludeFromWeightDecay"])
    optimizer.build(weights)
    steps = []
    for step in case["steps"]:
        given = step["gradients"]
        optimizer.apply([keras.ops.convert_to_tensor(golden.array(given[each.name], "float32")) for each in weights], weights)
        steps.append({"gradients": given, **(values_of(weights) if "kernel" in step else {})})
    variables = [{"name": each.path, "value": golden.to_numpy(each)} for each in optimizer.variables]
    made = {"config": golden.plain(optimizer.get_config()), "steps": steps, "variables": variables}
    if "finalized" in case:
        optimizer.finalize_variable_values(weights)
        made["finalized"] = values_of(weights)
    return made


def learning_rates(case):
    schedule = getattr(keras.optimizers.schedules, case["class_name"]).from_config(case["config"])
    return {"values": [golden.to_numpy(schedule(step)) for step in case["steps"]]}


golden.remake("test/training/goldens/optimizers.json", {"optimizers": compute, "schedules": learning_rates})
