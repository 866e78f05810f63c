/** Activations by name: Keras's, and those that users define. */
import { unknownNameError, ValueError } from '../errors/index.js';
import type { ActivationIdentity } from '../ops/activation-function.js';
import type { Operand, ResultOf } from '../ops/operation.js';
import { snakeCase, type SnakeCase } from '../objects/spelling.js';
import * as functions from './functions.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

type Functions = typeof functions;

type Registered = { [K in keyof Functions]: Functions[K] extends ActivationIdentity ? K : never }[keyof Functions];

/** The activations that have required arguments; these carry example arguments. */
type Demanding = {
  [K in keyof Functions]: Functions[K] extends { readonly exampleArguments: object } ? K : never;
}[keyof Functions];

/** Names of a program's own activations. The program merges this interface to make them known to the compiler. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface CustomActivations {}

/** The string identifiers of all activations, including aliases. */
export type ActivationName = SnakeCase<Registered> | keyof CustomActivations;

/** The string identifiers of all activations that can be called without further arguments. */
export type ActivationIdentifier = SnakeCase<Exclude<Registered, Demanding>> | keyof CustomActivations;

/** An activation as a function of one array. */
export type ActivationFunction = <X extends Operand>(x: X) => ResultOf<X>;

/** An activation that may have a name; a user's plain function has none. */
export type Named = ActivationFunction &
  Partial<ActivationIdentity> & { readonly config?: Readonly<Record<string, unknown>> };

let table: ReadonlyMap<string, Named> | undefined;

/**
 * Keras's activations by the names of their functions. A function with two names is entered under both, and its identifier is one of them.
 * The table is made when it is first needed, so that importing this module does no work.
 */
export function builtIn(): ReadonlyMap<string, Named> {
  table ??= new Map(Object.entries(functions).map(([name, each]) => [snakeCase(name), each as unknown as Named]));
  return table;
}

const custom = /* @__PURE__ */ new Map<string, Named>();

/** The activation with a given name; undefined if there is none. */
export const named = (name: string): Named | undefined => builtIn().get(name) ?? custom.get(name);

/** Makes a user's activation known by its name. */
export function register(activation: Named, where: string): void {
  const name = activation.identifier!;
  if (named(name) !== undefined) {
    throw new ValueError({
      where,
      expected: 'a name that is not taken',
      received: { name },
      hint: 'choose another name, or activations.remove(name) first if it is your own',
    });
  }
  custom.set(name, activation);
}

/**
 * Forgets a user's activation, so that its name is free again; built-in ones stay.
 *
 * @example
 * import { activations, defineActivation, ops } from 'hillock';
 * defineActivation('cube', {}, (x) => ops.multiply(x, ops.square(x)));
 * activations.remove('cube');
 * const names: string[] = activations.list();
 * names.includes('cube'); // → false
 */
export function remove(name: string): void {
  checkArgumentCount('activations.remove', arguments, 1);
  if (custom.delete(name)) return;
  throw new ValueError({ where: 'activations.remove', expected: 'the name of an own activation', received: { name } });
}

/** All names with their activations. */
const entries = (): [name: string, activation: Named][] => [...builtIn(), ...custom];

/**
 * The identifiers of all activations: Keras's and those made by `defineActivation`. `threshold` is among them, but layers do not accept it
 * as a name because it has required arguments.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.list().slice(0, 4); // → [ 'celu', 'elu', 'exponential', 'gelu' ]
 * const functions = activations.list().map((name) => activations.get(name));
 * functions[3] === activations.gelu; // → true
 */
export function list(): ActivationName[] {
  checkArgumentCount('activations.list', arguments, 0);
  return entries()
    .flatMap(([name, { identifier }]) => (name === identifier ? [name as ActivationName] : []))
    .sort();
}

/** Keras's other names of an activation. */
export function aliasesOf(identifier: string): string[] {
  return entries().flatMap(([name, each]) => (each.identifier === identifier && name !== identifier ? [name] : []));
}

/** All names, for suggestions in errors. */
export const names = (): Iterable<string> => new Map(entries().sort()).keys();

/** The activation with a given name, even one that has required arguments. */
export function find(where: string, name: string, kind = 'activation'): Named {
  const activation = named(name);
  if (activation !== undefined) return activation;
  throw unknownNameError(where, kind, name, names());
}
