import { expect, test } from "vitest";
import { SsdpSockets } from "../../src/discovery/ssdp-sockets.ts";

test("an address that cannot be used yet is told, and not waited for", async () => {
  const errors: Error[] = [];
  // TEST-NET-3 is no address of any machine.
  const sockets = new SsdpSockets(["203.0.113.9"], 0, {
    onDatagram: () => {},
    onError: (error) => errors.push(error),
  });
  try {
    await expect(sockets.start()).rejects.toThrow("EADDRNOTAVAIL");
    expect(errors).toHaveLength(1);
  } finally {
    sockets.stop();
  }
});
