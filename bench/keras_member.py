"""Keras in Python as a contestant: each line that comes in is a question, each line that goes out an answer.

KERAS_BACKEND says on which backend. Only cases that hold a network are answered; the others take no part.
"""
import base64
import json
import os
import sys
import time

# Whatever a library has to say, the lines of the output are answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

keras = None
numpy = None


def start():
    global keras, numpy
    import numpy

    if os.environ["KERAS_BACKEND"] == "tensorflow":
        import tensorflow as library

        library.config.threading.set_intra_op_parallelism_threads(1)
        library.config.threading.set_inter_op_parallelism_threads(1)
    else:
        import jax as library
    import keras

    return {"version": f"{library.__version__}, Keras {keras.__version__}, one thread"}


def decoded(text, shape):
    return numpy.frombuffer(base64.b64decode(text), "float32").reshape(shape)


def encoded(values):
    return base64.b64encode(numpy.ascontiguousarray(values, "float32").tobytes()).decode()


def weighted(layer_of):
    """The operation of a layer that is made, applied, and given its weights."""

    def operation(x, weights, layer):
        made = layer_of(layer, [values.shape for values in weights])
        y = made(x, x) if layer["kind"] == "attention" else made(x)
        made.set_weights(weights)
        return y

    return operation


def operations():
    layers = keras.layers
    epsilon = 1e-3
    windows = lambda layer: {"strides": layer["strides"], "padding": layer["padding"]}
    return {
        "dense": weighted(lambda layer, shapes: layers.Dense(shapes[1][0], activation=layer.get("activation"))),
        "convolution": weighted(
            lambda layer, shapes: layers.Conv2D(
                shapes[0][3], shapes[0][:2], activation=layer.get("activation"), use_bias=len(shapes) > 1, **windows(layer)
            )
        ),
        "depthwise": weighted(
            lambda layer, shapes: layers.DepthwiseConv2D(shapes[0][:2], use_bias=False, **windows(layer))
        ),
        "activation": lambda x, weights, layer: layers.Activation(layer["activation"])(x),
        "batchNormalization": weighted(lambda layer, shapes: layers.BatchNormalization(epsilon=epsilon)),
        "layerNormalization": weighted(lambda layer, shapes: layers.LayerNormalization(epsilon=epsilon)),
        "maxPooling": lambda x, weights, layer: layers.MaxPooling2D(layer["size"])(x),
        "averagePooling": lambda x, weights, layer: (
            layers.GlobalAveragePooling1D() if len(x.shape) == 3 else layers.GlobalAveragePooling2D()
        )(x),
        "flatten": lambda x, weights, layer: layers.Flatten()(x),
        "lstm": weighted(lambda layer, shapes: layers.LSTM(shapes[1][0])),
        "attention": weighted(lambda layer, shapes: layers.MultiHeadAttention(layer["heads"], shapes[0][2])),
    }


def model_of(network, weights):
    known = operations()
    weights = iter(weights)

    def walk(layers, x):
        for layer in layers:
            if layer["kind"] == "residual":
                added = walk(layer["branch"], x)
                x = keras.layers.Add()([added, walk(layer.get("shortcut") or [], x)])
            else:
                own = [decoded(next(weights), shape) for shape in layer.get("weights", [])]
                x = known[layer["kind"]](x, own, layer)
        return x

    inputs = keras.Input(network["inputShape"])
    model = keras.Model(inputs, walk(network["layers"], inputs))
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    return model


def entry_of(task):
    """The work to time, and what has to agree."""
    network = task["network"]
    x = decoded(task["x"], [-1, *network["inputShape"]])
    y = decoded(task["y"], [len(x), -1]) if "y" in task else None
    new_model = lambda: model_of(network, task["weights"])
    if task["kind"] == "first step":
        first = lambda: new_model().train_on_batch(x, y)
        return first, lambda: [[first()]]
    model = new_model()
    if task["kind"] == "step":
        step = lambda: model.train_on_batch(x, y)
        return step, lambda: [[step(), step()]]
    if task["kind"] == "fit":
        fit = lambda: model.fit(x, y, batch_size=network["batch"], shuffle=False, verbose=0).history["loss"][0]
        return fit, lambda: [[fit()]]
    predict = lambda: model.predict_on_batch(x)
    return predict, lambda: [predict()]


class Contestant:
    def start(self, question):
        return start()

    def prepare(self, question):
        keras.backend.clear_session()
        if "task" not in question:
            return {"takesPart": False}
        self.run, self.outputs_of = entry_of(question["task"])
        return {"takesPart": True}

    def outputs(self, question):
        return {"outputs": [encoded(values) for values in self.outputs_of()]}

    def burst(self, question):
        plan = question["plan"]
        end = time.perf_counter() + plan["burst"] / 1000
        samples = [self.sample(plan["calls"])]
        while len(samples) <= plan["most"] and time.perf_counter() < end:
            samples.append(self.sample(plan["calls"]))
        # The first one meets the caches as the contestant before left them, so it only counts alone.
        return {"samples": samples[1:] or samples}

    def sample(self, calls):
        start = time.perf_counter()
        for _ in range(calls):
            self.run()
        return 1000 * (time.perf_counter() - start) / calls


contestant = Contestant()
for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = getattr(contestant, question["ask"])(question)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
