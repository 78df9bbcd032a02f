// The far end of the bridge: runs in the extension host, evaluates what a test sends.
// It writes its port and a token to the file named in ROWMILL_BRIDGE_FILE, and does nothing without.
const { randomBytes } = require("node:crypto");
const { renameSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const vscode = require("vscode");

exports.activate = (context) => {
  const file = process.env.ROWMILL_BRIDGE_FILE;
  if (!file) return;
  const token = randomBytes(18).toString("base64url");
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== token) return response.writeHead(403).end("{}");
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += text;
    response.end(JSON.stringify(await answer(JSON.parse(body))));
  });
  server.listen(0, "127.0.0.1", () => {
    // Renamed, so that the test never reads half an address.
    writeFileSync(`${file}.new`, JSON.stringify({ port: server.address().port, token }));
    renameSync(`${file}.new`, file);
  });
  context.subscriptions.push({ dispose: () => server.close() });
};

async function answer({ run, args }) {
  try {
    const value = await new Function(`return (${run})`)()(vscode, ...args);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.stack : String(error) };
  }
}
