// Makes the sounds of demo/meteors: node assets/make-meteors-sounds.mjs. The same files each time, byte for byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { blend, loop, noise, pitch, RATE, tone } from "./synth.mjs";
import { ogg } from "./vorbis.mjs";

const save = (name, samples) => fs.writeFileSync(fileURLToPath(new URL(`../demo/meteors/${name}.ogg`, import.meta.url)), ogg([samples], RATE));

save("shot", blend([tone(0.16, { hz: u => 1300 * (1 - u) ** 2 + 160, wave: "pulse", volume: 0.4 }), 0], [noise(0.05, { cut: () => 0.8, volume: 0.3 }), 0]));
save("blast", blend([noise(0.9, { cut: u => 0.45 * (1 - u) ** 2 + 0.02, volume: 1.6, power: 1.6 }), 0], [tone(0.5, { hz: u => 110 - 70 * u, volume: 0.7 }), 0]));
save("lost", blend([noise(1.6, { cut: u => 0.3 * (1 - u) + 0.01, volume: 1.8, power: 1.4, seed: 3 }), 0],
  [tone(1.2, { hz: u => 300 - 250 * u + 20 * Math.sin(u * 90), wave: "pulse", volume: 0.35 }), 0]));
save("gold", blend(...[0, 4, 7, 12, 16].map((step, i) => [tone(0.5, { hz: pitch(12 + step), wave: "triangle", volume: 0.35 }), i * 0.06])));
save("level", blend(...[0, 7, 12].map((step, i) => [tone(0.5, { hz: pitch(step), wave: "triangle", volume: 0.4, attack: 0.02 }), i * 0.12])));

// The jet goes round without a seam: grains of noise that overlap.
const grain = seed => noise(0.4, { cut: () => 0.09, volume: 1.5, attack: 0.2, power: 1, seed });
save("thrust", loop(1.2, Array.from({ length: 12 }, (_, i) => [grain(i + 1), i * 0.1])));
