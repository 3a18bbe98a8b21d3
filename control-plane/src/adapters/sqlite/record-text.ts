const texts = new WeakMap<object, string>();

/** A record as JSON. Records are frozen by contract, so that both stores of a batch share one text. */
export function recordText(record: object): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const text = JSON.stringify(record);
  texts.set(record, text);
  return text;
}

/** Reads what `recordText` wrote. The file is ours; what a newer version added comes along. */
export function readRecord<T>(row: Readonly<Record<string, unknown>>): T {
  return JSON.parse(String(row.record)) as T;
}
