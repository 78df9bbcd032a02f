// The settings under `rowmill.check`, as the language server reads them, and the messages beyond the protocol
// that the extension and the server exchange. Other editors send the settings alone.

export interface CheckSettings {
  readonly isEnabled: boolean;
  readonly showsCodeLenses: boolean;
}

/** Notification to the server: a catalog snapshot, or null when there is none any more. */
export const SNAPSHOT_MESSAGE = "rowmill/snapshot";

/** The scheme of a rule's page, as in rowmill-rule:/sql/no-duplicate-column.md, where the editor can open it. */
export const RULE_PAGE_SCHEME = "rowmill-rule";

/** Opens the page of the rule whose id is the first argument. */
export const RULE_PAGE_COMMAND = "rowmill.openRulePage";

/** Fields of `initializationOptions`. */
export interface ServerOptions {
  /** The client opens rule pages by the scheme and the command above. */
  readonly opensRulePages: boolean;
}

export const DEFAULT_CHECK_SETTINGS: CheckSettings = { isEnabled: true, showsCodeLenses: true };

/** Reads the object under `rowmill.check`; what is not valid counts as its default. */
export function readCheckSettings(values: unknown): CheckSettings {
  return {
    isEnabled: switchIn(values, "enable", DEFAULT_CHECK_SETTINGS.isEnabled),
    showsCodeLenses: switchIn(values, "codeLens", DEFAULT_CHECK_SETTINGS.showsCodeLenses),
  };
}

export const readServerOptions = (values: unknown): ServerOptions => ({
  opensRulePages: switchIn(values, "opensRulePages", false),
});

/** The address of a rule's page for a client that opens it. */
export const rulePageUri = (rule: string): string => `${RULE_PAGE_SCHEME}:/${rule}.md`;

function switchIn(values: unknown, name: string, fallback: boolean): boolean {
  const value =
    typeof values === "object" && values !== null
      ? new Map<string, unknown>(Object.entries(values)).get(name)
      : undefined;
  return typeof value === "boolean" ? value : fallback;
}
