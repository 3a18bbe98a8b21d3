import { Type } from "typebox";

/** A time in answers: RFC 3339, UTC, milliseconds. */
export const timeSchema = Type.String({ format: "date-time" });

/** A time in a query: RFC 3339 with a zone, without leap seconds, which no clock here knows. */
export const timeQuerySchema = Type.String({
  format: "date-time",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$",
  description: "RFC 3339 with a zone",
  examples: ["2026-11-30T09:00:00Z"],
});

/** Milliseconds since the epoch of a time that `timeQuerySchema` has let through. */
export function parseTime(text: string): number {
  return Date.parse(text);
}

/** Milliseconds since the epoch as text; a box's clock may say anything, so what no calendar holds is cut to its ends. */
export function formatTime(ms: number): string {
  const bound = 8_640_000_000_000_000;
  return new Date(Math.min(bound, Math.max(-bound, ms))).toISOString();
}
