/** Converts SVG to PNG. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const { resolve } = createRequire(import.meta.url);

/** The font files that plots use. They come from a package, because servers often have no fonts. */
const faces = ['400Regular/Inter_400Regular.ttf', '400Regular_Italic/Inter_400Regular_Italic.ttf'];

let ready;

/** Starts the renderer when it is first needed. */
async function start() {
  ready ??= readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')).then(initWasm);
  await ready;
}

/**
 * Draws an SVG as a PNG with two pixels for each unit, so that it is sharp on high-resolution screens.
 *
 * @param {string} svg
 * @returns {Promise<Uint8Array>}
 */
export async function toPng(svg) {
  const fontBuffers = await Promise.all(faces.map((face) => readFile(resolve(`@expo-google-fonts/inter/${face}`))));
  await start();
  const options = {
    fitTo: { mode: /** @type {const} */ ('zoom'), value: 2 },
    font: { fontBuffers, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
  };
  return new Resvg(svg, options).render().asPng();
}
