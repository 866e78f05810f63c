/** Every optimizer that a string can name, one line for each file. Names, strings and configs are derived from the exports. */
export { Adadelta } from './adadelta.js';
export { Adafactor } from './adafactor.js';
export { Adagrad } from './adagrad.js';
export { Adam, AdamW } from './adam.js';
export { Adamax } from './adamax.js';
export { Ftrl } from './ftrl.js';
export { Lamb } from './lamb.js';
export { Lion } from './lion.js';
export { Muon } from './muon.js';
export { Nadam } from './nadam.js';
export { RMSprop } from './rmsprop.js';
export { ScheduleFreeAdamW } from './schedule-free-adamw.js';
export { SGD } from './sgd.js';
