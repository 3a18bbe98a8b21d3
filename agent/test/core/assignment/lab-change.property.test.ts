import fc from "fast-check";
import { expect, test } from "vitest";
import { type AssignableSession, assign } from "../../../src/core/assignment/assign.ts";
import { type DeviceKey, keyText } from "../../../src/core/assignment/device-key.ts";
import { Lab, type LabDevice } from "../../../src/core/assignment/lab.ts";
import { nameSessions } from "../../../src/core/assignment/name-sessions.ts";

interface DeviceFace {
  readonly faceId: string;
  readonly keys: readonly DeviceKey[];
  readonly serial: string | undefined;
}

/** Faces and sessions as an agent has them, each change decided at once. */
class Box {
  sessions: AssignableSession[] = [];
  lab = new Lab([]);
  /** Sessions of before the start, whose faces may not all have been found. */
  held = new Map<string, AssignableSession>();
  readonly faces = new Map<string, DeviceFace>();
  readonly sessionOf = new Map<string, string>();
  /** Whose sessions it makes. */
  name: string;
  #made = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** As after a start: every session waits for its faces. */
  start(lab: Lab): void {
    this.nameSessions(lab);
    this.held = new Map(this.sessions.map((session) => [session.sessionId, session]));
    this.settle();
  }

  takeLab(lab: Lab): void {
    this.nameSessions(lab);
    this.settle();
  }

  nameSessions(lab: Lab): void {
    this.lab = lab;
    const named = nameSessions(lab, this.sessions);
    this.sessions = this.sessions.map((session) => {
      return { ...session, keys: named.get(session.sessionId) ?? session.keys };
    });
  }

  settle(): void {
    const faces = [...this.faces.values()].map(({ faceId, keys, serial }) => {
      const asset = this.lab.deviceFor(keys)?.asset;
      const sessionId = this.sessionOf.get(faceId);
      const named = asset !== undefined || keys.some(({ kind }) => kind !== "ip");
      return {
        ...{ faceId, keys, serial, asset, sessionId, mayBegin: named },
        place: faceId,
        driver: "fake",
      };
    });
    const sessions = this.sessions.map((session) => {
      const held = this.held.get(session.sessionId);
      return held === undefined ? session : { ...held, isHeld: true };
    });
    const decided = assign(faces, sessions, (asset) => this.lab.hasAsset(asset));
    const after: AssignableSession[] = [];
    this.sessionOf.clear();
    for (const device of decided.devices) {
      this.#made += device.sessionId === undefined ? 1 : 0;
      const sessionId = device.sessionId ?? `${this.#made} of ${this.name}`;
      const serial = device.faces.find((each) => each.serial !== undefined)?.serial;
      const before = this.sessions.find((each) => each.sessionId === sessionId)?.serial;
      after.push({ sessionId, keys: device.keys, serial: serial ?? before });
      for (const { faceId } of device.faces) this.sessionOf.set(faceId, sessionId);
    }
    const placed = new Set(after.map(({ sessionId }) => sessionId));
    const isWaiting = ({ sessionId }: AssignableSession) =>
      this.held.has(sessionId) && !placed.has(sessionId);
    after.push(...this.sessions.filter(isWaiting));
    for (const { sessionId, keys, sameAs } of decided.left) {
      const serial = this.sessions.find((each) => each.sessionId === sessionId)?.serial;
      if (sameAs === undefined) after.push({ sessionId, keys, serial });
    }
    this.sessions = after;
  }

  /** Who serves whom, sessions that were there before by their id, new ones by the faces alone. */
  get outcome() {
    const isOld = (sessionId: string) => sessionId.endsWith(" of first");
    const served = Map.groupBy(this.sessionOf, ([, sessionId]) => sessionId);
    return this.sessions
      .map(({ sessionId, keys }) => ({
        session: isOld(sessionId) ? sessionId : "new",
        faces: (served.get(sessionId) ?? []).map(([faceId]) => faceId).toSorted(),
        keys: keys.map(keyText).toSorted(),
      }))
      .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
}

/** Four ports and three addresses; the device at a port may tell the MAC that one behind an address tells. */
const ports = ["p1", "p2", "p3", "p4"].map((name, index): DeviceFace => {
  const told: DeviceKey[] = index < 2 ? [{ kind: "mac", value: `mac of a${index + 1}` }] : [];
  const keys: DeviceKey[] = [{ kind: "wire", value: `serial:/${name}` }, ...told];
  return { faceId: name, keys, serial: undefined };
});
const addresses = ["a1", "a2", "a3"].map((name): DeviceFace => {
  const keys: DeviceKey[] = [
    { kind: "usn", value: `usn of ${name}` },
    { kind: "mac", value: `mac of ${name}` },
    { kind: "ip", value: name },
  ];
  return { faceId: name, keys, serial: `serial of ${name}` };
});
const allFaces = [...ports, ...addresses];

/** Up to four entries, each with a key; as a file that means what it says, none names a device that another one names. */
const labFile = fc
  .record({
    assets: fc.shuffledSubarray(["tv-1", "tv-2", "tv-3", "tv-4", "tv-5"], { maxLength: 4 }),
    ports: fc.shuffledSubarray(["/p1", "/p2", "/p3", "/p4"]),
    devices: fc.shuffledSubarray(["a1", "a2", "a3"]),
    draws: fc.infiniteStream(fc.nat({ max: 3 })),
  })
  .map(({ assets, ports, devices, draws }) => {
    const entries = assets.map((asset): Record<string, string> => ({ asset }));
    const draw = () => draws.next().value ?? 0;
    for (const port of ports) {
      const entry = entries[draw()];
      if (entry !== undefined) entry.serial ??= port;
    }
    for (const device of devices) {
      const entry = entries[draw()];
      const by = draw();
      if (entry === undefined || "usn" in entry || "ip" in entry) continue;
      if (by !== 1) entry.usn = `usn of ${device}`;
      if (by !== 2) entry.ip = device;
    }
    const named = entries.filter((entry) => Object.keys(entry).length > 1);
    return named.map(({ asset = "", ...keys }): LabDevice => ({ asset, ...keys }));
  });

test("taking a lab file while running ends as a restart with that file does, in whatever order the faces are found", () => {
  fc.assert(
    fc.property(
      fc.array(labFile, { minLength: 1, maxLength: 3 }),
      labFile,
      fc.subarray(allFaces, { minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      (earlier, last, found, order) => {
        const running = new Box("first");
        for (const face of found) running.faces.set(face.faceId, face);
        for (const lab of earlier) {
          running.takeLab(new Lab(lab));
        }
        const restarted = new Box("second");
        restarted.sessions = running.sessions;
        restarted.start(new Lab(last));
        const waiting = [...found];
        while (waiting.length > 0) {
          const [face] = waiting.splice((order.next().value ?? 0) % waiting.length, 1);
          if (face !== undefined) restarted.faces.set(face.faceId, face);
          restarted.settle();
        }
        restarted.held.clear();
        restarted.settle();
        running.name = "running";
        running.takeLab(new Lab(last));
        expect(restarted.outcome).toEqual(running.outcome);
      },
    ),
    { numRuns: 1_000 },
  );
});
