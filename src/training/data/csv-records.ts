import { ValueError } from '../../errors/index.js';

/** The fields of a record, and the number of the line in which it begins. */
export interface CSVRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The records of a CSV text that comes piece by piece, by RFC 4180: quoted fields may contain separators, line breaks and doubled quotes.
 * Lines end with LF or CR LF; empty lines are skipped.
 */
export async function* csvRecords(where: string, text: AsyncIterable<string>, separator: string): AsyncGenerator<CSVRecord, void> {
  let [line, firstLine] = [1, 1];
  let fields: string[] = [];
  let field = '';
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  const endField = (): void => {
    fields.push(field);
    field = '';
    state = 'start';
  };
  const endRecord = (): CSVRecord | undefined => {
    const isEmpty = fields.length === 0 && state === 'start';
    endField();
    const record = isEmpty ? undefined : { line: firstLine, fields };
    fields = [];
    return record;
  };
  let isFirst = true;
  for await (let piece of text) {
    if (isFirst && piece !== '') {
      isFirst = false;
      if (piece.startsWith('\ufeff')) piece = piece.slice(1);
    }
    for (const character of piece) {
      if (character === '\n') line++;
      if (state === 'quoted') {
        if (character === '"') state = 'quote';
        else field += character;
      } else if (character === '"' && state === 'start') {
        state = 'quoted';
      } else if (character === '"' && state === 'quote') {
        field += '"';
        state = 'quoted';
      } else if (character === separator) {
        endField();
      } else if (character === '\n') {
        if (state !== 'quote' && field.endsWith('\r')) field = field.slice(0, -1);
        if (field === '' && state === 'plain' && fields.length === 0) state = 'start';
        const record = endRecord();
        firstLine = line;
        if (record !== undefined) yield record;
      } else if (state === 'quote') {
        if (character === '\r') continue;
        throw new ValueError({ where, expected: `the end of the field behind the quote in line ${line}`, received: { character } });
      } else {
        field += character;
        state = 'plain';
      }
    }
  }
  if (state === 'quoted') throw new ValueError({ where, expected: `a quote that ends what begins in line ${firstLine}` });
  const last = endRecord();
  if (last !== undefined) yield last;
}
