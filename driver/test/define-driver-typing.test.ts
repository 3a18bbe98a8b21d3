import { expectTypeOf, test } from "vitest";
import {
  type ByteLink,
  type ChildProcessLink,
  type DatagramLink,
  type DriverFactory,
  defineDriver,
  type FactoryFor,
  type HttpLink,
  type RemoteKey,
  Type,
} from "../src/index.ts";

const settings = Type.Object({ setId: Type.Integer({ default: 1 }) });
const probe = async () => ({ attributes: {} });

test("link, settings, parameters and results have types without being written down", () => {
  const factory = defineDriver({
    name: "acme",
    needs: "bytes",
    settings,
    open: (link, { setId }, context) => {
      expectTypeOf(link).toEqualTypeOf<ByteLink>();
      expectTypeOf(setId).toEqualTypeOf<number>();
      expectTypeOf(context.clock.nowMs()).toEqualTypeOf<number>();
      return {
        probe,
        commands: {
          "remote-control.press": async ({ key }, signal) => {
            expectTypeOf(key).toEqualTypeOf<RemoteKey>();
            expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
            return { result: { key } };
          },
          "console.read": async ({ maxBytes }) => {
            expectTypeOf(maxBytes).toEqualTypeOf<number | undefined>();
            return { result: { text: "", position: 0, droppedBytes: 0 } };
          },
        },
      };
    },
  });
  expectTypeOf(factory).toEqualTypeOf<FactoryFor<"bytes">>();
  expectTypeOf(factory).toExtend<DriverFactory>();
});

test("each kind of link has its type", () => {
  const open = () => ({ probe, commands: {} });
  defineDriver({ name: "a", needs: "http", settings, open: (link: HttpLink) => link && open() });
  defineDriver({
    name: "a",
    needs: "datagram",
    settings,
    open: (link: DatagramLink) => link && open(),
  });
  defineDriver({
    name: "a",
    needs: "child-process",
    settings,
    open: (link: ChildProcessLink) => link && open(),
  });
  // @ts-expect-error: a driver that needs bytes gets no HTTP link
  defineDriver({ name: "a", needs: "bytes", settings, open: (link: HttpLink) => link && open() });
});

test("tsc refuses commands that there are not, and results that do not fit", () => {
  const named = { name: "a", needs: "http", settings } as const;
  defineDriver({
    ...named,
    // @ts-expect-error: no such command
    open: () => ({ probe, commands: { "power.explode": async () => ({ result: {} }) } }),
  });
  defineDriver({
    ...named,
    open: () => ({
      probe,
      // @ts-expect-error: no such state
      commands: { "power.state": async () => ({ result: { state: "glowing" } }) },
    }),
  });
  defineDriver({
    ...named,
    // @ts-expect-error: follows from the probe
    open: () => ({ probe, commands: { "info.get": async () => ({ result: { attributes: {} } }) } }),
  });
});
