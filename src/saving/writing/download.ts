/** Downloads files from a page. */
import { StateError } from '../../errors/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/**
 * Hands bytes to the user of a page as a file, as if they had clicked on a link to it.
 *
 * @param bytes - the file
 * @param name - what it is called
 *
 * @example
 * import { download, StateError, writeNpy } from 'hillock';
 * let place = '';
 * try { download(writeNpy([1, 2, 3]), 'numbers.npy'); } catch (error) { if (error instanceof StateError) place = error.expected; }
 * place // → a page with a document
 */
export function download(bytes: Uint8Array, name: string): void {
  checkArgumentCount('download', arguments, 2);
  if (typeof document === 'undefined') {
    const hint = 'elsewhere write the bytes with the means of the system';
    throw new StateError({ where: 'download', expected: 'a page with a document', hint });
  }
  const address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.style.display = 'none';
  document.body.append(link);
  link.click();
  link.remove();
  // The click only starts the download, which needs the bytes for longer.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
