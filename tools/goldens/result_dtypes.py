"""Computes test/ops/goldens/result-dtypes.json: the dtype that Keras gives for every operation and every dtype of its operands.

    pip install keras jax
    KERAS_BACKEND=jax python tools/goldens/result_dtypes.py > test/ops/goldens/result-dtypes.json

float64 is left out: Keras on JAX computes some functions of it in float32, which nobody wants. The rows of `unary` have a dtype for each operand dtype, those of `binary` a list for each dtype of the first operand with an entry for each of
the second, those of `withNumber` the results beside the Python numbers 2 and 0.5. An error is `null`.
"""

import json
import os

os.environ.setdefault('KERAS_BACKEND', 'jax')

import keras
import numpy as np
from keras import ops

DTYPES = ['bool', 'uint8', 'int32', 'float32']


def operand(dtype, shape=(2, 2)):
    return keras.ops.convert_to_tensor(np.ones(shape).astype(dtype))


def dtype_of(compute):
    try:
        result = compute()
    except Exception:
        return None
    if isinstance(result, (list, tuple)):
        result = result[0]
    return keras.backend.standardize_dtype(result.dtype)


UNARY = {
    **{name: getattr(ops, name) for name in (
        'negative abs sign square sqrt rsqrt reciprocal floor ceil round exp expm1 log log1p log2 log10 sin cos tan sinh cosh tanh erf '
        'logical_not isnan isinf isfinite zeros_like ones_like mean sum prod max min var std any all logsumexp argmax argmin sort '
        'argsort cumsum ravel transpose flip squeeze relu relu6 silu softplus softsign sigmoid log_sigmoid elu selu celu leaky_relu '
        'hard_sigmoid hard_silu hard_tanh hard_shrink soft_shrink tanh_shrink squareplus sparse_plus sparse_sigmoid gelu glu '
        'softmax log_softmax sparsemax stop_gradient exponential mish linear'
    ).split() if hasattr(ops, name)},
    'clip': lambda x: ops.clip(x, 0, 1),
    'full_like': lambda x: ops.full_like(x, 1),
    'pad': lambda x: ops.pad(x, 1),
    'tile': lambda x: ops.tile(x, 2),
    'repeat': lambda x: ops.repeat(x, 2),
    'reshape': lambda x: ops.reshape(x, (4,)),
    'expand_dims': lambda x: ops.expand_dims(x, 0),
    'swapaxes': lambda x: ops.swapaxes(x, 0, 1),
    'broadcast_to': lambda x: ops.broadcast_to(x, (3, 2, 2)),
    'split': lambda x: ops.split(x, 2),
    'slice': lambda x: ops.slice(x, (0, 0), (1, 1)),
    'take': lambda x: ops.take(x, np.array([0], 'int32'), axis=0),
    'take_along_axis': lambda x: ops.take_along_axis(x, np.zeros((2, 2), 'int32'), axis=0),
    'full': lambda x: ops.full((2,), x[0, 0]),
    'eye': lambda x: ops.eye(2, dtype=x.dtype),
    'zeros': lambda x: ops.zeros((2,), dtype=x.dtype),
    'ones': lambda x: ops.ones((2,), dtype=x.dtype),
    'linspace': lambda x: ops.linspace(x[0], x[0], 3),
    'one_hot': lambda x: ops.one_hot(x, 3),
    'max_pool': lambda x: ops.max_pool(ops.reshape(x, (1, 4, 1)), 2, 2),
    'average_pool': lambda x: ops.average_pool(ops.reshape(x, (1, 4, 1)), 2, 2),
    'threshold': lambda x: ops.threshold(x, 0, 0),
    **{name: getattr(ops, name) for name in (
        'tril triu norm normalize absolute arccos arccosh arcsin arcsinh arctan arctanh cbrt deg2rad erfinv exp2 fabs i0 isneginf isposinf '
        'rad2deg signbit sinc trunc count_nonzero median nanargmax nanargmin nancumprod nancumsum nanmax nanmean nanmin nanprod nanstd nansum '
        'nanvar ptp average corrcoef cumprod diagflat diagonal diff fliplr flipud rot90 trace trapezoid unstack'
    ).split()},
    **{name: getattr(ops, name) for name in (
        'amax amin angle array bitwise_invert bitwise_not conj conjugate copy empty_like imag isreal layer_normalization nan_to_num '
        'nonzero real rms_normalization unique'
    ).split() if hasattr(ops, name)},
    'saturate_cast': lambda x: ops.saturate_cast(x, 'uint8'),
    'get_item': lambda x: ops.get_item(x, 0),
    'bincount': lambda x: ops.bincount(x[0]),
    'histogram': lambda x: ops.histogram(x),
    'hsplit': lambda x: ops.hsplit(x, 2),
    'vsplit': lambda x: ops.vsplit(x, 2),
    'dsplit': lambda x: ops.dsplit(ops.reshape(x, (1, 2, 2)), 2),
    'segment_min': lambda x: ops.segment_min(x, np.array([1, 0], 'int32'), 2),
    'scatter': lambda x: ops.scatter(np.array([[1], [0]], 'int32'), x, (3, 2)),
    'depth_to_space': lambda x: ops.depth_to_space(ops.reshape(x, (1, 1, 1, 4)), 2),
    'space_to_depth': lambda x: ops.space_to_depth(ops.reshape(x, (1, 2, 2, 1)), 2),
    'unfold': lambda x: ops.unfold(ops.reshape(x, (1, 1, 2, 2)), 2),
    'fold': lambda x: ops.fold(ops.reshape(x, (1, 4, 1)), 2, 2),
    'multi_hot': lambda x: ops.multi_hot(x[0], 3),
    'in_top_k': lambda x: ops.in_top_k(np.array([0, 1], 'int32'), x, 1),
    'logspace': lambda x: ops.logspace(x[0], x[0], 3),
    'geomspace': lambda x: ops.geomspace(x[0], x[0], 3),
    'unravel_index': lambda x: ops.unravel_index(x[0], (2, 2)),
    'batch_normalization': lambda x: ops.batch_normalization(x, np.zeros(2, 'float32'), np.ones(2, 'float32'), -1),
    'map': lambda x: ops.map(lambda each: each, x),
    'vectorized_map': lambda x: ops.vectorized_map(lambda each: each, x),
    'associative_scan': lambda x: ops.associative_scan(lambda a, b: a, x),
    'argpartition': lambda x: ops.argpartition(x, 0),
    'array_split': lambda x: ops.array_split(x, 2),
    'diag': lambda x: ops.diag(x[0]),
    'moments': lambda x: ops.moments(x, 0),
    'quantile': lambda x: ops.quantile(x, 0.5),
    'percentile': lambda x: ops.percentile(x, 50),
    'roll': lambda x: ops.roll(x, 1),
    'moveaxis': lambda x: ops.moveaxis(x, 0, 1),
    'top_k': lambda x: ops.top_k(x, 1),
    'segment_sum': lambda x: ops.segment_sum(x, np.array([1, 0], 'int32'), 2),
    'segment_max': lambda x: ops.segment_max(x, np.array([1, 0], 'int32'), 2),
    'segment_prod': lambda x: ops.segment_prod(x, np.array([1, 0], 'int32'), 2),
    'vander': lambda x: ops.vander(x[0]),
    **{name: (lambda f: lambda x: f(ops.eye(2, dtype=x.dtype)))(getattr(ops, name)) for name in 'cholesky inv det slogdet logdet'.split()},
}

BINARY = {
    **{name: getattr(ops, name) for name in (
        'add subtract multiply divide maximum minimum power logaddexp greater greater_equal less less_equal equal not_equal logical_and '
        'logical_or matmul dot binary_crossentropy categorical_crossentropy arctan2 divide_no_nan floor_divide fmax fmin fmod heaviside hypot '
        'ldexp logaddexp2 logical_xor mod true_divide append isin '
        'isclose allclose inner outer vdot kron cross bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift left_shift '
        'right_shift gcd lcm'
    ).split()},
    **{name: getattr(ops, name) for name in ('cdist', 'nextafter', 'psnr') if hasattr(ops, name)},
    'tensordot': lambda a, b: ops.tensordot(a, b, 1),
    'correlate': lambda a, b: ops.correlate(a[0], b[0]),
    'searchsorted': lambda a, b: ops.searchsorted(a[0], b),
    'digitize': lambda a, b: ops.digitize(a, b[0]),
    'meshgrid': lambda a, b: ops.meshgrid(a[0], b[0]),
    'select': lambda a, b: ops.select([np.ones((2, 2), bool)], [a], b),
    'scatter_update': lambda a, b: ops.scatter_update(a, np.array([[1], [0]], 'int32'), b),
    'slice_update': lambda a, b: ops.slice_update(a, (0, 0), b),
    'cond': lambda a, b: ops.cond(True, lambda: a, lambda: b),
    'where': lambda a, b: ops.where(np.ones((2, 2), bool), a, b),
    **{name: (lambda f: lambda a, b: f(ops.eye(2, dtype=a.dtype), b))(getattr(ops, name)) for name in 'solve solve_triangular'.split()},
    'concatenate': lambda a, b: ops.concatenate([a, b]),
    'stack': lambda a, b: ops.stack([a, b]),
    'hstack': lambda a, b: ops.hstack([a, b]),
    'vstack': lambda a, b: ops.vstack([a, b]),
    'dstack': lambda a, b: ops.dstack([a, b]),
    'conv': lambda a, b: ops.conv(ops.reshape(a, (1, 4, 1)), ops.reshape(b, (4, 1, 1))),
    'sparse_categorical_crossentropy': lambda a, b: ops.sparse_categorical_crossentropy(a[:, 0] - 1 if a.dtype != bool else a[:, 0], b),
}

WITH_NUMBER = [
    *'add subtract multiply divide maximum minimum power logaddexp greater greater_equal less less_equal equal not_equal'.split(),
    'where',
]


def main():
    result = {
        'keras': keras.__version__,
        'dtypes': DTYPES,
        'unary': {name: [dtype_of(lambda: f(operand(dtype))) for dtype in DTYPES] for name, f in UNARY.items()},
        'binary': {
            name: [[dtype_of(lambda: f(operand(a), operand(b))) for b in DTYPES] for a in DTYPES] for name, f in BINARY.items()
        },
        'withNumber': {
            name: [[dtype_of(lambda: BINARY[name](operand(a), number)) for number in (2, 0.5)] for a in DTYPES]
            for name in WITH_NUMBER
        },
    }
    print('{')
    print(f'"keras": {json.dumps(result["keras"])},')
    print(f'"dtypes": {json.dumps(DTYPES)},')
    for kind in ('unary', 'binary', 'withNumber'):
        rows = ',\n'.join(f'{json.dumps(name)}: {json.dumps(row)}' for name, row in result[kind].items())
        print(f'"{kind}": {{\n{rows}\n}}' + (',' if kind != 'withNumber' else ''))
    print('}')


if __name__ == '__main__':
    main()
