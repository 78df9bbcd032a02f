// The page object of VS Code's workbench: the only file that knows its selectors. Waiting is by what
// is on the screen, never by time; each method fails by Playwright's own time-out and words.
import { mkdirSync } from "node:fs";
import type { Frame, Locator, Page } from "playwright-core";
import { inRoot } from "../../src/build/root.ts";

export class WorkbenchPage {
  readonly page: Page;
  readonly quickInput: QuickInput;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    page.setDefaultTimeout(30_000);
  }

  /** Resolves when the workbench, and the explorer of the folder, can be used. */
  async open(url: string, folder?: string): Promise<void> {
    const what = folder === undefined ? "ew=true" : `folder=${encodeURIComponent(folder)}`;
    await this.page.goto(`${url}?${what}`);
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 90_000 });
    const ready = folder === undefined ? ".statusbar" : ".explorer-folders-view .monaco-list-row";
    await this.page.locator(ready).first().waitFor({ timeout: 90_000 });
  }

  /** Runs a command by the title that the palette shows. */
  async runCommand(title: string): Promise<void> {
    await this.inPalette(title, () => this.quickInput.choose(title, tryMs));
  }

  /** The titles that the palette offers for a text; a picture of it where one is named. */
  async commandsFor(text: string, picture?: string): Promise<string[]> {
    const labels = await this.inPalette(text, () => this.quickInput.labels(tryMs));
    if (picture !== undefined) await this.screenshot(picture);
    await this.quickInput.cancel();
    return labels;
  }

  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"]`);
  }

  toast(text: string | RegExp): Locator {
    const message = this.page.locator(".notification-list-item-message").filter({ hasText: text });
    return this.page.locator(".notification-toast").filter({ has: message });
  }

  /** The whole text of the first toast with that text in it. */
  async toastText(text: string | RegExp): Promise<string> {
    return this.toast(text).locator(".notification-list-item-message").first().innerText();
  }

  async clickToast(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).getByRole("button", { name: button }).click();
  }

  /** Clears every notification, so that the next test sees only its own. */
  async dismissToasts(): Promise<void> {
    await this.runCommand("Notifications: Clear All Notifications");
    await this.page.locator(".notification-toast").first().waitFor({ state: "hidden" });
  }

  /** What the Problems panel lists; it is opened. */
  async problems(): Promise<string[]> {
    await this.runCommand("View: Focus Problems (Errors, Warnings, Infos)");
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    await this.page.locator(".markers-panel").waitFor();
    return rows.allInnerTexts();
  }

  /** The document of the webview whose body has that data-kind. */
  async webview(kind: string): Promise<Frame> {
    const find = async () => {
      for (const frame of this.page.frames()) {
        const found = await frame.$(`body[data-kind="${kind}"]`).catch(() => null);
        if (found !== null) return frame;
      }
      return undefined;
    };
    for (let left = 30_000; left > 0; left -= 100) {
      const frame = await find();
      if (frame !== undefined) return frame;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview with data-kind "${kind}" within 30 s`);
  }

  /** Opens a view container of the activity bar. */
  async openContainer(name: string): Promise<void> {
    await this.page.locator(`.activitybar .action-item a[aria-label^="${name}"]`).click();
    await this.page
      .locator(".sidebar .composite.title", { hasText: new RegExp(name, "i") })
      .waitFor();
  }

  /** One view of the container that is open. */
  pane(view: string): Locator {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    return this.page.locator(".split-view-view .pane").filter({ has: header });
  }

  treeRows(view: string): Locator {
    return this.pane(view).locator(".pane-body .monaco-list-row");
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: text });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.quickInput.type(name);
    await this.quickInput.choose(name);
    await this.tab(name).waitFor();
  }

  /** Types into the editor that has the focus, key by key. */
  async typeText(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 15 });
  }

  /** Opens the quick fixes at the cursor. */
  async openQuickFixes(): Promise<Locator> {
    const entries = this.page.locator(".action-widget .monaco-list-row");
    await this.page.keyboard.press("Control+.");
    await entries.first().waitFor();
    return entries;
  }

  squiggle(severity: "error" | "warning" | "info"): Locator {
    return this.page.locator(`.monaco-editor .squiggly-${severity}`);
  }

  /** Chooses an entry of the context menu of a file in the explorer. */
  async explorerMenu(file: string, entry: string): Promise<void> {
    await this.page
      .locator(".explorer-folders-view .monaco-list-row", { hasText: file })
      .first()
      .click({ button: "right" });
    await this.page.locator(".monaco-menu .action-item", { hasText: entry }).first().click();
  }

  /** Into test-results/screenshots, for people. */
  async screenshot(name: string): Promise<void> {
    const folder = inRoot("test-results/screenshots");
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: `${folder}/${name}.png` });
  }

  /** The palette closes when something else takes the focus, a late view for one: then again. */
  private async inPalette<T>(text: string, use: () => Promise<T>): Promise<T> {
    for (let triesLeft = 5; ; triesLeft--) {
      try {
        if (!(await this.quickInput.isOpen())) await this.page.keyboard.press("F1");
        await this.quickInput.type(`>${text}`);
        return await use();
      } catch (error) {
        if (triesLeft === 0) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }
}

/** How long one try with the palette may take; a busy machine needs a few seconds. */
const tryMs = 6_000;

/** The box at the top: command palette, quick picks, input boxes. */
export class QuickInput {
  readonly widget: Locator;
  private readonly input: Locator;
  private readonly rows: Locator;

  constructor(page: Page) {
    this.widget = page.locator(".quick-input-widget");
    this.input = this.widget.locator(".quick-input-box input");
    this.rows = this.widget.locator(".quick-input-list .monaco-list-row");
  }

  async isOpen(): Promise<boolean> {
    return this.widget.isVisible();
  }

  /** Resolves when a step with that title is on the screen. */
  async waitForTitle(title: string | RegExp): Promise<void> {
    await this.widget.locator(".quick-input-title", { hasText: title }).waitFor();
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text, { timeout: 5_000 });
  }

  item(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** Clicks the first entry with that text, which may still be on its way. */
  async choose(text: string | RegExp, timeout?: number): Promise<void> {
    const row = this.rows.filter({ hasText: text }).first();
    await row.click(timeout === undefined ? {} : { timeout });
  }

  /** Filters by `filter` and accepts the entry with that text, by keys: Enter takes only an entry that has the cursor. */
  async pick(filter: string, text: string | RegExp): Promise<void> {
    await this.type(filter);
    await this.item(text).first().waitFor();
    const current = this.widget.locator(".monaco-list-row.focused").filter({ hasText: text });
    for (let tries = 0; tries < 20 && !(await current.isVisible()); tries++) {
      await this.input.press("ArrowDown");
    }
    await this.accept();
  }

  async accept(): Promise<void> {
    await this.input.press("Enter");
  }

  async cancel(): Promise<void> {
    await this.input.press("Escape");
    await this.widget.waitFor({ state: "hidden" });
  }

  /** The labels of the entries, once there is one. */
  async labels(timeout?: number): Promise<string[]> {
    await this.rows.first().waitFor(timeout === undefined ? {} : { timeout });
    return this.rows.locator(".label-name").allInnerTexts();
  }

  /** The line below an input box: its prompt, or what is wrong with the text in it. */
  message(text: string | RegExp): Locator {
    return this.widget.locator(".quick-input-message", { hasText: text });
  }
}
