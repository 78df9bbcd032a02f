// Decides in which VS Code the editor tests run, if there is one to be had on this machine.
import { findChromium } from "./chromium.ts";
import { ensureCodeServer } from "./ensure-vscode.ts";

export type Editor =
  | { readonly kind: "electron" }
  | { readonly kind: "server" }
  | { readonly kind: "none"; readonly reason: string };

/**
 * ROWMILL_VSCODE=electron takes a desktop VS Code (VSCODE_EXECUTABLE, or a download, which needs
 * the internet); otherwise code-server is installed from npm and shown in a Chromium.
 */
export async function chooseEditor(): Promise<Editor> {
  if (process.env["ROWMILL_VSCODE"] === "electron") return { kind: "electron" };
  if (findChromium() === undefined) {
    return { kind: "none", reason: "no Chromium: install one, or name it in CHROMIUM_PATH" };
  }
  try {
    await ensureCodeServer();
    return { kind: "server" };
  } catch (error) {
    return { kind: "none", reason: error instanceof Error ? error.message : String(error) };
  }
}
