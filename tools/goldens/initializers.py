"""Initializers of Keras: the deterministic ones' values, the fans of shapes, the random ones' distributions, checked against samples."""

import math

import golden_file as golden
import keras
import numpy as np
from keras.src.initializers.random_initializers import compute_fans

KEPT = 0.87962566103423978
"""The standard deviation of what remains of a normal distribution that is cut at two standard deviations."""
SAMPLES = (1000, 1000)


def fans(case):
    fan_in, fan_out = compute_fans(tuple(case["shape"]))
    return {"fanIn": fan_in, "fanOut": fan_out}


def deterministic(case):
    made = getattr(keras.initializers, case["class_name"])(**case["arguments"])
    return {"config": golden.plain(made.get_config()), "value": golden.to_numpy(made(tuple(case["shape"]), dtype="float32"))}


def uniform(low, high):
    return {"distribution": "uniform", "low": low, "high": high, "mean": (low + high) / 2, "std": (high - low) / math.sqrt(12)}


def normal(mean, std):
    return {"distribution": "normal", "mean": mean, "std": std}


def truncated(mean, std):
    """Of a normal distribution with this standard deviation, what lies within two of them."""
    return {"distribution": "truncated_normal", "mean": mean, "std": std * KEPT, "low": mean - 2 * std, "high": mean + 2 * std}


def scaled(made, shape):
    """Of VarianceScaling and its kin, whose variance is that of the values that come out."""
    fan_in, fan_out = compute_fans(shape)
    std = math.sqrt(made.scale / max(1.0, {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[made.mode]))
    if made.distribution == "uniform":
        limit = math.sqrt(3) * std
        return {"distribution": "uniform", "low": -limit, "high": limit, "mean": 0.0, "std": std}
    return normal(0.0, std) if made.distribution == "untruncated_normal" else {**truncated(0.0, std / KEPT), "std": std}


def distribution(made, class_name, shape):
    if hasattr(made, "mode"):
        return scaled(made, shape)
    if class_name == "RandomUniform":
        return uniform(made.minval, made.maxval)
    return (truncated if class_name == "TruncatedNormal" else normal)(made.mean, made.stddev)


def check(made, stated):
    """A sample of a million has the stated moments and ends."""
    sample = golden.to_numpy(made(SAMPLES, dtype="float32")).astype("float64")
    assert abs(sample.mean() - stated["mean"]) < 0.005 * stated["std"], made
    assert abs(sample.std() / stated["std"] - 1) < 0.005, made
    if "low" in stated:
        width = stated["high"] - stated["low"]
        assert 0 <= sample.min() - stated["low"] + 1e-6 * width < 0.01 * width, made
        assert 0 <= stated["high"] + 1e-6 * width - sample.max() < 0.01 * width, made


def random(case):
    class_of = getattr(keras.initializers, case["class_name"])
    made = class_of.from_config(case["config"])
    check(made, distribution(made, case["class_name"], SAMPLES))
    shapes = [{"shape": each["shape"], **distribution(made, case["class_name"], tuple(each["shape"]))} for each in case["shapes"]]
    return {"config": golden.plain(made.get_config()), "shapes": shapes}


def orthogonal(case):
    gain = case["arguments"].get("gain", 1.0)
    value = golden.to_numpy(keras.initializers.Orthogonal(**case["arguments"], seed=1)(tuple(case["shape"]), dtype="float32"))
    flat = value.reshape(-1, value.shape[-1]).astype("float64")
    rows, columns = flat.shape
    product = flat @ flat.T if rows <= columns else flat.T @ flat
    assert np.abs(product - gain**2 * np.eye(len(product))).max() < 1e-6
    return {"flattened": [rows, columns], "orthogonal": "rows" if rows <= columns else "columns", "squaredLength": gain * gain}


golden.remake(
    "test/layers/goldens/initializers.json",
    {"fans": fans, "deterministic": deterministic, "random": random, "orthogonal": orthogonal},
    packages=("keras", "tensorflow", "numpy"),
)
