import javascript from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import typescript from 'typescript-eslint';

/** Engines differ in the last bit of these, so no number of ours may come from them. */
const inexactMathematics = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot'],
  ...['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/tmp/', '**/.venv/']),
  javascript.configs.recommended,
  typescript.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-console': ['error', { allow: ['warn'] }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      // An interface that only extends a class gives its instances the name under which they are known.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // Our records of functions, such as the rules of an operation, have no use for `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'No number of ours depends on the clock.' },
        { name: 'fetch', message: 'The library opens no connection of its own accord.' },
        { name: 'performance', message: 'Some engines lack it. Use millisecondsNow of kernel/clock.ts.' },
        { name: 'crypto', message: 'Some engines lack it. Random numbers come from a seed.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression > MemberExpression.callee > Identifier.property[name='at']",
          message: 'Some engines lack it. Use list[list.length - 1], or lengthAt for a shape.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Random numbers come from a seed.' },
        ...inexactMathematics.map((property) => ({
          object: 'Math',
          property,
          message: 'Engines differ in its last bit. Use formula/float64.ts.',
        })),
      ],
    },
  },
  {
    // `arguments` counts what a function was given without a rest parameter, which its signature would show.
    files: ['src/**/*.ts'],
    rules: { 'prefer-rest-params': 'off' },
  },
  {
    // The set-up of each test replaces the console and fails a test that writes to it.
    files: ['test/**'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // What a layer of a config gives is known to the test alone.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Programs for the terminal and the page print, and take what they import as it is.
    files: ['**/*.js', '**/*.mjs'],
    extends: [typescript.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-console': 'off' },
  },
);
