/** Colours, for terminals only. */
import { createColors } from 'picocolors';

/** Whether a stream may be written to in colours: it is a terminal, and its user has not refused (https://no-color.org). */
export function isColoured(stream, environment = process.env) {
  return Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** The styles of a stream: functions that give the text back unchanged where there are no colours. */
export const stylesOf = (stream) => createColors(isColoured(stream));

/** The colours of curves, in order. */
export const curveStyles = ['blueBright', 'yellow', 'green', 'magenta', 'cyan', 'red', 'white', 'gray'];
