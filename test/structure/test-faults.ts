import { nameOf, nodesOf, type SourceFile, type SyntaxNode } from "./source-file.ts";
import type { SourceTree } from "./source-tree.ts";

const notRun = /^(it|test|describe)(\.\w+)*\.(skip|skipIf|runIf|only|todo|fails)$/;
const moduleMocks = ["vi.mock", "vi.doMock", "vi.hoisted", "vi.stubGlobal"];

/** Everything that makes a test prove less than it says, one sentence each. */
export function testFaults(tree: SourceTree): readonly string[] {
  return [...tree.files.values()]
    .filter((file) => /(^|\/)test\//.test(file.path))
    .flatMap(faultsOfFile);
}

function faultsOfFile(file: SourceFile): readonly string[] {
  const faults: string[] = [];
  for (const { node, ancestors } of nodesOf(file.program)) {
    const fault = faultOf(node, ancestors);
    if (fault !== undefined) faults.push(`${file.path}:${file.lineOf(node.start)} ${fault}`);
  }
  return faults;
}

function faultOf(node: SyntaxNode, ancestors: readonly SyntaxNode[]): string | undefined {
  const name = nameOf(node);
  if (node.type === "MemberExpression" && name !== undefined) {
    if (notRun.test(name)) return `${name}: a test that cannot run fails, it is not skipped`;
    if (moduleMocks.includes(name)) return `${name}: implement our port instead`;
  }
  if (node.type === "CallExpression" && nameOf(node.callee) === "setTimeout") {
    return "waits by setTimeout: wait for an event, or ask by eventually";
  }
  if (node.type === "ImportSpecifier" && nameOf(node.imported) === "setTimeout") {
    return "imports setTimeout to sleep: wait for an event, or ask by eventually";
  }
  if (node.type !== "CallExpression" || nameOf(node.callee) !== "expect") return undefined;
  const condition = nearestCondition(ancestors);
  return condition === undefined ? undefined : `asserts under ${condition}`;
}

/** The condition that decides whether the code runs, inside of the nearest function. */
function nearestCondition(ancestors: readonly SyntaxNode[]): string | undefined {
  for (const { type } of ancestors.toReversed()) {
    if (/Function/.test(type)) return undefined;
    if (type === "IfStatement") return "if";
    if (type === "CatchClause") return "catch";
    if (type === "ConditionalExpression") return "a condition";
  }
  return undefined;
}
