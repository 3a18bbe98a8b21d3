import { hostAndPort } from "../host-address.ts";
import type { HttpMethod } from "../link.ts";

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** No line end, which would begin a header of its own, and no other control byte. */
const headerValue = /^[\t\x20-\x7e\xa0-\uffff]*$/;
const requestPath = /^\/[\x21-\x7e]*$/;

export interface RequestHead {
  readonly host: string;
  readonly port: number;
  readonly method: HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

/** The head of a request on a connection of its own. @throws TypeError if the driver gave a path or a header that HTTP cannot carry. */
export function encodeRequestHead(head: RequestHead): Uint8Array {
  const { host, port, method, path, headers, bodyBytes } = head;
  if (!requestPath.test(path))
    throw new TypeError(`${JSON.stringify(path)} is no path of a request`);
  const given = Object.entries(headers);
  for (const [name, value] of given) {
    if (!headerName.test(name)) throw new TypeError(`${JSON.stringify(name)} is no header's name`);
    if (!headerValue.test(value))
      throw new TypeError(`the header ${name} has no value that can be sent`);
  }
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const own: [string, string][] = [
    ["Host", hostHeader(host, port)],
    ["Connection", "close"],
  ];
  // ECP counts a POST without a body; without the length some devices wait for one.
  const hasLength = bodyBytes > 0 || !["GET", "HEAD"].includes(method);
  if (hasLength) own.push(["Content-Length", String(bodyBytes)]);
  const lines = [...own.filter(([name]) => !names.has(name.toLowerCase())), ...given].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "utf8");
}

/** RFC 6874, 4: the zone of an IPv6 address is for this machine only. */
function hostHeader(host: string, port: number): string {
  const [address = ""] = host.split("%");
  return hostAndPort(address, port).replace(/:80$/, "");
}
