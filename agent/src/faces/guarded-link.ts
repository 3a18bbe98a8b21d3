import type {
  ByteLink,
  ChildProcessLink,
  DatagramLink,
  HttpLink,
  LinkKind,
  Links,
} from "@rae/driver";
import type { Crossing } from "./crossing.ts";

/** The link of each kind as a driver gets it: asked only while it may be, closed by nobody but the agent. */
const guards: {
  readonly [Kind in LinkKind]: (link: Links[Kind], crossing: Crossing) => Links[Kind];
} = {
  bytes: guardBytes,
  http: guardHttp,
  datagram: guardDatagram,
  "child-process": guardChildProcess,
};

export function guardLink<Kind extends LinkKind>(
  kind: Kind,
  link: Links[Kind],
  crossing: Crossing,
): Links[Kind] {
  return guards[kind](link, crossing);
}

function guardBytes(link: ByteLink, crossing: Crossing): ByteLink {
  return {
    id: link.id,
    get state() {
      return crossing.isClosed ? ({ name: "closed" } as const) : link.state;
    },
    write: (bytes, signal) =>
      crossing.ask("link.write", signal, async () => {
        mustBeBytes(bytes);
        await link.write(bytes, signal);
      }),
    onBytes: (listener) =>
      crossing.listen("link.onBytes", (onBytes) => link.onBytes(onBytes), listener),
    onState: (listener) =>
      crossing.listen("link.onState", (onState) => link.onState(onState), listener),
    // When to open a link is the agent's business.
    wake: () => {},
    close: async () => {},
  };
}

function guardHttp(link: HttpLink, crossing: Crossing): HttpLink {
  return {
    id: link.id,
    host: link.host,
    port: link.port,
    request: (method, path, options) =>
      crossing.ask("link.request", options?.signal, () => link.request(method, path, options)),
    close: async () => {},
  };
}

function guardDatagram(link: DatagramLink, crossing: Crossing): DatagramLink {
  return {
    id: link.id,
    send: (bytes, signal) =>
      crossing.ask("link.send", signal, async () => {
        mustBeBytes(bytes);
        await link.send(bytes, signal);
      }),
    onDatagram: (listener) =>
      crossing.listen("link.onDatagram", (onDatagram) => link.onDatagram(onDatagram), listener),
    close: async () => {},
  };
}

function guardChildProcess(link: ChildProcessLink, crossing: Crossing): ChildProcessLink {
  return {
    id: link.id,
    run: (args, options) =>
      crossing.ask("link.run", options?.signal, () => link.run(args, options)),
    close: async () => {},
  };
}

function mustBeBytes(bytes: unknown): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("what is sent on a link must be bytes");
}
