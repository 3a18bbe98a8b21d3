import { expect, test } from "vitest";
import { parseRecordText, recordText } from "../../src/core/record-text.ts";
import { sampleDevice } from "../../src/testing/sample-records.ts";

test("a record comes back as it was", () => {
  const record = sampleDevice({ ended: { reason: "unplugged", receivedAtMs: 1 } });
  expect(parseRecordText(recordText(record))).toEqual(record);
});

test("a record is made text once, however many stores take it", () => {
  let made = 0;
  const record = {
    toJSON: () => {
      made += 1;
      return { made };
    },
  };
  expect([recordText(record), recordText(record)]).toEqual(['{"made":1}', '{"made":1}']);
});
