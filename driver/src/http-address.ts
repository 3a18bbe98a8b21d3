/**
 * Host and port of an `http:` address; an IPv6 host without its brackets, as sockets take it. Throws a TypeError if it is
 * no URL.
 */
export function httpAddress(baseUrl: string): { readonly host: string; readonly port: number } {
  const url = new URL(baseUrl);
  return { host: withoutBrackets(url.hostname), port: url.port === "" ? 80 : Number(url.port) };
}

/** `host:port`, an IPv6 host in brackets. */
export function hostAndPort(host: string, port: number): string {
  const bare = withoutBrackets(host);
  return bare.includes(":") ? `[${bare}]:${port}` : `${bare}:${port}`;
}

/** A host as sockets take it: an IPv6 address without the brackets that it has in URLs. */
export function withoutBrackets(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}
