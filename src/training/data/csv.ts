/** Reads the rows of CSV files as elements of a dataset. */
import { unknownNameError, ValueError } from '../../errors/index.js';
import { readOptions } from '../../tensor/options.js';
import { csvRecords } from './csv-records.js';
import { textOf, type CSVSource } from './text-source.js';

export type { CSVSource };

/** Options for reading a CSV file. */
export interface CSVOptions {
  /** Whether the first line contains the names of the columns. */
  readonly header?: boolean | undefined;
  /** The names of the columns; by default those in the first line. */
  readonly columnNames?: readonly string[] | undefined;
  /** The names of the columns to read; by default all. */
  readonly selectColumns?: readonly string[] | undefined;
  /** The column that is the label; elements then are `[row, label]`. */
  readonly labelName?: string | undefined;
  /** The separator between two values. */
  readonly fieldDelim?: string | undefined;
  /** A text that means a missing number, as an empty text does; it becomes NaN. */
  readonly naValue?: string | undefined;
  /** The types of columns; by default they are guessed from the first row. */
  readonly columnTypes?: Readonly<Record<string, 'number' | 'string'>> | undefined;
}

type Row = Record<string, number | string>;

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Returns a function that iterates over the rows of a file, each time from its beginning. */
export function csvRows(where: string, source: CSVSource, given: CSVOptions): () => AsyncIterable<unknown> {
  const options = readOptions<Required<{ [Name in keyof CSVOptions]: CSVOptions[Name] }>>(where, given, {
    header: true,
    columnNames: undefined,
    selectColumns: undefined,
    labelName: undefined,
    fieldDelim: ',',
    naValue: '',
    columnTypes: undefined,
  });
  const { header, columnNames, labelName, fieldDelim } = options;
  if (typeof fieldDelim !== 'string' || [...fieldDelim].length !== 1 || /["\r\n]/.test(fieldDelim))
    throw new ValueError({ where, expected: 'fieldDelim to be one character', received: { fieldDelim } });
  if (header === false && columnNames === undefined)
    throw new ValueError({ where, expected: 'columnNames for a file without a header', received: { header } });
  const text = textOf(where, source);
  return async function* () {
    let names = columnNames;
    let columns: Column[] | undefined;
    let isHeader = header === true;
    for await (const { line, fields } of csvRecords(where, text(), fieldDelim)) {
      if (isHeader) {
        isHeader = false;
        names ??= fields;
        continue;
      }
      columns ??= columnsOf(where, names!, fields, options);
      if (fields.length !== names!.length) {
        const expected = `${names!.length} values in line ${line}, one for each column`;
        throw new ValueError({ where, expected, received: { values: fields.length } });
      }
      const row: Row = {};
      let label: number | string | undefined;
      for (const column of columns) {
        const value = column.read(fields[column.place]!, line);
        if (column.name === labelName) label = value;
        else row[column.name] = value;
      }
      yield labelName === undefined ? row : [row, label];
    }
  };
}

interface Column {
  readonly name: string;
  readonly place: number;
  readonly read: (text: string, line: number) => number | string;
}

/** The columns to read; unless given, their types are those of the values in the first row. */
function columnsOf(where: string, names: readonly string[], first: readonly string[], options: CSVOptions): Column[] {
  const { selectColumns = names, labelName, naValue, columnTypes = {} } = options;
  const asked = labelName === undefined || selectColumns.includes(labelName) ? selectColumns : [...selectColumns, labelName];
  for (const name of [...asked, ...Object.keys(columnTypes)])
    if (!names.includes(name)) throw unknownNameError(where, 'column', name, names);
  const isMissing = (text: string): boolean => text === '' || text === naValue;
  return asked.map((name) => {
    const place = names.indexOf(name);
    const example = first[place] ?? '';
    const type = columnTypes[name] ?? (isNumber(example) || isMissing(example) ? 'number' : 'string');
    const read = (text: string, line: number): number => {
      if (isMissing(text)) return NaN;
      if (isNumber(text)) return Number(text);
      throw new ValueError({
        where,
        expected: `a number in column "${name}" of line ${line}`,
        received: { text },
        hint: `For texts pass { columnTypes: { ${JSON.stringify(name)}: 'string' } }`,
      });
    };
    return { name, place, read: type === 'number' ? read : (text) => text };
  });
}
