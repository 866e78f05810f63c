/** Activations with their derivatives, as small charts on the same axes. */
import { activations, grad, ops, tensor } from 'hillock';
import { chart, colors, legend } from '../shared/chart.js';
import { picture } from '../shared/svg.js';

const x = { domain: [-4, 4], ticks: [-4, -2, 0, 2, 4] };
const y = { domain: [-2, 4], ticks: [-2, 0, 2, 4] };
const samples = 801;

const perRow = 4;
const cell = { width: 230, height: 216 };
const area = { width: 180, height: 135 };
const margin = { left: 36, top: 44 };

const positions = Array.from(
  { length: samples },
  (_, i) => x.domain[0] + (i * (x.domain[1] - x.domain[0])) / (samples - 1),
);

/** @param {(x: import('hillock').Tensor) => import('hillock').Tensor} activation */
function curvesOf(activation) {
  const inputs = tensor(positions);
  const values = activation(inputs).data;
  const slopes = grad((t) => ops.sum(activation(t)))(inputs).data;
  // The dashed line comes last, so that both are seen where they are the same.
  return [
    { points: positions.map((position, i) => [position, values[i]]), color: colors.blue },
    { points: positions.map((position, i) => [position, slopes[i]]), color: colors.vermilion, isDashed: true },
  ];
}

/** @param {ReadonlyMap<string, import('hillock').ActivationIdentifier>} contenders The activations by the names to show. */
export function activationCurves(contenders) {
  /** @param {number} index */
  const corner = (index) => ({
    left: margin.left + (index % perRow) * cell.width,
    top: margin.top + Math.floor(index / perRow) * cell.height,
  });
  const rows = Math.ceil((contenders.size + 1) / perRow);
  const { left, top } = corner(contenders.size);
  const entries = [
    { name: 'activation', color: colors.blue },
    { name: 'derivative', color: colors.vermilion, isDashed: true },
  ];
  return picture(
    { width: perRow * cell.width, height: rows * cell.height + 4, title: 'Activations and their derivatives' },
    [
      ...Array.from(contenders, ([name, activation], i) =>
        chart({ ...corner(i), ...area }, { title: name, x, y, series: curvesOf(activations.get(activation)) }),
      ),
      ...legend(left, top + area.height / 2 - 8, entries, { x: 0, y: 24 }),
    ],
  );
}
