/** Requests elements ahead and passes them on in their order. An error is thrown in the place of the element that failed. */
export async function* prefetched<Element>(elements: AsyncIterable<Element>, count: number): AsyncGenerator<Element, void> {
  const iterator = elements[Symbol.asyncIterator]();
  const ahead: Promise<IteratorResult<Element, unknown>>[] = [];
  const ask = (): void => {
    const next = iterator.next();
    // An error in `next` is thrown below, when its element is awaited. This handler only prevents the engine from reporting an unhandled
    // rejection until then.
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
    // The source's `return` is not awaited: if it hangs, that must not keep the consumer from stopping.
    if (!isEnded) void iterator.return?.()?.then(undefined, () => undefined);
  }
}
