// One lane for each worker: what it does, and its share of the work beside the busiest.
import type { MonitorWorker } from "../../src/protocol/monitor.ts";
import { element, resize, setAttribute, setText, type Language, type Part } from "./elements.ts";

export function createLanes(): Part {
  const heading = element("h2", "");
  const empty = element("p", "detail");
  const list = element("ul", "lanes");
  const lanes: Lane[] = [];
  return {
    element: element("section", "card workers", heading, empty, list),
    draw: ({ workers }, language) => {
      setText(heading, language.words.workers);
      setText(empty, language.words.workersNone);
      empty.hidden = workers.length > 0;
      list.hidden = workers.length === 0;
      resize(lanes, workers.length, list, createLane);
      const bytesMax = Math.max(1, ...workers.map((worker) => worker.bytes));
      workers.forEach((worker, index) => lanes[index]?.draw(worker, bytesMax, language));
    },
  };
}

interface Lane {
  readonly element: HTMLElement;
  draw(worker: MonitorWorker, bytesMax: number, language: Language): void;
}

function createLane(): Lane {
  const name = element("span", "name");
  const state = element("span", "");
  const batch = element("span", "detail");
  const fill = element("span", "fill");
  const bar = element("span", "bar", fill);
  bar.setAttribute("aria-hidden", "true");
  const rows = element("span", "rows");
  const dot = element("span", "dot");
  const lane = element("li", "lane", name, element("span", "doing", dot, state, batch), bar, rows);
  return {
    element: lane,
    draw: (worker, bytesMax, { words, format }) => {
      setAttribute(lane, "data-state", worker.state);
      // The engine counts its workers from 0, people from 1.
      setText(name, words.worker(format.count(worker.worker + 1)));
      setText(state, words.workerState[worker.state]);
      setText(batch, worker.batch === null ? "" : words.batch(format.count(worker.batch)));
      fill.style.transform = `scaleX(${worker.bytes / bytesMax})`;
      setText(rows, words.workerRows(format.count(worker.rows), worker.rows));
    },
  };
}
