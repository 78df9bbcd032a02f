// The whole page: an empty state, or one load. It draws what it is given and remembers nothing but the language.
import type { FromMonitor } from "../../src/protocol/monitor.ts";
import { createCharts } from "./charts.ts";
import { element, setAttribute, setText, type Language } from "./elements.ts";
import { formatFor } from "./format.ts";
import { createHeader, createOutcome } from "./header.ts";
import { createLanes } from "./lanes.ts";
import { createNumbers, createProgress } from "./numbers.ts";
import type { Announcement, View } from "./state.ts";
import { wordsFor } from "./words.ts";

export interface Page {
  draw(view: View): void;
  announce(announcement: Announcement, locale: string): void;
  readonly restyle: () => void;
}

export function createPage(
  root: HTMLElement,
  locale: string,
  post: (message: FromMonitor) => void,
): Page {
  let language = languageOf(locale);
  const empty = createEmpty();
  const charts = createCharts(language);
  const parts = [
    createHeader(post),
    createOutcome(),
    createProgress(),
    createNumbers(),
    charts,
    createLanes(),
  ];
  const load = element("div", "load", ...parts.map((part) => part.element));
  load.hidden = true;
  const live = element("p", "unseen");
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  root.append(empty.element, load, live);

  const speak = (spoken: string) => {
    if (spoken === document.documentElement.lang) return;
    document.documentElement.lang = spoken;
    language = languageOf(spoken);
  };
  return {
    draw: (view) => {
      speak(view.locale);
      empty.element.hidden = view.kind === "load";
      load.hidden = view.kind !== "load";
      if (view.kind !== "load") {
        empty.draw(view.kind, language);
        return;
      }
      document.title = view.title;
      setAttribute(load, "data-phase", view.state.phase);
      for (const part of parts) part.draw(view, language);
    },
    announce: (announcement, spoken) => {
      speak(spoken);
      setText(live, said(announcement, language));
    },
    restyle: charts.restyle,
  };
}

const languageOf = (locale: string): Language => ({
  words: wordsFor(locale),
  format: formatFor(locale),
});

function createEmpty() {
  const heading = element("h1", "");
  const state = element("p", "sentence");
  const next = element("p", "detail");
  return {
    element: element("div", "empty", heading, state, next),
    draw: (kind: "starting" | "idle", { words }: Language) => {
      setText(heading, words.heading);
      setText(state, words[kind]);
      setText(next, kind === "idle" ? words.idleNext : "");
    },
  };
}

function said(announcement: Announcement, { words, format }: Language): string {
  switch (announcement.kind) {
    case "phase":
      return [words.phase[announcement.phase], announcement.message].filter(Boolean).join(": ");
    case "progress":
      return words.progressSaid(format.percent(announcement.percent / 100));
  }
}
