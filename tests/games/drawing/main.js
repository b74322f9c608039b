export const config = { title: "Drawing", width: 160, height: 120, background: "#203040" };
export { draw } from "./scenes.js";
