// The monitor page's start: messages in, at most one drawing a frame, two buttons out.
import "uplot/dist/uPlot.min.css";
import "./monitor.css";
import "./cards.css";

import { isToMonitor, type FromMonitor } from "../../src/protocol/monitor.ts";
import { registerControls } from "./controls.ts";
import { createPage } from "./page.ts";
import { announcementFor, reduce, startView } from "./state.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromMonitor): void };

const editor = acquireVsCodeApi();
const locale = document.documentElement.lang;
const root = document.getElementById("monitor");
if (root === null) throw new Error("bug in Rowmill: expected the host's page");

registerControls();
const page = createPage(root, locale, (message) => editor.postMessage(message));
let view = startView(locale);

const onceAFrame = (action: () => void) => {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      action();
    });
  };
};
const draw = onceAFrame(() => page.draw(view));
const restyle = onceAFrame(() => page.restyle());

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  // The editor's frame around this one has the same origin; nobody else has anything to say here.
  if (event.origin !== window.origin || !isToMonitor(event.data)) return;
  const before = view;
  view = reduce(view, event.data);
  const announcement = announcementFor(before, view);
  if (announcement !== null) page.announce(announcement, view.locale);
  draw();
});

// A new theme changes the body's class and the variables on the root.
const themes = new MutationObserver(restyle);
themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });

draw();
editor.postMessage({ type: "ready" });
