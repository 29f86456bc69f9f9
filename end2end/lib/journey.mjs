// A journey is a row of steps: when one fails, what comes after it says nothing any more.

import { test } from "node:test";

/** A `test` for the steps of one journey; after a failed step the others are skipped. */
export function journey() {
  let broken;
  return (name, step) =>
    test(name, async (t) => {
      if (broken) return t.skip(`“${broken}” failed`);
      try {
        await step(t);
      } catch (error) {
        broken = name;
        throw error;
      }
    });
}
