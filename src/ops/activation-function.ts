/** Makes public activation functions. They can be called on arrays, symbolic tensors and formulas, and carry their name and their formula. */
import type { ActivationFormula, ParameterDefaults } from '../formula/activation.js';
import type { Precision } from '../kernel/elementwise/elementwise.js';
import { applyActivation, checkActivationParameters, type ParameterValue } from './activation-operation.js';
import type { Integers, SumTo } from './elementwise-operation.js';
import type { OutputOption } from './output.js';
import type { ElementwiseOperand, ElementwiseResult } from './elementwise.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { checkIsOptions } from '../tensor/options.js';
import { camelCase } from '../objects/spelling.js';

/** The options of an activation: its parameters, and the array that the result is written to. */
export type ActivationOptions<Parameters extends ParameterDefaults> = {
  readonly [P in keyof Parameters]?: ParameterValue | undefined;
} & OutputOption;

/** The formula that the options of a call select, with its parameters. */
export interface ResolvedActivation {
  readonly formula: ActivationFormula;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Arguments as a config states them; `null` is Keras's None, and NaN marks a required argument. */
export type ArgumentValues = Readonly<Record<string, number | boolean | null>>;

/** The properties that every activation function has, whatever its arguments are. */
export interface ActivationIdentity<Name extends string = string> {
  /** Keras's string identifier. */
  readonly identifier: Name;
  /** The options that a config can state, with their defaults. */
  readonly configDefaults: ArgumentValues;
  /** The arguments that the function's name means in a config of Keras 3, if they are not `configDefaults`. */
  readonly keras3Defaults?: ArgumentValues;
  /** Values for arguments that Keras requires, with which the function can be described. */
  readonly exampleArguments?: ArgumentValues;
  /** Refuses invalid options. Elementwise functions need none, because `resolve` checks their options. */
  readonly checkOptions?: (where: string, options: Readonly<Record<string, unknown>>) => void;
  /** The formula for given options; undefined for functions that are not elementwise. */
  readonly resolve?: (options: Readonly<Record<string, unknown>>) => ResolvedActivation;
  /** How exact the polynomials in the kernel are. */
  readonly precision?: Precision;
}

/** An elementwise activation function. */
export interface ElementwiseActivation<Name extends string, Options> extends ActivationIdentity<Name> {
  <X extends ElementwiseOperand>(x: X, options?: Options): ElementwiseResult<X>;
  readonly resolve: (options: Readonly<Record<string, unknown>>) => ResolvedActivation;
}

interface ElementwiseActivationDefinition<Name extends string> {
  readonly identifier: Name;
  /** What messages call the function; by default `activations.` and its name. */
  readonly where: string;
  readonly integers?: Integers | undefined;
  readonly precision?: Precision;
  readonly sumTo?: SumTo;
  readonly configDefaults: ArgumentValues;
  readonly keras3Defaults?: ArgumentValues;
  readonly resolve: (options: Readonly<Record<string, unknown>>) => ResolvedActivation;
}

const noOptions = /* @__PURE__ */ Object.freeze({});

/** Makes the function of an activation whose options select one of several formulas. */
export function chooseActivation<Name extends string, Options extends OutputOption>(
  definition: ElementwiseActivationDefinition<Name>,
): ElementwiseActivation<Name, Options> {
  const { identifier, configDefaults, keras3Defaults, resolve, integers } = definition;
  const promoting = { ...definition, integers: 'promoted' as const };
  let withDefaults: ResolvedActivation | undefined;
  function activate<X extends ElementwiseOperand>(x: X, options?: Options): ElementwiseResult<X> {
    if (arguments.length > 2) checkArgumentCount(definition.where, arguments, 2);
    if (options === undefined) {
      withDefaults ??= resolve(noOptions);
      return applyActivation(withDefaults.formula, x, withDefaults.parameters, definition);
    }
    checkIsOptions(definition.where, options, Object.keys(configDefaults));
    const { formula, parameters } = resolve(options as Readonly<Record<string, unknown>>);
    // Integers stay integers only with the formula that is used without arguments.
    const isKept = integers !== undefined && formula === (withDefaults ??= resolve(noOptions)).formula;
    return applyActivation(formula, x, parameters, isKept ? definition : promoting, options.out);
  }
  return Object.assign(activate, {
    identifier,
    configDefaults,
    ...(keras3Defaults && { keras3Defaults }),
    resolve,
    precision: definition.precision ?? 'value',
  });
}

interface ActivationFunctionOptions {
  readonly integers?: Integers | undefined;
  readonly precision?: Precision;
  /** Refuses invalid values of parameters. */
  readonly check?: (parameters: Record<string, ParameterValue>) => void;
  readonly sumTo?: SumTo;
}

/** Makes the public function of a formula; a formula with parameters needs `sumTo`. */
export function activationFunction<Name extends string, Parameters extends ParameterDefaults>(
  formula: ActivationFormula<Name, Parameters>,
  ...[options = {}]: keyof Parameters extends never
    ? [options?: ActivationFunctionOptions]
    : [options: ActivationFunctionOptions & { readonly sumTo: SumTo }]
): ElementwiseActivation<Name, ActivationOptions<Parameters>> {
  const { integers, precision = 'value', check, sumTo }: ActivationFunctionOptions = options;
  const where = `activations.${camelCase(formula.name)}`;
  return chooseActivation({
    identifier: formula.name,
    where,
    integers,
    precision,
    ...(sumTo && { sumTo }),
    configDefaults: formula.parameters,
    resolve(options) {
      const parameters = checkActivationParameters(where, formula.parameters, options);
      check?.(parameters);
      return { formula, parameters };
    },
  });
}
