"""Random numbers worked out from the definition of the generator, in plain integers and with 60 digits.

    pip install mpmath==1.3.0
    python random-numbers.py

Philox 4x32-10 is written here from Salmon et al. (2011) and checked against the known answers that its authors publish with Random123.
"""

import json
import pathlib
import struct

from mpmath import cos, log, mp, mpf, pi, sin, sqrt

mp.dps = 60
MASK = 0xFFFFFFFF


def philox(counter, key):
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (second >> 32) ^ b ^ k0, second & MASK, (first >> 32) ^ d ^ k1, first & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [a, b, c, d]


known_answers = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([MASK] * 4, [MASK] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]
for counter, key, words in known_answers:
    assert philox(counter, key) == words


def words_of(draw, count, first_block=0, attempt=0):
    seed, number = draw
    words = []
    for block in range(first_block, first_block + (count + 3) // 4):
        words += philox([block, attempt, number & MASK, number >> 32], [seed & MASK, seed >> 32])
    return words[:count]


def to_float32(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def unit(words, at):
    return mpf((words[at] >> 5) * 2**26 + (words[at + 1] >> 6)) / 2**53


def normal_of(words, at, is_second):
    radius = sqrt(-2 * log(1 - unit(words, at)))
    angle = 2 * pi * unit(words, at + 2)
    return radius * (sin(angle) if is_second else cos(angle))


def normal(draw, count):
    words = words_of(draw, 2 * (count + 1))
    return [normal_of(words, 4 * (i // 2), i % 2 == 1) for i in range(count)]


def truncated_normal(draw, count):
    numbers = normal(draw, count)
    for i in range(count):
        attempt = 1
        while abs(numbers[i]) > 2:
            numbers[i] = normal_of(words_of(draw, 4, i // 2, attempt), 0, i % 2 == 1)
            attempt += 1
    return numbers


def bounded(words, index, bound, draw):
    word, attempt = words[index], 1
    while (word * bound) & MASK < (2**32 - bound) % bound:
        word = words_of(draw, 4, index // 4, attempt)[index % 4]
        attempt += 1
    return (word * bound) >> 32


def integers(draw, count, least, bound):
    words = words_of(draw, count)
    return [least + bounded(words, i, bound, draw) for i in range(count)]


def permutation(draw, length):
    words = words_of(draw, length)
    order = list(range(length))
    for i in range(length - 1, 0, -1):
        j = bounded(words, i, i + 1, draw)
        order[i], order[j] = order[j], order[i]
    return order


draws = [(0, 0), (42, 0), (42, 1), (2**53 - 1, 2**40 + 3)]
golden = {
    "knownAnswers": [{"counter": c, "key": k, "words": w} for c, k, w in known_answers],
    "draws": [
        {
            "draw": draw,
            "words": words_of(draw, 10),
            "uniform32": [(word >> 8) / 2**24 for word in words_of(draw, 9)],
            "uniform64": [float(unit(words_of(draw, 18), 2 * i)) for i in range(9)],
            "normal32": [to_float32(x) for x in normal(draw, 41)],
            "normal64": [float(x) for x in normal(draw, 41)],
            "truncatedNormal64": [float(x) for x in truncated_normal(draw, 200)],
            "dice": integers(draw, 20, 1, 6),
            # A bound of three quarters of all words makes every fourth draw one to repeat.
            "wide": integers(draw, 40, -(2**31), 3 * 2**30),
            "permutation": permutation(draw, 30),
        }
        for draw in draws
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, separators=(",", ":")).replace(',"', ',\n"') + "\n")
