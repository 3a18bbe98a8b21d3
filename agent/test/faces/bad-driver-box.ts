import {
  type ByteLink,
  contractVersion,
  type Driver,
  type DriverContext,
  type DriverFactory,
  type JsonObject,
} from "@rae/driver";
import type { FakeByteLink } from "@rae/driver/testing";
import { expect } from "vitest";
import type { Face } from "../../src/core/faces/face.ts";
import { DeviceBox } from "../sessions/device-box.ts";

/** A box with a device on a driver that a test writes, and a healthy one beside it. */
export class BadDriverBox extends DeviceBox {
  readonly bad: Face;
  readonly #good: Face;
  #volume = 0;
  #commands = 0;
  checkSettings: (settings: JsonObject) => void = () => {};

  constructor() {
    super();
    this.bad = { ...this.serial("bad"), driver: "bad" };
    this.#good = this.network("192.0.2.7", "u1");
  }

  /** Starts with the driver that `open` makes, and lets the bad device send some bytes and time pass. */
  async startWith(open: (link: ByteLink, context: DriverContext) => unknown): Promise<void> {
    const bad: DriverFactory = {
      contractVersion,
      name: "bad",
      needs: "bytes",
      checkSettings: (settings) => this.checkSettings(settings),
      open: (link, _settings, context) => open(link, context) as Driver,
    };
    this.drivers.set(bad.name, bad);
    await this.start();
    await this.plug(this.bad, this.#good);
    this.links.get(this.bad.faceId)?.receive(Buffer.from("bytes"));
    await this.clock.advance(8_000);
  }

  get badLink(): FakeByteLink {
    const link = this.links.get(this.bad.faceId);
    if (link === undefined) throw new Error("the bad device has no link");
    return link;
  }

  get badSession(): string {
    return this.#sessionOf(`serial:/dev/bad`);
  }

  /** Why the bad device is not online. */
  get reason(): unknown {
    return this.fleet.get(this.badSession)?.["connection.reason"];
  }

  /** The healthy device is online, tells what it sees, and obeys. */
  async expectOthersWell(): Promise<void> {
    const [goodSession = ""] =
      [...this.fleet].find(([, values]) => values["identity.usn"] === "u1") ?? [];
    this.#volume += 1;
    const told = { "audio.volume": this.#volume };
    this.device(this.#good).report?.({ attributes: told, keys: [] });
    this.#commands += 1;
    await this.command(goodSession, `good-${this.#commands}`);
    expect(this.fleet.get(goodSession)).toMatchObject({ ...told, "connection.state": "online" });
    expect(this.uplink.outcomes.at(-1)).toMatchObject({
      commandId: `good-${this.#commands}`,
      state: "succeeded",
    });
  }

  #sessionOf(wire: string): string {
    const found = [...this.fleet].find(([, values]) => values["identity.wire"] === wire);
    if (found === undefined) throw new Error(`no session at ${wire}`);
    return found[0];
  }
}
