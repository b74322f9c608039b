// Sprites.add: one after the other into the columns.
import assert from "node:assert/strict";
import { test } from "node:test";
import { png } from "./lib/png.mjs";
import { tell } from "./lib/thaw.mjs";

test("add() writes the next sprite, gives its index, and refuses when the batch is full", async t => {
  const [said] = await tell(t, { "a.png": png(8, 4), "main.js": `import { Sprites, image } from "thaw";
    const batch = new Sprites(image("a.png", { frame: [4, 4] }), 2, { origin: [0, 1] });
    const said = [batch.add({ x: 1, y: 2, frame: 1, rotation: 3, scale: 0.5, tint: "#ff000080" })];
    batch.x[1] = batch.rotation[1] = batch.frame[1] = 9; // left over from another frame
    said.push(batch.add(), batch.count, batch.capacity, batch.origin);
    for (const name of ["x", "y", "frame", "rotation", "scale", "tint"]) said.push([...batch[name]]);
    for (const change of [() => {}, () => (batch.count = 3), () => (batch.count = NaN)]) {
      change();
      try { batch.add({}); } catch (error) { said.push(error.name + ": " + error.message); }
    }
    said.push([...batch.x]);
    export const load = () => console.log(JSON.stringify(said)), draw = () => {};` });
  assert.deepEqual(said, [0, 1, 2, 2, [0, 1], [1, 0], [2, 0], [1, 0], [3, 0], [0.5, 1], [0xff000080, 0xffffffff],
    "RangeError: sprites.add: the batch is full, its capacity is 2",
    "RangeError: sprites.add: count must be a whole number from 0 to 2, the capacity, not 3",
    "RangeError: sprites.add: count must be a whole number from 0 to 2, the capacity, not NaN", [1, 0]]);
});
