/** Where text for people goes: the standard output of a process where there is one, else the console of a page. */
export interface Terminal {
  /** Whether a line can be drawn over, as on a screen and unlike in a file. */
  readonly canRedraw: boolean;
  readonly hasColors: boolean;
  /** Writes text as it is. Where lines cannot be redrawn it ends with a line break. */
  write(text: string): void;
}

interface ProcessLike {
  readonly stdout?: { readonly isTTY?: boolean; write?(text: string): unknown };
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Found anew each time, since a page has none and a test may put its own in place. */
export function standardTerminal(): Terminal {
  const { process } = globalThis as { process?: ProcessLike };
  const stdout = process?.stdout;
  if (typeof stdout?.write !== 'function') {
    return { canRedraw: false, hasColors: false, write: (text) => printLine(text.replace(/\n$/, '')) };
  }
  const canRedraw = stdout.isTTY === true;
  const hasColors = canRedraw && (process?.env?.['NO_COLOR'] ?? '') === '';
  return { canRedraw, hasColors, write: (text) => void stdout.write?.(text) };
}

/** Prints a line on the console, because somebody asked for it to be printed. */
export function printLine(line: string): void {
  globalThis.console.log(line);
}
