import { logHeaders, schemaVersion } from "@rae/protocol";

/** Makes the headers of log records: who, by which gateway, when. */
export class RecordStamp {
  readonly #gatewayId: string;

  constructor(gatewayId: string) {
    this.#gatewayId = gatewayId;
  }

  headers(boxId: string, receivedAtMs: number): Record<string, string> {
    return {
      [logHeaders.boxId]: boxId,
      [logHeaders.gatewayId]: this.#gatewayId,
      [logHeaders.receivedAtMs]: String(receivedAtMs),
      [logHeaders.schemaVersion]: schemaVersion,
    };
  }
}
