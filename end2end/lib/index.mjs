export * from "./browser.mjs";
export * from "./html.mjs";
export * from "./journey.mjs";
export * from "./people.mjs";
export * from "./portal.mjs";
export * from "./read.mjs";
export * from "./rounds.mjs";
export * from "./stage.mjs";
