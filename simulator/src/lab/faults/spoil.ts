import type { ReplyPlan } from "./active-faults.ts";
import { noise } from "./noise.ts";

/** The bytes that go out in place of an answer; none if nothing does. A reset comes after them. */
export function spoil(reply: Buffer, shape: ReplyPlan["shape"], seed: number): Buffer {
  switch (shape) {
    case "nothing":
      return Buffer.alloc(0);
    case "garbage":
      return noise(seed, reply.length);
    case "half":
    case "reset":
      return reply.subarray(0, Math.floor(reply.length / 2));
    case "whole":
      return reply;
  }
}
