// Which load this is, what it is doing, what can be done about it, and in the end: how it ended.
import type { FromMonitor } from "../../src/protocol/monitor.ts";
import { createButton } from "./controls.ts";
import { element, setAttribute, setText, type Part } from "./elements.ts";
import { canCancel, canOpenRejects, isEnded } from "./state.ts";

export function createHeader(post: (message: FromMonitor) => void): Part {
  // Names from outside are isolated, so that marks of direction in one do not turn the other around.
  const file = element("bdi", "");
  const into = element("span", "unseen");
  const table = element("bdi", "");
  const arrow = element("span", "arrow");
  arrow.setAttribute("aria-hidden", "true");
  arrow.textContent = " → ";
  const title = element("h1", "", file, arrow, into, table);
  const phase = element("span", "phase");
  const loadId = element("bdi", "detail");
  const rejects = createButton("primary", () => post({ type: "open-rejects" }));
  const cancel = createButton("secondary", () => post({ type: "cancel" }));
  const header = element(
    "header",
    "",
    element("div", "titles", title, element("p", "state", element("span", "dot"), phase, loadId)),
    element("div", "actions", rejects.element, cancel.element),
  );
  return {
    element: header,
    draw: (load, { words }) => {
      setText(file, baseName(load.file));
      setAttribute(file, "title", load.file);
      setText(into, `${words.into} `);
      setText(table, load.table);
      setText(phase, words.phase[load.state.phase]);
      setText(loadId, load.loadId === null ? "" : words.loadId(load.loadId));
      const hasRejects = canOpenRejects(load);
      rejects.draw({ label: words.openRejects, isEnabled: hasRejects, isVisible: hasRejects });
      const isVisible = !isEnded(load.state.phase);
      cancel.draw({ label: words.cancel, isEnabled: canCancel(load), isVisible });
    },
  };
}

export function createOutcome(): Part {
  const heading = element("h2", "unseen");
  const sentence = element("p", "sentence");
  const hint = element("p", "hint");
  const outcome = element("section", "outcome", heading, sentence, hint);
  outcome.tabIndex = -1;
  outcome.hidden = true;
  return {
    element: outcome,
    draw: ({ state }, { words }) => {
      const isShown = isEnded(state.phase) && state.message !== null;
      setText(heading, words.outcome);
      setText(sentence, state.message ?? "");
      setText(hint, state.hint ?? "");
      hint.hidden = state.hint === null;
      // The button that had the focus has gone: leave the keyboard at what replaced it, not at the page's top.
      const isFocusLost =
        isShown && outcome.hidden && document.activeElement?.localName === "vscode-button";
      outcome.hidden = !isShown;
      if (isFocusLost) outcome.focus();
    },
  };
}

const baseName = (path: string) =>
  path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
