// What the golden pictures show: every record of the draw list, in every way that it can be drawn. One scene a picture.
import { Sprites, game, image, screen } from "thaw";

const sheet = image("sheet.png", { frame: [8, 8] });
const soft = image("sheet.png", { frame: [8, 8], smooth: true });
const whole = image("sheet.png");

function rects() {
  screen.clear("#182030");
  screen.fillRect(4, 4, 30, 20, "tomato");
  screen.fillRect(40.5, 4.5, 30, 20, "#00ff0080");
  screen.fillRect(60, 10, 30, 20, 0x3366ff);
  screen.fillRect(130, 24, -30, -20, "gold");
  screen.fillRect(140, 4, 0, 20, "white");
  screen.strokeRect(4, 34, 30, 20, "white");
  screen.strokeRect(40, 34, 30, 20, "orange", { width: 4 });
  screen.strokeRect(76, 34, 12, 20, "plum", { width: 40 });
  screen.strokeRect(96.5, 34.5, 30, 20, "#ffffff80", { width: 3 });
  screen.fillCircle(20, 80, 15, "skyblue");
  screen.fillCircle(56, 80, 1, "white");
  screen.fillCircle(80.5, 80.5, 12.5, "#ff000080");
  screen.strokeCircle(112, 80, 15, "lime");
  screen.strokeCircle(144, 80, 13, "violet", { width: 5 });
  screen.strokeCircle(56, 100, 8, "red", { width: 50 });
  screen.line(4, 104, 44, 116, "white");
  screen.line(70, 104, 110, 104, "yellow", { width: 6 });
  screen.line(120, 100, 120, 116, "cyan", { width: 2.5 });
  screen.line(130, 116, 156, 100, "#ff00ff80", { width: 8 });
  screen.line(150, 60, 150, 60, "white", { width: 9 });
}

function images() {
  screen.clear("#304050");
  screen.image(whole, 4, 4);
  for (let frame = 0; frame < 6; frame++) screen.image(sheet, 44 + frame * 10, 4, { frame });
  screen.image(sheet, 110, 4, { frame: 99 });
  screen.image(sheet, 4, 26, { scale: 3, frame: 1 });
  screen.image(soft, 34, 26, { scale: 3, frame: 1 });
  screen.image(sheet, 64, 26, { scale: [4, 2], frame: 2 });
  screen.image(sheet, 124, 26, { scale: [-2, 2], frame: 2 });
  screen.image(sheet, 132, 26, { scale: 2, frame: 2, tint: "tomato" });
  screen.image(sheet, 16, 72, { scale: 2, frame: 3, rotation: Math.PI / 4, origin: [0.5, 0.5] });
  screen.image(sheet, 46, 72, { scale: 2, frame: 3, rotation: Math.PI / 2 });
  screen.image(sheet, 66, 72, { scale: 2, frame: 3, rotation: -0.3, origin: [1, 1] });
  screen.image(sheet, 80, 64, { scale: 2, alpha: 0.5 });
  screen.image(sheet, 100, 64, { scale: 2, tint: "#00ff0080" });
  screen.image(sheet, 120, 64, { scale: 2, tint: "#ffffff40", alpha: 0.5 });
  screen.image(sheet, 140.5, 64.5, { frame: 4 });
  screen.image(sheet, -4, 100, { scale: 2 });
  screen.image(sheet, 152, 112, { scale: 2 });
  screen.image(sheet, 30, 100, { scale: 0 });
}

const batch = new Sprites(sheet, 40), corner = new Sprites(soft, 8, { origin: [0, 0] });

function sprites() {
  screen.clear("black");
  batch.count = 40;
  for (let i = 0; i < 40; i++) {
    batch.x[i] = 10 + (i % 10) * 15;
    batch.y[i] = 10 + Math.floor(i / 10) * 20;
    batch.frame[i] = i % 8;
    batch.rotation[i] = i * 0.2;
    batch.scale[i] = 0.5 + i / 20;
    batch.tint[i] = i % 3 ? 0xffffffff : 0xff8000c0;
  }
  screen.sprites(batch);
  corner.count = 5;
  for (let i = 0; i < 8; i++) {
    corner.x[i] = 4 + i * 30;
    corner.y[i] = 92;
    corner.scale[i] = 3;
    corner.frame[i] = i === 4 ? 500 : i;
  }
  screen.sprites(corner);
}

function cameras() {
  const scene = () => {
    screen.fillRect(0, 0, 20, 10, "tomato");
    screen.strokeRect(0, 0, 40, 30, "white", { width: 1 });
    screen.fillCircle(30, 20, 6, "gold");
    screen.image(sheet, 4, 14, { frame: 1 });
    screen.text("cam", 2, 1);
    screen.line(0, 30, 40, 0, "#00ffff80", { width: 2 });
  };
  screen.clear("#203020");
  scene();
  screen.camera(-60, -5);
  scene();
  screen.camera(-55, -10, 2);
  scene();
  screen.camera(-10, -60, 1, 0.3);
  scene();
  screen.camera(-60, 140, 0.5, -Math.PI / 2);
  scene();
  screen.camera();
  screen.fillRect(156, 116, 4, 4, "white");
}

function texts() {
  screen.clear("midnightblue");
  screen.text("Left 0123456789", 4, 4);
  screen.text("centred", 80, 14, { align: "center", color: "gold" });
  screen.text("right", 156, 24, { align: "right", color: "tomato" });
  screen.text("Big", 4, 22, { size: 24, color: "#00ff0080" });
  screen.text("two\nlines", 60, 24);
  screen.text("wrapped at sixty pixels of width", 4, 50, { width: 60 });
  screen.text("wrapped and centred\n\nwith lines", 110, 50, { width: 72, align: "center", color: "skyblue" });
  screen.text("averyveryverylongword", 156, 90, { width: 50, align: "right" });
  screen.text("äöüßéñ Ç “quotes” – … € → ↑", 4, 100);
  screen.text("日本 ☃ \u0007", 4, 110, { color: "plum" });
  screen.text(42.5, 90, 110);
  screen.text("", 100, 100);
}

const scenes = { rects, images, sprites, cameras, texts };

/** Draws the scene that the command line names. */
export function draw() {
  scenes[game.args[0]]();
}
