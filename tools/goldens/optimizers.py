"""Steps of Keras's optimizers with given gradients: the weights after each, the optimizer's variables at the end."""

import golden_file as golden
import keras


def values_of(weights):
    return {each.name: golden.to_numpy(each) for each in weights}


def compute(case):
    keras.utils.clear_session()
    optimizer = getattr(keras.optimizers, case["class_name"]).from_config(case["config"])
    weights = [keras.Variable(golden.array(case["initial"][name], "float32"), name=name) for name in ("kernel", "bias")]
    optimizer.build(weights)
    steps = []
    for step in case["steps"]:
        given = step["gradients"]
        optimizer.apply([keras.ops.convert_to_tensor(golden.array(given[each.name], "float32")) for each in weights], weights)
        steps.append({"gradients": given, **values_of(weights)})
    variables = [{"name": each.path, "value": golden.to_numpy(each)} for each in optimizer.variables]
    return {"config": golden.plain(optimizer.get_config()), "steps": steps, "variables": variables}


golden.remake("test/training/goldens/optimizers.json", {"optimizers": compute})
