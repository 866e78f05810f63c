/** Dtype policies: the dtypes in which a layer keeps its weights and computes. */
import { DTypeError, unknownNameError, type Place } from '../errors/index.js';
import { isFloating, type DType, type FloatingDType } from '../tensor/index.js';
import { floatx } from './settings.js';
import { gatherOptions } from '../tensor/options.js';
import { inspectSymbol } from '../tensor/operators.js';
import { callable } from './callable.js';
import { fromConfig } from './deserialization.js';
import type { DeserializeOptions } from './config-context.js';
import { objectNamespace, type ObjectConfig } from './namespace.js';
import { objectOption } from './object-option.js';
import type { DefaultedOption, OptionTable } from './options/option.js';
import { checkAreOptions } from './options/option-table.js';
import type { SerializedObject } from './serialization.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/**
 * The compute dtype and the variable dtype of each policy. Tensors do not compute in some integer dtypes that policies name; int32 takes
 * their place.
 */
const dtypes = {
  float16: ['float16', 'float16'],
  bfloat16: ['bfloat16', 'bfloat16'],
  float32: ['float32', 'float32'],
  float64: ['float64', 'float64'],
  mixed_float16: ['float16', 'float32'],
  mixed_bfloat16: ['bfloat16', 'float32'],
  int8: ['int32', 'int32'],
  int16: ['int32', 'int32'],
  int32: ['int32', 'int32'],
  int64: ['int32', 'int32'],
  uint8: ['uint8', 'uint8'],
  uint16: ['int32', 'int32'],
  uint32: ['int32', 'int32'],
  uint64: ['int32', 'int32'],
  bool: ['bool', 'bool'],
  string: ['string', 'string'],
} as const satisfies Readonly<Record<string, readonly [compute: DType, variable: DType]>>;

/** The names of policies for floating-point numbers. */
export type FloatingPolicyName = FloatingDType | 'mixed_float16' | 'mixed_bfloat16';

/** The names of all policies. */
export type DTypePolicyName = keyof typeof dtypes;

const nameOption = (): OptionTable => ({
  name: { check: (name: unknown, where) => checkedName(name, { where, argument: 'name', kind: 'dtype policy' }) },
});

function checkedName(name: unknown, { where, argument, kind }: Place): DTypePolicyName {
  if (typeof name === 'string' && Object.hasOwn(dtypes, name)) return name as DTypePolicyName;
  if (typeof name === 'string') throw unknownNameError(where, kind, name, Object.keys(dtypes));
  throw new DTypeError({ where, expected: 'the name of a dtype policy', received: { [argument]: name } });
}

export class DTypePolicyClass {
  static readonly path = 'keras.DTypePolicy';

  static optionTable(): OptionTable {
    return nameOption();
  }

  /** Makes a policy from a config that `getConfig` wrote. */
  static fromConfig(config: Readonly<Record<string, unknown>>, options?: DeserializeOptions): DTypePolicyClass {
    return fromConfig(this as never, config, options);
  }

  readonly name: DTypePolicyName;
  /** The dtype in which a layer computes, and which its outputs have. */
  readonly computeDtype: DType;
  /** The dtype in which a layer keeps its weights. */
  readonly variableDtype: DType;

  constructor(...parameters: [name: DTypePolicyName] | [options: { readonly name: DTypePolicyName }]) {
    const where = 'DTypePolicy';
    const given = gatherOptions(where, ['name'], parameters);
    checkAreOptions(where, given, nameOption());
    this.name = checkedName(given['name'], { where, argument: 'name', kind: 'dtype policy' });
    [this.computeDtype, this.variableDtype] = dtypes[this.name];
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }

  toString(): string {
    return `<DTypePolicy "${this.name}">`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }
}

/**
 * The dtypes in which a layer computes and keeps its weights. A dtype's name means both; `mixed_float16` and `mixed_bfloat16` compute in 16
 * bits with weights in float32.
 *
 * @example
 * import { dtypePolicies } from 'hillock';
 * const policy = dtypePolicies.DTypePolicy('mixed_float16');
 * [policy.computeDtype, policy.variableDtype] // → [ 'float16', 'float32' ]
 */
export const DTypePolicy = /* @__PURE__ */ callable<typeof DTypePolicyClass, DTypePolicy>(DTypePolicyClass);
export interface DTypePolicy extends DTypePolicyClass {}

/** What a policy can be given as. */
export type DTypePolicyIdentifier = DTypePolicyName | DTypePolicy | ObjectConfig;

/** The policies by name. Policies never change, so one object of each name is enough. */
const policies = /* @__PURE__ */ new Map<DTypePolicyName, DTypePolicy>();

function policyOfName(name: DTypePolicyName): DTypePolicy {
  const known = policies.get(name);
  if (known !== undefined) return known;
  const made = new DTypePolicyClass(name);
  policies.set(name, made);
  return made;
}

/** The namespace of the policies. */
export const policyObjects = /* @__PURE__ */ objectNamespace<DTypePolicy>({
  name: 'dtypePolicies',
  kind: 'dtype policy',
  base: DTypePolicyClass,
  // Earlier generations of Keras have other names for this class.
  classes: {
    DTypePolicy: DTypePolicyClass,
    FloatDTypePolicy: DTypePolicyClass,
    Policy: DTypePolicyClass,
    PolicyV1: DTypePolicyClass,
  },
  modules: ['dtype_policies', 'mixed_precision'],
  interpret: (identifier, place) => {
    if (identifier === null) return getDTypePolicy();
    return typeof identifier === 'string' ? policyOfName(checkedName(identifier, place)) : undefined;
  },
  accepts: 'a dtype policy, its name or its config',
});

let globalName: DTypePolicyName | undefined;

/**
 * The policy of layers that are made without one.
 *
 * @example
 * import { config } from 'hillock';
 * config.dtypePolicy().name // → float32
 */
export function getDTypePolicy(): DTypePolicy {
  checkArgumentCount('config.dtypePolicy', arguments, 0);
  return policyOfName(globalName ?? floatx());
}

/**
 * Sets the policy of layers that are made without one from now on; it is float32 at first. As `keras.config.set_dtype_policy`.
 *
 * @example
 * import { dtypePolicies, setDTypePolicy } from 'hillock';
 * setDTypePolicy('mixed_float16');
 * dtypePolicies.get(null).computeDtype // → float16
 * setDTypePolicy('float32');
 */
export function setDTypePolicy(policy: FloatingPolicyName | DTypePolicy): void {
  checkArgumentCount('setDTypePolicy', arguments, 1);
  const place = { where: 'setDTypePolicy', argument: 'policy', kind: 'dtype policy' };
  globalName = checkFloating(policyObjects.get(policy, place), place.where, place.argument).name;
}

function checkFloating(policy: DTypePolicy, where: string, name: string): DTypePolicy {
  if (isFloating(policy.computeDtype)) return policy;
  const names = Object.keys(dtypes).filter((each) => isFloating(dtypes[each as DTypePolicyName][0]));
  throw new DTypeError({
    where,
    expected: `${name} to be a policy for floating-point numbers, of ${names.join(', ')}`,
    received: { [name]: policy.name },
  });
}

/** The option `dtype` of a layer; `null`, the default, means the global policy. */
export function policyOption(): DefaultedOption<DTypePolicyIdentifier | null, DTypePolicy> {
  return { ...objectOption<DTypePolicyIdentifier | null, DTypePolicy, never>(policyObjects), default: null };
}

/** The option `dtype` of a layer with trained weights: a policy of a floating-point dtype. */
export function floatingPolicyOption(): DefaultedOption<
  FloatingPolicyName | DTypePolicy | ObjectConfig | null,
  DTypePolicy
> {
  const option = policyOption();
  const check = (given: DTypePolicyIdentifier | null, where: string, name: string): DTypePolicy =>
    checkFloating(option.check(given, where, name), where, name);
  return { ...option, check, default: null };
}

/**
 * The policy for an identifier: a name, a config, a policy, or `null` for the global policy.
 *
 * @example
 * import { dtypePolicies } from 'hillock';
 * dtypePolicies.get('mixed_bfloat16').variableDtype // → float32
 */
export function get(identifier: DTypePolicyIdentifier | null): DTypePolicy {
  checkArgumentCount('dtypePolicies.get', arguments, 1);
  return policyObjects.get(identifier);
}

/**
 * A policy as Keras writes it into the configs of layers.
 *
 * @example
 * import { dtypePolicies } from 'hillock';
 * dtypePolicies.serialize(dtypePolicies.get('float32')).config // → { name: 'float32' }
 */
export function serialize(policy: DTypePolicy): SerializedObject {
  checkArgumentCount('dtypePolicies.serialize', arguments, 1);
  return policyObjects.serialize(policy) as SerializedObject;
}

/**
 * The policy that a config describes. Configs of earlier generations of Keras are understood, too.
 *
 * @example
 * import { dtypePolicies } from 'hillock';
 * dtypePolicies.deserialize({ class_name: 'Policy', config: { name: 'mixed_float16' } }).name // → mixed_float16
 */
export function deserialize(config: ObjectConfig | string, options?: DeserializeOptions): DTypePolicy {
  checkArgumentCount('dtypePolicies.deserialize', arguments, 2);
  return policyObjects.deserialize(config, options);
}
