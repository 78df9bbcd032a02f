// One line over time, drawn by uPlot on a canvas in the theme's colours. The line is for the eye; its label and
// the table below the charts say the same.
import uPlot from "uplot";

import type { MonitorSample } from "../../src/protocol/monitor.ts";
import { element, setAttribute } from "./elements.ts";

export interface ChartOptions {
  readonly value: (sample: MonitorSample) => number;
  /** The theme variable of the line. */
  readonly colour: string;
  readonly axisValue: (value: number) => string;
  readonly axisTime: (ms: number) => string;
  /** The sample under the pointer, or null. */
  readonly onPoint: (sample: MonitorSample | null) => void;
}

export interface Chart {
  readonly element: HTMLElement;
  draw(samples: readonly MonitorSample[], label: string): void;
  /** Reads the theme's colours and fonts anew. */
  readonly restyle: () => void;
}

/** A first minute fills the axis slowly instead of squeezing at every sample. */
const SECONDS_MIN = 30;
const HEIGHT = 160;
/** The axis' end while every value is 0. */
const EMPTY_MAX = 1;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200];

export function createChart(options: ChartOptions): Chart {
  const box = element("div", "chart");
  box.setAttribute("role", "img");
  let samples: readonly MonitorSample[] = [];
  let plot: uPlot | null = null;

  const data = (): uPlot.AlignedData => [
    samples.map((sample) => sample.elapsedMs / 1000),
    samples.map(options.value),
  ];
  const rebuild = () => {
    plot?.destroy();
    plot = null;
    if (box.clientWidth === 0) return;
    const onCursor = ({ cursor: { idx } }: uPlot) =>
      options.onPoint(typeof idx === "number" ? (samples[idx] ?? null) : null);
    plot = new uPlot(plotOptions(options, box.clientWidth, onCursor), data(), box);
  };
  // It also tells the first width, and of a page that was hidden and is shown again.
  new ResizeObserver(() => {
    if (plot === null || box.clientWidth === 0) rebuild();
    else plot.setSize({ width: box.clientWidth, height: HEIGHT });
  }).observe(box);

  return {
    element: box,
    draw: (drawn, label) => {
      setAttribute(box, "aria-label", label);
      if (drawn === samples) return;
      samples = drawn;
      plot?.setData(data());
    },
    restyle: rebuild,
  };
}

function plotOptions(
  options: ChartOptions,
  width: number,
  onCursor: (plot: uPlot) => void,
): uPlot.Options {
  const style = getComputedStyle(document.body);
  const variable = (name: string, otherwise: string) =>
    style.getPropertyValue(name).trim() || otherwise;
  const text = variable("--vscode-descriptionForeground", style.color);
  const colour = variable(options.colour, text);
  const lines = variable("--vscode-charts-lines", text);
  const axis: uPlot.Axis = {
    stroke: text,
    font: `11px ${variable("--vscode-font-family", "sans-serif")}`,
    grid: { stroke: `color-mix(in srgb, ${lines} 25%, transparent)`, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    padding: [12, 18, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: "rowmill" },
      points: { size: 7 },
    },
    hooks: { setCursor: [onCursor] },
    scales: {
      x: { time: false, range: (_plot, _min, max) => [0, Math.max(SECONDS_MIN, max)] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : EMPTY_MAX] },
    },
    axes: [
      {
        ...axis,
        incrs: TIME_STEPS,
        space: 56,
        size: 22,
        values: (_plot, splits) => splits.map((second) => options.axisTime(second * 1000)),
      },
      {
        ...axis,
        space: 32,
        size: (_plot, values) => 14 + 6.5 * longest(values),
        values: ({ scales }, splits) =>
          splits.map((value) => axisText(value, scales["y"]?.max === EMPTY_MAX, options)),
      },
    ],
    series: [
      {},
      {
        stroke: colour,
        width: 2,
        fill: `color-mix(in srgb, ${colour} 16%, transparent)`,
        points: { show: false },
      },
    ],
  };
}

/** Zero has no unit, and an empty chart no values. */
function axisText(value: number, isEmpty: boolean, options: ChartOptions): string {
  if (value === 0) return "0";
  return isEmpty ? "" : options.axisValue(value);
}

/** uPlot asks before it has values, with null. */
const longest = (values: readonly string[] | null) =>
  Math.max(4, ...(values ?? []).map((value) => value.length));
