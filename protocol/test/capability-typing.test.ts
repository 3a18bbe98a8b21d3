import type { CommandName, CommandParameters, CommandResult, RemoteKey } from "@rae/protocol";
import { expectTypeOf, test } from "vitest";

test("commands, their parameters and their results have the types of the contracts", () => {
  expectTypeOf<"power.on">().toExtend<CommandName>();
  expectTypeOf<"power.explode">().not.toExtend<CommandName>();
  expectTypeOf<CommandParameters<"remote-control.press">["key"]>().toEqualTypeOf<RemoteKey>();
  expectTypeOf<CommandParameters<"console.read">["maxBytes"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<CommandResult<"power.state">["state"]>().toEqualTypeOf<
    "on" | "standby" | "off" | "unknown"
  >();
  expectTypeOf<CommandResult<"app.launch">["app"]["name"]>().toEqualTypeOf<string>();
});
