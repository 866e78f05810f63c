import { ValueError } from '../errors/index.js';
import { Layer, type AnyLayer } from '../layers/index.js';
import { mapShapes } from '../layers/shape-trees.js';
import { pathOf } from '../objects/class-name.js';
import { flattenTree, type DType } from '../tensor/index.js';
import { checkOptionsObject } from '../objects/options/index.js';
import type { Optimizer } from '../training/optimizers/index.js';
import { boxTable, type Column } from './box-table.js';
import { callsOf, operationClassName, type Graph, type GraphOperation } from './graph.js';

/** Options of `summary`. */
export interface SummaryOptions {
  /** The width of the table. */
  readonly lineLength?: number | undefined;
  /** The ends of the columns, as shares of the width. */
  readonly positions?: readonly number[] | undefined;
  /** Whether the layers of nested models have rows of their own. */
  readonly expandNested?: boolean | undefined;
  /** Whether there is a column that shows which layers are trained. */
  readonly showTrainable?: boolean | undefined;
  /** The names of the first and the last layer to show, or regular expressions for them. */
  readonly layerRange?: readonly [first: string, last: string] | undefined;
}

const optionNames: readonly (keyof SummaryOptions | 'printFn')[] = [
  'lineLength',
  'positions',
  'printFn',
  'expandNested',
  'showTrainable',
  'layerRange',
];

/** Something with a size in memory. */
interface Sized {
  readonly size: number;
  readonly dtype: DType;
}

/** The part of a model that a summary shows. */
export interface Summarized {
  readonly label: string;
  readonly name: string;
  readonly graph: Graph | undefined;
  /** The operations that have rows. */
  readonly operations: readonly GraphOperation[];
  readonly trainableWeights: readonly Sized[];
  readonly nonTrainableWeights: readonly Sized[];
  readonly optimizer: Optimizer | undefined;
}

const bytesPerElement: { readonly [D in DType]: number } = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
  string: 0,
};

/** The width of the terminal; 80 if there is none. */
function terminalWidth(): number {
  const { process } = globalThis as { process?: { stdout?: { columns?: number } } };
  // Terminals that do not know their width report 0.
  return Math.max(process?.stdout?.columns || 80, 40);
}

const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

function formatBytes(bytes: number): string {
  let [size, unit] = [bytes, 0];
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  while (size >= 1024 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${size.toFixed(2)} ${units[unit]}`;
}

const formatShape = (shape: readonly (number | null)[]): string =>
  `(${shape.map((length) => length ?? 'None').join(', ')})`;

/** Whether the layers of a graph form a chain, so that the column of connections is not needed. */
function isChain(graph: Graph): boolean {
  if (graph.levels.some((level) => level.length > 1 || level[0]!.inputs.length > 1)) return false;
  return graph.operations.every((operation) => callsOf(operation, graph).length < 2);
}

/** The inputs of a layer's calls: for each tensor the layer it comes from, the number of that layer's call, and the number of the output. */
function connections(operation: GraphOperation, graph: Graph): string {
  const sources = callsOf(operation, graph).flatMap(({ inputs }) => inputs.map(({ history }) => history!));
  const texts = sources.map(({ node, tensorIndex }) => {
    const source = graph.operationAt.get(node)!;
    const call = source instanceof Layer ? source.inboundNodes.indexOf(node) : 0;
    return `${source.name}[${call}][${tensorIndex}]`;
  });
  return texts.length === 0 ? '-' : texts.join(', ');
}

/**
 * The shape of the output for the input that a layer in a user's own model was built for. As in Keras it is not shown for a user's layer
 * without a `computeOutputShape`.
 */
function builtShape(layer: AnyLayer): string {
  const { input_shape: input, shapes_dict: several } = layer.getBuildConfig() ?? {};
  const built = several === undefined ? input : Object.values(several);
  const isKnown = layer.computeOutputShape !== Layer.prototype.computeOutputShape || pathOf(layer.constructor);
  if (built === undefined || built === null || !isKnown) return '?';
  const shapes = flattenTree(mapShapes(layer.computeOutputShape(built), formatShape));
  return shapes.length === 1 ? shapes[0]! : `(${shapes.join(', ')})`;
}

function outputShape(operation: GraphOperation, graph: Graph | undefined): string {
  const calls = operation instanceof Layer ? operation.inboundNodes : callsOf(operation, graph!);
  const shapes = calls[calls.length - 1]?.outputs.map(({ shape }) => formatShape(shape));
  if (shapes === undefined) return operation instanceof Layer ? builtShape(operation) : '?';
  return shapes.length === 1 ? shapes[0]! : `[${shapes.join(', ')}]`;
}

function parameterCount(operation: GraphOperation): string {
  if (!(operation instanceof Layer)) return '0';
  return operation.built ? formatCount(operation.countParams()) : '0 (unbuilt)';
}

function trainability(operation: GraphOperation): string {
  if (!(operation instanceof Layer) || !operation.built || operation.weights.length === 0) return '-';
  return operation.trainable ? 'Y' : 'N';
}

/** The pattern for a name or a regular expression; names have to begin with a match. */
function patternOf(where: string, text: unknown): RegExp {
  try {
    return new RegExp(`^(?:${String(text)})`);
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new ValueError({
      where,
      expected: 'a layerRange of names of layers, or of regular expressions for them',
      received: { layerRange: text },
      hint: message,
    });
  }
}

function inRange(
  where: string,
  operations: readonly GraphOperation[],
  range: SummaryOptions['layerRange'],
): readonly GraphOperation[] {
  if (range === undefined) return operations;
  const places = range.map((text) => {
    const pattern = patternOf(where, text);
    return operations.flatMap(({ name }, i) => (pattern.test(name) ? [i] : []));
  });
  const [first, last] = places as [number[], number[]];
  if (first.length === 0 || last.length === 0) {
    throw new ValueError({ where, expected: 'a layerRange of names of layers', received: { layerRange: range } });
  }
  const [from, to] = [Math.min(...first), Math.max(...last)];
  return from > to ? operations.slice(Math.min(...last), Math.max(...first) + 1) : operations.slice(from, to + 1);
}

function columnsFor(where: string, isStack: boolean, { showTrainable = false, lineLength, positions }: SummaryOptions) {
  const headers = ['Layer (type)', 'Output Shape', 'Param #', ...(isStack ? [] : ['Connected to'])];
  const alignments: Column['align'][] = ['left', 'left', 'right', ...(isStack ? [] : ['left' as const])];
  let ends = positions ?? (isStack ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1]);
  let usual = isStack ? 88 : 108;
  if (showTrainable) {
    usual += 12;
    ends = [...ends.map((end) => end * 0.9), 1];
    headers.push('Trainable');
    alignments.push('center');
  }
  const width = lineLength ?? Math.min(usual, terminalWidth() - 4);
  let start = 0;
  const columns = headers.map((header, i): Column => {
    const columnWidth = Math.trunc((ends[i] ?? NaN) * width) - start;
    start += columnWidth;
    if (columnWidth >= 4) return { header, align: alignments[i]!, width: columnWidth };
    throw new ValueError({
      where,
      expected: 'a lineLength, and positions of its columns, that leave room for every column',
      received: { lineLength: width, positions: ends },
    });
  });
  return { columns, width };
}

const totals = (title: string, weights: readonly Sized[]): string => {
  const unique = [...new Set(weights)];
  const bytes = unique.reduce((sum, { size, dtype }) => sum + size * bytesPerElement[dtype], 0);
  return ` ${title} params: ${formatCount(unique.reduce((sum, { size }) => sum + size, 0))} (${formatBytes(bytes)})`;
};

/** The table of a model's layers as Keras prints it. */
export function summaryText(model: Summarized, options: SummaryOptions = {}): string {
  const where = `${model.label}.summary`;
  checkOptionsObject(where, options, optionNames);
  const { graph } = model;
  const isStack = graph === undefined || isChain(graph);
  const { columns, width } = columnsFor(where, isStack, options);
  const rowsOf = (operation: GraphOperation, depth: number): string[][] => {
    const prefix = depth === 0 ? '' : `${'   '.repeat(depth)}└ `;
    const row = [
      `${prefix}${operation.name} (${operationClassName(operation)})`,
      outputShape(operation, graph),
      parameterCount(operation),
      ...(isStack ? [] : [connections(operation, graph)]),
      ...(options.showTrainable === true ? [trainability(operation)] : []),
    ];
    const inner = options.expandNested === true && 'layers' in operation ? (operation.layers as readonly Layer[]) : [];
    return [row, ...inner.flatMap((layer) => rowsOf(layer, depth + 1))];
  };
  const rows = inRange(where, model.operations, options.layerRange).flatMap((operation) => rowsOf(operation, 0));
  const { trainableWeights, nonTrainableWeights, optimizer } = model;
  const optimizerWeights = optimizer?.built === true ? optimizer.variableSizes : [];
  return [
    `Model: "${model.name}"`,
    ...boxTable(columns, rows, width),
    totals('Total', [...trainableWeights, ...nonTrainableWeights, ...optimizerWeights]),
    totals('Trainable', trainableWeights),
    totals('Non-trainable', nonTrainableWeights),
    ...(optimizerWeights.length === 0 ? [] : [totals('Optimizer', optimizerWeights)]),
  ].join('\n');
}
