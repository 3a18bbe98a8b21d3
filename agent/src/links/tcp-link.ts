import { connect } from "node:net";
import { linkId, networkAddress } from "../core/faces/link-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";
import {
  type LinkOptions,
  ReconnectingLink,
  type Wire,
  type WireEvents,
} from "./reconnecting-link.ts";

export type TcpSpec = Extract<LinkSpec, { kind: "tcp" }>;

/** A server that will not serve closes right away, in a lab's network within this time. */
const trial = { firstTrialMs: 250, trialMs: 2_000 };

/** A TCP connection as a byte link; a peer that closes or goes silent for good is dialled again. */
export class TcpLink extends ReconnectingLink {
  constructor(spec: TcpSpec, options: LinkOptions) {
    const kind = { id: linkId(spec), lossCode: "unreachable", ...trial } as const;
    super(kind, (events) => dialTcp(spec, events), options);
  }
}

function dialTcp(spec: TcpSpec, events: WireEvents): Wire {
  const socket = connect({ ...networkAddress(spec), noDelay: true });
  // A peer that lost power sends no FIN; only probes find it out.
  socket.setKeepAlive(true, 10_000);
  socket.once("connect", events.onOpen);
  socket.on("data", events.onBytes);
  socket.once("end", () => events.onGone("the device closed the connection"));
  socket.on("error", (error) => events.onGone(error.message));
  socket.once("close", () => events.onGone("the connection was closed"));
  return {
    write: (bytes, done) => {
      socket.write(bytes, done);
    },
    async release() {
      socket.destroy();
    },
  };
}
