// Writes the small sounds that the fuzzer of sound files starts from: node assets/make-sounds.mjs. The same files each time, byte for byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { sine, wav } from "../tests/lib/wave.mjs";
import { ogg } from "./vorbis.mjs";

const folder = fileURLToPath(new URL("../tests/fuzz/corpus/sound/", import.meta.url));
const write = (name, bytes) => fs.writeFileSync(folder + name, bytes);
const tone = (hz, frames, rate) => Float32Array.from({ length: frames }, (_, i) => sine(hz, 0.5, rate)(i));

fs.mkdirSync(folder, { recursive: true });
for (const kind of ["u8", "s16", "s24", "s32", "f32"]) write(`${kind}.wav`, wav(40, sine(1000), { kind, channels: kind === "s16" ? 2 : 1 }));
write("extensible.wav", wav(40, sine(1000), { kind: "s24", extensible: true }));
write("mono.ogg", ogg([tone(440, 3000, 48000)]));
write("stereo.ogg", ogg([tone(440, 3000, 44100), tone(660, 3000, 44100)], 44100));
