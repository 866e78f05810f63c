import { examplesOfModules, filesOf, testExamples } from '../support/example-tests.js';

testExamples(
  examplesOfModules(['src/models', 'src/saving', 'src/training'].flatMap((folder) => filesOf(folder, '.ts'))),
);
