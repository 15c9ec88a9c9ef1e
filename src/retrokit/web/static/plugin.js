// What screens of plugins are made of: see "Page modules" in the documentation of plugins.

export { el, said } from "./dom.js";
export { drawn, head } from "./head.js";
export { outlineOf } from "./outline.js";
export { screen as any } from "./screens/any.js";
