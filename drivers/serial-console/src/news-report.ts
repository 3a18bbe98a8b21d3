import {
  type AttributeValue,
  type DeviceContext,
  type DeviceObservation,
  sameAttributeValue,
} from "@rae/driver";
import type { ConsoleReader } from "./codec.ts";

/** A boot tells its facts within moments of each other: one report for all of them. */
const delayMs = 200;

/** Reports what a console tells of its device, once for each change. */
export class NewsReport {
  readonly #reader: ConsoleReader;
  readonly #context: DeviceContext;
  #told: Readonly<Record<string, AttributeValue>> = {};
  #cancel: (() => void) | undefined;

  constructor(reader: ConsoleReader, context: DeviceContext) {
    this.#reader = reader;
    this.#context = context;
  }

  /** What is known now; it is no news any more. */
  told(): DeviceObservation {
    const mac = this.#reader.values.get("identity.mac");
    const recalled = this.#reader.takeRecalled();
    this.#told = this.#attributes();
    return {
      attributes: this.#told,
      ...(recalled.length === 0 ? {} : { recalled }),
      keys: typeof mac === "string" ? [{ kind: "mac", value: mac }] : [],
    };
  }

  /** Reports soon if there is news. */
  check(): void {
    if (this.#cancel !== undefined || !this.#hasNews()) return;
    this.#cancel = this.#context.clock.schedule(delayMs, () => {
      this.#cancel = undefined;
      if (this.#hasNews()) this.#context.report(this.told());
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  #attributes(): Record<string, AttributeValue> {
    return {
      ...Object.fromEntries(this.#reader.values),
      "console.state": this.#reader.state,
    };
  }

  #hasNews(): boolean {
    return Object.entries(this.#attributes()).some(([attribute, value]) => {
      const before = this.#told[attribute];
      return before === undefined || !sameAttributeValue(before, value);
    });
  }
}
