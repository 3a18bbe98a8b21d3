/** Ways in which devices write SSDP that UPnP does not allow, or that only its case-insensitive words do. */
export const ssdpFaults = ["line-feeds", "no-reason", "other-case"] as const;
export type SsdpFault = (typeof ssdpFaults)[number];

/** A datagram as a device with this fault writes it. */
export function spoilDatagram(text: string, fault: SsdpFault): string {
  switch (fault) {
    case "line-feeds":
      return text.replaceAll("\r\n", "\n");
    case "no-reason":
      return text.replace(/^HTTP\/1\.1 200 OK/, "HTTP/1.1 200");
    case "other-case":
      return text.replace(/^(ST|NT|NTS|USN): (.*)$/gim, (_all, name: string, value: string) =>
        name.toUpperCase() === "USN"
          ? `${name.toLowerCase()}: ${value}`
          : `${name.toLowerCase()}: ${value.toUpperCase()}`,
      );
  }
}
