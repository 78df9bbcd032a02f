// A signal that comes before a load is recorded: the connection is still being made, to a server that never answers.
import { createServer, type AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { startRowmill } from "../support/rowmill.ts";
import { makeFolder } from "../support/test-folder.ts";

const folder = makeFolder();
const file = folder.file("rows.csv", "id\n1\n");
afterAll(folder.remove);

test.each([
  ["load", "SIGINT", [file, "--into", "rows"]],
  ["load", "SIGTERM", [file, "--into", "rows", "--json"]],
  ["plan", "SIGINT", [file, "--into", "rows"]],
  ["loads", "SIGTERM", []],
  ["verify", "SIGINT", ["any"]],
] as const)("%s ends with 130 at %s, and says so in one line", async (command, signal, args) => {
  const silent = await startSilentServer();
  const dsn = `postgresql://nobody@127.0.0.1:${silent.port}/none?sslmode=disable`;
  const { child, result } = startRowmill([command, ...args], { dsn, env: { PGPASSWORD: "none" } });
  await silent.reached;
  child.kill(signal);
  expect(await result).toEqual({ exitCode: 130, stdout: "", stderr: "rowmill: interrupted\n" });
  silent.close();
});

/** Takes connections and says nothing. */
async function startSilentServer(): Promise<{
  readonly port: number;
  readonly reached: Promise<void>;
  readonly close: () => void;
}> {
  const server = createServer();
  const reached = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, reached, close: () => server.close() };
}
