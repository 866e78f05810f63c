/** Colours, for terminals only. */
import { createColors } from 'picocolors';

/** Whether to use colours on a stream: if it is a terminal, and its user has not declined them (https://no-color.org). */
export function isColoured(stream, environment = process.env) {
  return Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** The styles for a stream; without colours, they are functions that return the text unchanged. */
export const stylesOf = (stream) => createColors(isColoured(stream));

/** The colours of curves, in order. */
export const curveStyles = ['blueBright', 'yellow', 'green', 'magenta', 'cyan', 'red', 'white', 'gray'];
