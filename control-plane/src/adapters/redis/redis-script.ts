import { createHash } from "node:crypto";
import type { RedisClient } from "./connection.ts";

/** A Lua script, sent whole only to a server that does not know it yet. */
export class RedisScript {
  readonly #text: string;
  readonly #sha: string;

  constructor(text: string) {
    this.#text = text;
    this.#sha = createHash("sha1").update(text).digest("hex");
  }

  async run(
    client: RedisClient,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    try {
      return await client.evalsha(this.#sha, keys.length, ...keys, ...args);
    } catch (error) {
      const isUnknown = error instanceof Error && error.message.startsWith("NOSCRIPT");
      if (!isUnknown) throw error;
    }
    return await client.eval(this.#text, keys.length, ...keys, ...args);
  }
}
