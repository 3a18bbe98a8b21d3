import type { ByteLink, HttpLink, LinkKind, Links } from "@rae/driver";
import { NodeHttpLink } from "@rae/driver/http";
import type { LinkSpec } from "../core/faces/link-spec.ts";
import { ChildLink } from "./child-link.ts";
import type { LinkOptions } from "./reconnecting-link.ts";
import { SerialLink, type SerialSpec } from "./serial-link.ts";
import { TcpLink, type TcpSpec } from "./tcp-link.ts";
import { UdpLink } from "./udp-link.ts";

/**
 * Opens the link that `spec` names. A byte link starts to connect at once and goes on by itself; that it cannot be opened
 * now shows in its state and is no error.
 */
export function openLink(spec: SerialSpec | TcpSpec, options: LinkOptions): ByteLink;
export function openLink(spec: Extract<LinkSpec, { kind: "http" }>, options: LinkOptions): HttpLink;
export function openLink(spec: LinkSpec, options: LinkOptions): Links[LinkKind];
export function openLink(spec: LinkSpec, options: LinkOptions): Links[LinkKind] {
  switch (spec.kind) {
    case "serial":
      return new SerialLink(spec, options);
    case "tcp":
      return new TcpLink(spec, options);
    case "http":
      return new NodeHttpLink(spec.baseUrl);
    case "udp":
      return new UdpLink(spec);
    case "child":
      return new ChildLink(spec, options.clock);
  }
}
