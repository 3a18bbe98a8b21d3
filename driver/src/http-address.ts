import { parseHostAndPort } from "./host-address.ts";

/**
 * Host and port of an `http:` address without a path; the host is canonical, see `canonicalHost`.
 * An IPv6 address may have a zone: `http://[fe80::1%eth0]:8060`.
 * @throws TypeError if it is not such an address.
 */
export function httpAddress(baseUrl: string): { readonly host: string; readonly port: number } {
  const place = /^http:\/\/([^/]+)\/?$/i.exec(baseUrl)?.[1] ?? "";
  const address = parseHostAndPort(place, 80);
  if (address === undefined) throw new TypeError(`${baseUrl} is not an http address`);
  return address;
}
