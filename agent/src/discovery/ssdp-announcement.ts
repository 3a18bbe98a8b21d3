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

/** UPnP Device Architecture 1.1, 1.2.2: the least that a device should give. */
const defaultMaxAgeS = 1800;
const longestMaxAgeS = 86_400;

/** Reads the headers of an answer or of an `ssdp:alive`; undefined if they do not say where the device is. */
export function parseAnnouncement(
  headers: Readonly<Record<string, string>>,
): SsdpAnnouncement | undefined {
  const usn = parseUsn(headers);
  const target = headers.ST ?? headers.NT;
  const location = parseLocation(headers.LOCATION);
  if (usn === undefined || target === undefined || location === undefined) return undefined;
  const maxAge = Number(/max-age\s*=\s*"?(\d{1,9})/i.exec(headers["CACHE-CONTROL"] ?? "")?.[1]);
  const maxAgeS = Number.isFinite(maxAge) && maxAge > 0 ? maxAge : defaultMaxAgeS;
  return {
    usn,
    target: target.trim(),
    ...location,
    maxAgeMs: Math.min(maxAgeS, longestMaxAgeS) * 1000,
  };
}

/** The device's own part of a unique service name: `uuid:x::urn:...` is one service of `uuid:x`. */
export function parseUsn(headers: Readonly<Record<string, string>>): string | undefined {
  const usn = headers.USN?.split("::")[0]?.trim();
  return usn === undefined || usn === "" || usn.length > 256 ? undefined : usn;
}

function parseLocation(text: string | undefined) {
  const url = text !== undefined && URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || url.protocol !== "http:") return undefined;
  return {
    location: url.origin,
    host: url.hostname,
    port: url.port === "" ? 80 : Number(url.port),
  };
}
