export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, or `[address]:port` for IPv6. @throws Error for anything else. */
export function parseBrokerAddress(text: string): BrokerAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new Error(
      `${text} is not the address of a broker: host:port, or [address]:port for IPv6`,
    );
  }
  return { host, port: Number(port) };
}
