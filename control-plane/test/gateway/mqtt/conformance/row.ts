import type { TestGateway } from "../../test-gateway.ts";

/** One normative statement of MQTT 3.1.1, as bytes sent and bytes expected. The client is `box-1`. */
export interface ByteRow {
  /** The statement's number, without `MQTT-`. */
  readonly id: string;
  readonly what: string;
  /** Whether a CONNECT has been accepted before; so unless it says otherwise. */
  readonly connected?: false;
  readonly send: readonly Buffer[];
  /** The packets that come back, in order. */
  readonly expect?: readonly Buffer[];
  /** What becomes of the connection. */
  readonly end: "closed" | "open";
}

/** A statement that takes more than one exchange: `prove` returns what it saw. */
export interface ScenarioRow {
  readonly id: string;
  readonly what: string;
  readonly prove: (lab: TestGateway) => Promise<unknown>;
  readonly expected: unknown;
}
