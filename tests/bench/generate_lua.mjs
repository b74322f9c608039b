// generate_lua.mjs FOLDER LINES WINDOW: the twin of generate.mjs's game for LÖVE: as many modules of the same tables, classes, closures and
// state machines, each of them required from main.lua. WINDOW: true or false. It ends after its first frame.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, lines = "10000", window = "false"] = process.argv.slice(2);
const PER_MODULE = 100;
const count = Math.max(1, Math.round(Number(lines) / PER_MODULE));
const states = ["idle", "walk", "run", "jump", "fall"];

function moduleText(i) {
  const out = [`local before = ${i > 0 ? `require("part${i - 1}")` : "nil"}`];
  out.push(`-- Part ${i}: tables made when the module is evaluated, and a class that uses them.`, "local table0 = {}");
  out.push(`for k = 0, 255 do table0[k] = math.sin(k * ${i + 1} / 40.7) * ${i % 7 + 1} end`, "local names = {");
  for (let k = 0; k < 12; k++) out.push(`  ["thing-${i}-${k}"] = { id = ${k}, cost = ${(i * 31 + k * 17) % 97}, tags = { "a${k}", "b${i % 9}" } },`);
  out.push("}", "", "local function blend(a, b, t)", "  local k = t < 0 and 0 or t > 1 and 1 or t");
  out.push(i > 0 ? "  return a + (b - a) * k + before.blend(0, 0, k) * 0" : "  return a + (b - a) * k", "end", "");
  const steps = [];
  for (let k = 0; steps.length < 22; k++) {
    steps.push(`local function step${k}(x, y)`, `  local d = math.sqrt((x - ${k}) ^ 2 + (y - ${i}) ^ 2)`, `  if d < ${k + 2} then return { x = x + d, y = y } end`,
      "  return d > 100 and { x = x, y = y - d } or { x = y, y = x }", "end", "");
  }
  out.push(...steps, "local Actor = {}", "Actor.__index = Actor", "", "function Actor.new()");
  out.push(`  return setmetatable({ energy = ${i % 10 + 1}, state = "idle", x = ${i}, y = 0, vx = 0, vy = 0 }, Actor)`, "end", "");
  for (const [k, state] of states.entries()) {
    out.push(`function Actor:${state}(dt)`, `  self.vx = self.vx + table0[bit.band(${k * 13} + math.floor(self.x), 255)] * dt`);
    out.push(`  self.vy = self.vy * (1 - dt * ${k + 1} * 0.01)`, `  if self.vx > ${k + 3} then self.state = "${states[(k + 1) % states.length]}" end`);
    out.push("  self.energy = self.energy - dt * 0.001", "end", "");
  }
  out.push("function Actor:update(dt)", "  self[self.state](self, dt)", "  self.x = self.x + self.vx * dt", "  self.y = self.y + self.vy * dt");
  out.push(`  return self.energy + 12 + step${i % 2}(self.x, self.y).x * 0`, "end", "", "return { Actor = Actor, blend = blend }", "");
  return out.join("\n");
}

mkdirSync(folder, { recursive: true });
for (let i = 0; i < count; i++) writeFileSync(join(folder, `part${i}.lua`), moduleText(i));
writeFileSync(join(folder, "conf.lua"), `function love.conf(t)
  t.modules.audio, t.modules.joystick, t.modules.physics = false, false, false
  t.modules.window, t.modules.graphics = ${window}, ${window}
  t.window.vsync = 0
end
`);
writeFileSync(join(folder, "main.lua"), `local actors, sum = {}, 0
for i = 0, ${count - 1} do actors[i] = require("part" .. i).Actor.new() end

function love.update(dt)
  if love.graphics == nil then love.event.quit() end
  sum = 0
  for i = 0, ${count - 1} do sum = sum + actors[i]:update(dt) end
end

function love.draw()
  love.graphics.print(tostring(math.floor(sum + 0.5)), 10, 10)
  love.event.quit()
end
`);
