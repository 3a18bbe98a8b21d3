import type { SsdpHeaders } from "./ssdp-message.ts";

/** What a device says of itself by SSDP, in answer to a search or unasked. */
export interface SsdpAnnouncement {
  readonly usn: string;
  /** Search or notification type. */
  readonly target: string;
  readonly location: string;
  readonly host: string;
  readonly port: number;
  readonly maxAgeMs: number;
}

type Place = Pick<SsdpAnnouncement, "location" | "host" | "port">;

/** Why an announcement cannot be followed: a clause for the log. */
export interface SsdpRefusal {
  readonly refusal: string;
}

/** UPnP Device Architecture 1.1, 1.2.2: the least that a device should give. */
const defaultMaxAgeS = 1800;
const longestMaxAgeS = 86_400;

/** Reads the headers of an answer or of an `ssdp:alive`. */
export function parseAnnouncement(headers: SsdpHeaders): SsdpAnnouncement | SsdpRefusal {
  const usn = parseUsn(headers);
  if (usn === undefined) return { refusal: "it has no usable USN" };
  const target = parseTarget(headers);
  if (!target) return { refusal: "it has neither ST nor NT" };
  const place = parseLocation(headers.get("location") ?? "");
  if ("refusal" in place) return place;
  const maxAge = Number(/max-age\s*=\s*"?(\d{1,9})/i.exec(headers.get("cache-control") ?? "")?.[1]);
  const maxAgeS = Number.isFinite(maxAge) && maxAge > 0 ? maxAge : defaultMaxAgeS;
  return { usn, target, ...place, maxAgeMs: Math.min(maxAgeS, longestMaxAgeS) * 1000 };
}

/**
 * The service that an answer or an announcement is of; its USN says so, too, if it is a service's.
 */
export function parseTarget(headers: SsdpHeaders): string | undefined {
  return headers.get("st") || headers.get("nt") || headers.get("usn")?.split("::")[1]?.trim();
}

/** The device's own part of a unique service name: `uuid:x::urn:...` is one service of `uuid:x`. */
export function parseUsn(headers: SsdpHeaders): string | undefined {
  const usn = headers.get("usn")?.split("::")[0]?.trim();
  return usn === undefined || usn === "" || usn.length > 256 ? undefined : usn;
}

function parseLocation(text: string): Place | SsdpRefusal {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { refusal: `its LOCATION is no address: ${text.slice(0, 200)}` };
  if (url.protocol !== "http:") return { refusal: `its LOCATION is not http: ${url.origin}` };
  if (url.hostname.startsWith("[")) {
    return { refusal: `its LOCATION is an IPv6 address, and SSDP runs over IPv4: ${url.origin}` };
  }
  const port = url.port === "" ? 80 : Number(url.port);
  return { location: url.origin, host: url.hostname, port };
}
