/** Every loss with its function and its class, one line for each file. Names, strings and configs are derived from the exports. */
export { binaryCrossentropy, BinaryCrossentropy } from './binary-crossentropy.js';
export { binaryFocalCrossentropy, BinaryFocalCrossentropy } from './binary-crossentropy.js';
export { categoricalCrossentropy, CategoricalCrossentropy } from './categorical-crossentropy.js';
export { categoricalFocalCrossentropy, CategoricalFocalCrossentropy } from './categorical-crossentropy.js';
export { categoricalGeneralizedCrossEntropy, CategoricalGeneralizedCrossEntropy } from './sparse-crossentropy.js';
export { categoricalHinge, CategoricalHinge, hinge, Hinge, squaredHinge, SquaredHinge } from './hinges.js';
export { circle, Circle } from './circle.js';
export { cosineSimilarity, CosineSimilarity } from './similarity.js';
export { ctc, CTC } from './ctc.js';
export { dice, Dice, tversky, Tversky } from './segmentation.js';
export { huber, Huber, logCosh, LogCosh } from './errors.js';
export { klDivergence, KLDivergence, poisson, Poisson } from './divergences.js';
export { meanAbsoluteError, MeanAbsoluteError, meanSquaredError, MeanSquaredError } from './errors.js';
export { meanAbsolutePercentageError, MeanAbsolutePercentageError } from './errors.js';
export { meanSquaredLogarithmicError, MeanSquaredLogarithmicError } from './errors.js';
export { sparseCategoricalCrossentropy, SparseCategoricalCrossentropy } from './sparse-crossentropy.js';
