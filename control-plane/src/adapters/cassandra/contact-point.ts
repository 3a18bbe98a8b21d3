/** A contact point: `host`, `host:port`, an IPv6 address, `[address]` or `[address]:port`. */
export interface ContactPoint {
  readonly host: string;
  readonly port: string | undefined;
}

export function parseContactPoint(text: string): ContactPoint {
  const [, address, bracketedPort] = /^\[([^\]]*)\](?::(\d+))?$/.exec(text) ?? [];
  if (address !== undefined) return { host: address, port: bracketedPort };
  const [host = "", port, ...more] = text.split(":");
  // More colons than one: an IPv6 address, which has no room for a port.
  return more.length > 0 ? { host: text, port: undefined } : { host, port };
}

/** As the driver reads it, which takes brackets only before a port. */
export function formatContactPoint({ host, port }: ContactPoint): string {
  if (port === undefined) return host;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
