import { linkId } from "./link-id.ts";
import type { LinkSpec } from "./link-spec.ts";

/**
 * The stable name of a face: the source that found it and the link, `ssdp:http:192.0.2.7:8060`. Two
 * sources that find the same way have two faces, so that neither ends or replaces the other's.
 */
export function faceId(source: string, link: LinkSpec): string {
  const id = linkId(link);
  return id.startsWith(`${source}:`) ? id : `${source}:${id}`;
}
