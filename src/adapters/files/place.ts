// Where a source is, read from how the user names it: a file, an address, standard input.
import { basename, join, resolve } from "node:path";
import { STANDARD_INPUT } from "../../core/load/plan.ts";
import { withoutPacking } from "./packing.ts";

export const isAddress = (name: string): boolean => /^https?:\/\//i.test(name);

/** Anything but a file's path: it has no folder and stays as it is. */
export const isPlace = (name: string): boolean => name === STANDARD_INPUT || isAddress(name);

/** A load plan, not data. */
export const isLoadFile = (path: string): boolean => /\.load\.ya?ml$/i.test(path);

/** For people and for file names; an address without its query, which may hold a key. */
export function placeName(path: string): string {
  if (path === STANDARD_INPUT) return "standard input";
  return isAddress(path) ? basename(new URL(path).pathname) || new URL(path).host : basename(path);
}

/** Without its query, which may hold a key, and without a user or a password. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** Beside a file; what is not one has its rejects in the current folder. */
export function rejectsFileFor(path: string): string {
  const name = path === STANDARD_INPUT ? "stdin" : placeName(path);
  const stem = withoutPacking(name).replace(/\.[^./\\]+$/, "");
  return join(isPlace(path) ? resolve() : join(path, ".."), `${stem}.rejects.csv`);
}
