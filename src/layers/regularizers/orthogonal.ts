import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { oneOf, type Leading } from '../../objects/options/index.js';
import { abs, divide, maximum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { eye } from '../../ops/creation.js';
import { matmul } from '../../ops/matmul.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import type { Tensor } from '../../tensor/index.js';
import { float32Factor } from './norms.js';
import { regularizerWith } from './regularizer.js';

type Labels = [factor?: number];
const leading: Leading<Labels> = ['factor'];

const options = () => ({
  /** The factor of the mean of all products. */
  factor: float32Factor(),
  /** Whether rows or columns are to be orthogonal to each other. */
  mode: oneOf(['rows', 'columns'], 'rows'),
});

export class OrthogonalRegularizerClass extends /* @__PURE__ */ regularizerWith(options, leading) {
  static readonly path: string = 'keras.regularizers.OrthogonalRegularizer';

  override call(x: Tensor): Tensor {
    if (x.rank !== 2) {
      throw new ShapeError({ where: 'OrthogonalRegularizer', expected: 'a matrix', received: { x } });
    }
    const rows: Tensor = this.mode === 'rows' ? x : transpose(x);
    const count = rows.shape[0]!;
    const lengths = sqrt(sum(square(rows), { axis: 1, keepdims: true }));
    const unit: Tensor = divide(rows, maximum(lengths, 1e-12));
    const others = multiply(matmul(unit, transpose(unit)), subtract(1, eye(count)));
    return divide(multiply(this.factor * 0.5, sum(abs(others))), (count * (count - 1)) / 2);
  }
}

/**
 * `factor` (0.01 by default) times the mean of `|a · b|` over all pairs of rows, or columns, after each is scaled to length 1.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.OrthogonalRegularizer(1)([[1, 0], [0, 2]]).item() // → 0
 * regularizers.OrthogonalRegularizer(1)([[1, 0], [3, 0]]).item() // → 1
 */
export const OrthogonalRegularizer = /* @__PURE__ */ callable<typeof OrthogonalRegularizerClass, OrthogonalRegularizer>(
  OrthogonalRegularizerClass,
);
export interface OrthogonalRegularizer extends OrthogonalRegularizerClass {}
