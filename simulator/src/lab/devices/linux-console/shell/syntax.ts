/** Part of a word; what stands in quotes is not split at blanks. */
export type WordPart =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** Of `${name:-word}`. */
      readonly fallback: Word | undefined;
      readonly quoted: boolean;
    }
  | { readonly kind: "arithmetic"; readonly expression: string; readonly quoted: boolean }
  | { readonly kind: "command"; readonly list: List; readonly quoted: boolean };

export type Word = readonly WordPart[];

/** Where output or errors go instead: to a file, or where the other goes. */
export interface Redirect {
  readonly descriptor: 1 | 2;
  readonly target: Word | 1 | 2;
}

export type Command =
  | {
      readonly kind: "simple";
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: "if";
      /** Each condition with what it leads to, then what `else` leads to. */
      readonly branches: readonly { readonly condition: List; readonly body: List }[];
      readonly otherwise: List | undefined;
    }
  | {
      readonly kind: "loop";
      readonly condition: List;
      readonly body: List;
      readonly until: boolean;
    }
  | {
      readonly kind: "for";
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: List;
    }
  | { readonly kind: "group"; readonly list: List };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

/** Pipelines, each after the first run only if the one before has succeeded (`&&`) or failed (`||`). */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: "&&" | "||"; readonly pipeline: Pipeline }[];
}

export type List = readonly AndOr[];

/** What the shell says of a line that it does not understand. */
export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
}

/** The line is not at its end yet: a quote is open, or a loop has no `done`. */
export class UnfinishedLine extends Error {
  override readonly name = "UnfinishedLine";
}
