/**
 * The one way to write a host: lower case, IPv6 shortened and without brackets, its zone kept
 * (`fe80::1%eth0`). Undefined if nothing could be reached by it, such as `192.0.2.300`.
 */
export function canonicalHost(text: string): string | undefined {
  const bare = /^\[(.*:.*)\]$/.exec(text)?.[1] ?? text;
  const [address = "", zone, ...more] = bare.split("%");
  if (!bare.includes(":")) return /^[\w.-]{1,253}$/.test(bare) ? hostOf(bare) : undefined;
  if (!/^[0-9a-f:.]+$/i.test(address) || more.length > 0) return undefined;
  if (zone !== undefined && !/^[\w.-]{1,64}$/.test(zone)) return undefined;
  const host = hostOf(`[${address}]`)?.slice(1, -1);
  return host === undefined || zone === undefined ? host : `${host}%${zone}`;
}

/** Host and port as one text, an IPv6 address in brackets. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads `host:port` or `[IPv6 address]:port`, without a port if there is a default one; undefined
 * if it is neither.
 */
export function parseHostAndPort(
  text: string,
  defaultPort?: number,
): { readonly host: string; readonly port: number } | undefined {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text);
  const host = canonicalHost(match?.[1] ?? "");
  const port = Number(match?.[2] ?? defaultPort);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function hostOf(text: string): string | undefined {
  const url = `http://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
