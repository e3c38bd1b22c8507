// The picture: vis-network draws symbols and lines, this page the names, the words on lines, and the marks.
const css = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
const OPEN = 40; // how many neighbours are loaded at a time in a large graph
const [RING, RING_CHOSEN] = [3.5, 5]; // how wide the border of a hollow symbol is, and of one selected
const nodeSet = new vis.DataSet([]);
const edgeSet = new vis.DataSet([]);
const network = new vis.Network(id("graph"), { nodes: nodeSet, edges: edgeSet }, data.options);
id("graph").network = network; // for the browser's console, and for the tests
network.canvas.frame.setAttribute("role", "application"); // what takes the focus must say what it is
network.canvas.frame.dataset.label = "graphLabel";
const at = data.nodes.map(({ x, y }) => (x === undefined ? null : { x, y })); // where each node stands
const communityOf = new Map(data.communities.flatMap((members, i) => members.map((node) => [node, i])));
const looks = { nodes: new Map(), edges: new Map() }; // what vis-network was last told of each
let colours = {};
let version = 0; // of the picture; names are placed anew when it changes
let written = { key: "", names: [], words: [] };

// The border of a filled symbol: its colour, darker, so that the light ones stand out too.
function shade(colour) {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  return parts ? `rgb(${parts.slice(1).map((hex) => Math.round(parseInt(hex, 16) * 0.68)).join(",")})` : colour;
}

function readColours() {
  colours = Object.fromEntries(["paper", "raised", "ink", "edge", "unsure", "edge-text", "faded", "accent", "quiet", "rule"].map((key) => [key, css(`--${key}`)]));
  for (const kind of Object.keys(data.classes)) colours[`kind ${kind}`] = css(`--${kind}`) || css("--other");
}

// ---- what is faded ----

const stands = (node) => !view.years || picked.has(node) || (terms[node] && inForce(node, view.years)) || byEntity[node].some((i) => factOn(data.facts[i]) && holds(i));
const bright = (node) => (!lit || lit.has(node)) && stands(node);

// An edge is near if it is one of what is selected.
function nearEdge(edge) {
  if (view.edge !== null) return edge.id === view.edge;
  if (view.path) {
    const path = [...picked];
    return path.some((node, i) => i > 0 && ((edge.from === path[i - 1] && edge.to === node) || (edge.to === path[i - 1] && edge.from === node)));
  }
  return view.node !== null && [view.node, ...view.grown].some((node) => edge.from === node || edge.to === node);
}

function nodeLook(node) {
  const on = bright(node);
  const colour = on ? colours[`kind ${kindOf(node)}`] : colours.faded;
  const ring = hollow(kindOf(node));
  const look = { background: ring ? colours.paper : colour, border: ring ? colour : on ? shade(colour) : colours.faded };
  const strong = { background: look.background, border: ring ? colour : colours.ink };
  return {
    id: node,
    hidden: !nodeOn(node),
    title: name(node),
    color: { ...look, highlight: strong, hover: strong },
    borderWidth: ring ? RING : 1,
    borderWidthSelected: ring ? RING_CHOSEN : 3,
  };
}

function edgeLook(edge, drawn) {
  const facts = live[edge.id];
  const close = drawn && nearEdge(edge);
  const on = drawn && (lit ? close : true) && facts.some(holds);
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    hidden: !drawn,
    title: wordsOf(edge),
    width: Math.round((1 + Math.log2(Math.max(1, facts.length))) * 10) / 10,
    color: { color: !on ? colours.faded : close ? colours.accent : edge.sure ? colours.edge : colours.unsure, highlight: colours.accent, hover: colours.accent, inherit: false },
  };
}

// A dashed line is to be seen at any scale: it is never thinner than DASHED pixels.
const DASHED = 1.5;
const widthAt = (width, edge, scale) => (edge.sure ? width : Math.max(width, DASHED / scale));

// vis-network is told of widths in the picture's own units; told anew at each scale, it would redraw twice.
function widen(scale) {
  for (const edge of edges) {
    const line = edge.sure ? null : network.body.edges[edge.id];
    if (!line || line.options.hidden) continue;
    line.options.width = widthAt(edgeLook(edge, true).width, edge, scale);
    line.options.dashes = data.edges[edge.id].dashes.map((length) => length / Math.min(1, scale));
  }
}

const wording = new Map(); // of each edge; made anew when the filters or the language change

function wordsOf(edge) {
  if (!wording.has(edge.id)) wording.set(edge.id, edgeText(live[edge.id]));
  return wording.get(edge.id);
}

// Tell vis-network what has changed since it was last told.
function tell(set, told, looks_, whole) {
  const news = [];
  for (const look of looks_) {
    const text = JSON.stringify(look);
    if (told.get(look.id) === text) continue;
    news.push(told.has(look.id) ? look : { ...whole(look.id), ...look });
    told.set(look.id, text);
  }
  if (news.length) set.update(news);
}

function paint() {
  version += 1;
  network.renderer.allowRedraw = false; // it draws at once at everything it is told
  const nodes = [...present];
  for (const node of nodes) if (!at[node]) at[node] = findPlace(node);
  tell(nodeSet, looks.nodes, nodes.map(nodeLook), (node) => {
    const { group: kind, ...options } = data.nodes[node]; // vis-network would look for colours of the group
    return { ...options, ...at[node] };
  });
  // It draws what overlaps the view, and learns what does only when it next draws.
  for (const node of nodes) network.body.nodes[node].updateBoundingBox();
  const ends = edges.filter((edge) => present.has(edge.from) && present.has(edge.to));
  tell(edgeSet, looks.edges, ends.map((edge) => edgeLook(edge, edgeOn(edge))), (edge) => {
    const { facts, ...options } = data.edges[edge];
    return options;
  });
  pick();
  count();
  network.renderer.allowRedraw = true;
  network.body.emitter.emit("_requestRedraw"); // with the next frame
}

// Tell vis-network what is selected. It draws at once when told, so it is told only what is new.
function pick() {
  const wanted = { nodes: view.node === null ? [] : [view.node], edges: view.edge === null ? [] : [view.edge] };
  if (JSON.stringify(network.getSelection()) !== JSON.stringify(wanted)) network.setSelection(wanted, { highlightEdges: false });
}

function count() {
  const shown_ = [...present].filter(nodeOn).length;
  id("count").textContent = shown_ < data.nodes.length ? t("shownOf", { n: shown_, m: data.nodes.length }) : "";
}

// ---- more of a large graph ----

// A free place near the node's neighbours that are there already, going round them.
function findPlace(node) {
  const near = around[node].map((edge) => other(edge, node)).filter((one) => at[one]).sort(byWeight)[0];
  const middle = near === undefined ? { x: 0, y: 0 } : at[near];
  const taken = [...present].filter((one) => at[one]).map((one) => at[one]);
  for (let step = 1; ; step++) {
    const [turn, reach] = [step * 2.399963, 60 + 26 * Math.sqrt(step)]; // the golden angle
    const place = { x: Math.round(middle.x + Math.cos(turn) * reach * 1.4), y: Math.round(middle.y + Math.sin(turn) * reach) };
    if (!taken.some(({ x, y }) => Math.abs(x - place.x) < 90 && Math.abs(y - place.y) < 56)) return place;
  }
}

const absent = (node) => [...new Set(around[node].map((edge) => other(edge, node)))].filter((near) => !present.has(near)).sort(byWeight);

// Load the selected, and the weightiest of its neighbours that are not there.
function bringIn(node, limit) {
  present.add(node);
  for (const near of absent(node).slice(0, limit)) present.add(near);
}

function grow(node) {
  bringIn(node, OPEN);
  change({ grown: [...new Set([...view.grown, node])] }, { step: true });
}

// ---- drawing ----

function frame(community) {
  const there = data.communities[community].filter((node) => present.has(node) && at[node] && data.nodes[node].x !== undefined);
  const xs = there.map((node) => at[node].x);
  const ys = there.map((node) => at[node].y);
  return { left: Math.min(...xs) - 60, right: Math.max(...xs) + 60, top: Math.min(...ys) - 50, bottom: Math.max(...ys) + 60 };
}

const left = (community) => data.communities[community].filter((node) => !present.has(node));

function drawFrames(context, scale) {
  data.communities.forEach((members, i) => {
    const box = frame(i);
    context.beginPath();
    context.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, 24);
    context.fillStyle = colours.raised;
    context.fill();
    context.lineWidth = 1 / scale;
    context.strokeStyle = colours.rule;
    context.stroke();
  });
}

// A treaty in force is ringed; the ring is dashed where nothing says when it ended.
function drawRings(context, scale) {
  if (!view.years) return;
  for (const node of present) {
    const sure = inForce(node, view.years);
    if (!nodeOn(node) || !(sure || inForceStill(node, view.years))) continue;
    context.beginPath();
    context.arc(at[node].x, at[node].y, data.nodes[node].size + 6 / scale, 0, 2 * Math.PI);
    context.lineWidth = (sure ? 2.5 : 1.25) / scale;
    context.setLineDash(sure ? [] : [4 / scale, 4 / scale]);
    context.strokeStyle = bright(node) ? colours.accent : colours.edge;
    context.stroke();
  }
  context.setLineDash([]);
}

// vis-network draws the heads of arrows over the symbols, and would notch the rings of those many arrows point at.
function drawHollow(context, scale) {
  for (const node of present) {
    if (kindOf(node) !== "Territory" || neighbours[node] < 3 || !nodeOn(node)) continue;
    const { size } = data.nodes[node];
    context.beginPath();
    context.arc(at[node].x, at[node].y, size, 0, 2 * Math.PI);
    context.lineWidth = Math.min(2 * size, (picked.has(node) ? RING_CHOSEN : RING) / scale);
    context.strokeStyle = bright(node) ? colours["kind Territory"] : colours.faded;
    context.stroke();
  }
}

// What stands on the shelf under the picture (network.py), and the words at its head.
const shelf = data.first ? [] : data.nodes.map((node) => node.id).filter((node) => !around[node].length);
const onShelf = new Set(shelf);

function placeCaption(scale, ground) {
  const there = shelf.filter(nodeOn);
  if (lit || allLone || there.length < 4) return [];
  const line = `${t("shelf")} (${there.length})`;
  const [left_, top] = ["x", "y"].map((axis) => there.reduce((least, node) => Math.min(least, at[node][axis]), Infinity) * scale);
  const width = widthOf(line, 12, false);
  const box = boxAt(left_ + width / 2 - 6, top - 18, width, 16, -3);
  ground.take(box);
  return [{ ...box, lines: [line], size: 12, bold: false }];
}

// At the head of each community, how many of its members are not there.
function placeMarks(scale, ground) {
  return data.communities.flatMap(([hub], i) => {
    const rest = left(i).length;
    if (!rest) return [];
    const line = `${name(hub)} +${rest}`;
    const box = frame(i);
    const mark_ = boxAt(((box.left + box.right) / 2) * scale, box.top * scale, widthOf(line, 12, true) + 16, 20, -2);
    ground.take(mark_);
    return [{ ...mark_, lines: [line], size: 12, bold: true, community: i }];
  });
}

const spot = (node) => ({ node, ...at[node], radius: data.nodes[node].size, strong: picked.has(node), faint: !bright(node), inRow: onShelf.has(node) });

function namesAt(scale, ground, seen = null) {
  const nodes = shown().sort((a, b) => picked.has(b) - picked.has(a) || byWeight(a, b));
  return placeNames(nodes.map(spot), scale, ground, seen);
}

// What is seen of the picture, in its own pixels at this scale.
function visiblePart(scale) {
  const { clientWidth: width, clientHeight: height } = id("graph");
  const { x, y } = network.getViewPosition();
  const [left, top] = [Math.round(x * scale - width / 2), Math.round(y * scale - height / 2)];
  return { left: left + 2, top: top + 2, right: left + width - 2, bottom: top + height - 2 };
}

let held = false; // while the picture is moved the names stay as they are: placing them takes longer than a frame

function placeAll(scale) {
  const seen = visiblePart(scale);
  const key = `${version} ${scale.toFixed(4)} ${held ? "" : `${seen.left} ${seen.top} ${seen.right} ${seen.bottom}`}`;
  if (written.key === key || (held && written.scale === scale)) return;
  const ground = new Ground();
  const more = placeMarks(scale, ground);
  const caption = placeCaption(scale, ground);
  const names = namesAt(scale, ground, seen);
  const lines = edges.filter((edge) => edgeOn(edge) && bright(edge.from) && bright(edge.to) && (!lit || nearEdge(edge)) && live[edge.id].some(holds));
  const worded = lines
    .sort((a, b) => live[b.id].length - live[a.id].length || a.id - b.id)
    .slice(0, 600)
    .map((edge) => ({ edge: edge.id, from: spot(edge.from), to: spot(edge.to), text: wordsOf(edge), strong: Boolean(lit) }));
  const words = [...caption, ...placeWords(worded, scale, ground, seen)];
  written = { key, scale, names, words, more };
}

network.on("beforeDrawing", (context) => {
  const scale = network.getScale();
  widen(scale);
  drawFrames(context, scale);
  drawRings(context, scale);
});

network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  drawHollow(context, scale);
  placeAll(scale);
  context.save();
  context.scale(1 / scale, 1 / scale);
  for (const label of written.words) write(context, label, label.strong ? colours.ink : colours["edge-text"], colours.paper);
  for (const label of written.names) write(context, label, colours.ink, colours.paper);
  for (const label of written.more) {
    context.fillStyle = colours.accent;
    context.beginPath();
    context.roundRect(label.left, label.top, label.right - label.left, 20, 10);
    context.fill();
    context.font = `600 12px ${face}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = colours.paper;
    context.fillText(label.lines[0], (label.left + label.right) / 2, label.top + 10.5);
  }
  context.restore();
});

// The name or the mark of a community under the pointer.
function labelAt({ x, y }) {
  const scale = network.getScale();
  const under = (label) => x * scale >= label.left && x * scale <= label.right && y * scale >= label.top && y * scale <= label.bottom;
  return [...(written.more || []), ...written.names].find(under);
}

// Where on the screen the marks of the communities stand, for the tests.
id("graph").marks = () => {
  const [box, scale, { x, y }] = [id("graph").getBoundingClientRect(), network.getScale(), network.canvasToDOM({ x: 0, y: 0 })];
  return written.more.map((mark_) => ({ x: box.x + x + (mark_.left + mark_.right) / 2, y: box.y + y + (mark_.top + mark_.bottom) / 2 }));
};

// ---- moving ----

const move = () => (still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
const shown = () => [...present].filter(nodeOn);

const BUTTON = 44; // pixels at the head of the picture, where a button stands
const EDGE = 8; // pixels left free at the other sides

// The rectangle that these nodes and their names take at a scale, in pixels.
function extent(nodes, scale) {
  const ground = new Ground();
  placeMarks(scale, ground);
  const among = new Set(nodes);
  const symbols = nodes.map((node) => boxAt(at[node].x * scale, at[node].y * scale, 2 * data.nodes[node].size * scale, 2 * data.nodes[node].size * scale, node));
  const boxes = [...symbols, ...namesAt(scale, ground).filter(({ node }) => among.has(node))];
  const most = (side, best) => boxes.reduce((sum, box) => best(sum, box[side]), boxes[0][side]);
  return { left: most("left", Math.min), right: most("right", Math.max), top: most("top", Math.min), bottom: most("bottom", Math.max) };
}

// Bring these nodes into the view with their names, which are of one size whatever the scale.
function bring(nodes, closest, animation) {
  const { clientWidth, clientHeight } = id("graph");
  const [width, height] = [clientWidth - 2 * EDGE, clientHeight - BUTTON - EDGE];
  const [across, down] = ["x", "y"].map((axis) => {
    const places = nodes.map((node) => at[node][axis]);
    return Math.max(1, Math.max(...places) - Math.min(...places));
  });
  let scale = Math.min(width / across, height / down, closest);
  let box = extent(nodes, scale);
  for (let round = 0; round < 4 && (box.right - box.left > width || box.bottom - box.top > height); round++) {
    const [besideX, besideY] = [box.right - box.left - across * scale, box.bottom - box.top - down * scale];
    const fitting = Math.min((width - besideX) / across, (height - besideY) / down);
    scale = Math.max(0.98 * Math.min(fitting, scale), 0.05);
    box = extent(nodes, scale);
  }
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom - BUTTON + EDGE) / 2 };
  network.moveTo({ position: { x: middle.x / scale, y: middle.y / scale }, scale, animation });
}

function fit(animation = move()) {
  const nodes = lit ? shown().filter((node) => lit.has(node)) : shown();
  if (nodes.length) bring(nodes, 1.3, animation);
}

// Bring what is selected into the view, as near as it was or nearer.
function goTo() {
  if (view.node !== null) network.focus(view.node, { scale: Math.max(network.getScale(), 0.8), animation: move() });
  else if (picked.size) bring([...picked], 1, move());
}

// The picture is drawn once it is first looked at; a small screen begins at the best-connected node, not with a cloud.
function open() {
  network.setSize("100%", "100%"); // the legend and the panel have taken their room
  paint();
  // Only when a symbol has been drawn does vis-network know where the arrows that point at it end.
  network.once("afterDrawing", () => network.body.emitter.emit("_requestRedraw"));
  fit(false);
  if (lit || !narrow.matches || network.getScale() > 0.4) return;
  const [hub] = shown().sort(byWeight);
  network.moveTo({ position: at[hub], scale: 0.5 });
}

const DOUBLE = 400; // milliseconds and
const NEAR = 12; // pixels between the clicks of a double click
let first = { node: undefined, from: null, time: -Infinity, x: 0, y: 0 }; // the last click, and what was selected before it
const second = ({ x, y }, { timeStamp }) => timeStamp - first.time < DOUBLE && Math.hypot(x - first.x, y - first.y) < NEAR;

// The first click may open the panel, which takes room from the picture: the second hits whatever now stands there.
network.on("click", ({ nodes, edges: lines, pointer, event }) => {
  if (second(pointer.DOM, event.srcEvent)) return;
  const label = nodes.length ? null : labelAt(pointer.canvas);
  first = { node: nodes[0] ?? label?.node, from: { node: view.node, grown: view.grown }, time: event.srcEvent.timeStamp, ...pointer.DOM };
  if (label?.community !== undefined) {
    for (const node of left(label.community).slice(0, OPEN)) present.add(node);
    change({});
    return;
  }
  const { node } = first;
  if (node !== undefined && event.srcEvent.shiftKey && view.node !== null && view.node !== node) select({ path: [view.node, node] });
  else if (node !== undefined) {
    if (node !== view.node) select({ node });
  } else if (lines.length) select({ edge: lines[0] });
  else if (lit) clear();
});

// A double click on what was already lit adds its neighbours to the selection; on anything else, to its own.
network.on("doubleClick", () => {
  const { node } = first;
  if (node === undefined) return;
  bringIn(node, OPEN);
  const lit_ = first.from.node !== null && nextTo(first.from.node).includes(node);
  const from = lit_ ? first.from : { node, grown: view.grown };
  const more = lit_ ? [node] : nextTo(node);
  change({ node: from.node, grown: [...new Set([...from.grown, ...more])] }, { step: true });
});

network.on("dragStart", () => (held = true));

network.on("dragEnd", ({ nodes }) => {
  held = false;
  for (const [node, place] of Object.entries(network.getPositions(nodes))) at[node] = place;
  version += 1;
});

// The panel takes room from the picture and gives it back: vis-network keeps the centre, but would scale with the room
// by the size it remembers.
network.on("resize", () => {
  const { cameraState, frame: { canvas }, pixelRatio } = network.canvas;
  Object.assign(cameraState, { previousWidth: canvas.width / pixelRatio, previousHeight: canvas.height / pixelRatio });
});

// vis-network hides its tooltip only when the pointer moves on over the picture.
function hideTip() {
  const { interactionHandler } = network;
  clearTimeout(interactionHandler.popupTimer);
  interactionHandler.popup?.hide();
  interactionHandler.popupObj = undefined;
}
id("graph").addEventListener("mouseleave", hideTip);

network.on("hoverNode", () => (id("graph").style.cursor = "pointer"));
network.on("blurNode", () => (id("graph").style.cursor = ""));
