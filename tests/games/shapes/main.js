export const config = { title: "Shapes", width: 160, height: 120 };
export { draw } from "./scenes.js";
