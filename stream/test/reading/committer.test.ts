import { ManualClock } from "@rae/kit/testing";
import {
  Committer,
  type OffsetCommit,
  RecordLogUnavailable,
  type TopicPartition,
} from "@rae/stream";
import { beforeEach, describe, expect, it } from "vitest";

const events0 = { topic: "events", partition: 0 };
const events1 = { topic: "events", partition: 1 };
const backoff = { initialMs: 100, maxMs: 1_000, factor: 2, jitter: 0 };

describe("the committer", () => {
  let clock: ManualClock;
  let requests: (readonly OffsetCommit[])[];
  let answer: () => Promise<readonly TopicPartition[]>;
  let lost: TopicPartition[];
  let failures: unknown[];
  let observed: string[];
  let committer: Committer;
  beforeEach(() => {
    clock = new ManualClock();
    requests = [];
    answer = async () => [];
    lost = [];
    failures = [];
    observed = [];
    committer = new Committer({
      clock,
      backoff,
      commit: (offsets) => {
        requests.push(offsets);
        return answer();
      },
      onLost: (partitions) => lost.push(...partitions),
      onFailure: (error) => failures.push(error),
      observer: {
        onFetch: () => {},
        onCommit: (partitions, sizeBytes) => observed.push(`${partitions}:${sizeBytes}`),
        onRetry: (what) => observed.push(`retry ${what}`),
      },
    });
    committer.assign(events0, 0);
    committer.assign(events1, 50);
  });

  it("commits all partitions in one request a second after the first record", async () => {
    committer.handled(events0, 3, 3);
    await clock.advance(500);
    committer.handled(events1, 60, 10);
    await clock.advance(499);
    expect(requests).toEqual([]);
    await clock.advance(1);
    expect(requests).toEqual([
      [
        { ...events0, offset: 3 },
        { ...events1, offset: 60 },
      ],
    ]);
    expect(committer.committedOffset(events1)).toBe(60);
    await clock.advance(5_000);
    expect(requests).toHaveLength(1);
  });

  it("commits at once after a thousand records", async () => {
    committer.handled(events0, 999, 999);
    await clock.advance(0);
    expect(requests).toEqual([]);
    committer.handled(events1, 51, 1);
    await clock.advance(0);
    expect(requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it("has one request under way at a time and commits what came meanwhile with the next", async () => {
    const first = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => first.promise;
    committer.handled(events0, 1_000, 1_000);
    committer.handled(events0, 2_000, 1_000);
    await clock.advance(0);
    expect(requests).toEqual([[{ ...events0, offset: 1_000 }]]);
    answer = async () => [];
    first.resolve([]);
    await clock.advance(0);
    expect(requests).toHaveLength(2);
    expect(committer.committedOffset(events0)).toBe(2_000);
  });

  it("makes a failed request again, after a backoff, with what was handled since", async () => {
    answer = () => Promise.reject(new RecordLogUnavailable("away"));
    committer.handled(events0, 1_000, 1_000);
    await clock.advance(0);
    committer.handled(events0, 1_001, 1);
    answer = async () => [];
    await clock.advance(100);
    expect(requests).toEqual([[{ ...events0, offset: 1_000 }], [{ ...events0, offset: 1_001 }]]);
    expect(failures).toEqual([]);
    expect(observed).toEqual(["retry commit", "1:18"]);
  });

  it("tells of a failure that will not pass, and does not repeat it", async () => {
    answer = () => Promise.reject(new Error("damaged"));
    committer.handled(events0, 1_000, 1_000);
    await clock.advance(10_000);
    expect(failures).toEqual([new Error("damaged")]);
    expect(requests).toHaveLength(1);
  });

  it("commits nothing for a partition that is not assigned any more", async () => {
    committer.handled(events0, 5, 5);
    committer.unassign(events0);
    committer.handled(events0, 9, 4);
    await clock.advance(1_000);
    expect(requests).toEqual([]);
    expect(committer.committedOffset(events0)).toBeUndefined();
  });

  it("forgets a partition that the log says is another's, and tells of it", async () => {
    answer = async () => [events0];
    committer.handled(events0, 5, 5);
    committer.handled(events1, 60, 10);
    await clock.advance(1_000);
    expect(lost).toEqual([events0]);
    expect(committer.committedOffset(events0)).toBeUndefined();
    expect(committer.committedOffset(events1)).toBe(60);
    await clock.advance(5_000);
    expect(requests).toHaveLength(1);
  });

  it("flushes what was handled before, also behind a request under way", async () => {
    const first = Promise.withResolvers<readonly TopicPartition[]>();
    answer = () => first.promise;
    committer.handled(events0, 1_000, 1_000);
    committer.handled(events1, 70, 20);
    const flushed = committer.flush(new AbortController().signal);
    answer = async () => [];
    first.resolve([]);
    await flushed;
    expect(committer.committedOffset(events0)).toBe(1_000);
    expect(committer.committedOffset(events1)).toBe(70);
  });

  it("gives up a flush with its signal and goes on trying", async () => {
    answer = () => Promise.reject(new RecordLogUnavailable("away"));
    committer.handled(events0, 5, 5);
    const deadline = new AbortController();
    const flushed = committer.flush(deadline.signal);
    deadline.abort(new Error("too late"));
    await expect(flushed).rejects.toThrow("too late");
    answer = async () => [];
    await clock.advance(100);
    expect(committer.committedOffset(events0)).toBe(5);
  });

  it("leaves no timer and makes no request once stopped", async () => {
    committer.handled(events0, 5, 5);
    committer.stop();
    committer.handled(events0, 6, 1);
    expect(clock.pending).toBe(0);
    committer.handled(events0, 1_006, 1_000);
    await clock.advance(10_000);
    expect(requests).toEqual([]);
    expect(failures).toEqual([]);
  });
});
