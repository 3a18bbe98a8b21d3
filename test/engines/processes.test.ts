import { processesContract } from "../contract/processes-contract.ts";
import { sharedEngines } from "../harness/engines.ts";

processesContract("Kafka, Redis and Cassandra", sharedEngines, 1);
