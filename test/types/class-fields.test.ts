/** Classes of users whose fields a compiler defines, as the standard says, or assigns, as React Native's and older ones do. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, test } from 'vitest';

const program = `
import { Layer, layers, losses, Model, ops } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
class Mine extends Layer {
  name = 'mine';
  trainable = true;
  supportsMasking = true;
  dense = layers.Dense(3, { kernelInitializer: 'ones' });
  call(x) { return this.dense(x); }
}
class Whole extends Model {
  name = 'whole';
  inner = new Mine();
  call(x) { return this.inner(x); }
}
class Squares extends losses.Loss {
  name = 'squares';
  call(yTrue, yPred) { return ops.square(ops.subtract(yTrue, yPred)); }
}
const model = new Whole();
model.compile({ optimizer: 'sgd', loss: new Squares() });
const { history } = await model.fit([[1, 2]], [[3, 3, 6]], { verbose: 0 });
console.log(JSON.stringify({ history, paths: model.weights.map(({ path }) => path), name: model.layers[0].name }));
`;

test.each([true, false])('fields that are defined: %s', async (useDefineForClassFields) => {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, useDefineForClassFields };
  const { outputText } = ts.transpileModule(program, { compilerOptions });
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', outputText]);
  expect(JSON.parse(stdout)).toEqual({
    history: { loss: [3] },
    paths: ['whole/mine/dense/kernel', 'whole/mine/dense/bias'],
    name: 'mine',
  });
});
