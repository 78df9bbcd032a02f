// Findings as SARIF 2.1.0, for code hosts and editors that read it.
import { createHash } from "node:crypto";
import type {
  CheckedFinding,
  CheckedFix,
  CheckedRelated,
  CheckReport,
  Place,
} from "../../adapters/check/report.ts";
import type { Severity } from "../../core/analysis/finding.ts";
import { type AnyRule, domainOf } from "../../core/analysis/rule.ts";
import { rulePage } from "../../core/analysis/rule-page.ts";

export function sarifLog(report: CheckReport, rules: readonly AnyRule[], version: string): string {
  const places = new RuleIndexes(rules);
  return `${JSON.stringify({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "rowmill", semanticVersion: version, rules: rules.map(ruleObject) },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: !report.skipped.some(({ isUnreadable }) => isUnreadable),
            toolExecutionNotifications: notifications(report),
          },
        ],
        results: resultsOf(report, places),
      },
    ],
  })}\n`;
}

const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

function resultsOf(report: CheckReport, indexes: RuleIndexes): readonly object[] {
  return report.files.flatMap(({ file, findings, silenced }) => {
    const fingerprints = new Fingerprints(file);
    return [
      ...findings.map((finding) => ({
        ...resultObject(file, finding, indexes),
        partialFingerprints: fingerprints.of(finding),
      })),
      ...silenced.map(({ finding, reason }) => ({
        ...resultObject(file, finding, indexes),
        partialFingerprints: fingerprints.of(finding),
        suppressions: [{ kind: "inSource", justification: reason }],
      })),
    ];
  });
}

function resultObject(file: string, finding: CheckedFinding, indexes: RuleIndexes) {
  const { rule, severity, message, fixes, related } = finding;
  return {
    ruleId: rule,
    ...indexes.of(rule),
    level: LEVELS[severity],
    message: { text: message.en },
    locations: [{ physicalLocation: locationOf(file, finding) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(relatedObject) }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixObject(file, fix)) }),
  };
}

const relatedObject = ({ file, message, place }: CheckedRelated, index: number) => ({
  id: index + 1,
  physicalLocation:
    place === undefined ? { artifactLocation: artifactOf(file) } : locationOf(file, place),
  message: { text: message.en },
});

const fixObject = (file: string, { title, safety, edits }: CheckedFix) => ({
  description: { text: `${title.en} (${safety})` },
  artifactChanges: [
    {
      artifactLocation: artifactOf(file),
      replacements: edits.map((edit) => ({
        deletedRegion: regionOf(edit),
        ...(edit.text === "" ? {} : { insertedContent: { text: edit.text } }),
      })),
    },
  ],
});

const locationOf = (file: string, place: Place) => ({
  artifactLocation: artifactOf(file),
  region: regionOf(place),
});

const regionOf = ({ start, end }: Place) => ({
  startLine: start.line + 1,
  startColumn: start.column + 1,
  endLine: end.line + 1,
  endColumn: end.column + 1,
});

/** Relative to the root of the check, whose place differs from machine to machine. */
const artifactOf = (file: string) => ({
  uri: file
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join("/"),
  uriBaseId: "%SRCROOT%",
});

function ruleObject(rule: AnyRule) {
  const page = rulePage(rule);
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    help: { text: `${rule.summary}. ${rule.why}`, markdown: page },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ["ingestion", domainOf(rule.id)] },
  };
}

const notifications = ({ skipped, failures }: CheckReport) => [
  ...skipped.map(({ file, reason, isUnreadable }) => ({
    level: isUnreadable ? "error" : "note",
    message: { text: `not checked: ${reason}` },
    locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
  })),
  ...failures.map(({ rule, file, error }) => ({
    level: "warning",
    message: { text: `rule ${rule} threw and was left out: ${error}` },
    associatedRule: { id: rule },
    locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
  })),
];

class RuleIndexes {
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(rules: readonly AnyRule[]) {
    this.#indexes = new Map(rules.map(({ id }, index) => [id, index]));
  }

  /** Nothing for the engine's own findings about comments. */
  of(rule: string): { readonly ruleIndex?: number } {
    const ruleIndex = this.#indexes.get(rule);
    return ruleIndex === undefined ? {} : { ruleIndex };
  }
}

/** The same finding has the same mark when lines are added above it: rule, file, what it marks, and which of those. */
class Fingerprints {
  readonly #file: string;
  readonly #seen = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  of({ rule, excerpt }: CheckedFinding): Readonly<Record<string, string>> {
    const hash = createHash("sha256")
      .update([rule, this.#file, excerpt].join("\n"))
      .digest("hex")
      .slice(0, 16);
    const before = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, before + 1);
    return { "rowmill/v1": `${hash}:${before + 1}` };
  }
}
