import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The checksum of a record batch (KIP-98): CRC-32C, as an unsigned number. kafkajs's own, which it does not export. */
export const crc32c: (
  bytes: Uint8Array,
) => number = require("kafkajs/src/protocol/recordBatch/crc32C/index.js");
