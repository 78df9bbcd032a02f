// The shape of `vscode.l10n.t`, so that pure files can take it as a parameter and be tested without an editor.

/** English text with {0}, {1}… in; the same in the user's language out. */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;

/** English itself: for tests, and wherever no editor is at hand. */
export const inEnglish: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/gu, (hole, index: string) => String(args[Number(index)] ?? hole));
