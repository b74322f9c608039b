// What the types must refuse: a line without its error is an error (tests/types.test.mjs). Never run.
import { Sprites, canvas, font, game, image, input, json, screen } from "thaw";
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
// @ts-expect-error a canvas needs its height
canvas(8);
// @ts-expect-error misspelt
canvas(8, 8, { smoth: true });
// @ts-expect-error the size is no option
font("a.ttf", { size: 9 });
// @ts-expect-error it is lineHeight
font("a.ttf").lineheight;
// @ts-expect-error a path is no font
screen.text("a", 1, 2, { font: "a.ttf" });
// @ts-expect-error no option of it
screen.measure("a", { align: "left" });
// @ts-expect-error misspelt
screen.fillRect(1, 2, 3, 4, "red", { alfa: 1 });
// @ts-expect-error a filled circle has no line
screen.fillCircle(1, 2, 3, "red", { width: 1 });
// @ts-expect-error misspelt
screen.tile(dot, 1, 2, 3, 4, { ofset: [1, 1] });
// @ts-expect-error a panel has a border
screen.panel(dot, 1, 2, 3, 4);
// @ts-expect-error a border is one number or four
screen.panel(dot, 1, 2, 3, 4, { border: [1, 2] });
// @ts-expect-error x and y in turn, no points
screen.polygon([{ x: 1, y: 2 }], "red");
// @ts-expect-error it is colors
screen.triangles([0, 0, 9, 0, 0, 9], { colours: ["red"] });
// @ts-expect-error no such mode
screen.blend("screen");
// @ts-expect-error a picture, not its path
screen.target("dot.png");
// @ts-expect-error misspelt
new Sprites(dot, 5, { orign: [0, 0] });
// @ts-expect-error a batch has one image
new Sprites(dot, 5).add({ image: dot });
// @ts-expect-error a column is filled, not replaced
new Sprites(dot, 5).x = new Float32Array(5);
// @ts-expect-error no such button
input.down("PadC");
// @ts-expect-error one of them is no key
input.down(["KeyA", "b"]);
// @ts-expect-error an axis has two ends
input.axis("KeyA");
// @ts-expect-error read only
input.mouse.dx = 5;
// @ts-expect-error true or false
input.mouse.capture();
// @ts-expect-error misspelt
input.text(true, { width: 5 });
// @ts-expect-error it is rumble
input.pads[0]?.vibrate(1);
// @ts-expect-error objects are no texts
localStorage.setItem("a", { b: 1 });
// @ts-expect-error a value is missing
localStorage.setItem("a");
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
// @ts-expect-error one is touched by a finger, none by a pen
const pointing: Main = { pointerdown(e) { return void (e.type === "pen"); } };
// @ts-expect-error its id is that of the event
const padded: Main = { padconnected(pad) { pad.rumble(); } };
// @ts-expect-error it has no data
const editing: Main = { textedit(e) { e.data; } };
// @ts-expect-error a name
const saving: Config = { save: true };
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
export { config, scale, key, main, pointing, padded, editing, saving, other };
