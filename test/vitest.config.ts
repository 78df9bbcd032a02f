// The test projects, by purity: `core` and `webview` need nothing and share one module graph,
// `page` shows the monitor in a
// Chromium, `tree` reads the checkout, `pg` starts real servers, `cli` runs the built program,
// `host` drives a real VS Code. Editor suites inside the host are mocha's (test/host/electron.ts).
import { defineConfig } from "vitest/config";

const pure = { isolate: false, environment: "node" } as const;

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    // Two cores is what CI has: more servers at once only wait for each other.
    maxWorkers: 2,
    reporters: ["default"],
    projects: [
      {
        test: {
          ...pure,
          name: "core",
          include: [
            "test/{core,protocol,config,vscode,server}/**/*.test.ts",
            "test/adapters/**/*.test.ts",
          ],
          exclude: ["**/*.pg.test.ts"],
        },
      },
      {
        test: {
          ...pure,
          name: "webview",
          include: ["test/webview/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts"],
        },
      },
      {
        test: {
          name: "page",
          include: ["test/webview/**/*.browser.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "tree",
          include: ["test/{docs,fences,tidy}.test.ts", "test/build/**/*.test.ts"],
          exclude: ["**/*.pg.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "pg",
          include: ["test/**/*.pg.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          exclude: ["**/*.pg.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "host",
          include: ["test/host/*.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
