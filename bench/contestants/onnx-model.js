/**
 * ONNX models of a single graph with one input `x` and one output `y`, float32 of the same shape, as the bytes of their protocol buffer.
 * Field numbers are those of onnx.proto.
 */

const text = new TextEncoder();

/** @param {number} value */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

const lengthDelimited = 2;
const fixed32 = 5;

/** @param {number} field @param {number} value */
const integer = (field, value) => [...varint(field * 8), ...varint(value)];
/** @param {number} field @param {number} value */
const float = (field, value) => [...varint(field * 8 + fixed32), ...new Uint8Array(Float32Array.of(value).buffer)];
/** @param {number} field @param {readonly number[] | Uint8Array} bytes */
const message = (field, bytes) => [...varint(field * 8 + lengthDelimited), ...varint(bytes.length), ...bytes];
/** @param {number} field @param {string} value */
const string = (field, value) => message(field, text.encode(value));

const attributeTypes = { float: 1, int: 2, string: 3 };
const integerAttributes = ['axis', 'num_outputs'];

/** An attribute; of the numbers, some are integers by name. @param {[string, number | string]} entry */
function attribute([name, value]) {
  if (typeof value === 'string')
    return [...string(1, name), ...string(4, value), ...integer(20, attributeTypes.string)];
  if (integerAttributes.includes(name))
    return [...string(1, name), ...integer(3, value), ...integer(20, attributeTypes.int)];
  return [...string(1, name), ...float(2, value), ...integer(20, attributeTypes.float)];
}

/**
 * @typedef {object} OnnxNode
 * @property {string} operator
 * @property {(string | number)[]} [inputs]  Names of values, or numbers; by default `x`.
 * @property {string[]} [outputs]  By default `y`.
 * @property {Record<string, number | string>} [attributes]
 */

const constantName = (value) => `constant ${value}`;

/** @param {OnnxNode} node */
const nodeBytes = ({ operator, inputs = ['x'], outputs = ['y'], attributes = {} }) => [
  ...inputs.flatMap((input) => string(1, typeof input === 'number' ? constantName(input) : input)),
  ...outputs.flatMap((output) => string(2, output)),
  ...string(4, operator),
  ...Object.entries(attributes).flatMap((entry) => message(5, attribute(entry))),
];

const float32 = 1;

/** A scalar. @param {number} value */
const constantBytes = (value) => [...integer(2, float32), ...float(4, value), ...string(8, constantName(value))];

/** @param {string} name @param {readonly number[]} [shape] */
function valueInfo(name, shape) {
  const dimensions =
    shape &&
    message(
      2,
      shape.flatMap((length) => message(1, integer(1, length))),
    );
  return [...string(1, name), ...message(2, message(1, [...integer(1, float32), ...(dimensions ?? [])]))];
}

const versionOfFormat = 9;
const versionOfOperators = 20;

/**
 * @param {readonly OnnxNode[]} nodes
 * @param {readonly number[]} shape
 */
export function onnxModel(nodes, shape) {
  const constants = new Set(nodes.flatMap(({ inputs = [] }) => inputs.filter((input) => typeof input === 'number')));
  const graph = [
    ...nodes.flatMap((node) => message(1, nodeBytes(node))),
    ...string(2, 'activation'),
    ...[...constants].flatMap((value) => message(5, constantBytes(value))),
    ...message(11, valueInfo('x', shape)),
    ...message(12, valueInfo('y')),
  ];
  return Uint8Array.from([
    ...integer(1, versionOfFormat),
    ...message(7, graph),
    ...message(8, integer(2, versionOfOperators)),
  ]);
}
