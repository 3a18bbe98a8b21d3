import { type Static, Type } from "typebox";

/** What the control port tells of a device. */
export const deviceReportSchema = Type.Object({
  id: Type.String(),
  family: Type.String(),
  identity: Type.Object({ mac: Type.String(), esn: Type.String(), serial: Type.String() }),
  addresses: Type.Object(
    {
      http: Type.Optional(Type.String({ description: "base address of its network control" })),
      usn: Type.Optional(Type.String({ description: "name under which SSDP announces it" })),
      serial: Type.Optional(Type.String({ description: "path of its serial port" })),
      tcp: Type.Optional(Type.String({ description: "host:port of its serial server" })),
    },
    { description: "where clients find it" },
  ),
  plugged: Type.Boolean(),
  power: Type.String({ description: "in the words of its own protocol" }),
  state: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
    description: "what else it remembers, by names of its family",
  }),
  keys: Type.Array(Type.String(), {
    description: "the newest keys that were pressed, oldest first",
  }),
  received: Type.Array(Type.String(), {
    description: "the newest requests, frames or lines, oldest first",
  }),
  receivedCount: Type.Integer({ description: "requests, frames or lines since the start" }),
  transcript: Type.Optional(Type.String({ description: "the newest output of a console" })),
  faults: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  supportedFaults: Type.Array(Type.String()),
});

export type DeviceReport = Static<typeof deviceReportSchema>;
