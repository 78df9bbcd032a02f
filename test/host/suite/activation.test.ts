// Inside the extension host: Rowmill is there, activates, and registers every command it names.
import { strict as assert } from "node:assert";
import { suite, test } from "mocha";
import * as vscode from "vscode";

suite("activation", () => {
  test("the extension activates without an error", async () => {
    await rowmill().activate();
    assert.equal(rowmill().isActive, true);
  });

  test("every command of the manifest is registered", async () => {
    await rowmill().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifestCommands().filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test("the manifest names the main command by its title", () => {
    assert.ok(manifestCommands().includes("rowmill.loadCsv"));
  });
});

function rowmill(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("rowmill.rowmill");
  assert.ok(found, "rowmill.rowmill is not installed");
  return found;
}

function manifestCommands(): string[] {
  const manifest: unknown = rowmill().packageJSON;
  assert.ok(typeof manifest === "object" && manifest !== null && "contributes" in manifest);
  const { contributes } = manifest;
  assert.ok(typeof contributes === "object" && contributes !== null && "commands" in contributes);
  const { commands } = contributes;
  assert.ok(Array.isArray(commands));
  return commands.map((entry: unknown) => {
    assert.ok(typeof entry === "object" && entry !== null && "command" in entry);
    return String(entry.command);
  });
}
