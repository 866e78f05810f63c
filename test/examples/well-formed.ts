const pattern =
  /<(?<end>\/)?(?<name>[a-zA-Z]+)(?:\s+[\w:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot);)*")*\s*(?<empty>\/)?>|[^<>&]+|&(?:amp|lt|gt|quot);/y;

/** What is wrong with a text as XML of elements, attributes and characters, as our pictures are; undefined if nothing is. */
export function notWellFormed(text: string): string | undefined {
  const open: string[] = [];
  let roots = 0;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const position = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) return `malformed: ${text.slice(position, position + 40)}`;
    const { name, end, empty } = groups;
    if (name === undefined) continue;
    if (end !== undefined) {
      const expected = open.pop();
      if (expected !== name) return `expected </${expected}>, found </${name}>`;
      continue;
    }
    if (open.length === 0 && ++roots > 1) return 'more than one root';
    if (empty === undefined) open.push(name);
  }
  return open.length === 0 ? undefined : `expected </${open.at(-1)}>, found the end`;
}
