/** What tests of a driver need: the conformance suite, fake links of every kind, and a serial port whose other end a test plays. */
export { systemClock } from "@rae/kit";
export { eventually, ManualClock } from "@rae/kit/testing";
export type { ConformanceCheck } from "./conformance/conformance-check.ts";
export { conformanceChecks } from "./conformance/conformance-checks.ts";
export type { ConformanceDevice, ConformanceSubject } from "./conformance/conformance-subject.ts";
export { driverConformance, type RegisterTest } from "./conformance/driver-conformance.ts";
export { driverContext } from "./driver-context.ts";
export { FakeByteLink } from "./links/fake-byte-link.ts";
export { FakeChildProcessLink, programOutput } from "./links/fake-child-process-link.ts";
export { FakeDatagramLink } from "./links/fake-datagram-link.ts";
export { FakeHttpLink, httpReply } from "./links/fake-http-link.ts";
export { waitForState } from "./links/wait-for-state.ts";
export { openSerialDriver } from "./serial/open-serial-driver.ts";
export { PtyLink } from "./serial/pty-link.ts";
export { type Answer, ScriptedPort, type ScriptedPortOptions } from "./serial/scripted-port.ts";
export { openSerialPort, type SerialPort } from "./serial/serial-port.ts";
export { makePortFolder, VirtualPort } from "./serial/virtual-port.ts";
export { silentLogger } from "./silent-logger.ts";
