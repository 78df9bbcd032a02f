// The few ways in which the page touches the DOM. Text goes in as text; there is no path for HTML.
import type { Format } from "./format.ts";
import type { LoadView } from "./state.ts";
import type { Words } from "./words.ts";

/** The reader's language: words and numbers. */
export interface Language {
  readonly words: Words;
  readonly format: Format;
}

/** A part of the page: made once, drawn at every change. */
export interface Part {
  readonly element: HTMLElement;
  draw(load: LoadView, language: Language): void;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly Node[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.append(...children);
  return made;
}

/** Writes only what differs: an untouched node keeps selection and reading position. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node: HTMLElement, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Gives the list, and its parent, exactly `count` children; new ones come from `make`. */
export function resize<Child extends { readonly element: HTMLElement }>(
  children: Child[],
  count: number,
  parent: HTMLElement,
  make: () => Child,
): void {
  while (children.length > count) children.pop()?.element.remove();
  while (children.length < count) {
    const child = make();
    children.push(child);
    parent.append(child.element);
  }
}
