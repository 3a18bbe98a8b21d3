/** Labels and figures, a line each, in two columns. */
export function labelledRows(rows: readonly (readonly [what: string, figure: string])[]): string {
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, figure]) => `${what.padEnd(width)}  ${figure}`).join("\n");
}
