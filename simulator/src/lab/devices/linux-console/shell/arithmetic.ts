import { ShellSyntaxError } from "./syntax.ts";

/** Where an expression reads and writes variables. */
export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

const tokenPattern =
  /\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+)|\$?\{?([A-Za-z_][A-Za-z0-9_]*)\}?|(\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%]=|[-+*/%<>=!~&|^()?:]))/y;

/** Binary operators, the loosest first; those of one row from left to right. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const depthLimit = 100;

/**
 * The value of `$((expression))` in 64-bit arithmetic, as shells have it.
 * @throws ShellSyntaxError for what is no expression, and for a division by zero.
 */
export function evaluateArithmetic(expression: string, variables: Variables): bigint {
  return new Evaluator(tokensOf(expression), variables).whole();
}

function tokensOf(expression: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  while (expression.slice(at).trim() !== "") {
    tokenPattern.lastIndex = at;
    const [all, number, name, symbol] = tokenPattern.exec(expression) ?? [];
    if (all === undefined) throw new ShellSyntaxError("arithmetic syntax error");
    tokens.push(number ?? name ?? symbol ?? "");
    at = tokenPattern.lastIndex;
  }
  return tokens;
}

class Evaluator {
  readonly #tokens: readonly string[];
  readonly #variables: Variables;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], variables: Variables) {
    this.#tokens = tokens;
    this.#variables = variables;
  }

  whole(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#assignment();
    if (this.#at < this.#tokens.length) throw new ShellSyntaxError("arithmetic syntax error");
    return value;
  }

  #assignment(): bigint {
    this.#depth += 1;
    if (this.#depth > depthLimit) throw new ShellSyntaxError("expression nested too deep");
    const name = this.#tokens[this.#at] ?? "";
    const operator = this.#tokens[this.#at + 1] ?? "";
    let value: bigint;
    if (/^[A-Za-z_]/.test(name) && /^[-+*/%]?=$/.test(operator)) {
      this.#at += 2;
      const right = this.#assignment();
      value = operator === "=" ? right : operate(operator.slice(0, 1), this.#valueOf(name), right);
      this.#variables.set(name, String(value));
    } else {
      value = this.#choice();
    }
    this.#depth -= 1;
    return value;
  }

  #choice(): bigint {
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const yes = this.#assignment();
    if (!this.#take(":")) throw new ShellSyntaxError("arithmetic syntax error");
    const no = this.#assignment();
    return condition !== 0n ? yes : no;
  }

  #binary(level: number): bigint {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.#take(each));
      if (operator === undefined) return left;
      left = operate(operator, left, this.#binary(level + 1));
    }
  }

  #unary(): bigint {
    let sign = 1n;
    for (;;) {
      if (this.#take("-")) sign = -sign;
      else if (!this.#take("+")) break;
    }
    if (this.#take("!")) return sign * truth(this.#unary() === 0n);
    if (this.#take("~")) return sign * ~this.#unary();
    const base = this.#primary();
    if (!this.#take("**")) return BigInt.asIntN(64, sign * base);
    return BigInt.asIntN(64, sign * powerOf(base, this.#unary()));
  }

  #primary(): bigint {
    if (this.#take("(")) {
      const value = this.#assignment();
      if (!this.#take(")")) throw new ShellSyntaxError("arithmetic syntax error");
      return value;
    }
    const token = this.#tokens[this.#at] ?? "";
    this.#at += 1;
    if (/^[0-9]/.test(token)) return BigInt.asIntN(64, BigInt(token));
    if (/^[A-Za-z_]/.test(token)) return this.#valueOf(token);
    throw new ShellSyntaxError("arithmetic syntax error");
  }

  /** A variable that is no number counts as nothing. */
  #valueOf(name: string): bigint {
    const text = this.#variables.get(name)?.trim() ?? "";
    return /^[-+]?[0-9]{1,19}$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : 0n;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }
}

function truth(value: boolean): bigint {
  return value ? 1n : 0n;
}

/** By squares, each cut to 64 bits, so that a large exponent takes no time. */
function powerOf(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new ShellSyntaxError("exponent less than 0");
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

function operate(operator: string, left: bigint, right: bigint): bigint {
  return BigInt.asIntN(64, untruncated(operator, left, right));
}

function untruncated(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case "||":
      return truth(left !== 0n || right !== 0n);
    case "&&":
      return truth(left !== 0n && right !== 0n);
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "&":
      return left & right;
    case "==":
      return truth(left === right);
    case "!=":
      return truth(left !== right);
    case "<":
      return truth(left < right);
    case "<=":
      return truth(left <= right);
    case ">":
      return truth(left > right);
    case ">=":
      return truth(left >= right);
    case "<<":
      return left << (right & 63n);
    case ">>":
      return left >> (right & 63n);
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    default:
      if (right === 0n) throw new ShellSyntaxError("divide by zero");
      return operator === "/" ? left / right : left % right;
  }
}
