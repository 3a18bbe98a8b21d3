/** What the gateway noted when it received a message. */
export interface Receipt {
  readonly receivedAtMs: number;
  readonly gatewayId: string;
}
