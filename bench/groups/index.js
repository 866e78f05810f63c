import { activationGroup } from './activations.js';
import { catalogueGroup } from './catalogue.js';
import { firstStepGroup } from './first-step.js';
import { latencyGroup } from './latency.js';
import { matmulGroup } from './matmul.js';
import { trainingGroup } from './training.js';

/** @type {import('../types.js').Group[]} */
export const groups = [activationGroup, catalogueGroup, matmulGroup, trainingGroup, latencyGroup, firstStepGroup];
