// `rowmill lsp`: the language server for editors that start it themselves.
import { fileURLToPath } from "node:url";
import { type Command, EXIT } from "../command.ts";

export const lspCommand: Command = {
  name: "lsp",
  summary: "Run the language server on stdin and stdout",
  usage: "rowmill lsp",
  example: "rowmill lsp",
  details: "Started by an editor, not by hand: README.md shows how Neovim and Helix are told to.",
  flags: {},

  async run() {
    // Nobody else needs the protocol, and it takes a while to read.
    const { serveStdio } = await import("../../server/main.ts");
    await serveStdio({ wasmFolder: fileURLToPath(new URL("wasm", import.meta.url)) });
    return EXIT.fine;
  },
};
