import type { DatabaseSync } from "node:sqlite";
import { unusable } from "./database.ts";

/**
 * Groups the writes of one turn of the event loop into one transaction, so that a burst costs one sync of the disk.
 *
 * INVARIANTS: what is written is committed at the end of the turn at the latest; `onCommit` listeners run only after a commit; a
 * commit that fails is told once to `onFailure` and by every later call, since memory and file then differ.
 */
export class Transaction {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  #open = false;
  #failed: Error | undefined;
  #pending: NodeJS.Immediate | undefined;

  constructor(database: DatabaseSync, path: string, onFailure: (error: Error) => void) {
    this.#database = database;
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Listeners for commits; set by the parts of the store. */
  onCommit: () => void = () => {};

  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  /** Runs `write` inside the turn's transaction. @throws RaeError `data-unusable`. */
  write<T>(write: () => T): T {
    this.#check();
    try {
      if (!this.#open) {
        this.#database.exec("BEGIN IMMEDIATE");
        this.#open = true;
        this.#pending = setImmediate(() => this.#commitLater());
      }
      return write();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Runs `read`, outside of the turn's transaction or within. @throws RaeError `data-unusable`. */
  read<T>(read: () => T): T {
    this.#check();
    try {
      return read();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Commits now. @throws RaeError `data-unusable`. */
  flush(): void {
    this.#check();
    if (!this.#open) return;
    clearImmediate(this.#pending);
    try {
      this.#database.exec("COMMIT");
      this.#open = false;
    } catch (error) {
      throw this.#fail(error);
    }
    this.onCommit();
  }

  #commitLater(): void {
    try {
      this.flush();
    } catch {
      // `onFailure` was told.
    }
  }

  #check(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  #fail(cause: unknown): Error {
    if (this.#failed !== undefined) return this.#failed;
    this.#failed = unusable(this.#path, cause);
    this.#onFailure(this.#failed);
    return this.#failed;
  }
}
