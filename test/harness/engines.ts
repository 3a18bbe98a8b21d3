export { dataCenter, type Engine, type Engines, openEngines } from "@rae/deploy/engines";
export { type SharedEngines, sharedEngines } from "@rae/deploy/engines/testing";
