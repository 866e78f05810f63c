/** The examples of the documentation: the `@example` of docstrings, the TypeScript and JavaScript fences of Markdown. */

export interface Example {
  /** `src/activations/relu.ts:12 relu` or `README.md:30`. */
  readonly name: string;
  readonly file: string;
  /** The line in the file at which the code begins, from 1. */
  readonly line: number;
  readonly language: 'ts' | 'js';
  readonly code: string;
}

const languages: Readonly<Record<string, Example['language']>> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
};

/** Finds the name that the declaration below a docstring declares, from its first line. */
const declaration =
  /^\s*(?:export |default |declare |abstract |async |static |readonly |override |get |set |const |let |function |class |interface |type )*([\w$]+)/;

export function examplesInSource(file: string, text: string): Example[] {
  const lines = text.split('\n');
  const examples: Example[] = [];
  for (let start = 0; start < lines.length; start++) {
    if (!/^\s*(?:\/\*\*|\*)\s*@example\b/.test(lines[start] ?? '')) continue;
    let end = start + 1;
    while (/^\s*\*(?!\/)/.test(lines[end] ?? '') && !/^\s*\*\s*@\w/.test(lines[end] ?? '')) end++;
    const code = lines.slice(start + 1, end).map((line) => line.replace(/^\s*\* ?/, ''));
    const close = lines.findIndex((line, index) => index >= start && line.includes('*/'));
    const symbol = declaration.exec(lines[close + 1] ?? '')?.[1] ?? '';
    examples.push({
      name: `${file}:${start + 1} ${symbol}`.trimEnd(),
      file,
      line: start + 2,
      language: 'ts',
      code: code.join('\n').trimEnd(),
    });
  }
  return examples;
}

export function examplesInMarkdown(file: string, text: string): Example[] {
  const examples: Example[] = [];
  let fence: { mark: string; indent: string; language: Example['language'] | undefined; start: number } | null = null;
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const [, indent = '', mark = '', language = ''] = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/.exec(line) ?? [];
    if (fence === null) {
      if (mark !== '') fence = { mark, indent, language: languages[language.toLowerCase()], start: index + 1 };
      return;
    }
    if (!mark.startsWith(fence.mark) || language !== '') return;
    const { language: kind, start } = fence;
    const margin = fence.indent.length;
    if (kind !== undefined)
      examples.push({
        name: `${file}:${start + 1}`,
        file,
        line: start + 1,
        language: kind,
        code: lines
          .slice(start, index)
          .map((code) => code.slice(margin))
          .join('\n'),
      });
    fence = null;
  });
  return examples;
}
