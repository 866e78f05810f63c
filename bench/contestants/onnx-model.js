/**
 * ONNX models of a single graph with one input `x` and one output `y`, float32, as the bytes of their protocol buffer.
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

const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 };
const floatAttributes = ['alpha', 'beta', 'bias', 'epsilon', 'lambd'];

/** An attribute; numbers are integers but for those that are not by name. @param {[string, number | string | number[]]} entry */
function attribute([name, value]) {
  const [bytes, type] =
    typeof value === 'string'
      ? [string(4, value), 'string']
      : Array.isArray(value)
        ? [value.flatMap((each) => integer(8, each)), 'ints']
        : floatAttributes.includes(name)
          ? [float(2, value), 'float']
          : [integer(3, value), 'int'];
  return [...string(1, name), ...bytes, ...integer(20, attributeTypes[type])];
}

/**
 * @typedef {object} OnnxNode
 * @property {string} operator
 * @property {(string | number)[]} [inputs]  Names of values, or numbers; by default `x`.
 * @property {string[]} [outputs]  By default `y`.
 * @property {Record<string, number | string | number[]>} [attributes]
 *
 * @typedef {object} Constant  An array of float32, or a list of int64.
 * @property {string} name
 * @property {number[]} shape
 * @property {Float32Array | number[]} values
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
const int64 = 7;

/** @param {Constant} constant */
const constantBytes = ({ name, shape, values }) => [
  ...shape.flatMap((length) => integer(1, length)),
  ...integer(2, values instanceof Float32Array ? float32 : int64),
  ...string(8, name),
  ...(values instanceof Float32Array
    ? message(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    : message(7, values.flatMap(varint))),
];

/** A scalar. @param {number} value @returns {Constant} */
const scalar = (value) => ({ name: constantName(value), shape: [], values: Float32Array.of(value) });

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
 * @param {readonly number[]} shape  Of x.
 * @param {readonly Constant[]} [constants]
 */
export function onnxModel(nodes, shape, constants = []) {
  const numbers = new Set(nodes.flatMap(({ inputs = [] }) => inputs.filter((input) => typeof input === 'number')));
  const graph = [
    ...nodes.flatMap((node) => message(1, nodeBytes(node))),
    ...string(2, 'graph'),
    ...[...[...numbers].map(scalar), ...constants].flatMap((constant) => message(5, constantBytes(constant))),
    ...message(11, valueInfo('x', shape)),
    ...message(12, valueInfo('y')),
  ];
  return Uint8Array.from([
    ...integer(1, versionOfFormat),
    ...message(7, graph),
    ...message(8, integer(2, versionOfOperators)),
  ]);
}
