// Primary result codes, https://sqlite.org/rescode.html: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN.
const passing = new Set([5, 6, 7, 8, 10, 13, 14]);

/**
 * True for a failure that may pass without a change to the program or the file: another process holds the
 * lock, the disk is full, an I/O error. False for a constraint, a corrupt file or a mistake in SQL.
 */
export function isPassingFailure(error: unknown): error is Error {
  if (!(error instanceof Error) || !("errcode" in error)) return false;
  return typeof error.errcode === "number" && passing.has(error.errcode & 0xff);
}
