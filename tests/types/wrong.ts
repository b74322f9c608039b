// What the types must refuse: a line without its error is an error (tests/types.test.mjs). Never run.
import { Sprites, game, image, input, json, screen } from "thaw";
import type { Config, KeyCode, Main } from "thaw";

const dot = image("dot.png");
// @ts-expect-error a misspelt option
image("dot.png", { fram: [1, 1] });
// @ts-expect-error a frame is two numbers
image("dot.png", { frame: [1] });
// @ts-expect-error a handle's size is read only
dot.width = 5;
// @ts-expect-error misspelt
screen.fillrect(1, 2, 3, 4, "red");
// @ts-expect-error a colour is missing
screen.fillRect(1, 2, 3, 4);
// @ts-expect-error no option of it
screen.image(dot, 1, 2, { color: "red" });
// @ts-expect-error no such alignment
screen.text("a", 1, 2, { align: "middle" });
// @ts-expect-error a path is no image
screen.image("dot.png", 1, 2);
// @ts-expect-error a batch is of an image
new Sprites("dot.png", 5);
// @ts-expect-error no key
input.down("A");
// @ts-expect-error a label, not a place
input.pressed("Ctrl");
// @ts-expect-error no button
input.mouse.down(3);
// @ts-expect-error read only
game.time = 5;
// @ts-expect-error what json gives must be looked at first
json("a.json").x;
// @ts-expect-error misspelt
const config: Config = { titel: "a" };
// @ts-expect-error a number or "fit"
const scale: Config = { scale: "fill" };
// @ts-expect-error misspelt
const key: KeyCode = "KeyÄ";
// @ts-expect-error misspelt
const main: Main = { updat() {} };
// @ts-expect-error the argument is a number
const other: Main = { update(dt: string) {} };
// @ts-expect-error a function
setTimeout("code", 5);
// @ts-expect-error misspelt
structuredClone(1, { transfr: [] });
// @ts-expect-error only GET
fetch("a", { method: "POST" });
// @ts-expect-error it has none
fetch("a", { headers: {} });
// @ts-expect-error not whole numbers
crypto.getRandomValues(new Float32Array(1));
// @ts-expect-error a signal is made by a controller
new AbortSignal();
// @ts-expect-error no window
window;
// @ts-expect-error no document
document;
// @ts-expect-error not here
new URL("a");
export { config, scale, key, main, other };
