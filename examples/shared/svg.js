/** SVG as text, without a ground: pages may be light or dark, and all colours here are readable on both. */

/** @typedef {Readonly<Record<string, string | number>>} Attributes */

export const gray = '#737b87';

/** @type {Readonly<Record<string, string>>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (character) => entities[character]);

/** Two decimals are finer than any screen. @param {string | number} value */
export const attribute = (value) => (typeof value === 'number' ? String(Number(value.toFixed(2))) : escaped(value));

/** @param {string} name @param {Attributes} attributes @param {readonly string[]} children Elements, already written. */
export function element(name, attributes, children = []) {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${attribute(value)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** @param {number} x @param {number} y @param {string} words @param {Attributes} attributes */
export const text = (x, y, words, attributes = {}) => element('text', { x, y, ...attributes }, [escaped(words)]);

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {Attributes} attributes */
export const line = (x1, y1, x2, y2, attributes = {}) => element('line', { x1, y1, x2, y2, ...attributes });

/** @param {{ width: number, height: number, title: string }} size @param {readonly string[]} children */
export function picture({ width, height, title }, children) {
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'font-family': "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    'font-size': 12,
    fill: gray,
  };
  return `${element('svg', root, ['\n', ...[element('title', {}, [escaped(title)]), ...children].map((child) => `${child}\n`)])}\n`;
}
