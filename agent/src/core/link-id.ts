import type { LinkId, LinkSpec } from "../ports/link.ts";

/** The stable name of a link: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`. */
export function linkId(spec: LinkSpec): LinkId {
  if (spec.kind === "serial") return `serial:${spec.path}`;
  if (spec.kind === "tcp") return `tcp:${spec.host}:${spec.port}`;
  const { host, port } = httpAddress(spec.baseUrl);
  return `http:${host}:${port}`;
}

/** Host and port of an `http:` address. Throws a TypeError if it is no URL. */
export function httpAddress(baseUrl: string): { readonly host: string; readonly port: number } {
  const url = new URL(baseUrl);
  return { host: url.hostname, port: url.port === "" ? 80 : Number(url.port) };
}
