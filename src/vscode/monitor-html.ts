// The monitor's page as the webview gets it: policy, style, script and nothing else; the script writes the content.
// Pure text, so that the tests serve the very page that ships.

export interface MonitorHtmlOptions {
  /** Fresh for each page; at least 128 random bits. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** BCP 47, of the editor's display language. */
  readonly locale: string;
}

export function monitorHtml(options: MonitorHtmlOptions): string {
  const { nonce, cspSource } = options;
  // The page has no inline style of its own. The toolkit adds one empty style element to learn whether the browser
  // knows :focus-visible, with the nonce that it reads from the meta element below.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escaped(options.locale)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${escaped(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>Rowmill</title>
<link rel="stylesheet" href="${escaped(options.styleUri)}">
</head>
<body data-kind="monitor">
<main id="monitor"></main>
<script nonce="${escaped(nonce)}" src="${escaped(options.scriptUri)}"></script>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
