import { linkId } from "../core/faces/link-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";
import {
  type LinkOptions,
  ReconnectingLink,
  type Wire,
  type WireEvents,
} from "./reconnecting-link.ts";
import { type OpenPort, openPort, readUntilClosed, writeAll } from "./serial-binding.ts";

export type SerialSpec = Extract<LinkSpec, { kind: "serial" }>;

/** Consoles come in pieces far smaller. */
const readBufferBytes = 4096;

/** A port that opens is there. */
const noTrial = { firstTrialMs: 0, trialMs: 0 };

/** A serial port, 8N1 without flow control, as a byte link; a port that is absent, taken or unplugged is tried again. */
export class SerialLink extends ReconnectingLink {
  constructor(spec: SerialSpec, options: LinkOptions) {
    const kind = { id: linkId(spec), lossCode: "link-unavailable", ...noTrial } as const;
    super(kind, (events) => dialSerial(spec, events), options);
  }
}

function dialSerial(spec: SerialSpec, events: WireEvents): Wire {
  let port: OpenPort | undefined;
  let writing: Promise<void> = Promise.resolve();
  const opening = openPort(spec.path, spec.baudRate ?? 9_600).then(
    (opened) => {
      port = opened;
      events.onOpen();
      readUntilClosed(opened, new Uint8Array(readBufferBytes), events.onBytes).catch(
        (error: unknown) => events.onGone(`the port was unplugged: ${messageOf(error)}`),
      );
    },
    (error: unknown) => events.onGone(explainOpenFailure(messageOf(error))),
  );
  return {
    write(bytes, done) {
      // One after the other, for a port that takes a part of one must not be given another between.
      writing = writing.then(async () => {
        if (port !== undefined) await writeAll(port, bytes);
      });
      writing.then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
    async release() {
      await opening;
      if (port === undefined || port.fd === null) return;
      // Closing a real port waits for what it has not sent, and a frozen device takes nothing.
      await port.flush().catch(() => {});
      await port.close().catch(() => {});
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function explainOpenFailure(message: string): string {
  if (/No such file|ENOENT|No such device/i.test(message)) return "the port does not exist";
  if (/Permission denied|EACCES/i.test(message)) {
    return "the agent may not open the port: its user must be in the port's group (dialout)";
  }
  if (/lock|busy|temporarily unavailable/i.test(message)) {
    return "another program has the port open";
  }
  return message;
}
