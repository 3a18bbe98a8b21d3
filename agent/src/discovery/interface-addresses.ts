import { networkInterfaces } from "node:os";

export interface InterfaceAddress {
  readonly address: string;
  /** `a.b.c.d/n` */
  readonly cidr: string;
}

/**
 * The IPv4 addresses that the named interfaces have now; an interface that is not there has none.
 */
export function interfaceAddresses(names: readonly string[]): readonly InterfaceAddress[] {
  const all = networkInterfaces();
  return names.flatMap((name) =>
    (all[name] ?? [])
      .filter((entry) => entry.family === "IPv4")
      .map(({ address, cidr }) => ({ address, cidr: cidr ?? `${address}/32` })),
  );
}

/** Whether the address belongs to the network of one of them. */
export function isLocal(address: string, networks: readonly InterfaceAddress[]): boolean {
  const number = ipv4Number(address);
  if (number === undefined) return false;
  return networks.some(({ cidr }) => {
    const [network = "", bits = "32"] = cidr.split("/");
    const base = ipv4Number(network);
    // In floating point, for shifting by 32 is shifting by 0.
    const size = 2 ** (32 - Number(bits));
    return base !== undefined && Math.floor(base / size) === Math.floor(number / size);
  });
}

function ipv4Number(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4) return undefined;
  if (parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
