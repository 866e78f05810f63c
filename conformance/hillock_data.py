"""Data for the models of hillock-cases.js, which Keras takes over."""


from cases import Case, integers, normal, one_hot, padded_words

made_in_hillock = [
    Case("mlp", None, normal(6), integers(3)),
    Case("cnn", None, normal(10, 10, 2), one_hot(4)),
    Case("recurrent", None, padded_words(7, 15), integers(2, 1)),
    Case("slopes", None, normal(6, 3), normal(4)),
    Case("arguments", None, normal(5), normal(4)),
    Case("functional", None, [normal(4), normal(3)], [normal(2), integers(2, 1)]),
    Case("named", None, {"u": normal(4), "v": normal(4)}, {"sum": normal(2), "scaled": normal(3)}),
    Case("nested", None, normal(4), normal(2)),
    Case("attention", None, [normal(5, 6), normal(4, 6)], normal(2)),
    Case("bfloat16", None, normal(5), normal(2), prediction_tolerance=2e-2, training_tolerance=4e-2),
    Case("mixed", None, normal(5), normal(2), prediction_tolerance=2e-3, training_tolerance=5e-3),
]
