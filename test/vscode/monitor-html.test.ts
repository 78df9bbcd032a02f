// The page that the host renders: its policy, its nonce, and nothing else that could run.
import { expect, test } from "vitest";

import { monitorHtml } from "../../src/vscode/monitor-html.ts";

const options = {
  nonce: "k3JzQ+/=",
  cspSource: "'self' https://*.vscode-cdn.net",
  scriptUri: "https://host/monitor.js",
  styleUri: "https://host/monitor.css",
  locale: "pt-br",
};
const html = monitorHtml(options);

test("the policy is in the page, closed by default, and names the nonce and the source only", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    "default-src 'none'; script-src 'nonce-k3JzQ+/='; style-src 'self' https://*.vscode-cdn.net 'nonce-k3JzQ+/='; " +
      "font-src 'self' https://*.vscode-cdn.net",
  );
  expect(html).not.toContain("unsafe");
});

test.each([
  ["the script by nonce", '<script nonce="k3JzQ+/=" src="https://host/monitor.js"></script>'],
  ["the style", '<link rel="stylesheet" href="https://host/monitor.css">'],
  ["the language", '<html lang="pt-br">'],
  ["what tests find it by", '<body data-kind="monitor">'],
  ["where the toolkit looks for the nonce", '<meta property="csp-nonce" content="k3JzQ+/=">'],
])("the page holds %s", (_name, part) => {
  expect(html).toContain(part);
});

test("values cannot leave their attribute", () => {
  const evil = '"><script>alert(1)</script>&';
  const page = monitorHtml({
    nonce: evil,
    cspSource: evil,
    scriptUri: evil,
    styleUri: evil,
    locale: evil,
  });
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('<html lang="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;">');
});
