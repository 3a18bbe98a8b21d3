import type { Face } from "../core/faces/face.ts";
import type { DiscoveryEvent, DiscoverySource } from "../ports/discovery.ts";

/** A discovery source that finds and loses what a test tells it to. */
export class ScriptedDiscovery implements DiscoverySource {
  readonly name: string;
  #report: ((event: DiscoveryEvent) => void) | undefined;

  constructor(name = "scripted") {
    this.name = name;
  }

  async start(report: (event: DiscoveryEvent) => void): Promise<void> {
    this.#report = report;
  }

  found(face: Face): void {
    this.#report?.({ kind: "found", face });
  }

  doubt(faceId: string, reason: string): void {
    this.#report?.({ kind: "doubt", faceId, reason });
  }

  gone(faceId: string, reason: string): void {
    this.#report?.({ kind: "gone", faceId, reason });
  }

  async close(): Promise<void> {
    this.#report = undefined;
  }
}
