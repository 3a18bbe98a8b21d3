import { Type } from "typebox";
import { SerialEndpoint } from "../endpoints/serial.ts";
import type { SerialWire } from "../endpoints/serial-wire.ts";
import { TcpSerialEndpoint } from "../endpoints/tcp-serial.ts";
import type { FaultName } from "../faults/fault-table.ts";
import type { DeviceSpec } from "./device-family.ts";
import type { DeviceState } from "./device-state.ts";

/** Settings of every device that is reached by a serial port. */
export const serialPortSettings = {
  serialPort: Type.Optional(
    Type.String({ pattern: "^[A-Za-z0-9._-]{1,64}$", description: "name of the port's link" }),
  ),
  tcpPort: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 65_535,
      description: "port of a serial server, instead of a pseudo-terminal; 0 takes a free one",
    }),
  ),
};

interface SerialPortSettings {
  readonly serialPort?: string;
  readonly tcpPort?: number;
}

export function needsSerialDir(spec: DeviceSpec): boolean {
  return spec.tcpPort === undefined;
}

/** The wire that the settings ask for. */
export function serialPortOf(
  { id, context, faults }: DeviceState,
  { serialPort, tcpPort }: SerialPortSettings,
  onData: (bytes: Buffer) => void,
): SerialWire {
  const { clock, host, serialDir } = context;
  if (tcpPort === undefined) {
    return new SerialEndpoint({ dir: serialDir, name: serialPort ?? id, clock, onData });
  }
  return new TcpSerialEndpoint({
    ...{ host, port: tcpPort, onData },
    closesAtOnce: () => faults.has("accept-and-close"),
    speaksTelnet: () => faults.has("telnet"),
  });
}

/** Faults of the wire that the settings ask for. */
export function serialPortFaults({ tcpPort }: SerialPortSettings): readonly FaultName[] {
  return tcpPort === undefined ? [] : ["accept-and-close", "telnet"];
}
