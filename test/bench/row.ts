/** One line of the table that the benchmarks print. */
export interface BenchRow {
  readonly what: string;
  readonly figure: string;
}
