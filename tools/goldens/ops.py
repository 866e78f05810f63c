"""keras.ops called in eager mode; gradients of sum(output · upstream), of the first output, by each float32 tensor."""

import operator

import golden_file as golden
import keras
import numpy as np


def is_tensor(argument):
    return isinstance(argument, dict) and "tensor" in argument


def tensors_in(arguments):
    found = []
    for each in arguments:
        found += tensors_in(each) if isinstance(each, list) else [golden.array(each["tensor"], each["dtype"])] if is_tensor(each) else []
    return found


def filled(argument, tensors):
    """The argument with its tensors taken from an iterator. A list of numbers is a tuple to Keras: a shape, axes."""
    if is_tensor(argument):
        return next(tensors)
    if isinstance(argument, list):
        inside = [filled(each, tensors) for each in argument]
        return inside if any(map(is_tensor, argument)) else tuple(inside)
    return argument


def keyword(value):
    """A list is a tuple to Keras, an infinity a string in JSON."""
    if is_tensor(value):
        return golden.array(value["tensor"], value["dtype"])
    return tuple(value) if isinstance(value, list) else golden.SPECIAL.get(value, value) if isinstance(value, str) else value


def compute(case):
    function = operator.attrgetter(case["op"])(keras.ops)
    keywords = {name: keyword(value) for name, value in case["keywords"].items()}
    given = tensors_in(case["arguments"])

    def call(tensors):
        queue = iter(tensors)
        result = function(*[filled(each, queue) for each in case["arguments"]], **keywords)
        return list(result) if isinstance(result, (list, tuple)) else [result]

    outputs = [golden.to_numpy(each) for each in call([keras.ops.convert_to_tensor(each) for each in given])]
    several = len(outputs) > 1
    dtypes = [str(each.dtype) for each in outputs]
    results = {"outputs": outputs, "dtypes": dtypes} if several else {"output": outputs[0], "dtype": dtypes[0]}
    if "upstream" not in case:
        return results
    upstream = golden.array(case["upstream"], "float32")
    is_float = [each.dtype == np.float32 for each in given]

    def total(floats):
        queue = iter(floats)
        tensors = [next(queue) if real else keras.ops.convert_to_tensor(each) for each, real in zip(given, is_float)]
        return keras.ops.sum(call(tensors)[0] * upstream)

    found = iter(golden.gradients(total, [each for each, real in zip(given, is_float) if real]))
    return {**results, "gradients": [next(found) if real else None for real in is_float]}


if __name__ == "__main__":
    golden.remake("test/ops/goldens/ops.json", {"cases": compute}, ["output", "outputs", "gradients"])
