import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const kafkajs: {
  createErrorFromCode(code: number): Error;
} = require("kafkajs/src/protocol/error.js");

/** The error that a code in an answer stands for, as kafkajs would throw it; undefined for success. */
export function answerError(code: number): Error | undefined {
  return code === 0 ? undefined : kafkajs.createErrorFromCode(code);
}
