import { SerialPort } from "serialport";
import { linkId } from "../core/link-id.ts";
import type { LinkSpec } from "../ports/link.ts";
import {
  type LinkOptions,
  ReconnectingLink,
  type Wire,
  type WireEvents,
} from "./reconnecting-link.ts";
import { serialBinding } from "./serial-binding.ts";

export type SerialSpec = Extract<LinkSpec, { kind: "serial" }>;

/** The library allocates one read buffer of this size for each port; consoles come in pieces far smaller. */
const readBufferBytes = 4096;

/** A serial port, 8N1 without flow control, as a byte link; a port that is absent, taken or unplugged is tried again. */
export class SerialLink extends ReconnectingLink {
  constructor(spec: SerialSpec, options: LinkOptions) {
    super(linkId(spec), "link-unavailable", (events) => dialSerial(spec, events), options);
  }
}

function dialSerial(spec: SerialSpec, events: WireEvents): Wire {
  const portOptions = {
    binding: serialBinding,
    path: spec.path,
    baudRate: spec.baudRate,
    highWaterMark: readBufferBytes,
    autoOpen: false,
  };
  const port = new SerialPort(portOptions);
  const opening = Promise.withResolvers<void>();
  port.on("data", events.onBytes);
  port.on("error", (error) => events.onGone(error.message));
  port.once("close", (error?: Error | null) =>
    events.onGone(error ? `the port was unplugged: ${error.message}` : "the port was closed"),
  );
  port.open((error) => {
    opening.resolve();
    if (error) events.onGone(explainOpenFailure(error));
    else events.onOpen();
  });
  return {
    write: (bytes, done) => {
      port.write(bytes, (error) => (error ? done(error) : port.drain(done)));
    },
    async release() {
      await opening.promise;
      if (!port.isOpen) return;
      // Closing a real port waits for what it has not sent, and a frozen device takes nothing.
      await new Promise<void>((resolve) => port.flush(() => resolve()));
      await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}

function explainOpenFailure(error: Error): string {
  if (/No such file|ENOENT|No such device/i.test(error.message)) return "the port does not exist";
  if (/Permission denied|EACCES/i.test(error.message)) {
    return "the agent may not open the port: its user must be in the port's group (dialout)";
  }
  if (/lock|busy|temporarily unavailable/i.test(error.message)) {
    return "another program has the port open";
  }
  return error.message;
}
