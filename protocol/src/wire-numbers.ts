import protobuf from "protobufjs/minimal.js";

// 64-bit integers as numbers: protobufjs returns Long objects wherever that package can be loaded, against what
// `--force-number` declares. Values over 2^53 lose precision and are refused by the parsers. The generated code reads
// this when it is loaded, for the values of absent fields, so it must come after this module.
Reflect.set(protobuf.util, "Long", undefined);
protobuf.configure();
