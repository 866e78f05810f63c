"""Layers that change images, with the options that `augmentation.json` leaves at their defaults, computed by Keras on JAX: channels first, other ranges of
values. Randomness is taken out by factors with equal ends, or what Keras drew stands beside the case."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

L = keras.layers
PATH = "test/layers/goldens/image-options.json"
FIRST = {"data_format": "channels_first"}
UNIT = {"value_range": (0.0, 1.0)}
BOTH = FIRST | UNIT

# what makes the layer, whether what it draws stands in the case
CASES = [
    (lambda: L.RandomBrightness((0.3, 0.3), **UNIT), False),
    (lambda: L.RandomColorDegeneration((0.3, 0.3), **BOTH), False),
    # The only turn that is the same in both directions.
    (lambda: L.RandomColorJitter(hue_factor=(1.0, 1.0), **UNIT), False),
    (lambda: L.RandomGrayscale(1.0, **FIRST), False),
    (lambda: L.RandomHue((0.3, 0.3), **BOTH), True),
    (lambda: L.RandomInvert((1.0, 1.0), **BOTH), False),
    (lambda: L.RandomPosterization((3, 3), **BOTH), False),
    (lambda: L.RandomRotation((0.1, 0.1), **FIRST), False),
    (lambda: L.RandomSaturation((0.3, 0.3), **BOTH), False),
    (lambda: L.RandomSharpness((0.8, 0.8), **BOTH), False),
    (lambda: L.RandomZoom((0.4, 0.4), (-0.2, -0.2), **FIRST), False),
    (lambda: L.RandomErasing((1.0, 1.0), fill_value=None, **BOTH), True),
    (lambda: L.RandomGaussianBlur((1.0, 1.0), kernel_size=3, sigma=(0.7, 0.7), **BOTH), True),
    (lambda: L.RandomPerspective((1.0, 1.0), scale=0.4, **FIRST), True),
]


def recorded(value):
    return {name: {"tensor": golden.to_numpy(each), "dtype": keras.backend.standardize_dtype(each.dtype)} for name, each in value.items() if hasattr(each, "dtype")}


def compute(make, is_drawn):
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    layer = make()
    config = golden.plain(layer.get_config())
    shape = (1, 3, 4, 5) if layer.data_format == "channels_first" else (1, 4, 5, 3)
    is_unit = tuple(getattr(layer, "value_range", (0, 255))) == (0.0, 1.0)
    draw = np.random.default_rng(11)
    image = (draw.uniform(size=shape).round(3) if is_unit else draw.integers(0, 256, size=shape)).astype("float32")
    x = keras.ops.convert_to_tensor(image)
    given = {}
    if is_drawn:
        drawn = layer.get_random_transformation(x, training=True)
        given = {"transformation": recorded(drawn)}
        output = layer.transform_images(x, drawn, training=True)
    else:
        output = layer(x, training=True)
    ranges = [*(["channels first"] if shape[1] == 3 else []), *(["values up to 1"] if is_unit else [])]
    return {
        "name": f"{type(layer).__name__}, {', '.join(ranges)}",
        "class_name": type(layer).__name__,
        "config": config,
        "kind": "drawn" if is_drawn else "pinned",
        "input": image,
        "inputDtype": "float32",
        "training": True,
        **given,
        "output": golden.to_numpy(output),
        "outputDtype": "float32",
    }


def main():
    cases = [compute(*case) for case in CASES]
    golden.write(PATH, {"meta": {"madeBy": "tools/goldens/image_options.py", "backend": "jax", "versions": golden.versions("keras", "jax", "numpy")}, "cases": cases})
    print(f"{PATH}: {len(cases)} cases")


main()
