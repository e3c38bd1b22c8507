// The names on the picture, as a map has them: of one size on the screen whatever the scale, the weightier first,
// beside the symbol where there is room and left out where there is none. vis-network's own labels shrink with the
// scale and know nothing of each other.
const CELL = 64;
const FIRST_NAMED = 25;
const APART = 4; // pixels
const TRIED = 900; // names for which a place is sought: no screen holds more
const HUB = 12; // neighbours of a node that does not go without a name
const LINE = 10; // Chinese characters in a line
const face = getComputedStyle(document.body).fontFamily;
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

const SQUARE = /[\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e]/g; // characters that fill a square, in whatever face

function widthOf(text, size, bold) {
  const rest = text.replace(SQUARE, "");
  const key = `${bold ? "b" : ""}${rest}`;
  if (!rest) return text.length * size;
  if (!widths.has(key)) {
    pen.font = `${bold ? "600 " : ""}100px ${face}`;
    widths.set(key, pen.measureText(rest).width / 100);
  }
  return (text.length - rest.length + widths.get(key)) * size;
}

const ems = (text) => [...text].reduce((sum, c) => sum + (c > "\u2e80" ? 1 : 0.56), 0);

// A word or a Chinese character, with the brackets and marks that no line may part from it.
const WORDS = /[《〈“‘「『（【([]*(?:[A-Za-zÀ-ɏЀ-ӿ0-9.'’,–-]+|.)[》〉”’」』）】)\]，、。；：·]* ?/gsu;

// A name in lines of much the same length, at most three, or four of Latin letters, which take more room; what is then
// left is cut at the end of a word.
function inLines(text) {
  const most = english() ? 4 : 3;
  const limit = Math.max(ems(text) / Math.min(most, Math.ceil(ems(text) / (english() ? 12 : LINE))), 4) + 1;
  const lines = [""];
  for (const word of text.match(WORDS) || []) {
    if (lines.at(-1) && ems(lines.at(-1) + word.trimEnd()) > limit) lines.push("");
    lines[lines.length - 1] += word;
  }
  const cut = lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1].trimEnd()}…`] : lines;
  return cut.map((line) => line.trim()).filter(Boolean);
}

// Rectangles on the screen that are taken.
class Ground {
  cells = new Map();

  *near({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= right / CELL; x++) {
      for (let y = Math.floor(top / CELL); y <= bottom / CELL; y++) yield x * 100003 + y;
    }
  }

  free(box, but) {
    for (const cell of this.near(box)) {
      for (const taken of this.cells.get(cell) || []) {
        if (taken.of !== but && box.left < taken.right && taken.left < box.right && box.top < taken.bottom && taken.top < box.bottom) return false;
      }
    }
    return true;
  }

  take(box) {
    for (const cell of this.near(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

const boxAt = (x, y, width, height, of) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2, of });

// Where the names of `nodes` ({node, x, y, radius, strong, faint, inRow}, weightiest first) stand, in pixels at this scale:
// beside their symbols, within what is `seen`, over no other symbol and no other name. Only what is selected, and the
// weightiest, lest a hub go without a name, may cover a lesser symbol.
function placeNames(nodes, scale, ground, seen) {
  const bright_ = nodes.filter(({ faint, x, y }) => !faint && (!seen || within_(x * scale, y * scale, seen)));
  const symbols = new Ground();
  takeSymbols(bright_, scale, symbols);
  takeSymbols(bright_.slice(0, FIRST_NAMED), scale, ground);
  const found = bright_.slice(0, TRIED).flatMap((node, i) => {
    const must = node.strong || (i < FIRST_NAMED && neighbours[node.node] >= HUB);
    return placeName(node, scale, [ground, symbols], seen) || (must && placeName(node, scale, [ground], seen)) || [];
  });
  takeSymbols(bright_.slice(FIRST_NAMED), scale, ground); // from the words on lines
  return found;
}

// A symbol too small to be looked at gives way to a name.
function takeSymbols(nodes, scale, ground) {
  for (const { node, x, y, radius } of nodes) {
    const side = 2 * radius * scale + 3; // with its border
    if (radius * scale > 2) ground.take(boxAt(x * scale, y * scale, side, side, node));
  }
}

const within_ = (x, y, { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;
const inside = (box, seen) => box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;

function placeName({ node, x, y, radius, strong, inRow }, scale, grounds, seen) {
  const [sx, sy, r] = [x * scale, y * scale, radius * scale];
  const grow_ = Math.min(1.25, Math.max(1, scale ** 0.3));
  const size = Math.round((12 + Math.min(6, 1.2 * Math.log2(1 + neighbours[node] / 3))) * grow_);
  const bold = strong || neighbours[node] >= 20;
  const lines = inLines(name(node));
  const width = Math.max(...lines.map((line) => widthOf(line, size, bold)));
  const height = lines.length * size * 1.2;
  const [below, beside] = [r + 3 + height / 2, r + 4 + width / 2];
  const aslant = 0.72 * r + 3; // at the corners of the symbol
  const places = [
    [0, below], [beside, 0], [-beside, 0], [0, -below],
    [width * 0.3, below], [-width * 0.3, below], [width * 0.3, -below], [-width * 0.3, -below],
    [aslant + width / 2, aslant + height / 2], [-aslant - width / 2, aslant + height / 2],
    [aslant + width / 2, -aslant - height / 2], [-aslant - width / 2, -aslant - height / 2],
  ].filter(([dx, dy]) => !inRow || (dy === below || dy === -below)) // beside a symbol of a row stands the next one
    .map(([dx, dy]) => boxAt(sx + dx, sy + dy, width, height, node)).filter((place) => !seen || inside(place, seen));
  const box = places.find((place) => grounds.every((ground) => ground.free(place, node))) || (strong && grounds.length === 1 ? places[0] : null);
  if (!box) return null;
  grounds[0].take({ ...box, left: box.left - APART, right: box.right + APART }); // lest two names read as one
  return { ...box, lines, size, bold, node };
}

// The words of `lines` ({edge, from, to, text, strong}) whose edge is long enough to bear them.
function placeWords(lines, scale, ground, seen) {
  const found = [];
  for (const { edge, from, to, text, strong } of lines) {
    const length = Math.hypot(to.x - from.x, to.y - from.y) * scale - (from.radius + to.radius) * scale;
    const rows = strong && ems(text) > 12 ? inLines(text) : [text];
    const width = Math.max(...rows.map((row) => widthOf(row, 11, false)));
    if (!text || (!strong && length < width * 0.9)) continue;
    for (const part of [0.5, 0.38, 0.62]) {
      const box = boxAt((from.x + (to.x - from.x) * part) * scale, (from.y + (to.y - from.y) * part) * scale, width + 4, 2 + 13.2 * rows.length, -1);
      if (!ground.free(box, null) || (seen && !inside(box, seen))) continue;
      ground.take(box);
      found.push({ ...box, lines: rows, size: 11, bold: false, edge, strong });
      break;
    }
  }
  return found;
}

function write(context, { left, right, top, lines, size, bold }, ink, paper) {
  context.font = `${bold ? "600 " : ""}${size}px ${face}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = paper;
  context.lineWidth = 3.5;
  context.fillStyle = ink;
  lines.forEach((line, i) => {
    const [x, y] = [(left + right) / 2, top + (i + 0.5) * size * 1.2];
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  });
}
