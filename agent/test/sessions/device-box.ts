import type { Observation, ToldKey } from "@rae/driver";
import {
  type AttributeValue,
  type BoxEvent,
  type DeviceEvent,
  encodeCommand,
  isDeviceEvent,
} from "@rae/protocol";
import type { Face } from "../../src/core/faces/face.ts";
import { anyResult, type FakeDevice } from "../../src/testing/fake-driver.ts";
import { TestBox } from "../test-box.ts";

/** A box with devices that a test plays, and the fleet view that its events give. */
export class DeviceBox extends TestBox {
  /** A network device at `address` with the given unique name. */
  network(address: string, usn: string, observation: Partial<Observation> = {}): Face {
    const face: Face = {
      faceId: `http:${address}:8060`,
      keys: [
        { kind: "usn", value: usn },
        { kind: "ip", value: address },
      ],
      link: { kind: "http", baseUrl: `http://${address}:8060` },
      driver: "fake-http",
      settings: {},
    };
    this.devices.set(face.faceId, playedDevice(["info", "power", "app"], observation));
    return face;
  }

  /** A device on a serial port. */
  serial(name: string, observation: Partial<Observation> = {}): Face {
    const path = `/dev/${name}`;
    const face: Face = {
      faceId: `serial:${path}`,
      keys: [{ kind: "wire", value: `serial:${path}` }],
      link: { kind: "serial", path, baudRate: 115_200 },
      driver: "fake-serial",
      settings: {},
    };
    this.devices.set(face.faceId, playedDevice(["console", "info"], observation));
    return face;
  }

  device(face: Face): FakeDevice {
    const device = this.devices.get(face.faceId);
    if (device === undefined) throw new Error(`no device at ${face.faceId}`);
    return device;
  }

  /** Finds the face and lets its first probe end. */
  async plug(...faces: readonly Face[]): Promise<void> {
    for (const face of faces) this.discovery.found(face);
    await this.clock.advance(10);
  }

  async command(sessionId: string, commandId: string, more: Record<string, unknown> = {}) {
    this.uplink.current?.send(
      encodeCommand({
        ...{ kind: "device", commandId, boxId: "rae-1", sessionId },
        ...{ capability: "power", command: "on", parameters: {}, remainingMs: 10_000 },
        ...more,
      }),
    );
    await this.clock.advance(10);
  }

  get deviceEvents(): DeviceEvent[] {
    return this.uplink.events.filter((event: BoxEvent) => isDeviceEvent(event));
  }

  /** Kinds of the device events of one session. */
  kinds(sessionId: string): string[] {
    return this.deviceEvents.filter((each) => each.sessionId === sessionId).map(({ kind }) => kind);
  }

  /** The open sessions as a fold of the events shows them. */
  get fleet(): Map<string, Record<string, AttributeValue>> {
    const fleet = new Map<string, Record<string, AttributeValue>>();
    for (const event of this.deviceEvents) {
      if (event.kind === "Detached") fleet.delete(event.sessionId);
      if (!("attributes" in event)) continue;
      const values = Object.entries(event.attributes).map(([name, { value }]) => [name, value]);
      const before = event.kind === "AttributesChanged" ? fleet.get(event.sessionId) : {};
      const record = { ...before, ...Object.fromEntries(values) };
      for (const name of event.kind === "AttributesChanged" ? event.removed : []) {
        delete record[name];
      }
      fleet.set(event.sessionId, record);
    }
    return fleet;
  }

  /** The only open session. */
  get only(): { sessionId: string; values: Record<string, AttributeValue> } {
    const [entry, ...more] = [...this.fleet];
    if (entry === undefined || more.length > 0) throw new Error(`${this.fleet.size} sessions`);
    return { sessionId: entry[0], values: entry[1] };
  }
}

export function mac(value: string): ToldKey {
  return { kind: "mac", value };
}

function playedDevice(capabilities: string[], observation: Partial<Observation>): FakeDevice {
  const told = { attributes: {}, keys: [], ...observation };
  return { capabilities, probe: async () => told, run: async () => ({ result: anyResult }) };
}
