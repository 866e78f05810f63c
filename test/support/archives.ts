/** Takes archives apart, and puts them together. */
import { unzipSync, zipSync } from 'fflate';

export const members = (archive: Uint8Array): Record<string, Uint8Array> => unzipSync(archive);

export const zip = (files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(files, { level: 0, mtime: '1980-01-01T00:00:00' });
