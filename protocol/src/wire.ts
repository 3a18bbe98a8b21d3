import protobuf from "protobufjs/minimal.js";
import { rae } from "./gen/rae.js";

// 64-bit integers as numbers: protobufjs returns Long objects wherever that package can be loaded, against what
// `--force-number` declares. Values over 2^53 lose precision and are refused by the parsers.
Reflect.set(protobuf.util, "Long", undefined);
protobuf.configure();

export { rae };
