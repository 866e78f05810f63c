/** Draws pictures of activations as SVG. */
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { plottable } from './activation.js';
import { curvesOf, heightsOf, simplified } from './curves.js';
import { UsageError } from './failure.js';

/** The colours of each appearance. Those of the curves can be distinguished with any kind of colour vision (Okabe and Ito). */
const appearances = {
  light: {
    background: '#ffffff',
    text: '#24292f',
    faint: '#57606a',
    grid: '#e8eaed',
    axis: '#8c959f',
    curves: ['#0072b2', '#d55e00', '#009e73', '#b5489a', '#b8860b', '#2f9fd8', '#6f4e37', '#5b5bd6'],
  },
  dark: {
    background: '#0d1117',
    text: '#e6edf3',
    faint: '#9da7b3',
    grid: '#21262d',
    axis: '#6e7681',
    curves: ['#58a6ff', '#ff9d5c', '#3fd6a4', '#f08fd0', '#e3c04b', '#8fd3ff', '#c9a58b', '#b3a7ff'],
  },
  // No background, and colours whose contrast is at least 3 to 1 both with white and with #0d1117.
  either: {
    background: null,
    text: '#737b87',
    faint: '#737b87',
    grid: '#737b8740',
    axis: '#737b87b0',
    curves: ['#1f7fd6', '#d55e00', '#009e73', '#b5489a', '#a87d0a', '#2f8fc8', '#96694f', '#6f6ff0'],
  },
};

/** The font of PNG pictures. An SVG shows another one of these if it is not installed. */
const font = 'Inter, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

const labelSize = 14;

const dashes = { function: [1, 0], derivative: [6, 4] };

/**
 * Draws activations, and their derivatives as dashed lines, in one plot. For a single activation, the derivative also has another colour.
 *
 * @param {readonly (string | import('./activation.js').Plottable)[]} names - identifiers, or activations with options
 * @param {object} [options]
 * @param {boolean} [options.derivative] - draw the derivatives too
 * @param {readonly [number, number]} [options.range] - the interval of x
 * @param {readonly [number, number]} [options.heights] - the interval of y; by default as high as the curves, and no higher than wide
 * @param {'light' | 'dark' | 'either'} [options.ground] - what the lines stand on; `either` draws none, for pages of both kinds
 * @param {number} [options.width]
 * @param {number} [options.height]
 * @returns {Promise<string>} the SVG
 */
export async function plotActivations(
  names,
  { derivative = false, range = [-6, 6], heights, ground = 'light', width = 720, height = 440 } = {},
) {
  const most = appearances.light.curves.length;
  if (names.length > most) {
    throw new UsageError(
      `expected at most ${most} activations, whose colours can be told apart. Received: ${names.length}.`,
    );
  }
  const activations = names.map((each) => (typeof each === 'string' ? plottable(each) : each));
  const curves = curvesOf(activations, { derivative, range });
  const shown = heights ?? heightsOf(curves, range);
  const specification = specify(curves, { derivative, range, heights: shown, width, height, ground });
  const view = new View(parse(compile(specification).spec), { renderer: 'none' });
  try {
    const svg = withOwnIds(await view.toSVG(), specification.description);
    return svg.replace('<svg ', `<svg role="img" aria-label="${specification.description}" `);
  } finally {
    view.finalize();
  }
}

/**
 * Vega numbers its clip paths across pictures. Named after the picture, they are the same in each run, and different for the pictures on
 * one page.
 */
function withOwnIds(svg, description) {
  const ids = new Set(Array.from(svg.matchAll(/(?<=\sid=")[^"]+/g), ([id]) => id));
  const names = new Map(Array.from(ids, (id, i) => [id, `${description.replace(/[^\w.-]+/g, '-')}-${i}`]));
  return svg.replace(/(?<=\sid="|url\(#)[^")]+/g, (id) => names.get(id));
}

/** @returns {import('vega-lite').TopLevelSpec} */
function specify(curves, { derivative, range, heights, width, height, ground }) {
  const colours = appearances[ground];
  const names = [...new Set(curves.map(({ name }) => name))];
  const kinds = derivative ? ['function', 'derivative'] : ['function'];
  return {
    description: `${names.join(', ')}${derivative ? ' with derivatives' : ''} from ${range.join(' to ')}`,
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: 20,
    background: colours.background,
    data: { values: rowsOf(curves, { x: width / (range[1] - range[0]), y: height / (heights[1] - heights[0]) }) },
    mark: { type: 'line', clip: true, strokeWidth: 2.5, strokeCap: 'round', strokeJoin: 'round' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: 'x', scale: { domain: range, nice: false, zero: false } },
      y: {
        field: 'y',
        type: 'quantitative',
        title: null,
        scale: { domain: heights, nice: false, zero: false },
      },
      detail: { field: 'segment' },
      description: { field: 'title' },
      ...(names.length === 1 && derivative
        ? colourAndDash('label', labelsOf(names[0]), colours.curves, kinds)
        : {
            ...colourAndDash('name', names, colours.curves, []),
            ...(derivative && colourAndDash('kind', kinds, [], kinds, colours.faint)),
          }),
    },
    config: configOf(colours, names.length === 1 ? [labelsOf(names[0])] : [names, derivative ? kinds : []], width),
  };
}

/** The legend's labels for the two curves of a single activation; they are short, so that they fit side by side. */
const labelsOf = (name) => [name, 'derivative'];

/**
 * How curves are distinguished: by colours and dashes that depend on a field, with a legend. For a single activation the derivative has its
 * own colour; for several, each has a colour, and the derivatives are dashed.
 */
function colourAndDash(field, domain, curves, kinds, symbolStrokeColor = undefined) {
  const channel = (range) => ({
    field,
    type: /** @type {const} */ ('nominal'),
    scale: { domain, range },
    legend: { title: null, ...(symbolStrokeColor && { symbolStrokeColor }) },
  });
  return {
    ...(curves.length > 0 && { color: channel(curves.slice(0, domain.length)) }),
    ...(kinds.length > 0 && { strokeDash: channel(kinds.map((kind) => dashes[kind])) }),
  };
}

/** About the width of an entry in the legend: its line, the space around it, and its text. */
const legendWidth = (names) => names.reduce((sum, name) => sum + 48 + 0.8 * labelSize * name.length, 0);

const rowsOf = (curves, scale) =>
  curves.flatMap(({ name, kind, segments }) =>
    segments.flatMap((points, segment) => {
      const title = kind === 'derivative' ? `derivative of ${name}` : name;
      const label = kind === 'derivative' ? 'derivative' : name;
      return simplified(points, scale).map(({ x, y }) => ({ name, kind, title, label, segment, x, y }));
    }),
  );

/** @returns {any} - the layout of legends is known to Vega only */
const configOf = ({ text, faint, grid, axis }, legends, width) => ({
  font,
  view: { stroke: null },
  axis: {
    labelColor: faint,
    labelFontSize: 13,
    labelPadding: 8,
    labelFlush: false,
    titleColor: text,
    titleFontSize: 14,
    titleFontWeight: 'normal',
    titleFontStyle: 'italic',
    titlePadding: 6,
    domain: false,
    ticks: false,
    tickCount: 7,
    gridColor: { condition: { test: 'datum.value === 0', value: axis }, value: grid },
    gridWidth: { condition: { test: 'datum.value === 0', value: 1.25 }, value: 1 },
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    labelColor: text,
    labelFontSize: labelSize,
    labelLimit: 0,
    symbolType: 'stroke',
    symbolSize: 500,
    symbolStrokeWidth: 2.5,
    columnPadding: 6,
    offset: 12,
    // If the legends do not fit side by side, they are placed below each other and broken into columns.
    columns: Math.max(1, Math.floor((width * legends[0].length) / legendWidth(legends[0]))),
    layout: {
      top:
        legendWidth(legends.flat()) < width
          ? { margin: 24, direction: 'horizontal' }
          : { margin: 8, direction: 'vertical' },
    },
  },
});
