export { CosineDecay, CosineDecayRestarts } from './cosine-decays.js';
export { ExponentialDecay, InverseTimeDecay, PolynomialDecay } from './decays.js';
export { LearningRateSchedule } from './learning-rate-schedule.js';
export type { ScheduleSignature } from './learning-rate-schedule.js';
export { PiecewiseConstantDecay } from './piecewise-constant-decay.js';
export { deserialize, serialize } from './registry.js';
