import type { Closable } from "@rae/kit";
import type { Face } from "../core/faces/face.ts";

export type DiscoveryEvent =
  | { readonly kind: "found"; readonly face: Face }
  /**
   * Something says that the way may be gone, such as a goodbye: it is to be probed soon, and
   * nothing is to end for it.
   */
  | { readonly kind: "doubt"; readonly faceId: string; readonly reason: string }
  /** The way is gone: port unplugged, or not announced again in time. */
  | { readonly kind: "gone"; readonly faceId: string; readonly reason: string };

/**
 * Finds faces. `start` reports what is there and then every change; a face found again with other
 * keys or another link is reported as found again. Ids of faces begin with the source's name: what
 * one source tells of a way says nothing of another's. It never throws for one bad device; it logs
 * and goes on.
 */
export interface DiscoverySource extends Closable {
  readonly name: string;
  start(report: (event: DiscoveryEvent) => void): Promise<void>;
  /**
   * For a source that finds serial ports: tells by which path it finds each, by device file, before
   * it reports what has changed.
   */
  onPorts?(listener: (paths: ReadonlyMap<string, string>) => void): void;
  /**
   * Looks on other network interfaces from now on; not there if the source looks on none. Faces
   * that are known stay until they are gone by themselves. Never throws.
   */
  setInterfaces?(names: readonly string[]): void;
}
