/** Headers that a replay writes. */
export const replayHeaders = {
  /** Of a record that was replayed: the letter that it was. */
  replayOf: "replay-of",
  /** Of the note that lies behind a letter which was replayed: the letter. */
  noteOf: "replay-note-of",
  atMs: "replay-at-ms",
} as const;
