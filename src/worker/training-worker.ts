/** The file of the library's worker, which trains models of the library's own classes. */
import { serveTraining } from './serve-training.js';

serveTraining();
