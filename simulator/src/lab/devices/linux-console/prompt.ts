/** Control sequences that shells put round their prompts. */
export const promptSequences = ["title", "charset", "colour", "bracketed-paste"] as const;
export type PromptSequence = (typeof promptSequences)[number];

const esc = "\u001b";

/**
 * A prompt as a shell prints it: the window's title (OSC 0, ended by BEL), character sets as `tput sgr0` resets them, colours, and the mode
 * in which a terminal marks what is pasted.
 */
export function decoratedPrompt(prompt: string, sequences: readonly PromptSequence[]): string {
  const has = (sequence: PromptSequence) => sequences.includes(sequence);
  const coloured = has("colour") ? `${esc}[01;32m${prompt}${esc}[00m` : prompt;
  const [open, close] = has("charset") ? [`${esc}(B${esc}[m`, `${esc}(B${esc}[m\u000f`] : ["", ""];
  const title = has("title") ? `${esc}]0;${prompt.trim()}\u0007` : "";
  const paste = has("bracketed-paste") ? `${esc}[?2004h` : "";
  return `${paste}${title}${open}${coloured}${close}`;
}

/** What the shell prints when a line has been entered. */
export function afterLine(sequences: readonly PromptSequence[]): string {
  return sequences.includes("bracketed-paste") ? `${esc}[?2004l\r` : "";
}
