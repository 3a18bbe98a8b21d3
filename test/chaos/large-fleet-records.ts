import type { BoxRecord, DeviceRecord, GatewayRecord } from "@rae/control-plane";
import { sampleBox, sampleDevice, sampleGateway } from "@rae/control-plane/testing";
import { type Attributes, type AttributeValue, uuidV7 } from "@rae/protocol";

/** Records of a fleet as its boxes would have made them: every device online, with all that a stick tells of itself. */
export interface LargeFleet {
  readonly devices: readonly DeviceRecord[];
  readonly boxes: readonly BoxRecord[];
  readonly gateway: GatewayRecord;
}

const models = ["Virtual Stick 4K", "Virtual Stick", "Virtual Cube", "Virtual Television 55"];

/** Of each model as many as of any other. */
export const modelCount = models.length;

export function largeFleet(devices: number, devicesPerBox: number): LargeFleet {
  const nowMs = Date.now();
  const gatewayId = uuidV7();
  const boxOf = (index: number) => `large-${Math.floor(index / devicesPerBox)}`;
  const received = { firstReceivedAtMs: nowMs, receivedAtMs: nowMs, observedAtMs: nowMs };
  return {
    devices: Array.from({ length: devices }, (_, index) =>
      sampleDevice({
        ...{ sessionId: uuidV7(), boxId: boxOf(index), ...received },
        attributes: attributesOf(index, nowMs),
      }),
    ),
    boxes: Array.from({ length: Math.ceil(devices / devicesPerBox) }, (_, index) =>
      sampleBox({
        ...{ boxId: boxOf(index * devicesPerBox), gatewayId },
        ...{ sinceMs: nowMs, statusReceivedAtMs: nowMs },
      }),
    ),
    gateway: sampleGateway({ gatewayId, aliveAtMs: nowMs }),
  };
}

function attributesOf(index: number, observedAtMs: number): Attributes {
  const values: Readonly<Record<string, AttributeValue>> = {
    "identity.usn": `uuid:roku:ecp:${index}`,
    "identity.serial": `X0${index}`,
    "identity.mac": `b0:a7:37:${hexOf(index >> 16)}:${hexOf(index >> 8)}:${hexOf(index)}`,
    "identity.esn": `NFANDROID2-PRV-${index}`,
    "model.name": models[index % models.length] ?? "",
    "model.number": "3800X",
    "model.vendor": "Rae",
    "firmware.version": `12.5.0.${4_000 + (index % 200)}`,
    "net.address": `192.0.2.${index % 250}`,
    "power.state": "on",
    "connection.state": "online",
    "health.state": "ready",
    capabilities: ["app", "info", "power", "remote-control"],
    "app.active": String(index),
    "app.active-name": `App ${index}`,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs }]),
  );
}

function hexOf(byte: number): string {
  return (byte & 0xff).toString(16).padStart(2, "0");
}
