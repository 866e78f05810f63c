import { examplesOfModules, filesOf, testExamples } from '../support/example-tests.js';

testExamples(examplesOfModules(['src/layers'].flatMap((folder) => filesOf(folder, '.ts'))));
