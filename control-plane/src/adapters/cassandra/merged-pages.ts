/**
 * The pages of several sources as they come, from so many sources at once, one page ahead of the reader in each.
 * When the reader stops or a source fails, all sources are told to end.
 */
export async function* mergedPages<T>(
  sources: readonly AsyncGenerator<T>[],
  parallel: number,
): AsyncGenerator<T> {
  const waiting = [...sources];
  const pending = new Map<AsyncGenerator<T>, Promise<Arrived<T>>>();
  const ask = (source: AsyncGenerator<T>) =>
    pending.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  try {
    for (const source of waiting.splice(0, parallel)) ask(source);
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      pending.delete(source);
      if (result.done) {
        const next = waiting.shift();
        if (next !== undefined) ask(next);
      } else {
        ask(source);
        yield result.value;
      }
    }
  } finally {
    await Promise.allSettled(pending.values());
    await Promise.allSettled([...pending.keys()].map((source) => source.return(undefined)));
  }
}

interface Arrived<T> {
  readonly source: AsyncGenerator<T>;
  readonly result: IteratorResult<T>;
}
