/** How Keras calls what is verified here. */
import { subjectOf } from './subjects.js';

/** @typedef {{ id: string, arguments: Record<string, number | boolean>, generation?: 2 | 3 }} KerasCall */

/** @param {string} name `negative_slope` as `negativeSlope` */
const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The name and parameters of the formula that Keras's function with some arguments is. @param {KerasCall} call */
function formulaOf({ id, arguments: given, generation = 3 }) {
  const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value]));
  if (id === 'hard_sigmoid') return { name: id, parameters: { slope: generation === 2 ? 0.2 : 1 / 6 } };
  if (id === 'gelu') return { name: parameters.approximate ? 'gelu_tanh' : id, parameters: {} };
  if (id === 'relu' && 'maxValue' in parameters) return { name: 'relu_clipped', parameters };
  if (id === 'relu' && 'threshold' in parameters) return { name: 'relu_threshold', parameters };
  if (id === 'relu' && 'negativeSlope' in parameters) return { name: 'leaky_relu', parameters };
  return { name: { swish: 'silu', hard_swish: 'hard_silu' }[id] ?? id, parameters };
}

/** The subject that corresponds to a call of Keras. @type {(call: KerasCall, kind: 'value' | 'derivative') => import('./subjects.js').Subject} */
export function subjectOfKeras(call, kind) {
  const { name, parameters } = formulaOf(call);
  return subjectOf(name, parameters, kind);
}
