import type { Requests, Statement } from "./requests.ts";

/** Far under what a server takes in one partition; a lost batch costs little to send again. */
const rowsMax = 100;
const bytesMax = 30 * 1024;

/** Sends statements while they are added, as few requests as do no harm to the servers. */
export class StatementBatches {
  readonly #requests: Requests;
  readonly #sent: Promise<unknown>[] = [];

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  add(statement: Statement): void {
    this.#sent.push(this.#requests.execute(statement));
  }

  /** Statements of one partition: a server applies a batch of them as one write. */
  addPartition(statements: readonly Statement[]): void {
    let batch: Statement[] = [];
    let bytes = 0;
    for (const statement of statements) {
      const size = sizeOf(statement);
      if (batch.length >= rowsMax || (batch.length > 0 && bytes + size > bytesMax)) {
        this.#sent.push(this.#requests.batch(batch));
        batch = [];
        bytes = 0;
      }
      batch.push(statement);
      bytes += size;
    }
    this.#sent.push(this.#requests.batch(batch));
  }

  /** Resolves when all are acknowledged. */
  async done(): Promise<void> {
    await Promise.all(this.#sent);
  }
}

function sizeOf({ params }: Statement): number {
  return params.reduce((sum, cell) => sum + cell.length, 0);
}
