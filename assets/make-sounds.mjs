// Writes the small sounds of the tests, above all those that the fuzzer of sound files starts from: node assets/make-sounds.mjs. The same files each time, byte for byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { sine, wav } from "../tests/lib/wave.mjs";
import { ogg } from "./vorbis.mjs";

const at = name => fileURLToPath(new URL("../" + name, import.meta.url));
const folder = at("tests/fuzz/corpus/sound/");
const write = (name, bytes) => fs.writeFileSync(folder + name, bytes);
const tone = (hz, frames, rate) => Float32Array.from({ length: frames }, (_, i) => sine(hz, 0.5, rate)(i));

fs.writeFileSync(at("tests/games/arguments/beep.wav"), wav(240, sine(1000), { kind: "u8" }));
fs.mkdirSync(folder, { recursive: true });
for (const kind of ["u8", "s16", "s24", "s32", "f32"]) write(`${kind}.wav`, wav(40, sine(1000), { kind, channels: kind === "s16" ? 2 : 1 }));
write("extensible.wav", wav(40, sine(1000), { kind: "s24", extensible: true }));
write("mono.ogg", ogg([tone(440, 3000, 48000)]));
write("stereo.ogg", ogg([tone(440, 3000, 44100), tone(660, 3000, 44100)], 44100));
