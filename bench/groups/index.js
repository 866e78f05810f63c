import { activationGroup } from './activations.js';
import { catalogueGroup } from './catalogue.js';
import { firstStepGroup } from './first-step.js';
import { float64Group } from './float64.js';
import { latencyGroup } from './latency.js';
import { matmulGroup } from './matmul.js';
import { predictionGroup } from './prediction.js';
import { trainingGroup } from './training.js';

/** @type {import('../types.js').Group[]} */
export const groups = [
  trainingGroup,
  predictionGroup,
  firstStepGroup,
  matmulGroup,
  latencyGroup,
  activationGroup,
  catalogueGroup,
  float64Group,
];

/** @param {string} name */
export const groupNamed = (name) => groups.find((group) => group.name === name);
