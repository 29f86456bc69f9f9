export * from "./browser.mjs";
export * from "./html.mjs";
export * from "./portal.mjs";
