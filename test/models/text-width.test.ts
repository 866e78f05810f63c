/** Widths as the Python library rich, which prints Keras's summaries, has them (`rich.cells.cell_len`, 15.0). */
import { expect, test } from 'vitest';
import { layers, Sequential } from '../../src/index.js';
import { textWidth, textWithin } from '../../src/models/text-width.js';

test.each([
  ['dense_1', 7],
  ['层', 2],
  ['レイヤー', 8],
  ['ｱ', 1],
  ['한글', 4],
  ['e\u0301', 1],
  ['क्षि', 2],
  ['🙂', 2],
  ['👩‍🔬', 2],
  ['👍🏽', 2],
  ['✌️', 2],
  ['🇩🇪', 2],
  ['│', 1],
  ['', 0],
])('%s takes %d places', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('a text is cut between characters', () => {
  expect(textWithin('层层层', 5)).toBe('层层');
  expect(textWithin('e\u0301e\u0301', 1)).toBe('e\u0301');
  expect(textWithin('👩‍🔬🙂', 3)).toBe('👩‍🔬');
});

test('the lines of a summary end below each other, whatever the names are', () => {
  let text = '';
  const model = Sequential(
    [
      layers.Dense(2, { inputShape: [3], name: '隐藏层' }),
      layers.Dense(2, { name: '出力🙂' }),
      layers.Dense(2, { name: '一二三四五六七八九十'.repeat(3) }),
    ],
    { name: 'm' },
  );
  model.summary({ lineLength: 60, printFn: (each) => (text = each) });
  const table = text.split('\n').filter((line) => /^[┏┃┡│├└]/.test(line));
  expect(table.length).toBeGreaterThan(8);
  expect(new Set(table.map(textWidth))).toEqual(new Set([60]));
  expect(text).toContain('│ 隐藏层 (Dense) ');
  expect(text).toContain('…');
});

test('a range is named by regular expressions, and by nothing else', () => {
  const model = Sequential([layers.Dense(2, { inputShape: [3], name: 'a_1' }), layers.Dense(2, { name: 'b_1' })]);
  let text = '';
  model.summary({ layerRange: ['b', 'b_\\d'], printFn: (each) => (text = each) });
  expect(text).not.toContain('a_1 (Dense)');
  expect(() => model.summary({ layerRange: ['a', '('] })).toThrow(
    /^Sequential "sequential(_\d+)?".summary: expected a layerRange of names of layers, or of regular expressions for them. Received: layerRange="\(". Hint: Invalid regular expression: /,
  );
});
