/** Elements that are asked for ahead, in their order. An error comes where the element would have come. */
export async function* prefetched<Element>(elements: AsyncIterable<Element>, count: number): AsyncGenerator<Element, void> {
  const iterator = elements[Symbol.asyncIterator]();
  const ahead: Promise<IteratorResult<Element, unknown>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // It is dealt with when its turn comes; until then it is not unhandled.
    next.catch(() => undefined);
    ahead.push(next);
  };
  let isEnded = false;
  try {
    for (;;) {
      while (ahead.length < count + 1) ask();
      const { done, value } = await ahead.shift()!;
      if (done === true) {
        isEnded = true;
        return;
      }
      yield value;
    }
  } finally {
    // What hangs must not keep whoever stops from stopping.
    if (!isEnded) void iterator.return?.()?.then(undefined, () => undefined);
  }
}
