// The only file that knows the component library: @vscode/webview-ui-toolkit, which is archived, so that its successor
// is one file's work. Only components without style attributes are used: badge, tag and the determinate ring set
// one, which the page's policy forbids.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
} from "@vscode/webview-ui-toolkit";

import { resize, setAttribute, setText } from "./elements.ts";

export interface Button {
  readonly element: HTMLElement;
  draw(look: {
    readonly label: string;
    readonly isEnabled: boolean;
    readonly isVisible: boolean;
  }): void;
}

export interface Table {
  readonly element: HTMLElement;
  draw(name: string, header: readonly string[], rows: readonly (readonly string[])[]): void;
}

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDataGrid(),
    vsCodeDataGridCell(),
    vsCodeDataGridRow(),
  );
}

export function createButton(appearance: "primary" | "secondary", onPress: () => void): Button {
  const button = document.createElement("vscode-button");
  button.setAttribute("appearance", appearance);
  button.addEventListener("click", onPress);
  return {
    element: button,
    draw: ({ label, isEnabled, isVisible }) => {
      setText(button, label);
      button.toggleAttribute("disabled", !isEnabled);
      button.hidden = !isVisible;
    },
  };
}

/** Cells are changed in place, so that a screen reader that stands on one stays there. */
export function createTable(): Table {
  const grid = document.createElement("vscode-data-grid");
  grid.setAttribute("generate-header", "none");
  const rows: Row[] = [];
  return {
    element: grid,
    draw: (name, header, records) => {
      setAttribute(grid, "aria-label", name);
      resize(rows, records.length + 1, grid, () => createRow(rows.length === 0));
      [header, ...records].forEach((texts, index) => rows[index]?.draw(texts));
    },
  };
}

interface Row {
  readonly element: HTMLElement;
  draw(texts: readonly string[]): void;
}

function createRow(isHeader: boolean): Row {
  const row = document.createElement("vscode-data-grid-row");
  if (isHeader) row.setAttribute("row-type", "header");
  const cells: { readonly element: HTMLElement }[] = [];
  return {
    element: row,
    draw: (texts) => {
      resize(cells, texts.length, row, () => createCell(cells.length + 1, isHeader));
      cells.forEach((cell, index) => setText(cell.element, texts[index] ?? ""));
    },
  };
}

function createCell(position: number, isHeader: boolean) {
  const cell = document.createElement("vscode-data-grid-cell");
  if (isHeader) cell.setAttribute("cell-type", "columnheader");
  cell.setAttribute("grid-column", String(position));
  return { element: cell };
}
