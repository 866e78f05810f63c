"""What the two halves hand over to each other in a folder: arrays, and a description of a task."""

import json

import numpy as np

from cases import BATCH_SIZE


def leaves(values):
    """The arrays of a tree, by names: `x`, or `x/0`, `x/1`, or those of an object."""
    if isinstance(values, dict):
        return {name: values[name] for name in sorted(values)}
    if isinstance(values, (list, tuple)):
        return {str(number): value for number, value in enumerate(values)}
    return {"": values}


def form(values):
    return "object" if isinstance(values, dict) else "list" if isinstance(values, (list, tuple)) else "array"


def rows(values, start, stop):
    if isinstance(values, dict):
        return {name: value[start:stop] for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [value[start:stop] for value in values]
    return values[start:stop]


def batch(values, number):
    return rows(values, number * BATCH_SIZE, (number + 1) * BATCH_SIZE)


def write_arrays(path, values):
    np.savez(path, **{f"a{name}": np.asarray(value) for name, value in leaves(values).items()})


def read_arrays(path):
    with np.load(path) as archive:
        return [archive[name] for name in archive.files]


def write_json(path, value):
    path.write_text(json.dumps(value))


def read_json(path):
    return json.loads(path.read_text())
