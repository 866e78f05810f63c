/** Runs a suite on the engine that needs no WebAssembly. */
import { setEngine } from '../../src/kernel/engine.js';

setEngine('evaluator');
