/** Progress on standard error: a bar on a terminal, a line now and then elsewhere. */

const barWidth = 30;
const secondsBetweenLines = 60;

/** @param {number} seconds */
const duration = (seconds) =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

export class Progress {
  /** @param {number} total */
  constructor(total) {
    this.total = total;
    this.done = 0;
    this.started = performance.now();
    this.shown = -Infinity;
  }

  /** One more is done. @param {string} what */
  step(what) {
    this.done += 1;
    const isTerminal = process.stderr.isTTY;
    const now = performance.now();
    const isLast = this.done === this.total;
    if (!isLast && now - this.shown < (isTerminal ? 200 : 1000 * secondsBetweenLines)) return;
    this.shown = now;
    const share = this.done / this.total;
    const left = ((now - this.started) / 1000) * (1 / share - 1);
    const text = `${(100 * share).toFixed(1).padStart(5)} %, ${isLast ? 'done' : `${duration(left)} left, ${what}`}`;
    const filled = Math.round(barWidth * share);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    process.stderr.write(isTerminal ? `\r${bar} ${text}\u001b[K${isLast ? '\n' : ''}` : `${text}\n`);
  }
}
