/** Whether a picture can stand on light and on dark pages. */

const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** The relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((i) => channel(parseInt(colour.slice(i, i + 2), 16) / 255));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colours of lines and words in an SVG. */
export const coloursOf = (svg: string): string[] => [
  ...new Set(Array.from(svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{3,6})"/g), ([, colour]) => colour!)),
];

/** Those that do not stand out, by 3 to 1, both on white and on a dark page. */
export const unreadableColours = (svg: string): string[] =>
  coloursOf(svg).filter((colour) => ['#ffffff', '#0d1117'].some((page) => !(contrast(colour, page) >= 3)));
