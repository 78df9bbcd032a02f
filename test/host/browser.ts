// A headless Chromium through playwright-core, set up so that VS Code runs in it undisturbed.
import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../src/build/chromium.ts";

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error("no Chromium: install it or name one in CHROMIUM_PATH");
  }
  const args = [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
  ];
  return chromium.launch({ executablePath, args, headless: process.env["HEADED"] !== "1" });
}
