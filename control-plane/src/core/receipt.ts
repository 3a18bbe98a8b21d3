/** What the gateway noted when it received a message. */
export interface Receipt {
  readonly receivedAtMs: number;
  readonly gatewayId: string;
  /** Of a presence event: until when the box's certificate is valid. */
  readonly certificateExpiresAtMs?: number;
  /** Of a presence event: the tenant that the box's certificate names. A gateway of an older version does not say it. */
  readonly tenant?: string;
}
