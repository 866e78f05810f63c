import { setEngine } from '../../src/kernel/engine.js';

setEngine('evaluator');
