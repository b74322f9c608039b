// Sounds, music and the voices that play them. Declared at the top level of modules, as images are; heard from load() on.
import { isObject, misplaced, options, refuse, sealed, string } from "./check.js";

const { native } = import.meta;
const MOST_VOLUME = 4, LEAST_RATE = 0.1, MOST_RATE = 10, LONGEST_FADE = 600;

function between(value, least, most, where, name) {
  if (typeof value !== "number" || !(value >= least && value <= most)) refuse(where, name, `a number from ${least} to ${most}`, value);
  return value;
}

function flag(value, where, name) {
  if (typeof value !== "boolean") refuse(where, name, "true or false", value);
  return value;
}

const volumeOf = (value, where, name) => between(value, 0, MOST_VOLUME, where, name);
const fadeOf = (o, where) => between(o?.fade ?? 0, 0, LONGEST_FADE, where, "options.fade");

function fadeOut(o, where) {
  options(o, ["fade"], where);
  return fadeOf(o, where);
}

const known = new Map(); // key → the first handle with it

class Voice {
  #id;
  #volume;
  #pan;
  #rate;

  constructor(id, volume, pan, rate) {
    this.#id = id;
    this.#volume = volume;
    this.#pan = pan;
    this.#rate = rate;
  }

  /** What a method was called on, if that is a voice. */
  static #of(value, where) {
    if (!isObject(value) || !(#id in value)) misplaced(where, "a voice that play() gave");
    return value;
  }

  #set() {
    native.voice.set(this.#id, this.#volume, this.#pan, this.#rate);
  }

  stop(o) {
    native.voice.stop(Voice.#of(this, "voice.stop").#id, fadeOut(o, "voice.stop"));
  }

  static is(value) {
    return #id in value;
  }

  get playing() { return native.voice.playing(Voice.#of(this, "voice.playing").#id); }
  get volume() { return Voice.#of(this, "voice.volume").#volume; }
  set volume(value) {
    Voice.#of(this, "voice.volume").#volume = volumeOf(value, "voice.volume", "value");
    this.#set();
  }

  get pan() { return Voice.#of(this, "voice.pan").#pan; }
  set pan(value) {
    Voice.#of(this, "voice.pan").#pan = between(value, -1, 1, "voice.pan", "value");
    this.#set();
  }

  get rate() { return Voice.#of(this, "voice.rate").#rate; }
  set rate(value) {
    Voice.#of(this, "voice.rate").#rate = between(value, LEAST_RATE, MOST_RATE, "voice.rate", "value");
    this.#set();
  }
}

class Sound {
  #id;
  #key;

  constructor(id, duration, key) {
    this.#id = id;
    this.#key = key;
    this.duration = duration;
    Object.freeze(this);
  }

  static key(value) {
    return #key in value ? value.#key : "";
  }

  play(o) {
    if (!isObject(this) || !(#id in this)) misplaced("sound.play", "a sound made by sound()");
    options(o, ["volume", "pan", "rate", "loop", "fade"], "sound.play");
    const volume = volumeOf(o?.volume ?? 1, "sound.play", "options.volume");
    const pan = between(o?.pan ?? 0, -1, 1, "sound.play", "options.pan");
    const rate = between(o?.rate ?? 1, LEAST_RATE, MOST_RATE, "sound.play", "options.rate");
    const loop = flag(o?.loop ?? false, "sound.play", "options.loop");
    return new Voice(native.sound.play(this.#id, volume, pan, rate, Number(loop), fadeOf(o, "sound.play")), volume, pan, rate);
  }
}

class Music {
  #id;
  #key;
  #voice = 0; // 0: has not played yet
  #volume = 1;

  constructor(id, duration, key) {
    this.#id = id;
    this.#key = key;
    this.duration = duration;
    Object.defineProperty(this, "duration", { writable: false, configurable: false });
    Object.preventExtensions(this);
  }

  static key(value) {
    return #key in value ? value.#key : "";
  }

  /** What a method was called on, if that is a piece of music. */
  static #of(value, where) {
    if (!isObject(value) || !(#id in value)) misplaced(where, "music made by music()");
    return value;
  }

  play(o) {
    Music.#of(this, "music.play");
    options(o, ["volume", "loop", "fade"], "music.play");
    const volume = volumeOf(o?.volume ?? this.#volume, "music.play", "options.volume");
    const loop = flag(o?.loop ?? false, "music.play", "options.loop"), fade = fadeOf(o, "music.play");
    this.#voice = native.music.play(this.#id, volume, 0, 1, Number(loop), fade);
    this.#volume = volume;
  }

  stop(o) {
    native.music.stop(Music.#of(this, "music.stop").#voice, fadeOut(o, "music.stop"));
  }

  get playing() { return Music.#of(this, "music.playing").#voice !== 0 && native.voice.playing(this.#voice); }
  get volume() { return Music.#of(this, "music.volume").#volume; }
  set volume(value) {
    Music.#of(this, "music.volume").#volume = volumeOf(value, "music.volume", "value");
    if (this.#voice !== 0) native.voice.set(this.#voice, this.#volume, 0, 1);
  }
}

const { key: soundKey } = Sound, { key: musicKey } = Music, { is: isVoice } = Voice, VOICE = "\nvoice";
for (const handle of [Voice, Sound, Music]) {
  delete handle.prototype.constructor; // they come from sound(), music() and play() alone
  delete handle.key;
  delete handle.is;
}

/** As keyOf and handleOf of assets.js, for sounds, music and voices. A voice becomes one that has ended. */
export const keyOf = value => (isVoice(value) ? VOICE : soundKey(value) || musicKey(value));
export const handleOf = key => (key === VOICE ? new Voice(0, 1, 0, 1) : known.get(key));

function remember(key, made) {
  if (!known.has(key)) known.set(key, made);
  return made;
}

export function sound(path) {
  const key = `${string(path, "sound", "path")}\nsound`;
  const made = native.sound.declare(path);
  return remember(key, new Sound(made[0], made[1], key));
}

export function music(path) {
  const key = `${string(path, "music", "path")}\nmusic`;
  const made = native.music.declare(path);
  return remember(key, new Music(made[0], made[1], key));
}

const master = { volume: 1, muted: false, running: false };

function tellMaster() {
  if (master.running) native.audio.volume(master.muted ? 0 : master.volume);
}

/** Before load(): what top levels set holds from now on. */
export function begin() {
  master.running = true;
  tellMaster();
}

export const audio = sealed({
  get volume() { return master.volume; },
  set volume(value) {
    master.volume = volumeOf(value, "audio.volume", "value");
    tellMaster();
  },
  get muted() { return master.muted; },
  set muted(value) {
    master.muted = flag(value, "audio.muted", "value");
    tellMaster();
  },
});
