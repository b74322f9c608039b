// What the golden pictures of blending, clipping, canvases, areas, meshes and fonts show. One scene a picture.
import { Sprites, canvas, font, game, image, screen } from "thaw";

const sheet = image("sheet.png", { frame: [8, 8] });
const soft = image("sheet.png", { frame: [8, 8], smooth: true });
const whole = image("sheet.png");
const small = font("test.ttf", 12), large = font("test.ttf", 28);
const paper = canvas(64, 48), glass = canvas(40, 40), blurred = canvas(16, 16, { smooth: true });

function blends() {
  for (const [i, mode] of ["alpha", "add", "multiply"].entries()) {
    const x = 4 + i * 52;
    screen.blend("alpha");
    screen.fillRect(x, 4, 48, 24, "#804020");
    screen.fillRect(x, 28, 48, 24, "white");
    screen.fillRect(x, 52, 48, 24, "black");
    screen.blend(mode);
    screen.fillCircle(x + 12, 28, 10, "tomato");
    screen.fillCircle(x + 12, 52, 10, "#00ff0080");
    screen.fillRect(x + 26, 8, 8, 64, "skyblue", { alpha: 0.5 });
    screen.image(sheet, x + 37, 10, { frame: 1 });
    screen.image(sheet, x + 37, 34, { frame: 2, tint: "#ffffff80" });
    screen.image(soft, x + 36, 56, { scale: 1.5, frame: 3 });
    screen.text(mode, x, 80, { alpha: 0.8, color: mode === "multiply" ? "tomato" : "white" });
  }
  screen.blend("alpha");
  screen.strokeRect(4, 94, 20, 20, "gold", { width: 4, alpha: 0.5 });
  screen.strokeCircle(40, 104, 10, "gold", { alpha: 0.5, width: 4 });
  screen.line(60, 94, 80, 114, "gold", { alpha: 0.5 });
}

function clips() {
  screen.clip(10, 10, 40, 30);
  screen.clear("#402020");
  screen.fillCircle(50, 40, 30, "tomato");
  screen.image(whole, 0, 10, { scale: 1.5 });
  screen.camera(-20, -20, 2);
  screen.fillRect(0, 0, 4, 100, "white");
  screen.clip(100, 60, -40, 20);
  screen.fillRect(-1000, -1000, 2000, 2000, "gold");
  screen.text("clipped", 12, 10, { color: "black" });
  screen.clip(70, 90, 0, 20);
  screen.fillRect(-1000, -1000, 2000, 2000, "red");
  screen.clip(-50, 100, 90.4, 1000);
  screen.fillCircle(0, 45, 12, "lime");
  screen.clip();
  screen.strokeRect(50, 5, 10, 10, "white");
}

let frames = 0;

function canvases() {
  frames++;
  screen.camera(3, 3, 4);
  screen.blend("add");
  screen.target(paper);
  if (frames === 1) screen.clear("#ffffff40");
  screen.fillCircle(frames * 14, 24, 10, "#ff000080"); // one more each frame: what is there stays
  screen.clip(0, 40, 64, 4);
  screen.fillRect(0, 0, 64, 48, "gold");
  screen.target(glass);
  screen.clear("transparent");
  screen.camera(-20, -20, 1, 0.5);
  screen.fillRect(-12, -12, 24, 24, "#3366ff");
  screen.text("ink", -8, -4);
  screen.target(blurred);
  screen.clear("plum");
  screen.fillRect(4, 4, 8, 8, "black");
  screen.target();
  screen.fillRect(0, 50, 160, 30, "#c0c0c0");
  screen.image(paper, 4, 4);
  screen.image(paper, 72, 4, { scale: 0.5, alpha: 0.5 });
  screen.image(glass, 4, 60);
  screen.image(glass, 60, 60, { rotation: 0.4, tint: "#ffffffa0" });
  screen.image(blurred, 112, 4, { scale: 3 });
  screen.tile(blurred, 110, 70, 44, 40);
  mirror.count = 0;
  mirror.add({ x: 90, y: 44, scale: 0.5 });
  screen.sprites(mirror);
}

const mirror = new Sprites(glass, 2);

function areas() {
  screen.tile(sheet, 4, 4, 30, 20, { frame: 1 });
  screen.tile(sheet, 40, 4, 30, 20, { frame: 1, offset: [3, -5] });
  screen.tile(soft, 76, 4, 30.5, 20.5, { frame: 2, tint: "#ffffff80" });
  screen.tile(whole, 112, 4, 44, 40, { offset: [-10, -10], alpha: 0.7 });
  screen.camera(-4, -30, 1.5, 0.1);
  screen.tile(sheet, 6, 0, 30, 20, { frame: 3, offset: [1e7, 0] });
  screen.camera();
  screen.panel(whole, 60, 30, 40, 40, { border: 6 });
  screen.panel(whole, 4, 66, 60, 24, { border: [2, 4, 8, 4], tint: "#ffd0d0" });
  screen.panel(sheet, 70, 76, 30, 12, { border: 3, frame: 4 });
  screen.panel(sheet, 106, 50, 50, 30, { border: 2, frame: 5 });
  screen.panel(sheet, 106, 84, 3, 3, { border: 3, frame: 4 });
  screen.panel(soft, 156, 116, -44, -24, { border: 2, frame: 2, alpha: 0.8 });
  screen.panel(whole, 4, 94, 100, 22, { border: 0 });
}

function meshes() {
  screen.polygon([10, 4, 40, 10, 34, 34, 6, 30], "tomato");
  screen.polygon(new Float32Array([50, 4, 78, 4, 78, 34, 64, 14, 50, 34]), "gold");
  const star = [];
  for (let i = 0; i < 10; i++) star.push(104 + Math.sin(i * Math.PI / 5) * (i % 2 ? 7 : 18), 20 - Math.cos(i * Math.PI / 5) * (i % 2 ? 7 : 18));
  screen.polygon(star, "#00ff0080");
  screen.polygon([126, 4, 156, 4, 156, 34, 126, 34, 126, 14, 146, 14, 146, 24, 136, 24, 136, 20, 130, 20, 130, 30, 152, 30, 152, 8, 126, 8], "plum");
  screen.camera(-10, -44, 0.5, -0.2);
  screen.polygon([0, 0, 60, 0, 60, 10, 10, 10, 10, 30, 60, 30, 60, 40, 0, 40], "skyblue", { alpha: 0.5 });
  screen.camera();
  screen.polygon([10, 80, 50, 80, 50, 82, 12, 82, 12, 110, 50, 110, 50, 112, 10, 112, 10, 80], "white");
  screen.triangles([60, 44, 100, 44, 80, 74], { colors: ["red", "lime", "blue"] });
  screen.triangles([110, 44, 154, 44, 154, 74, 110, 44, 154, 74, 110, 74], { image: whole, uv: [0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1] });
  screen.triangles([60, 80, 100, 90, 80, 116], { image: sheet, frame: 2, uv: [0, 0, 1, 0, 0.5, 1], color: "#ffff00", alpha: 0.5 });
  screen.triangles(new Float32Array([110, 80, 150, 80, 130, 116]), { colors: new Uint32Array([0xff0000ff, 0x00000000, 0xffffff80]) });
}

function fonts() {
  screen.text("THAW AV To", 4, 2, { font: large });
  screen.text("Small, Äpfel", 4, 34, { font: small, color: "gold" });
  screen.text("right", 156, 46, { font: small, align: "right" });
  screen.text("centred", 80, 46, { font: small, align: "center", color: "#00ff0080" });
  screen.text("wrapped at seventy pixels of width", 4, 58, { font: small, width: 70 });
  screen.text("Öl\n\nÉ", 80, 58, { font: small, color: "skyblue" });
  screen.text("漢 \u{1F600}é\u0007", 110, 34, { font: small, color: "tomato" });
  screen.text("8", 104, 74, { font: large, size: 40 });
  screen.camera(-60, 158, 1, -Math.PI / 2);
  screen.text("turned", 0, 0, { font: small });
  screen.camera(0, 0, 0.6);
  screen.text("zoomed OUT", 6, 175, { font: large });
  screen.camera();
  const words = "measured box", { width, height } = small.measure(words, { width: 60 });
  screen.strokeRect(84, 60, width + 2, height + 2, "tomato");
  screen.text(words, 85, 61, { font: small, width: 60 });
}

const scenes = { blends, clips, canvases, areas, meshes, fonts };

/** Draws the scene that the command line names. */
export function draw() {
  scenes[game.args[0]]();
}
