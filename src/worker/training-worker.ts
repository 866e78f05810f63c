/** A worker that trains models of the library's own classes. */
import { serveTraining } from './serve-training.js';

serveTraining();
