import type { DatabaseSync, StatementSync } from "node:sqlite";
import { uuidV7 } from "@rae/protocol";
import { UnreadableContent } from "./unreadable-content.ts";

const names = ["connection", "sequence", "superseded_deltas"] as const;
type NumberName = (typeof names)[number];

/** The box's own numbers: kept in memory, written through inside the caller's transaction. */
export class Numbers {
  readonly #set: StatementSync;
  readonly #values: Record<NumberName, number>;
  #registryId: string;

  constructor(database: DatabaseSync) {
    this.#set = database.prepare(
      "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    const rows = database.prepare("SELECT name, value FROM meta").all();
    const stored = new Map(rows.map((row) => [String(row.name), row.value]));
    const numberOf = (name: NumberName) => {
      const value = stored.get(name) ?? 0;
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
      throw new UnreadableContent(`its ${name} is ${value}`);
    };
    this.#values = {
      connection: numberOf("connection"),
      sequence: numberOf("sequence"),
      superseded_deltas: numberOf("superseded_deltas"),
    };
    const registryId = stored.get("registry_id");
    this.#registryId = typeof registryId === "string" ? registryId : this.renew();
  }

  get registryId(): string {
    return this.#registryId;
  }
  get connection(): number {
    return this.#values.connection;
  }
  get supersededDeltas(): number {
    return this.#values.superseded_deltas;
  }

  /** Takes a new registry id. */
  renew(): string {
    this.#registryId = uuidV7();
    this.#set.run("registry_id", this.#registryId);
    return this.#registryId;
  }

  setConnection(connection: number): void {
    this.#write("connection", connection);
  }

  nextSequence(): number {
    return this.#write("sequence", this.#values.sequence + 1);
  }

  addSuperseded(deltas: number): void {
    this.#write("superseded_deltas", this.#values.superseded_deltas + deltas);
  }

  #write(name: NumberName, value: number): number {
    this.#values[name] = value;
    this.#set.run(name, value);
    return value;
  }
}
