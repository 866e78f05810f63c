/** Fails tests that write to the console or make Node warn. A test that expects a message replaces the console itself. */
import { afterEach, beforeEach, expect } from 'vitest';

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
const messages: string[] = [];

const onWarning = (warning: Error): void => {
  messages.push(`process warning: ${warning.message}`);
};

beforeEach(() => {
  messages.length = 0;
  process.on('warning', onWarning);
  for (const method of methods) {
    console[method] = (...values: unknown[]): void => {
      messages.push(`console.${method}: ${values.map(String).join(' ')}`);
    };
  }
});

afterEach(() => {
  process.off('warning', onWarning);
  expect(messages, 'a test writes nothing to the console and causes no warning').toEqual([]);
});
