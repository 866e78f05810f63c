/** Where text for users is written: the standard output of a process if there is one, else the console of a page. */
export interface Terminal {
  /** Whether a written line can be overwritten, as on a screen but not in a file. */
  readonly canRedraw: boolean;
  readonly hasColors: boolean;
  /** Writes text unchanged. If lines cannot be overwritten, the text ends with a line break. */
  write(text: string): void;
}

interface ProcessLike {
  readonly stdout?: { readonly isTTY?: boolean; write?(text: string): unknown };
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Looked up in each call, because a page has no terminal, and a test may replace it. */
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

/** Prints a line on the console that the user has asked for. */
export function printLine(line: string): void {
  globalThis.console.log(line);
}
