import { processesContract } from "../contract/processes-contract.ts";

processesContract("SQLite files in one data folder", () => undefined, 0);
