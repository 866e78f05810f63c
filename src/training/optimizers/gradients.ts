import { ShapeError, StateError, ValueError, warnOnce } from '../../errors/index.js';
import { cast } from '../../ops/casting.js';
import {
  asTensor,
  isPostedTensor,
  shapesEqual,
  SymbolicTensor,
  Tensor,
  Variable,
  type PostedTensor,
} from '../../tensor/index.js';

/** A gradient, which another thread may have posted; null or undefined if the loss does not depend on the variable. */
export type OptionalGradient = Tensor | PostedTensor | null | undefined;

/** A variable to be changed, with its gradient. */
export interface UpdatePair {
  readonly variable: Variable;
  readonly gradient: Tensor;
}

/** Gradients with their variables, checked. `known` are the variables that the optimizer was built for, if it was. */
export function updatePairs(
  where: string,
  given: readonly OptionalGradient[],
  variables: readonly Variable[],
  known: ReadonlySet<Variable> | undefined,
): UpdatePair[] {
  const gradients = given.map((each) => (isPostedTensor(each) ? asTensor(each) : each));
  if (gradients.length !== variables.length) {
    const received = { gradients: gradients.length, variables: variables.length };
    throw new ValueError({ where, expected: 'as many gradients as variables', received });
  }
  variables.forEach((variable, i) => checkPair(where, variable, gradients[i], i));
  checkMissing(
    where,
    variables.filter((_, i) => !gradients[i]),
    variables.length,
  );
  const unknown = known && variables.find((variable) => !known.has(variable));
  if (unknown) {
    throw new StateError({
      where,
      expected: 'the variables that the optimizer was built with',
      received: { variable: unknown.path },
      hint: 'make a new optimizer for other variables',
    });
  }
  return variables.flatMap((variable, i) => {
    const gradient = gradients[i];
    return gradient
      ? [{ variable, gradient: gradient.dtype === variable.dtype ? gradient : cast(gradient, variable.dtype) }]
      : [];
  });
}

function checkPair(where: string, variable: unknown, gradient: unknown, i: number): void {
  if (!(variable instanceof Variable)) {
    throw new ValueError({ where, expected: 'a list of variables', received: { [`variables[${i}]`]: variable } });
  }
  if (!gradient) return;
  if (!(gradient instanceof Tensor) && !(gradient instanceof SymbolicTensor)) {
    throw new ValueError({ where, expected: 'a list of tensors', received: { [`gradients[${i}]`]: gradient } });
  }
  if (shapesEqual(gradient.shape, variable.shape)) return;
  const expected = `a gradient of the shape of ${variable.path}, [${variable.shape.join(', ')}]`;
  throw new ShapeError({ where, expected, received: { gradient } });
}

function checkMissing(where: string, missing: readonly Variable[], count: number): void {
  if (missing.length === 0) return;
  const paths = missing.map(({ path }) => path);
  if (missing.length === count) {
    throw new ValueError({ where, expected: 'a gradient for at least one variable', received: { variables: paths } });
  }
  const names = paths.join(', ');
  warnOnce(`${where}: ${names}`, `${where}: the loss does not depend on ${names}, which therefore keep their values.`);
}
