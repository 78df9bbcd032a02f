// Lint rules: typescript-eslint's strict typed set, and the fences an editor can show while typing.
import tseslint from "typescript-eslint";

const noWorld = ["vscode", "node:*", "pg", "pg-*", "fs", "path", "net", "crypto", "child_process"];
const coreGlobals = [
  ...["process", "console", "Buffer", "fetch", "performance"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
].map((name) => ({ name, message: "core is pure: the world comes through a port" }));

export default tseslint.config(
  {
    // AssemblyScript looks like TypeScript and is not: its compiler checks it.
    ignores: [
      ...["dist/**", "node_modules/**", ".vscode-test/**", "test-results/**", "**/*.cjs"],
      "src/wasm/**",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./webview/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 400 }],
      "max-params": ["error", 4],
      "max-lines-per-function": ["error", { max: 70, skipComments: true }],
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: noWorld }],
      "no-restricted-globals": ["error", ...coreGlobals],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time comes through the Clock port" },
        { object: "Math", property: "random", message: "chance comes through a port" },
      ],
    },
  },
  {
    files: ["src/{adapters,cli,protocol,server,build}/**/*.ts"],
    rules: { "no-restricted-imports": ["error", "vscode"] },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 800 }],
      "max-lines-per-function": "off",
      "max-params": "off",
    },
  },
);
