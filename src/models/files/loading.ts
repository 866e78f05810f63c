/** Loads models from files. */
import { FileError, HillockError, warnOnce } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import { contextOf } from '../../objects/config-context.js';
import type { CustomObjects } from '../../objects/custom-objects.js';
import { withCustomObjects } from '../../objects/custom-objects.js';
import type { FileContents } from '../../saving/formats/contents.js';
import { openFile } from '../../saving/formats/opening.js';
import { generationOf, translateArchitecture } from '../../saving/generations/architecture.js';
import { withUnsetWeights } from '../../layers/initializers/unset-values.js';
import { readLimits, type FileLimits } from '../../saving/sources/limits.js';
import type { FileSource } from '../../saving/sources/source.js';
import { LossScaleOptimizer } from '../../training/optimizers/index.js';
import { compileOptionsOf } from '../compile-options.js';
import { layerObjects } from '../layer-objects.js';
import { ModelClass, type AnyModel } from '../model.js';
import { compileConfigIn } from './compilation.js';
import { hasInnerOptimizer } from './optimizer-state.js';
import { checkConfig } from './refusals.js';
import { assignWeights, restoreTraining } from './weights-loading.js';
import { readOptions } from '../../tensor/options.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** Options of `loadModel`. */
export interface LoadOptions {
  /** Your own classes and functions, by the names they have in the file. */
  readonly customObjects?: CustomObjects | undefined;
  /** Whether the model is compiled as it was; `true` by default. */
  readonly compile?: boolean | undefined;
  /** How much memory and time the file may take. */
  readonly limits?: Partial<FileLimits> | undefined;
}

/**
 * Loads the model in a file: with its weights, compiled as it was, and with the state of its optimizer, so that training can continue. It
 * reads `.keras` and `.h5` of every Keras, and models of TensorFlow.js.
 *
 * Names have the meaning they have in the Keras that wrote the file. If a compile config cannot be understood, the model is opened
 * uncompiled, with a warning. Code in a file is never run: classes and functions that are not Keras's have to be given as `customObjects`.
 *
 * @param source - path (in Node), URL, bytes, `Blob`, `File`, `Response`, or a list of `File`s
 * @param options - `customObjects`, `compile`, `limits`
 *
 * @example
 * import { layers, loadModel, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(2, { inputShape: [3] })]);
 * const again = await loadModel(await model.toBytes());
 * String(again.predictOnBatch([[1, 2, 3]])) === String(model.predictOnBatch([[1, 2, 3]])) // → true
 */
export async function loadModel(source: FileSource, options: LoadOptions = {}): Promise<AnyModel> {
  checkArgumentCount('loadModel', arguments, 2);
  const where = 'loadModel';
  const defaults = { customObjects: {}, compile: true, limits: undefined };
  const { customObjects, compile, limits } = readOptions<LoadOptions>(where, options, defaults) as typeof defaults &
    LoadOptions;
  const contents = await openFile(where, source, { limits });
  const { architecture } = contents;
  if (architecture === undefined) {
    const hint = 'make the model, and call model.loadWeights';
    throw new FileError({
      kind: 'format',
      where,
      expected: 'a file with a model',
      received: { format: contents.format },
      hint,
    });
  }
  const model = modelOf(where, contents, customObjects, readLimits(where, limits));
  if (contents.format !== 'architecture') await assignWeights(where, model, contents, {});
  if (compile) await compileAs(where, model, contents, customObjects);
  return model;
}

function modelOf(where: string, contents: FileContents, customObjects: CustomObjects, limits: FileLimits): AnyModel {
  const generation = generationOf(contents.keras, contents.architecture);
  const isEmpty = Array.isArray(contents.architecture) && contents.architecture.length === 0;
  if (isEmpty || Object(contents.architecture) !== contents.architecture) {
    const received = { config: contents.architecture };
    throw new FileError({ kind: 'config', where, expected: 'the config of a model', received });
  }
  const { compile_config: _, ...config } = translateArchitecture(contents.architecture!, generation);
  checkConfig(where, config, customObjects);
  checkConfig(where, contents.compile, customObjects);
  const context = contextOf(where, { keras: generation.keras === 3 ? 3 : 2, customObjects });
  const read = (): AnyLayer => layerObjects.read(config, context);
  // The weights get their values from the file, unless it contains only a description.
  const make = contents.format === 'architecture' ? read : (): AnyLayer => withUnsetWeights(limits.bytes, read);
  const model = asFileError(where, make);
  if (model instanceof ModelClass) return model as AnyModel;
  const received = { class_name: config['class_name'] };
  throw new FileError({ kind: 'config', where, expected: 'a model', received });
}

/** Errors in the description of a model become errors of the file. */
function asFileError<Result>(where: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    // JavaScript throws a RangeError if it cannot allocate an array.
    if (error instanceof RangeError) {
      const received = { error: error.message };
      throw new FileError({ kind: 'limit', where, expected: 'weights that fit into memory', received });
    }
    if (error instanceof FileError || !(error instanceof HillockError)) throw error;
    const { expected, received } = error;
    const unknown = /unknown (?:layer|activation|initializer|regularizer|constraint) ("[^"]+")/.exec(error.message);
    const hint = unknown === null ? error.hint : `Give your own for it as { customObjects: { ${unknown[1]}: … } }`;
    const isUnknown = unknown !== null || /unknown operation "|among the custom objects/.test(error.message);
    const kind = isUnknown ? 'unknown-class' : 'config';
    const place = error.where.startsWith(where) ? error.where : `${where} (${error.where})`;
    const details = { kind, where: place, expected, received, ...(hint !== undefined && { hint }) } as const;
    const message = unknown === null ? error.message : `${error.message} Hint: ${hint}.`;
    const told = new FileError(details, error.message.startsWith(where) ? message : undefined);
    told.cause = error;
    throw told;
  }
}

async function compileAs(
  where: string,
  model: AnyModel,
  contents: FileContents,
  customObjects: CustomObjects,
): Promise<void> {
  try {
    const config = compileConfigIn(contents.compile);
    if (config === undefined) return;
    withCustomObjects(customObjects, () => {
      const options = compileOptionsOf(config, contextOf(where, { customObjects }));
      model.compile(options);
      const { optimizer } = model;
      // Keras scales the loss if the global policy requires it when a model is compiled; the file does not state that policy, but it shows
      // in the optimizer's variables.
      const isScaled = optimizer instanceof LossScaleOptimizer || !hasInnerOptimizer(contents);
      if (optimizer !== undefined && !isScaled) {
        model.compile({ ...options, optimizer: LossScaleOptimizer(optimizer, { name: 'loss_scale_optimizer' }) });
      }
    });
  } catch (error) {
    if (!(error instanceof HillockError)) throw error;
    const unknown = /unknown (?:loss|metric|optimizer) ("[^"]+")/.exec(error.message);
    const own = unknown === null ? '' : `Give your own for it as { customObjects: { ${unknown[1]}: … } }. `;
    const advice = `${own}Compile it before training, or pass { compile: false } to load it without.`;
    warnOnce(`compile ${error.message}`, `${where}: the model is not compiled, because ${error.message} ${advice}`);
    return;
  }
  const { optimizer } = model;
  if (optimizer === undefined || contents.optimizer.size === 0) return;
  await restoreTraining(where, model, optimizer, contents);
}
