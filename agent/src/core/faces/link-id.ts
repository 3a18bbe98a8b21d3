import { httpAddress, type LinkId } from "@rae/driver";
import type { LinkSpec } from "./link-spec.ts";

/** The stable name of a link: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`. */
export function linkId(spec: LinkSpec): LinkId {
  if (spec.kind === "serial") return `serial:${spec.path}`;
  if (spec.kind === "tcp") return `tcp:${spec.host}:${spec.port}`;
  const { host, port } = httpAddress(spec.baseUrl);
  return `http:${host}:${port}`;
}
