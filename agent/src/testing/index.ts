/** An agent on fakes of its ports, for tests and benchmarks of others. */
export { type Agent, type AgentParts, startAgent } from "../agent.ts";
export { type FakeDevice, fakeDriver } from "./fake-driver.ts";
export { MemoryUplink } from "./memory-uplink.ts";
export { ScriptedDiscovery } from "./scripted-discovery.ts";
