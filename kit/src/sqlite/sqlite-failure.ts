// Primary result codes, https://sqlite.org/rescode.html.
const busy = 5;
const locked = 6;
const noMemory = 7;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const tooBig = 18;
const notDatabase = 26;
// Extended result codes: what the disk does not give back.
const unreadSectors = new Set<number | undefined>([
  266, // SQLITE_IOERR_READ
  522, // SQLITE_IOERR_SHORT_READ
  8202, // SQLITE_IOERR_DATA
  8458, // SQLITE_IOERR_CORRUPTFS
]);
const passing = new Set<number | undefined>([
  busy,
  locked,
  noMemory,
  readOnly,
  ioError,
  full,
  cannotOpen,
]);

/**
 * True for a failure that may pass without a change to the program or the file: another process holds the
 * lock, the disk is full, an I/O error. False for a constraint, a corrupt file or a mistake in SQL.
 */
export function isPassingFailure(error: unknown): error is Error {
  return passing.has(resultCode(error));
}

/** True if another connection holds the lock, most often for milliseconds. */
export function isBusy(error: unknown): error is Error {
  return resultCode(error) === busy;
}

/** True if a value is larger than SQLite takes. */
export function isTooBig(error: unknown): error is Error {
  return resultCode(error) === tooBig;
}

/** True if the file is not one that SQLite can read: overwritten, cut, or on sectors that the disk does not give back. */
export function isDamage(error: unknown): error is Error {
  const code = resultCode(error);
  return code === corrupt || code === notDatabase || unreadSectors.has(extendedCode(error));
}

function resultCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  // The upper bits extend the primary code.
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}
