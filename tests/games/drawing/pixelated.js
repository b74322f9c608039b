export const config = { title: "Drawing in pixels", width: 160, height: 120, background: "#203040", pixelated: true };
export { draw } from "./scenes.js";
