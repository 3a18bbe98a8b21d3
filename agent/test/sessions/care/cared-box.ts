import type { Care } from "@rae/driver";
import { RaeError } from "@rae/protocol";
import type { LabDevice } from "../../../src/core/assignment/lab.ts";
import type { Face } from "../../../src/core/faces/face.ts";
import { anyResult, fakeDriver } from "../../../src/testing/fake-driver.ts";
import { DeviceBox } from "../device-box.ts";

export const care = {
  check: [{ capability: "power", command: "state", expect: { state: "on" } }],
  cleanUp: [{ capability: "app", command: "launch", parameters: { appId: "home" } }],
} as const satisfies Care;

/** A box whose network devices have a check and a clean-up, and note what they are asked for. */
export class CaredBox extends DeviceBox {
  readonly ran: string[] = [];
  readonly face: Face;
  power = "on";
  /** What a command fails with, by its full name. */
  readonly failures = new Map<string, () => Promise<never>>();

  constructor(settings: Record<string, unknown> = {}, of: Care = care) {
    super(settings);
    const driver = { ...fakeDriver("fake-http", "http", this.devices), care: of };
    this.drivers.set(driver.name, driver);
    this.face = this.network("192.0.2.7", "u1");
    this.device(this.face).run = async (capability, command) => {
      const name = `${capability}.${command}`;
      this.ran.push(name);
      await this.failures.get(name)?.();
      return { result: { ...anyResult, state: this.power, app: { appId: "home", name: "Home" } } };
    };
  }

  /** Starts the agent, and finds the device. */
  async begin(lab: readonly LabDevice[] = []): Promise<string> {
    await this.start(lab);
    await this.plug(this.face);
    return this.only.sessionId;
  }

  failing(name: string, code: ConstructorParameters<typeof RaeError>[0], message: string): void {
    this.failures.set(name, async () => {
      throw new RaeError(code, message);
    });
  }

  get health(): { readonly state: unknown; readonly reason: unknown } {
    const { values } = this.only;
    return { state: values["health.state"], reason: values["health.reason"] };
  }

  /** Every `health.state` that was told, in order. */
  get healthStates(): unknown[] {
    return this.deviceEvents.flatMap((event) =>
      "attributes" in event && event.kind !== "Snapshot"
        ? (event.attributes["health.state"]?.value ?? [])
        : [],
    );
  }

  states(commandId: string): string[] {
    return this.uplink.outcomes
      .filter((outcome) => outcome.commandId === commandId)
      .map(({ state, error }) => (error === undefined ? state : `${state} ${error.code}`));
  }
}
