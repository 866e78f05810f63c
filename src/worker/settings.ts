/** Global settings that both threads have to agree on. */
import { getDTypePolicy, serialize, setDTypePolicy, deserialize } from '../objects/dtype-policy.js';
import {
  epsilon,
  floatx,
  imageDataFormat,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  type DataFormat,
} from '../objects/settings.js';
import type { SerializedObject } from '../objects/serialization.js';
import { globalSeedGenerator, Tensor, type FloatingDType } from '../tensor/index.js';

/** The settings in a form that can be sent. */
export interface SettingsInForce {
  readonly floatx: FloatingDType;
  readonly epsilon: number;
  readonly imageDataFormat: DataFormat;
  readonly policy: SerializedObject;
  /** The seed of the global generator and its number of draws; the order of samples depends on them. */
  readonly seed: readonly [seed: number, draws: number];
}

export const settingsInForce = (): SettingsInForce => ({
  floatx: floatx(),
  epsilon: epsilon(),
  imageDataFormat: imageDataFormat(),
  policy: serialize(getDTypePolicy()),
  seed: globalSeedGenerator().state,
});

/** Sets the global generator to a state. */
export function setGlobalSeed(state: readonly [seed: number, draws: number]): void {
  globalSeedGenerator().variable.hold(new Tensor(Float64Array.from(state), [2], 'float64'));
}

export function putIntoForce(settings: SettingsInForce): void {
  setFloatx(settings.floatx);
  setEpsilon(settings.epsilon);
  setImageDataFormat(settings.imageDataFormat);
  setDTypePolicy(deserialize(settings.policy));
  setGlobalSeed(settings.seed);
}
