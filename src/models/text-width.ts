/** Computes how much space a text takes in a terminal. */

/** East Asian characters and pictures, which take two columns: https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Characters that take no column, because they are drawn on or join their neighbours. */
const widthless = /^[\p{M}\p{Cf}]/u;

/** Characters together with marks on them, pictures that are joined to them, and pairs of letters that are flags. */
const clusters = /\p{Regional_Indicator}{2}|[^](?:[\p{M}\p{Cf}\u{1f3fb}-\u{1f3ff}]|(?<=\u200d)[^])*/gu;

/** Requests that a character is drawn as a picture and not as text. */
const asPicture = '\ufe0f';

const widthOf = (cluster: string): number =>
  wide.test(cluster) || cluster.includes(asPicture) ? 2 : widthless.test(cluster) ? 0 : 1;

/** The number of columns that a text takes in a terminal: one for most characters, two for wide ones, none for marks. */
export const textWidth = (text: string): number =>
  (text.match(clusters) ?? []).reduce((width, cluster) => width + widthOf(cluster), 0);

/** The longest beginning of a text that fits into a width. */
export function textWithin(text: string, width: number): string {
  let [used, end] = [0, 0];
  for (const cluster of text.match(clusters) ?? []) {
    used += widthOf(cluster);
    if (used > width) break;
    end += cluster.length;
  }
  return text.slice(0, end);
}
