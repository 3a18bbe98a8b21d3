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

  /** The same for a presence event, with until when the box's certificate is valid: REST shows it from the box's newest birth. */
  presenceHeaders(
    { boxId, certificateExpiresAtMs }: { boxId: string; certificateExpiresAtMs: number },
    receivedAtMs: number,
  ): Record<string, string> {
    return {
      ...this.headers(boxId, receivedAtMs),
      [logHeaders.certificateExpiresAtMs]: String(certificateExpiresAtMs),
    };
  }
}
