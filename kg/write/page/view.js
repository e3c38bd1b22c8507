// What is shown follows from `view` alone, and `view` stands in the fragment of the address.
const VIEWS = ["graph", "tables", "timeline"];
const darkWanted = matchMedia("(prefers-color-scheme: dark)");
const view = start();

function start() {
  return {
    node: null, // the entity selected,
    edge: null, // or the edge,
    path: null, // or the two ends of a path
    grown: [], // entities whose neighbours are kept too
    years: null, // [first, last], or all
    off: new Set(), // classes,
    noProperties: new Set(), // properties
    noDocuments: new Set(), // and documents not shown
    certain: new Set([AFFIRMED]), // the certainties shown
    degree: 0, // the least number of neighbours
    lone: true, // entities without relations are shown
    tab: 0, // of VIEWS
    source: null, // [document, start, end]: what the source tab shows
    language: null, // null: the browser's
    theme: null,
  };
}

// ---- the address ----

function toHash() {
  const found = new URLSearchParams();
  const put = (key, values) => values.forEach((value) => found.append(key, value));
  if (view.node !== null) put("e", [data.keys[view.node]]);
  if (view.edge !== null) put("edge", [data.keys[edges[view.edge].from], data.keys[edges[view.edge].to], edges[view.edge].sure ? "1" : "0"]);
  if (view.path) put("path", view.path.map((node) => data.keys[node]));
  put("x", view.grown.map((node) => data.keys[node]));
  if (view.years) put("y", [view.years.join("-")]);
  put("off", [...view.off]);
  put("nop", [...view.noProperties].map((i) => data.properties[i][0]));
  put("nod", [...view.noDocuments]);
  if (view.certain.size !== 1 || !view.certain.has(AFFIRMED)) put("c", view.certain.size ? [...view.certain].map((i) => data.certainties[i][0]) : [""]);
  if (view.degree) put("deg", [view.degree]);
  if (!view.lone) put("lone", [0]);
  if (view.tab) put("v", [VIEWS[view.tab]]);
  if (view.source) put("s", [view.source.join("-")]);
  if (view.language !== null) put("l", [LANGUAGES[view.language]]);
  if (view.theme) put("t", [view.theme]);
  return found.toString();
}

const within = (list, i) => Number.isInteger(i) && i >= 0 && i < list.length;

function fromHash(hash) {
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  const entities = (key) => found.getAll(key).map((name_) => numberOf.get(name_)).filter((node) => node !== undefined);
  const read = start();
  read.node = entities("e")[0] ?? null;
  const [from, to] = entities("edge");
  const joined = from === undefined || to === undefined ? [] : around[from].filter((edge) => edge.from === from && edge.to === to);
  read.edge = joined.find((edge) => edge.sure === (found.getAll("edge")[2] !== "0"))?.id ?? null;
  read.path = entities("path").length === 2 ? entities("path") : null;
  read.grown = entities("x");
  const years = /^(\d{1,4})-(\d{1,4})$/.exec(found.get("y") || "");
  if (years && +years[1] <= +years[2]) read.years = [Math.max(+years[1], firstOf), Math.min(+years[2], lastOf)];
  read.off = new Set(found.getAll("off").filter((kind) => kind in data.classes));
  read.noProperties = new Set(found.getAll("nop").map((p) => data.properties.findIndex(([known]) => known === p)).filter((i) => i >= 0));
  read.noDocuments = new Set(found.getAll("nod").map(Number).filter((i) => within(data.documents, i)));
  if (found.has("c")) read.certain = new Set(found.getAll("c").map((c) => data.certainties.findIndex(([known]) => known === c)).filter((i) => i >= 0));
  read.degree = Math.max(0, Math.trunc(+found.get("deg")) || 0);
  read.lone = found.get("lone") !== "0";
  read.tab = Math.max(0, VIEWS.indexOf(found.get("v")));
  const source = /^(\d+)-(\d+)-(\d+)$/.exec(found.get("s") || "");
  if (source && within(data.documents, +source[1])) read.source = source.slice(1).map(Number);
  read.language = found.has("l") && LANGUAGES.includes(found.get("l")) ? LANGUAGES.indexOf(found.get("l")) : null;
  read.theme = ["light", "dark"].includes(found.get("t")) ? found.get("t") : null;
  return read;
}

// Change the view and show it. Whatever a reader may want to undo is a step of the browser's history; what one control
// changes again and again (a slider that is dragged, years that are played) is one step.
let control = null;

function change(what, { step = false, by = null, go = false } = {}) {
  const parts = new Set(Object.keys(what));
  Object.assign(view, what);
  const hash = `#${toHash()}`;
  if (hash !== (location.hash || "#")) {
    if (step || (by !== null && by !== control)) history.pushState({}, "", hash);
    else history.replaceState({}, "", hash);
    control = by;
  }
  show(parts, go);
}

addEventListener("pointerdown", () => (control = null), true); // the slider is taken anew

// The language and the light are the reader's, whatever is gone back to; an address that was typed has its own.
function goBack({ state }) {
  const read = fromHash(location.hash);
  control = null;
  Object.assign(view, read, state ? { language: view.language, theme: view.theme } : {});
  history.replaceState({}, "", `#${toHash()}`);
}

// A node, an edge or a path is selected; from the panel, a table or the search it is brought into the view too.
function select(what, go = false) {
  change({ node: null, edge: null, path: null, grown: [], source: null, ...what }, { step: true, go });
}

const clear = () => change({ node: null, edge: null, path: null, grown: [], source: null }, { step: true });

function browserLanguage() {
  const wanted = (navigator.languages || [navigator.language]).find((tag) => /^(zh|en)/i.test(tag));
  if (!wanted) return 2;
  if (!/^zh/i.test(wanted)) return 2;
  return /hant|tw|hk|mo/i.test(wanted) ? 1 : 0;
}

// ---- what passes the filters ----

const documentsOf = (fact) => fact[EVIDENCE].map(([passage]) => data.passages[passage][0]);
const factOn = (fact) =>
  view.certain.has(fact[CERTAINTY]) &&
  !view.noProperties.has(fact[PROPERTY]) &&
  (!view.noDocuments.size || documentsOf(fact).some((document_) => !view.noDocuments.has(document_)));
const holds = (i) => !view.years || (spans[i] !== null && spans[i][0] <= view.years[1] && spans[i][1] >= view.years[0]);

let live = []; // of each edge, the facts that pass
let neighbours = []; // of each node, how many others it is joined to by such facts

function sift() {
  live = edges.map((edge) => edge.facts.filter((i) => factOn(data.facts[i])));
  const joined = data.nodes.map(() => new Set());
  for (const { id: i, from, to } of edges) {
    if (live[i].length && from !== to) {
      joined[from].add(to);
      joined[to].add(from);
    }
  }
  neighbours = joined.map((set) => set.size);
}

// Without relations from the first, not by a filter: an entity whose relations are filtered out is not asked for.
const lone = around.map((lines) => !lines.some((edge) => edge.sure));
const classOn = (node) => !view.off.has(kindOf(node)) && (neighbours[node] > 0 || (lone[node] && (view.lone || allLone))) && neighbours[node] >= view.degree;
const nodeOn = (node) => present.has(node) && (classOn(node) || picked.has(node));
const edgeOn = (edge) => live[edge.id].length > 0 && nodeOn(edge.from) && nodeOn(edge.to);

// The nodes selected themselves, without their neighbours.
function chosen() {
  if (view.node !== null) return new Set([view.node]);
  if (view.edge !== null) return new Set([edges[view.edge].from, edges[view.edge].to]);
  return new Set(view.path ? pathOf(...view.path) || view.path : []);
}

const nextTo = (node) => around[node].filter((edge) => live[edge.id].length && classOn(other(edge, node))).map((edge) => other(edge, node));

// What is selected, with the neighbourhood that is kept; null if nothing is.
function kept() {
  const found = chosen();
  if (!found.size) return null;
  if (view.node !== null) for (const node of [view.node, ...view.grown]) for (const near of [node, ...nextTo(node)]) found.add(near);
  return found;
}

// The shortest path by facts that pass the filters, over weighty nodes where there is a choice; null if there is none.
function pathOf(from, to) {
  const before = new Map([[from, null]]);
  let ring = [from];
  while (ring.length && !before.has(to)) {
    const next = [];
    for (const node of ring) {
      for (const near of nextTo(node).sort(byWeight)) {
        if (before.has(near)) continue;
        before.set(near, node);
        next.push(near);
      }
    }
    ring = next;
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let node = to; node !== null; node = before.get(node)) path.unshift(node);
  return path;
}

let picked = new Set();
let lit = null;

function refresh() {
  picked = chosen();
  lit = kept();
}
