// V8 as a short-lived process wants it whose bytes lie outside of V8's heap.
import { setFlagsFromString } from "node:v8";

/** Sets V8 up before the command itself is loaded. */
export function tunedForLoad<T>(command: () => Promise<T>): Promise<T> {
  // What runs through a sample once is over before its optimised code is ready: V8 is to wait until a function has
  // done eight times as much. What every batch runs through is past that after the first ones.
  setFlagsFromString("--interrupt-budget=1000000");
  // A load makes little that lives. V8 would let its nursery grow with the length of the load, to 50 MB,
  setFlagsFromString("--semi-space-growth-factor=1");
  // and let answers of the server that outlived the nursery lie until the heap has doubled.
  setFlagsFromString("--heap-growing-percent=10");
  // or by the 8 MB that it otherwise adds to any heap.
  setFlagsFromString("--optimize-for-size");
  return command();
}
