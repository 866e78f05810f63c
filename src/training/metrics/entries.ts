/** Every metric that a string can name: its class, and its function if it has one; one line for each file. Names, strings and configs are derived from the exports. */
export { accuracy, Accuracy, binaryAccuracy, BinaryAccuracy } from './accuracy.js';
export { categoricalAccuracy, CategoricalAccuracy } from './accuracy.js';
export { sparseCategoricalAccuracy, SparseCategoricalAccuracy } from './accuracy.js';
export { sparseTopKCategoricalAccuracy, SparseTopKCategoricalAccuracy } from './accuracy.js';
export { topKCategoricalAccuracy, TopKCategoricalAccuracy } from './accuracy.js';
export { AUC } from './auc.js';
export { concordanceCorrelation, ConcordanceCorrelation } from './correlation.js';
export { pearsonCorrelation, PearsonCorrelation } from './correlation.js';
export { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './counts.js';
export { F1Score, FBetaScore } from './f-score.js';
export { BinaryIoU } from './iou.js';
export { Mean, Sum } from './mean.js';
export { Precision, Recall } from './precision-recall.js';
export { CosineSimilarity, R2Score, RootMeanSquaredError } from './regression.js';
export { binaryCrossentropy, BinaryCrossentropyMetric as BinaryCrossentropy } from '../losses/binary-crossentropy.js';
export { binaryFocalCrossentropy } from '../losses/binary-crossentropy.js';
export {
  categoricalCrossentropy,
  CategoricalCrossentropyMetric as CategoricalCrossentropy,
  categoricalFocalCrossentropy,
} from '../losses/categorical-crossentropy.js';
export { klDivergence, KLDivergenceMetric as KLDivergence } from '../losses/divergences.js';
export { poisson, PoissonMetric as Poisson } from '../losses/divergences.js';
export { huber, logCosh, LogCoshErrorMetric as LogCoshError } from '../losses/errors.js';
export { meanAbsoluteError, MeanAbsoluteErrorMetric as MeanAbsoluteError } from '../losses/errors.js';
export {
  meanAbsolutePercentageError,
  MeanAbsolutePercentageErrorMetric as MeanAbsolutePercentageError,
} from '../losses/errors.js';
export { meanSquaredError, MeanSquaredErrorMetric as MeanSquaredError } from '../losses/errors.js';
export {
  meanSquaredLogarithmicError,
  MeanSquaredLogarithmicErrorMetric as MeanSquaredLogarithmicError,
} from '../losses/errors.js';
export { categoricalHinge, CategoricalHingeMetric as CategoricalHinge } from '../losses/hinges.js';
export { hinge, HingeMetric as Hinge } from '../losses/hinges.js';
export { squaredHinge, SquaredHingeMetric as SquaredHinge } from '../losses/hinges.js';
export {
  sparseCategoricalCrossentropy,
  SparseCategoricalCrossentropyMetric as SparseCategoricalCrossentropy,
} from '../losses/sparse-crossentropy.js';
