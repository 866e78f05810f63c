/** Whether a value is a plain object or an array, in which an attribute may keep several layers. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** The values of a kind among an object's attributes, or inside arrays and plain objects that are attributes, in order. */
export function valuesWithin<Value>(
  attributes: unknown,
  isWanted: (value: unknown) => value is Value,
  visited = new Set<object>(),
): Value[] {
  if (isWanted(attributes)) return [attributes];
  if (!isContainer(attributes) || visited.has(attributes)) return [];
  visited.add(attributes);
  return Object.values(attributes).flatMap((each) => valuesWithin(each, isWanted, visited));
}
