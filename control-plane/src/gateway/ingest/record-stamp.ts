import { logHeaders, schemaVersion } from "@rae/protocol";

interface BoxIdentity {
  readonly boxId: string;
  readonly certificateExpiresAtMs: number;
  readonly tenant: string;
}

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

  /** The same for a presence event, with what the box's certificate says: REST shows it from the box's newest birth. */
  presenceHeaders(
    { boxId, certificateExpiresAtMs, tenant }: BoxIdentity,
    receivedAtMs: number,
  ): Record<string, string> {
    return {
      ...this.headers(boxId, receivedAtMs),
      [logHeaders.certificateExpiresAtMs]: String(certificateExpiresAtMs),
      [logHeaders.tenant]: tenant,
    };
  }
}
