import type { LinkKind } from "@rae/driver";

/** How to open a link; `linkId` is its stable name. */
export type LinkSpec =
  /** Without a speed it is opened with that of the driver. */
  | { readonly kind: "serial"; readonly path: string; readonly baudRate?: number }
  | ChildSpec
  | NetworkSpec;

/** A link that leads to an address. */
export type NetworkSpec =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "udp"; readonly host: string; readonly port: number }
  | { readonly kind: "http"; readonly baseUrl: string };

/** A program on the box. */
export interface ChildSpec {
  readonly kind: "child";
  /** A path, or a name that is looked up in PATH. */
  readonly program: string;
  /** Come before those of each call, and say which device is meant: `-s SERIAL`. */
  readonly args?: readonly string[];
}

/** Whether a link leads to an address. */
export function isNetworkSpec(spec: LinkSpec): spec is NetworkSpec {
  return spec.kind !== "serial" && spec.kind !== "child";
}

/** What a driver must need to work on a link of a kind. */
export const linkKinds: Readonly<Record<LinkSpec["kind"], LinkKind>> = {
  serial: "bytes",
  tcp: "bytes",
  http: "http",
  udp: "datagram",
  child: "child-process",
};
