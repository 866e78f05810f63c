/** The equations of the products of attention: letters for the axes of inputs of any rank. */

const letter = (index: number): string => String.fromCharCode(97 + index);

const letters = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => letter(from + i)).join('');

/**
 * The equation of a projection of an input's last axes: the `free` axes are kept, the `bound` ones are summed over, and the new axes come
 * last.
 */
export function projectionEquation(
  free: number,
  bound: number,
  output: number,
): { equation: string; biasAxes: string; rank: number } {
  const [kept, summed, made] = [letters(0, free), letters(free, bound), letters(free + bound, output)];
  return { equation: `${kept}${summed},${summed}${made}->${kept}${made}`, biasAxes: made, rank: free + output };
}

/** The equations of the scores for keys and queries `[batch…, attended…, heads, features]`, and of the values combined by the scores. */
export function attentionEquations(
  rank: number,
  axes: readonly number[],
): { scores: string; combination: string; scoresRank: number } {
  const target = letters(0, rank);
  const isAttended = (axis: number): boolean => axes.includes(axis);
  const batch = [...Array(rank - 1).keys()].filter((axis) => !isAttended(axis));
  let next = rank;
  const source = [...Array(rank).keys()].map((axis) => (isAttended(axis) ? letter(next++) : target[axis]!)).join('');
  const product = [
    ...batch.map((axis) => target[axis]!),
    ...axes.map((axis) => target[axis]!),
    ...axes.map((axis) => source[axis]!),
  ].join('');
  return {
    scores: `${source},${target}->${product}`,
    combination: `${product},${source}->${target}`,
    scoresRank: product.length,
  };
}
