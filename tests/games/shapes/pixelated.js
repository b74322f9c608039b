export const config = { title: "Shapes in pixels", width: 160, height: 120, pixelated: true };
export { draw } from "./scenes.js";
