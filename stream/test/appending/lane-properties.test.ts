import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { Lanes, partitionOfKey } from "@rae/stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Attempt, ScriptedWriter } from "./scripted-writer.ts";

const attempts: readonly Attempt[] = ["written", "lost", "answer-lost"];

/** What is appended: a key, and whether the log refuses the record. */
const append = fc.record({ key: fc.integer({ min: 0, max: 5 }), isBad: fc.nat(9) });

it("whatever fails, what is durable keeps the order of each key, and nothing that was appended is missing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(append, { maxLength: 12 }), { maxLength: 12 }),
      fc.array(fc.constantFrom(...attempts), { maxLength: 30 }),
      fc.array(fc.nat(6), { maxLength: 30 }),
      async (turns, script, delays) => {
        const writer = new ScriptedWriter();
        writer.script.push(...script);
        writer.turns.push(...delays);
        writer.isRefused = ({ headers }) => headers.bad === "1";
        const clock = new ManualClock();
        const lanes = new Lanes({
          ...{ writer, clock, logger: silentLogger },
          ...{ batch: { maxRecords: 5, maxBytes: 1_000 }, write: { maxBatches: 2, maxBytes: 500 } },
        });
        const outcomes = new Map<string, "fulfilled" | "rejected">();
        let number = 0;
        for (const turn of turns) {
          for (const { key, isBad } of turn) {
            const text = `${key}:${number}`;
            number += 1;
            const value = new TextEncoder().encode(text);
            const headers = { bad: isBad === 0 ? "1" : "0" };
            lanes
              .append("events", [{ key: `${key}`, value, headers }], new AbortController().signal)
              .then(
                () => outcomes.set(text, "fulfilled"),
                () => outcomes.set(text, "rejected"),
              );
          }
          await clock.advance(20);
        }
        await eventually(async () => {
          await clock.advance(1_000);
          expect(outcomes.size).toBe(number);
        });
        expect(lanes.queuedBytes).toBe(0);
        for (const [name, texts] of writer.written) {
          const firsts = [...new Set(texts)];
          for (const key of new Set(firsts.map((text) => text.split(":")[0] ?? ""))) {
            expect(name).toBe(`events/${partitionOfKey(key, 4)}`);
            const numbers = firsts
              .filter((text) => text.startsWith(`${key}:`))
              .map((text) => Number(text.split(":")[1]));
            expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
          }
        }
        const written = new Set([...writer.written.values()].flat());
        const durable = [...outcomes].filter(([, outcome]) => outcome === "fulfilled");
        expect(durable.every(([text]) => written.has(text))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
