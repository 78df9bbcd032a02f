// Findings as the editor lists them: those of open texts, and the mistake in a rowmill.yaml.
import {
  type Connection,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
} from "vscode-languageserver";

import type { ReportedFinding } from "../core/analysis/finding.ts";
import { shown } from "./engine-findings.ts";
import { diagnosticOf, lspRange, SOURCE, type Wording } from "./lsp-findings.ts";
import type { OpenDocument } from "./open-documents.ts";
import type { Places } from "./places.ts";
import type { Checked } from "./scheduler.ts";
import type { PolicyState } from "./workspace-folder.ts";

export class Published {
  readonly #connection: Connection;
  readonly #wording: Wording;
  readonly #places: Places;

  constructor(connection: Connection, wording: Wording, places: Places) {
    this.#connection = connection;
    this.#wording = wording;
    this.#places = places;
  }

  /** The files that findings point at are known to `places` by now. */
  send({ uri, content }: OpenDocument, { version, findings }: Checked): void {
    const diagnostics = shown(findings).map((finding): Diagnostic => {
      const related = this.#related(finding, uri);
      return {
        ...diagnosticOf(finding, content, this.#wording),
        ...(related.length === 0 ? {} : { relatedInformation: related }),
      };
    });
    void this.#connection.sendDiagnostics({ uri, version, diagnostics });
  }

  clear(uri: string): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  policy({ uri, problem }: PolicyState): void {
    const diagnostics: Diagnostic[] = [];
    if (problem !== undefined) {
      const start = { line: problem.line, character: 0 };
      diagnostics.push({
        range: { start, end: { line: problem.line + 1, character: 0 } },
        severity: DiagnosticSeverity.Error,
        source: SOURCE,
        code: "policy-file-invalid",
        message: problem.message,
      });
    }
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }

  #related({ related = [] }: ReportedFinding, uri: string): DiagnosticRelatedInformation[] {
    return related.flatMap(({ file = uri, range, message }) => {
      const lines = this.#places.positionsIn(file);
      if (lines === undefined) return [];
      const location = { uri: file, range: lspRange(range, lines) };
      return [{ location, message: message[this.#wording.language] }];
    });
  }
}
