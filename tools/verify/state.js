/** What a run has found so far, kept in a file so that an interrupted run goes on where it was. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { emptyTally, mergeTallies } from './comparison.js';

/**
 * @typedef {import('./comparison.js').Tally} Tally
 * @typedef {object} Entry
 * @property {string} fingerprint of the code that was judged: other code starts from nothing
 * @property {number} ranges number of ranges in a full run
 * @property {number[]} done the ranges that were judged
 * @property {Tally} tally
 */

export class State {
  /** @param {string | null} file where it is kept, if anywhere */
  constructor(file) {
    this.file = file;
    /** @type {Record<string, Entry>} */
    this.entries = file !== null && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** The entry of a subject, empty unless it belongs to the same code. @type {(label: string, fingerprint: string, ranges: number) => Entry} */
  entry(label, fingerprint, ranges) {
    const known = this.entries[label];
    if (known?.fingerprint === fingerprint && known.ranges === ranges) return known;
    return (this.entries[label] = { fingerprint, ranges, done: [], tally: emptyTally() });
  }

  /** @type {(label: string, range: number, tally: Tally) => void} */
  add(label, range, tally) {
    const entry = this.entries[label];
    entry.done.push(range);
    entry.tally = mergeTallies(entry.tally, tally);
  }

  /** Written aside and renamed, so that a crash leaves the old file or the new one. */
  save() {
    if (this.file === null) return;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, JSON.stringify(this.entries));
    renameSync(`${this.file}.new`, this.file);
  }
}
