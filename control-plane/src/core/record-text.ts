const texts = new WeakMap<object, string>();

/** A record as JSON. Records never change once made, so that all stores of a batch share one text. */
export function recordText(record: object): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const text = JSON.stringify(record);
  texts.set(record, text);
  return text;
}

/** Frees the text of a record that stays while its text has been written; made anew if it is asked for again. */
export function forgetRecordText(record: object): void {
  texts.delete(record);
}

/** Reads what `recordText` made. The stores are ours; what a newer version added comes along. */
export function parseRecordText<R>(text: string): R {
  return JSON.parse(text) as R;
}
