"""Makes test/objects/goldens/configs.json again: the configs of Keras's classes with the least arguments that they need.

The case says the class and the arguments, objects among them as Keras serializes them; Keras computes the config and the entries beside it.
Any backend gives the same.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import json  # noqa: E402
import pathlib  # noqa: E402

import keras  # noqa: E402

PATH = pathlib.Path(__file__).resolve().parents[2] / "test/objects/goldens/configs.json"


def argument(value):
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return [argument(each) for each in value] if isinstance(value, list) else value


def serialized(case):
    """What Keras serializes of an instance; automatic names count from the beginning for each."""
    keras.backend.clear_session()
    found = keras
    for part in case["name"].split("."):
        found = getattr(found, part)
    instance = found(**{name: argument(value) for name, value in case["arguments"].items()})
    whole = keras.saving.serialize_keras_object(instance)
    # A class without a public name, and what a class writes in tuples, comes out of JSON like the file.
    return json.loads(json.dumps(whole))


def main():
    golden = json.loads(PATH.read_text())
    different = 0
    for case in golden["cases"]:
        made = serialized(case)
        given = case.get("serialized")
        if given is not None and given != made:
            different += 1
            print("differs:", case["name"])
        case["serialized"] = made
    golden["meta"] |= {"keras": keras.__version__}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in golden["cases"])
    head = json.dumps({"meta": golden["meta"]}, separators=(",", ":"))[1:-1]
    PATH.write_text("{" + head + ',"cases":[\n' + lines + "\n]}\n")
    print(f"{len(golden['cases'])} cases, {different} of them not as they were")


main()
