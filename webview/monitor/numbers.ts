// How far the load is and what it has counted: the progress bar, then a row of numbers.
import type { MonitorTotals } from "../../src/protocol/monitor.ts";
import { element, setAttribute, setText, type Language, type Part } from "./elements.ts";
import type { Format } from "./format.ts";
import { fractionOf, isEnded } from "./state.ts";

const PROGRESS_MAX = 1000;

export function createProgress(): Part {
  const percent = element("span", "large");
  const bytes = element("span", "detail");
  const time = element("span", "detail time");
  const bar = element("progress", "");
  bar.max = PROGRESS_MAX;
  return {
    element: element("section", "progress", element("div", "line", percent, bytes, time), bar),
    draw: ({ totals, state }, { words, format }) => {
      const fraction = fractionOf(totals);
      // Before the plan the file's size is not known, and 0 of 0 says nothing.
      const isKnown = totals.bytesTotal > 0;
      percent.hidden = !isKnown;
      setText(percent, format.percent(fraction));
      const [committed, total] = [totals.bytesCommitted, totals.bytesTotal].map(format.bytes);
      setText(bytes, isKnown ? words.bytesOf(committed ?? "", total ?? "") : "");
      const elapsed = words.elapsed(format.duration(totals.elapsedMs));
      const isRunning = !isEnded(state.phase) && totals.etaMs !== null;
      const left = isRunning ? `${words.left(format.duration(totals.etaMs))} · ` : "";
      setText(time, left + elapsed);
      setAttribute(bar, "aria-label", words.progress);
      // Without a value the bar shows that something is going on, not how much.
      if (state.phase === "preparing") bar.removeAttribute("value");
      else bar.value = Math.floor(fraction * PROGRESS_MAX);
    },
  };
}

type Figure = (
  totals: MonitorTotals,
  language: Language,
) => readonly [label: string, value: string];

const FIGURES: readonly Figure[] = [
  ({ loaded }, { words, format }) => [words.loaded, format.count(loaded)],
  ({ rejected }, { words, format }) => [words.rejected, format.count(rejected)],
  ({ skipped }, { words, format }) => [words.skipped, format.count(skipped)],
  ({ batches }, { words, format }) => [words.batches, format.count(batches)],
  ({ retries }, { words, format }) => [words.retries, format.count(retries)],
  ({ commitMsP50 }, { words, format }) => [words.commitMedian, milliseconds(commitMsP50, format)],
  ({ commitMsP99 }, { words, format }) => [words.commitP99, milliseconds(commitMsP99, format)],
];

export function createNumbers(): Part {
  const heading = element("h2", "unseen");
  const tiles = FIGURES.map(createTile);
  return {
    element: element(
      "section",
      "card",
      heading,
      element("dl", "numbers", ...tiles.map((tile) => tile.element)),
    ),
    draw: (load, language) => {
      setText(heading, language.words.numbers);
      for (const tile of tiles) tile.draw(load, language);
    },
  };
}

function createTile(figure: Figure): Part {
  const name = element("dt", "label");
  const value = element("dd", "value");
  return {
    element: element("div", "", name, value),
    draw: ({ totals }, language) => {
      const [label, text] = figure(totals, language);
      setText(name, label);
      setText(value, text);
    },
  };
}

const milliseconds = (ms: number | null, format: Format) =>
  ms === null ? "–" : format.milliseconds(ms);
