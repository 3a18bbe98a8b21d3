import { hostAndPort, parseHostAndPort } from "@rae/driver";
import { linkId } from "./link-id.ts";
import type { LinkSpec } from "./link-spec.ts";

const byPathFolder = "/dev/serial/by-path/";

/**
 * The value of a serial port's `wire` key: `serial:by-path:<name>` for a port that udev names by
 * where it is plugged in, which stays the same whatever is plugged in there, else `serial:<path>`.
 */
export function serialWireKey(path: string): string {
  return path.startsWith(byPathFolder)
    ? `serial:by-path:${path.slice(byPathFolder.length)}`
    : `serial:${path}`;
}

/** The path of a serial port that the lab file names: a path, `by-path:<name>`, or a `wire` key. */
export function serialPathOf(name: string): string {
  const bare = name.startsWith("serial:") ? name.slice("serial:".length) : name;
  return bare.startsWith("by-path:") ? `${byPathFolder}${bare.slice("by-path:".length)}` : bare;
}

/**
 * The value of the `wire` key of a port of a terminal server, `tcp:<host>:<port>`: as a serial port
 * is, it is a place that a cable leads to. `address` is `host:port`.
 */
export function tcpWireKey(address: string): string {
  const parsed = parseHostAndPort(address);
  return `tcp:${parsed === undefined ? address : hostAndPort(parsed.host, parsed.port)}`;
}

/**
 * The value of a link's `wire` key; undefined for a link that is no cable. A program on the box is
 * taken for one: it and its arguments lead to one device.
 */
export function wireKeyOf(link: LinkSpec): string | undefined {
  if (link.kind === "serial") return serialWireKey(link.path);
  return link.kind === "tcp" || link.kind === "child" ? linkId(link) : undefined;
}
