// Rows and bytes per second: the two headline numbers, their charts, and the same as a table.
import type { MonitorSample, MonitorTotals } from "../../src/protocol/monitor.ts";
import { createChart, type Chart } from "./chart.ts";
import { createTable } from "./controls.ts";
import { element, setAttribute, setText, type Language, type Part } from "./elements.ts";
import { evenSamples, isEnded, type LoadView } from "./state.ts";

interface Measure {
  readonly colour: string;
  readonly sample: (sample: MonitorSample) => number;
  mean(totals: MonitorTotals): number;
  name(language: Language): string;
  text(language: Language, value: number): string;
}

const ROWS: Measure = {
  colour: "--vscode-charts-blue",
  sample: (sample) => sample.rowsPerSecond,
  mean: (totals) => totals.rowsPerSecond,
  name: ({ words }) => words.rows,
  text: ({ format }, value) => format.rate(value),
};

const BYTES: Measure = {
  colour: "--vscode-charts-green",
  sample: (sample) => sample.bytesPerSecond,
  mean: (totals) => totals.bytesPerSecond,
  name: ({ words }) => words.bytes,
  text: ({ format }, value) => format.bytesPerSecond(value),
};

const TABLE_ROWS = 20;

export interface Charts extends Part {
  readonly restyle: () => void;
}

export function createCharts(start: Language): Charts {
  const figures = [createFigure(ROWS, start), createFigure(BYTES, start)];
  const heading = element("h2", "unseen");
  const details = createDetails();
  return {
    element: element(
      "section",
      "charts",
      heading,
      element("div", "figures", ...figures.map((figure) => figure.element)),
      details.element,
    ),
    draw: (load, language) => {
      setText(heading, language.words.charts);
      for (const part of [...figures, details]) part.draw(load, language);
    },
    restyle: () => {
      for (const figure of figures) figure.restyle();
    },
  };
}

function createFigure(measure: Measure, start: Language): Charts {
  const name = element("span", "label");
  const value = element("span", "large");
  const detail = element("span", "detail");
  // The chart outlives a change of language; it asks for texts through this.
  let language = start;
  let point: MonitorSample | null = null;
  let load: LoadView | null = null;
  const chart: Chart = createChart({
    value: measure.sample,
    colour: measure.colour,
    axisValue: (number) => measure.text(language, number),
    axisTime: (ms) => language.format.clock(ms),
    onPoint: (sample) => {
      point = sample;
      if (load !== null) headline(load);
    },
  });
  const headline = (shown: LoadView) => {
    const mean = measure.text(language, measure.mean(shown.totals));
    const isMean = isEnded(shown.state.phase);
    const now = measure.text(language, lastOf(shown, measure));
    setText(name, measure.name(language));
    setText(value, isMean ? mean : now);
    const other = isMean ? language.words.meanOfLoad : language.words.mean(mean);
    setText(detail, point === null ? other : pointText(point, measure, language));
  };
  return {
    element: element(
      "figure",
      "card",
      element("figcaption", "headline", name, element("span", "values", value, detail)),
      chart.element,
    ),
    draw: (drawn, spoken) => {
      const isOtherLanguage = spoken !== language;
      [load, language] = [drawn, spoken];
      headline(drawn);
      chart.draw(drawn.samples, said(drawn, measure, spoken));
      if (isOtherLanguage) chart.restyle();
    },
    restyle: chart.restyle,
  };
}

function createDetails(): Part {
  const summary = element("summary", "");
  const table = createTable();
  const details = element("details", "", summary, table.element);
  let latest: { readonly load: LoadView; readonly language: Language } | null = null;
  const fill = () => {
    if (latest === null || !details.open) return;
    const { load, language } = latest;
    const { words, format } = language;
    const rows = evenSamples(load.samples, TABLE_ROWS).map((sample) => [
      format.clock(sample.elapsedMs),
      ...[ROWS, BYTES].map((measure) => measure.text(language, measure.sample(sample))),
    ]);
    table.draw(words.tableName, [words.time, words.rows, words.bytes], rows);
  };
  details.addEventListener("toggle", fill);
  return {
    element: details,
    draw: (load, language) => {
      latest = { load, language };
      setText(summary, language.words.table);
      setAttribute(table.element, "aria-label", language.words.tableName);
      fill();
    },
  };
}

const lastOf = (load: LoadView, measure: Measure) => {
  const last = load.samples.at(-1);
  return last === undefined ? 0 : measure.sample(last);
};

function pointText(point: MonitorSample, measure: Measure, language: Language): string {
  const value = measure.text(language, measure.sample(point));
  return language.words.at(value, language.format.clock(point.elapsedMs));
}

/** The chart in a sentence. */
function said(load: LoadView, measure: Measure, language: Language): string {
  const { words } = language;
  const name = measure.name(language);
  if (load.samples.length === 0) return words.chartEmpty(name);
  const highest = load.samples.reduce((max, sample) => Math.max(max, measure.sample(sample)), 0);
  const [now, mean, max] = [lastOf(load, measure), measure.mean(load.totals), highest].map(
    (value) => measure.text(language, value),
  );
  return words.chartSaid(name, now ?? "", mean ?? "", max ?? "");
}
