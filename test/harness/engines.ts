export { dataCenter, type Engine, type Engines, freePorts, openEngines } from "@rae/deploy/engines";
export { type SharedEngines, sharedEngines } from "@rae/deploy/engines/testing";
