"""Functional models with operations of keras.ops between their inputs and their output, as Keras writes and computes them.

    KERAS_BACKEND=tensorflow python tools/goldens/operation_nodes.py
    KERAS_BACKEND=jax python tools/goldens/operation_nodes.py

Writes test/models/goldens/operation-nodes.json.gz: for each expression the JSON of the model, its inputs, and its output. What the second
run cannot compute (JAX takes no lists for static arguments) stays as the first has computed it.
"""

import gzip
import json
import os
import pathlib

os.environ |= {"JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import ops  # noqa: E402, F401

PATH = pathlib.Path(__file__).resolve().parents[2] / "test/models/goldens/operation-nodes.json.gz"

draw = np.random.default_rng(7)
normal = lambda *shape: np.round(draw.normal(size=shape), 2).astype("float32")

GIVEN = {
    "a": normal(2, 3, 4),
    "b": normal(2, 3, 4),
    "row": normal(2, 4),
    "p": np.round(draw.uniform(0.1, 0.9, (2, 3, 4)), 2).astype("float32"),
    "nan": np.where(draw.uniform(size=(2, 3, 4)) < 0.3, np.nan, normal(2, 3, 4)).astype("float32"),
    "s": (np.round(np.eye(3) * 3 + draw.uniform(0, 1, (2, 3, 3)), 2)).astype("float32"),
    "spd": np.array([[[4, 1, 0], [1, 3, 1], [0, 1, 2]], [[2, 1, 0], [1, 2, 0], [0, 0, 1]]], "float32"),
    "im": np.round(draw.uniform(0, 1, (2, 6, 6, 3)), 2).astype("float32"),
    "im2": np.round(draw.uniform(0, 1, (2, 6, 6, 3)), 2).astype("float32"),
    "i": draw.integers(0, 4, (2, 3)).astype("int32"),
    "j": draw.integers(1, 6, (2, 3)).astype("int32"),
    "k": draw.integers(0, 2, (2, 3, 4)).astype("bool"),
    "l": draw.integers(0, 2, (2, 3, 4)).astype("bool"),
    "q": normal(2, 4, 2, 3),
    "v": normal(2, 5, 2, 3),
}

UNARY = """abs absolute arccos arcsin arctan arctanh arcsinh cbrt ceil conj cos cosh deg2rad rad2deg exp exp2 expm1 erf erfc erfinv fabs flip
floor i0 log log10 log1p log2 isfinite isinf isnan isneginf isposinf isreal negative ones_like zeros_like real imag reciprocal round rsqrt
sign signbit sin sinc sinh sqrt square tan tanh trunc copy ravel relu relu6 sigmoid sparse_sigmoid softplus softsign soft_shrink sparse_plus
silu squareplus log_sigmoid leaky_relu hard_sigmoid hard_silu elu selu gelu celu tanh_shrink hard_tanh hard_shrink stop_gradient nan_to_num angle""".split()
BINARY = """add subtract multiply divide true_divide divide_no_nan power maximum minimum fmax fmin mod fmod floor_divide arctan2 heaviside hypot
logaddexp logaddexp2 nextafter equal not_equal greater greater_equal less less_equal isclose vdot""".split()
REDUCTIONS = "sum mean max min amax amin prod std var median ptp logsumexp any all count_nonzero argmax argmin".split()
NAN_REDUCTIONS = "nansum nanmean nanmax nanmin nanprod nanstd nanvar nanmedian nanargmax nanargmin".split()

CASES = [
    *[f"ops.{name}(p)" for name in UNARY],
    *[f"ops.{name}(a)" for name in "abs ceil floor round sign trunc relu6 gelu hard_tanh soft_shrink hard_shrink".split()],
    "ops.arccosh(p + 1)", "ops.logical_not(k)", "ops.round(a, decimals=1)", "ops.gelu(a, approximate=False)", "ops.leaky_relu(a, negative_slope=0.3)",
    "ops.elu(a, alpha=0.5)", "ops.celu(a, alpha=0.5)", "ops.threshold(a, 0.2, -1.0)", "ops.squareplus(a, b=2)", "ops.soft_shrink(a, threshold=0.3)",
    "ops.hard_shrink(a, threshold=0.3)", "ops.glu(a, axis=-1)", "ops.softmax(a)", "ops.softmax(a, axis=1)", "ops.log_softmax(a, axis=1)", "ops.sparsemax(a)",
    "ops.nan_to_num(nan, nan=2.0)", "ops.leaky_relu(a)", "-a", "abs(a)", "a + 1", "1 - a", "2 / p", "a ** 2", "2 ** a", "a @ ops.transpose(b, (0, 2, 1))", "a % 0.7", "a // 0.7", "a > b", "a[:, 1]", "a[..., ::2]",
    "a[:, None, 1:]", "a[:, -1, ::-1]", "~k", "k & l", "k | l", "k ^ l", "a != 0",
    *[f"ops.{name}(a, b)" for name in BINARY],
    *[f"ops.{name}(p, a)" for name in ("power", "fmod", "mod", "logaddexp")],
    "ops.maximum(a, 0.1)", "ops.minimum(0.1, a)", "ops.add(a, np.float32([1, 2, 3, 4]))", "ops.multiply(a, ops.convert_to_tensor([[1.0, 2, 3, 4]]))",
    "ops.logical_and(k, l)", "ops.logical_or(k, l)", "ops.logical_xor(k, l)", "ops.gcd(i, j)", "ops.lcm(i, j)", "ops.ldexp(p[:, :, 0], i)",
    "ops.bitwise_and(i, j)", "ops.bitwise_or(i, j)", "ops.bitwise_xor(i, j)", "ops.bitwise_not(i)", "ops.bitwise_invert(i)", "ops.bitwise_left_shift(i, j)",
    "ops.bitwise_right_shift(i, j)", "ops.left_shift(i, j)", "ops.right_shift(i, j)",
    *[f"ops.{name}(a, axis=1)" for name in REDUCTIONS if name not in ("any", "all")],
    *[f"ops.{name}(a, axis=(1, 2), keepdims=True)" for name in "sum mean max min prod std var logsumexp median".split()],
    "ops.sum(a, axis=-1)", "ops.max(a, axis=1, initial=0.5)", "ops.any(k, axis=1)", "ops.all(k, axis=-1, keepdims=True)", "ops.argmax(a, axis=1, keepdims=True)",
    *[f"ops.{name}(nan, axis=1)" for name in NAN_REDUCTIONS if not name.startswith("nanarg")], "ops.nanargmax(ops.nan_to_num(nan), axis=1)", "ops.nanargmin(ops.nan_to_num(nan), axis=1)",
    "ops.nancumsum(nan, axis=1)", "ops.nancumprod(nan, axis=1)", "ops.nanpercentile(nan, 30, axis=1)", "ops.nanquantile(nan, 0.3, axis=1)",
    "ops.quantile(a, 0.3, axis=1)", "ops.percentile(a, 30, axis=1)",
    "ops.average(a, axis=1)", "ops.average(a, axis=1, weights=p)", "ops.norm(a, axis=-1)", "ops.norm(a, ord=1, axis=-1, keepdims=True)", "ops.moments(a, axes=(1,))[1]",
    "ops.moments(a, axes=(1,), keepdims=True)[0]", "ops.cumsum(a, axis=1)", "ops.cumprod(a, axis=1)", "ops.diff(a, axis=1)", "ops.diff(a, n=2, axis=-1)", "ops.trapezoid(a, axis=1)", "ops.trapezoid(a, dx=0.5, axis=-1)",
    "ops.segment_sum(row, np.int32([0, 1]), num_segments=2)", "ops.segment_max(row, np.int32([1, 0]), num_segments=2)", "ops.segment_min(row, np.int32([1, 0]), num_segments=2, sorted=False)", "ops.segment_prod(row, np.int32([1, 0]), num_segments=2)",
    "ops.top_k(a, 2)[0]", "ops.top_k(a, 2, sorted=True)[1]", "ops.in_top_k(i[:, 0], row, 2)", "ops.sort(a, axis=1)", "ops.argsort(a, axis=-1)", "ops.argpartition(a, 1)[:, :, 0]",
    "ops.sort(i)", "ops.digitize(a, np.float32([-1, 0, 1]))", "ops.searchsorted(np.float32([-1, 0, 1]), ops.ravel(row))", "ops.searchsorted(np.float32([-1, 0, 1]), ops.ravel(row), side='right')",
    "ops.bincount(i, minlength=4)", "ops.isin(i, j)", "ops.isin(i, np.int32([1, 2]), invert=True)", "ops.histogram(row[0], bins=4, range=(-2, 2))[0]", "ops.corrcoef(row)", "ops.correlate(ops.ravel(row), np.float32([1, 2, 1]), mode='same')",
    "ops.rot90(im, k=1, axes=(1, 2))", "ops.append(a, b, axis=1)", "ops.broadcast_to(a, (2, 3, 4))", "ops.clip(a, -0.5, 0.5)", "ops.concatenate([a, b], axis=1)", "ops.concatenate([a, b, p])",
    "ops.cross(a[:, :, :3], b[:, :, :3])", "ops.diag(s[0])", "ops.diagflat(row)", "ops.diagonal(s, axis1=1, axis2=2)", "ops.dot(a, ops.transpose(row))", "ops.dstack([a, b])", "ops.hstack([a, b])", "ops.vstack([a, b])", "ops.stack([a, b], axis=1)", "ops.stack([a, b], axis=-1)",
    "ops.einsum('bij,bkj->bik', a, b)", "ops.einsum('bij->bji', a)", "ops.einsum('bij,bj->bi', a, row)", "ops.expand_dims(a, 1)", "ops.expand_dims(a, (1, -1))", "ops.squeeze(a[:, :1], axis=1)", "ops.flip(a, axis=1)", "ops.fliplr(a)", "ops.flipud(a)", "ops.full_like(a, 2)", "ops.ones_like(a, dtype='int32')",
    "ops.kron(row, np.float32([[1, 2]]))", "ops.matmul(s, a)", "ops.meshgrid(row[0], row[1])[1]", "ops.moveaxis(im, 1, -1)", "ops.moveaxis(im, (1, 2), (2, 1))", "ops.outer(row, row)", "ops.inner(row, row)", "ops.pad(a, ((0, 0), (1, 2), (0, 1)))", "ops.pad(a, ((0, 0), (1, 2), (0, 1)), constant_values=2.5)", "ops.pad(a, ((0, 0), (1, 1), (1, 1)), mode='reflect')", "ops.pad(a, 1)",
    "ops.repeat(a, 2, axis=1)", "ops.repeat(a, 2)", "ops.reshape(a, (-1, 12))", "ops.reshape(a, (2, 4, 3))", "ops.roll(a, 1, axis=1)", "ops.roll(a, 2)", "ops.split(a, 2, axis=2)[1]", "ops.split(a, [1, 3], axis=-1)[2]", "ops.array_split(a, 3, axis=2)[0]", "ops.hsplit(row, 2)[1]", "ops.vsplit(a, 2)[0]", "ops.dsplit(a, 2)[1]", "ops.swapaxes(a, 1, 2)", "ops.take(a, [2, 0], axis=1)", "ops.take(a, i[:, 0] % 3, axis=1)", "ops.take_along_axis(a, ops.expand_dims(i % 3, -1), axis=1)",
    "ops.tensordot(a, s, axes=[[1], [1]])", "ops.tensordot(a, ops.transpose(row), axes=1)", "ops.tile(a, (1, 2, 1))", "ops.tile(a, 2)", "ops.trace(s, axis1=1, axis2=2)", "ops.tril(s)", "ops.triu(s, k=1)", "ops.transpose(a)", "ops.transpose(a, axes=(0, 2, 1))", "ops.where(k, a, b)", "ops.where(a > 0, a, 0.0)", "ops.vander(row[0], N=3)", "ops.select([k, l], [a, b], 0.5)", "ops.slogdet(s)[1]", "ops.logdet(spd)", "ops.unravel_index(i[:, 0], (2, 2))[1]", "ops.view(a, dtype='int32')",
    "ops.cast(i, 'float32')", "ops.cast(a, 'int32')", "ops.cast(a, 'float16')", "ops.saturate_cast(a * 300, 'uint8')", "ops.convert_to_tensor(a)", "ops.linspace(row, row + 1, num=3)", "ops.linspace(row, row + 1, num=3, endpoint=False, axis=1)", "ops.logspace(row, row + 1, num=3)", "ops.geomspace(ops.abs(row) + 1, ops.abs(row) + 2, num=3)", "ops.unstack(a, axis=1)[1]", "ops.unstack(a, num=3, axis=1)[2]", "ops.slice(a, (0, 1, 1), (2, 2, 3))", "ops.slice_update(a, (0, 1, 0), b[:, :1])", "ops.scatter(ops.expand_dims(i[:, 0], -1), row, (4, 4))", "ops.scatter_update(row, np.int32([[0, 1], [1, 2]]), np.float32([5, 6]))", "ops.cdist(a, b)",
    "ops.extract_sequences(row, 2, 1)", "ops.tanh(a + b)",
    "ops.max_pool(im, 2)", "ops.max_pool(im, (2, 3), strides=1, padding='same')", "ops.average_pool(im, 2, strides=2)", "ops.average_pool(im, 3, 1, 'same')", "ops.max_pool(a, 2, strides=1)", "ops.average_pool(ops.transpose(im, (0, 3, 1, 2)), 2, data_format='channels_first')", "ops.adaptive_max_pool(im, (3, 3))", "ops.adaptive_average_pool(im, (2, 3))",
    "ops.conv(im, W, 1, 'same')", "ops.conv(im, W, strides=2, dilation_rate=1)", "ops.depthwise_conv(im, D)", "ops.separable_conv(im, D, P)",
    "ops.one_hot(i, 5)", "ops.one_hot(i, 5, axis=1, dtype='int32')", "ops.multi_hot(i, 5)", "ops.binary_crossentropy(p, p)", "ops.binary_crossentropy(p, a, from_logits=True)", "ops.categorical_crossentropy(p, p)", "ops.categorical_crossentropy(p, a, from_logits=True, axis=1)", "ops.sparse_categorical_crossentropy(i, p)", "ops.sparse_categorical_crossentropy(i, a, from_logits=True)",
    "ops.batch_normalization(a, np.float32([1, 2, 3, 4]), np.float32([1, 2, 3, 4]), axis=-1)", "ops.batch_normalization(a, np.float32([1, 2, 3, 4]), np.float32([1, 2, 3, 4]), -1, offset=np.float32([1, 2, 3, 4]), scale=np.float32([1, 2, 3, 4]), epsilon=0.01)",
    "ops.normalize(a, axis=-1)", "ops.normalize(a, axis=1, order=1)", "ops.psnr(im, im2, 1.0)", "ops.dot_product_attention(q, v, v)", "ops.dot_product_attention(q, q, q, is_causal=True, scale=0.5)", "ops.rms_normalization(a)", "ops.rms_normalization(a, scale=np.float32([1, 2, 3, 4]), epsilon=0.01)", "ops.layer_normalization(a)", "ops.layer_normalization(a, gamma=np.float32([1, 2, 3, 4]), beta=np.float32([1, 2, 3, 4]), epsilon=0.01)",
    "ops.unfold(ops.transpose(im, (0, 3, 1, 2)), 2)", "ops.depth_to_space(ops.concatenate([im, im2[..., :1]], axis=-1), 2)", "ops.space_to_depth(im, 2)", "ops.ctc_loss(i[:, :1] % 2 + 1, ops.softmax(v[:, :, 0]), np.int32([1, 1]), np.int32([5, 5]))", "ops.ctc_decode(ops.softmax(v[:, :, 0]), np.int32([5, 5]))[1]",
    "ops.image.rgb_to_grayscale(im)", "ops.image.rgb_to_hsv(im)", "ops.image.hsv_to_rgb(im)", "ops.image.resize(im, (3, 3))", "ops.image.resize(im, (9, 8), interpolation='nearest')", "ops.image.resize(im, (3, 2), interpolation='bicubic', antialias=True)", "ops.image.resize(im, (4, 3), pad_to_aspect_ratio=True, fill_value=0.5)", "ops.image.affine_transform(im, ops.tile(np.float32([[1, 0, 1, 0, 1, 0, 0, 0]]), (2, 1)))", "ops.image.extract_patches(im, 2)", "ops.image.extract_patches(im, (3, 2), strides=1, padding='same')", "ops.image.pad_images(im, 1, 2, target_height=9, target_width=9)", "ops.image.pad_images(im, top_padding=1, left_padding=2, bottom_padding=1, right_padding=0)", "ops.image.crop_images(im, 1, 2, target_height=3, target_width=3)", "ops.image.gaussian_blur(im)", "ops.image.gaussian_blur(im, (5, 3), (1.5, 1.0))", "ops.image.perspective_transform(im, P0, P1)", "ops.image.map_coordinates(im[0, :, :, 0], np.float32([[0.5, 1.2], [2.5, 3.1]]), order=1)", "ops.image.scale_and_translate(im, (2, 8, 8, 3), np.float32([1.2, 1.2]), np.float32([0, 0]), (1, 2), 'linear')", "ops.image.sobel_edges(im)", "ops.image.ssim(im, im2, 1.0, filter_size=5)",
    "ops.cholesky(spd)", "ops.cholesky(spd, upper=True)", "ops.cholesky_inverse(ops.cholesky(spd))", "ops.det(s)", "ops.inv(s)", "ops.lu_factor(s)[0]", "ops.solve(s, a)", "ops.solve_triangular(ops.tril(s), a, lower=True)",
    "ops.eigh(spd)[0]", "ops.svd(s, compute_uv=False)", "ops.qr(s)[1]", "ops.lstsq(s[0], a[0])", "ops.fft((a, b))[0]", "ops.rfft(a)[1]", "ops.stft(row, 2, 1, 2)[0]", "ops.pinv(s)", "ops.matrix_rank(s)",
]

CONSTANTS = {
    "W": normal(2, 2, 3, 2),
    "D": normal(2, 2, 3, 1),
    "P": normal(1, 1, 3, 2),
    "T": normal(3, 3, 2, 3),
    "P0": np.tile(np.float32([[[0, 0], [5, 0], [0, 5], [5, 5]]]), (2, 1, 1)),
    "P1": np.tile(np.float32([[[1, 0], [5, 1], [0, 4], [4, 5]]]), (2, 1, 1)),
}


def numbers(value):
    value = np.asarray(value)
    kind = value.dtype.name
    flat = [None if np.isnan(each) else str(each) if np.isinf(each) else each.item() for each in np.asarray(value, "int32" if kind == "bool" else "float64").ravel()]
    return {"dtype": kind, "shape": list(value.shape), "data": flat}


def main():
    before = {}
    if PATH.exists():
        before = {each["expression"]: each for each in json.loads(gzip.decompress(PATH.read_bytes()))["cases"]}
    made, failed = [], []
    for text in dict.fromkeys(CASES):
        keras.backend.clear_session()
        inputs = {name: keras.Input(batch_shape=value.shape, dtype=value.dtype.name, name=name) for name, value in GIVEN.items()}
        try:
            output = eval(text, {"ops": ops, "np": np, "keras": keras, **CONSTANTS, **inputs})
            used = {name: tensor for name, tensor in inputs.items() if name in set(compile(text, "-", "eval").co_names)}
            model = keras.Model(used, output)
            result = model({name: GIVEN[name] for name in used})
            config = json.loads(model.to_json())
            made.append({"expression": text, "config": config, "inputs": list(used), "output": numbers(result), "backend": keras.backend.backend()})
        except Exception as error:  # This backend cannot do it.
            if text in before:
                made.append(before[text])
                continue
            failed.append(f"{text}: {type(error).__name__}: {str(error)[:120]}")
    golden = {"by": f"tools/goldens/operation_nodes.py, Keras {keras.__version__}", "given": {name: numbers(value) for name, value in GIVEN.items()}, "cases": made}
    PATH.write_bytes(gzip.compress((json.dumps(golden, separators=(",", ":")) + "\n").encode(), 9, mtime=0))
    print(len(made), "models;", PATH.stat().st_size, "bytes")
    print(*failed, sep="\n")


if __name__ == "__main__":
    main()
