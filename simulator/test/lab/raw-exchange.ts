import { connect } from "node:net";

/** What came over a TCP connection and how it ended. */
export interface Exchange {
  readonly bytes: Buffer;
  readonly end: "closed" | "reset" | "refused" | "silence";
}

/** Sends `request` to a port of loopback and gathers what comes until the end, or until nothing comes for `silenceMs`. */
export function rawExchange(port: number, request: string, silenceMs = 5000): Promise<Exchange> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, "127.0.0.1");
    const finish = (end: Exchange["end"]) => {
      socket.destroy();
      resolve({ bytes: Buffer.concat(pieces), end });
    };
    socket.setTimeout(silenceMs, () => finish("silence"));
    socket.on("data", (piece: Buffer) => pieces.push(piece));
    socket.on("end", () => finish("closed"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      finish(error.code === "ECONNREFUSED" ? "refused" : "reset");
    });
    socket.write(request);
  });
}
