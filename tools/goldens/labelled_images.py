"""Image layers of Keras on JAX that are called with images, labels and segmentation masks, and the equalization of contrast tile by tile.

What is given is chosen here; what Keras draws stands in the case as `transformation`.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import golden_file as golden  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

L = keras.layers
PATH = "test/layers/goldens/labelled-images.json"


def images(*shape, seed=1, dtype="float32"):
    return np.round(np.random.default_rng(seed).uniform(0, 255, size=shape)).astype(dtype)


def data(format="channels_last", batch=True, size=(6, 8)):
    channels = lambda count: (*size, count) if format == "channels_last" else (count, *size)
    lead = (2,) if batch else ()
    return {
        "images": images(*lead, *channels(3)),
        "labels": np.array([3, 1] if batch else 3, "int32"),
        "segmentation_masks": np.random.default_rng(7).integers(0, 4, size=(*lead, *channels(1))).astype("int32"),
    }


LABELLED = [
    (lambda: L.RandomFlip("horizontal", seed=1), data()),
    (lambda: L.RandomFlip(seed=3, data_format="channels_first"), data("channels_first")),
    (lambda: L.RandomRotation(0.2, seed=1), data()),
    (lambda: L.RandomRotation(0.2, fill_mode="constant", fill_value=9, seed=2), data(batch=False)),
    (lambda: L.RandomTranslation(0.3, 0.2, seed=1), data()),
    (lambda: L.RandomZoom(0.3, 0.2, seed=1), data()),
    (lambda: L.RandomShear(0.3, 0.2, seed=1), data()),
    (lambda: L.RandomPerspective(1.0, 0.4, seed=1), data()),
    (lambda: L.RandomCrop(3, 4, seed=1), data()),
    (lambda: L.RandomBrightness(0.3, seed=1), data()),
    (lambda: L.RandomContrast(0.3, seed=1), data(batch=False)),
    (lambda: L.RandomPosterization(4, seed=1), data()),
    (lambda: L.Solarization(0.2, 0.6, seed=1), data()),
    (lambda: L.AutoContrast(), data()),
    (lambda: L.Equalization(), data()),
    (lambda: L.Resizing(3, 5), data()),
    (lambda: L.Resizing(9, 5, data_format="channels_first"), data("channels_first", batch=False)),
    (lambda: L.CenterCrop(3, 4), data()),
]

C = L.ContrastLimitedAdaptiveHistogramEqualization
EQUALIZED = [
    (lambda: C(tile_grid_size=(2, 2)), images(1, 8, 8, 1)),
    (lambda: C(tile_grid_size=(2, 3), clip_limit=1.5), images(2, 7, 10, 3)),
    (lambda: C(tile_grid_size=(3, 2), clip_limit=0.0, data_format="channels_first"), images(2, 2, 9, 11)),
    (lambda: C(value_range=(0, 1), tile_grid_size=(2, 2)), images(10, 9, 3) / np.float32(255)),
    (lambda: C(), images(1, 17, 20, 1)),
    (lambda: C(tile_grid_size=(2, 2)), images(1, 6, 6, 2, dtype="uint8")),
    (lambda: C(tile_grid_size=(2, 2)), np.full((1, 6, 6, 1), 40, "float32")),
]


def array(value):
    value = np.asarray(value)
    return {"tensor": golden.plain(value.tolist()) if value.dtype.kind != "f" else value.astype("float32"), "dtype": str(value.dtype).replace("int64", "int32")}


def drawn(value):
    """What was drawn, as the file of the augmentations has it."""
    if isinstance(value, dict):
        return {key: array(each) for key, each in value.items() if key != "input_shape"}
    return {"tuple": [array(each) for each in value]} if isinstance(value, tuple) else array(value)


def labelled(make, given):
    layer = make()
    transformation = layer.get_random_transformation({key: jnp.asarray(each) for key, each in given.items()}, training=True)
    layer.get_random_transformation = lambda *_, **__: transformation
    output = layer({key: jnp.asarray(each) for key, each in given.items()}, training=True)
    case = {"class_name": type(layer).__name__, "config": golden.plain(layer.get_config()), "input": {key: array(each) for key, each in given.items()}}
    if transformation is not None and not isinstance(layer, (L.Resizing, L.CenterCrop)):
        case["transformation"] = drawn(transformation)
    return {**case, "output": {key: array(each) for key, each in output.items()}}


def equalized(make, given):
    layer = make()
    return {"class_name": type(layer).__name__, "config": golden.plain(layer.get_config()), "input": array(given), "output": array(layer(given))}


if __name__ == "__main__":
    cases = [labelled(*each) for each in LABELLED]
    plain = [equalized(*each) for each in EQUALIZED]
    for i, case in enumerate(cases + plain):
        case["name"] = f"{case['class_name']}, case {i + 1}"
    named = [[{"name": case.pop("name"), **case} for case in each] for each in (cases, plain)]
    meta = {"madeBy": "tools/goldens/labelled_images.py", "versions": golden.versions("keras", "jax", "numpy"), "origin": __doc__.split("\n")[0]}
    golden.write(PATH, {"meta": meta, "cases": named[0], "equalized": named[1]})
    print(PATH, len(cases), len(plain))
