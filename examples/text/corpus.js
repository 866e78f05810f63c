/** Short judgements on food, made of templates: whoever learns them must heed more than single words, since `not` turns a sentence around. */
import { random } from 'hillock';

const things = ['soup', 'bread', 'cake', 'tea', 'service', 'view', 'room', 'music'];
const good = ['wonderful', 'fresh', 'lovely', 'excellent', 'warm'];
const bad = ['awful', 'stale', 'dull', 'terrible', 'cold'];
const openings = ['the', 'i thought the', 'my friend said the', 'we all agreed that the'];

/**
 * Sentences and whether they praise: 1, or 0.
 *
 * @param {number} count
 * @param {number} seed
 */
export function sentences(count, seed) {
  const draws = random.uniform([count, 5], { seed });
  /** @param {readonly string[]} from @param {number} draw */
  const choose = (from, draw) => from[Math.floor(draw * from.length)];
  const made = Array.from({ length: count }, (_, i) => {
    const [opening, thing, word, kind, turn] = draws.data.subarray(5 * i, 5 * i + 5);
    const isGood = kind < 0.5;
    const isTurned = turn < 0.4;
    const text = `${choose(openings, opening)} ${choose(things, thing)} was ${isTurned ? 'not ' : ''}${choose(isGood ? good : bad, word)}`;
    return { text, label: Number(isGood !== isTurned) };
  });
  return { texts: made.map(({ text }) => text), labels: made.map(({ label }) => label) };
}
