"""Writes tools/goldens/keras-api.json: what Keras's public namespaces hold, with the arguments of classes and functions.

An argument is its name, with a `?` behind it where it has a default; `*` begins those that take the rest. The defaults of classes stand beside
them, but None. Of one object under several names, the others say which it is. Any backend has the same names.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import inspect  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402

import keras  # noqa: E402

PATH = pathlib.Path(__file__).resolve().parents[2] / "tools/goldens/keras-api.json"
NAMESPACES = [
    *["activations", "layers", "losses", "metrics", "optimizers", "optimizers.schedules", "initializers", "regularizers"],
    *["constraints", "callbacks", "ops", "ops.image", "random", "utils"],
]


def arguments(found):
    try:
        parameters = list(inspect.signature(found.__init__ if inspect.isclass(found) else found).parameters.values())
    except ValueError:
        return []
    names = []
    for each in parameters[1 if inspect.isclass(found) else 0 :]:
        rest = each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        names.append(f"*{each.name}" if rest else each.name + ("" if each.default is each.empty else "?"))
    return names


def defaults(found):
    """The defaults of a class's arguments that JSON has a word for, but None."""
    if not inspect.isclass(found):
        return {}
    try:
        parameters = inspect.signature(found.__init__).parameters.values()
    except ValueError:
        return {}
    given = {each.name: each.default for each in parameters if each.default not in (each.empty, None)}
    return {name: value for name, value in given.items() if isinstance(value, (bool, int, float, str, tuple, list))}


def members(namespace):
    module = keras
    for part in namespace.split("."):
        module = getattr(module, part)
    public = {name: value for name, value in vars(module).items() if not name.startswith("_") and not inspect.ismodule(value)}
    first, found = {}, {}
    # The name of the class or function itself comes before its other names.
    for name, value in sorted(public.items(), key=lambda item: (getattr(item[1], "__name__", "") != item[0], item[0])):
        if id(value) in first:
            found[name] = {"sameAs": first[id(value)]}
            continue
        first[id(value)] = name
        kind = "class" if inspect.isclass(value) else "function" if callable(value) else "constant"
        given = defaults(value)
        found[name] = {"kind": kind, "arguments": arguments(value) if kind != "constant" else [], **({"defaults": given} if given else {})}
    return dict(sorted(found.items()))


def main():
    lines = [f'"{namespace}":{{\n' + ",\n".join(f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in members(namespace).items()) + "\n}" for namespace in NAMESPACES]
    meta = {"madeBy": "tools/goldens/api.py", "keras": keras.__version__, "licence": "names and arguments of Keras, Apache-2.0, https://github.com/keras-team/keras"}
    PATH.write_text('{"meta":' + json.dumps(meta) + ',"namespaces":{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    print(PATH, sum(len(members(namespace)) for namespace in NAMESPACES), "names")


main()
