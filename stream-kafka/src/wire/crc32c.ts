/** The checksum of a record batch (KIP-98): CRC-32C, as an unsigned number. */
export { crc32c } from "@node-rs/crc32";
