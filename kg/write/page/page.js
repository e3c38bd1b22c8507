"use strict";
// The page's own script: what is shown follows from `view` alone (see paint and show).
// Text reaches the page through textContent only; the policy of the page (require-trusted-types-for) enforces it.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  if (!data.nodes.length) return;

  const [SUBJECT, PROPERTY, OBJECT, CERTAINTY, QUALIFIERS, EVIDENCE] = [0, 1, 2, 3, 4, 5];
  const narrow = matchMedia("(max-width: 720px)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const id = (name) => document.getElementById(name);
  const view = { off: new Set(), unsure: false, lone: false, node: null, edge: null };

  // ---- the facts, by entity ----

  const isEntity = (value) => typeof value === "number";
  const affirmed = (fact) => fact[CERTAINTY] === "affirmed";
  const name = (node) => data.nodes[node].title;
  const byEntity = data.nodes.map(() => []);
  data.facts.forEach((fact, i) => {
    byEntity[fact[SUBJECT]].push(i);
    if (isEntity(fact[OBJECT]) && fact[OBJECT] !== fact[SUBJECT]) byEntity[fact[OBJECT]].push(i);
  });
  const edges = data.edges.map((edge, i) => ({ ...edge, id: i, sure: edge.facts.every((f) => affirmed(data.facts[f])) }));
  const around = data.nodes.map(() => []);
  for (const edge of edges) {
    around[edge.from].push(edge);
    if (edge.to !== edge.from) around[edge.to].push(edge);
  }

  const dateOf = (fact) => fact[QUALIFIERS].on_date || fact[QUALIFIERS].from_date || fact[QUALIFIERS].to_date || "";

  // 1950-02-14 → 1950年2月14日; what is no such date (an EDTF string) stays as it is.
  function dateText(edtf) {
    const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(edtf);
    if (!found) return edtf;
    const [, year, month, day] = found;
    return `${+year}年${month ? `${+month}月` : ""}${day ? `${+day}日` : ""}`;
  }

  // P30Y → 30年
  function spanText(span) {
    const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(span);
    if (!found) return span;
    return ["年", "个月", "周", "天"].map((unit, i) => (found[i + 1] ? found[i + 1] + unit : "")).join("") || span;
  }

  const literalText = (fact) => (/^P\d/.test(fact[OBJECT]) ? spanText(fact[OBJECT]) : fact[OBJECT].split("/").map(dateText).join("—"));

  function whenText({ on_date, from_date, to_date }) {
    if (on_date) return on_date.split("/").map(dateText).join("—");
    if (from_date && to_date) return `${dateText(from_date)}—${dateText(to_date)}`;
    return from_date ? `${dateText(from_date)}起` : to_date ? `至${dateText(to_date)}` : "";
  }

  function amountText(amount, currency) {
    const value = Number(amount);
    const round = (of) => `${+(value / of).toFixed(4)}`;
    const text = !Number.isFinite(value) ? amount : value >= 1e8 ? `${round(1e8)}亿` : value >= 1e4 ? `${round(1e4)}万` : `${value}`;
    return text + (currency ? ` ${currencyText(currency)}` : "");
  }

  function currencyText(code) {
    try {
      return new Intl.DisplayNames(["zh-Hans"], { type: "currency" }).of(code);
    } catch {
      return code; // not an ISO 4217 code
    }
  }

  function edgeText(edge) {
    const facts = edge.facts.map((f) => data.facts[f]);
    const titles = [...new Set(facts.map((f) => data.certainties[f[CERTAINTY]] + data.properties[f[PROPERTY]][0]))];
    const years = facts.map((f) => dateOf(f).slice(0, 4)).filter((year) => /^\d{4}$/.test(year)).sort();
    const span = !years.length ? "" : years[0] === years.at(-1) ? ` ${years[0]}` : ` ${years[0]}–${years.at(-1)}`;
    return titles.slice(0, 2).join("、") + (titles.length > 2 ? `等${facts.length}项` : "") + span;
  }

  // ---- the picture ----

  const css = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  const colourOf = (kind) => css(`--${kind}`) || css("--other");
  const face = getComputedStyle(document.body).fontFamily;
  const nodeSet = new vis.DataSet(data.nodes.map((node) => ({ ...node })));
  const wording = edges.map(edgeText);
  const WORDS = 13; // the size of the words on an edge
  const edgeSet = new vis.DataSet(edges.map(({ facts, sure, ...edge }, i) => ({ ...edge, title: wording[i] })));
  const network = new vis.Network(id("graph"), { nodes: nodeSet, edges: edgeSet }, data.options);
  id("graph").network = network; // for the browser's console, and for the tests

  const edgeOn = (edge) => view.unsure || edge.sure;
  const hasEdge = (node) => around[node].some(edgeOn);
  const allLone = !edges.some((edge) => edge.sure);
  const nodeOn = (node) =>
    node === view.node ||
    (!view.off.has(data.nodes[node].group) && (view.lone || allLone || hasEdge(node)));

  // What is selected, with its neighbours; null if nothing is.
  function chosen() {
    if (view.node !== null) return new Set([view.node, ...around[view.node].filter(edgeOn).flatMap((e) => [e.from, e.to])]);
    if (view.edge !== null) return new Set([edges[view.edge].from, edges[view.edge].to]);
    return null;
  }

  function paint() {
    const [paper, ink, edge, edgeInk, faded, accent] = ["--paper", "--ink", "--edge", "--edge-text", "--faded", "--accent"].map(css);
    const lit = chosen();
    const colours = Object.fromEntries(Object.keys(data.classes).map((kind) => [kind, colourOf(kind)]));
    nodeSet.update(data.nodes.map(({ id: node, group, font }) => {
      const on = !lit || lit.has(node);
      const colour = on ? colours[group] : faded;
      const hollow = data.hollow.includes(group);
      const look = { background: hollow ? paper : colour, border: hollow ? colour : on ? shade(colour) : faded };
      const strong = { background: look.background, border: hollow ? colour : ink };
      return {
        id: node,
        hidden: !nodeOn(node),
        color: { ...look, highlight: strong, hover: strong },
        borderWidth: hollow ? 3.5 : 1,
        borderWidthSelected: hollow ? 5 : 3,
        font: { ...font, face, color: on ? ink : faded, strokeWidth: 3, strokeColor: paper },
      };
    }));
    const lines = edges.filter((e) => edgeOn(e) && nodeOn(e.from) && nodeOn(e.to));
    const near = lines.filter((e) => e.id === view.edge || (view.node !== null && (e.from === view.node || e.to === view.node)));
    const [drawn, close] = [new Set(lines), new Set(near)];
    const worded = roomFor(lit ? near : lines, shown());
    edgeSet.update(edges.map((e) => {
      const strong = close.has(e);
      return {
        id: e.id,
        hidden: !drawn.has(e),
        label: worded.has(e.id) || e.id === view.edge ? wording[e.id] : " ",
        color: { color: !lit ? edge : strong ? accent : faded, highlight: accent, hover: accent, inherit: false },
        font: { size: WORDS, face, color: strong ? ink : edgeInk, strokeWidth: 3, strokeColor: paper },
      };
    }));
  }

  // About how wide a text is set, in ems.
  const ems = (text) => [...text].reduce((sum, c) => sum + (c > "\u2e80" ? 1 : 0.56), 0);

  // The room of a node, symbol and label. vis-network knows it too, but only once it has drawn the label.
  function boxOf({ x, y }, { label, size, font }) {
    const lines = label.split("\n");
    const half = Math.max(size, (font.size * Math.max(...lines.map(ems))) / 2);
    return { left: x - half, right: x + half, top: y - size, bottom: y + size + 10 + font.size * 1.25 * lines.length };
  }

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  // The edges whose words stand clear of the nodes and of each other, the weightier first.
  function roomFor(lines, nodes) {
    const at = network.getPositions(nodes);
    const taken = nodes.map((node) => boxOf(at[node], data.nodes[node]));
    const found = new Set();
    for (const e of [...lines].sort((a, b) => b.facts.length - a.facts.length || a.id - b.id)) {
      const x = (at[e.from].x + at[e.to].x) / 2;
      const y = (at[e.from].y + at[e.to].y) / 2;
      const half = (WORDS * ems(wording[e.id])) / 2 + 12; // the words stand off the middle by half an arrow
      const box = { left: x - half, right: x + half, top: y - WORDS, bottom: y + WORDS };
      if (taken.some((other) => meet(box, other))) continue;
      taken.push(box);
      found.add(e.id);
    }
    return found;
  }

  // The border of a filled symbol: its colour, darker, so that the light ones stand out too.
  function shade(colour) {
    const parts = /^#(..)(..)(..)$/.exec(colour);
    return parts ? `rgb(${parts.slice(1).map((hex) => Math.round(parseInt(hex, 16) * 0.68)).join(",")})` : colour;
  }

  const shown = () => data.nodes.map((node) => node.id).filter(nodeOn);
  const move = () => (still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  const fit = (animation) => network.fit({ nodes: shown(), maxZoomLevel: 1.3, animation });

  // ---- small pieces of the page ----

  function make(tag, text = "", attributes = {}, ...children) {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const OUTLINES = {
    dot: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
    square: "M3 3h10v10H3z",
    diamond: "M8 1.5L14.5 8L8 14.5L1.5 8z",
    triangle: "M8 2L14.5 13.5H1.5z",
    triangleDown: "M8 14L14.5 2.5H1.5z",
    hexagon: "M4.5 2.5h7L15 8l-3.5 5.5h-7L1 8z",
    star: "M8 1l2 4.7 5 .4-3.800 3.300 1.200 5L8 11.700 3.600 14.400l1.200-5L1 6.100l5-.4z",
  };

  function symbol(kind) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const hollow = data.hollow.includes(kind);
    svg.setAttribute("class", "shape");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", OUTLINES[data.nodes.find((node) => node.group === kind).shape]);
    path.setAttribute("fill", hollow ? "none" : `var(--${kind}, var(--other))`);
    path.setAttribute("stroke", hollow ? `var(--${kind})` : "var(--quiet)");
    if (hollow) path.setAttribute("stroke-width", "2.5");
    svg.append(path);
    return svg;
  }

  function entityButton(node) {
    const button = make("button", "", { type: "button", class: "entity" }, make("bdi", name(node)));
    button.addEventListener("click", () => select({ node }, true));
    return button;
  }

  // ---- the panel ----

  const LANGUAGES = { "zh-Hans": "简体", "zh-Hant": "繁体", en: "英文", ru: "俄文", ja: "日文", fr: "法文", de: "德文" };

  function evidenceItem([passage, start, end]) {
    const [document_, section, text] = data.passages[passage];
    const [title, file] = data.documents[document_];
    const place = data.sections[section];
    const quote = make("blockquote", "", {}, text.slice(0, start), make("mark", text.slice(start, end)), text.slice(end));
    return [quote, make("cite", `《${title}》${place ? ` › ${place}` : ""}`, { title: file })];
  }

  // One fact, told from the side of `self`, or from both sides if it is null.
  function factItem(fact, self, open) {
    const q = fact[QUALIFIERS];
    const item = make("li", "", affirmed(fact) ? {} : { class: "unsure" });
    const when = whenText(q);
    if (when) item.append(make("span", when, { class: "when" }));
    if (self === null) item.append(entityButton(fact[SUBJECT]), ` ${data.properties[fact[PROPERTY]][0]} `);
    if (!isEntity(fact[OBJECT])) item.append(make("span", literalText(fact)));
    else item.append(entityButton(fact[OBJECT] === self ? fact[SUBJECT] : fact[OBJECT]));
    if (!affirmed(fact)) item.append(make("span", data.certainties[fact[CERTAINTY]] || fact[CERTAINTY], { class: "tag" }));
    item.append(...qualifierLine(q));
    if (fact[EVIDENCE].length) {
      const [passage, start, end] = fact[EVIDENCE][0];
      const words = make("span", ` “${data.passages[passage][2].slice(start, end)}”`, { class: "words" });
      const title = fact[EVIDENCE].length > 1 ? `出处（${fact[EVIDENCE].length}）` : "出处";
      const said = make("details", "", { class: "said" }, make("summary", title, {}, words));
      said.append(...fact[EVIDENCE].flatMap(evidenceItem));
      said.open = open;
      item.append(said);
    }
    return item;
  }

  function qualifierLine(q) {
    const line = make("div", "", { class: "more" });
    const add = (title, value) => line.append(make("span", title, {}, isEntity(value) ? entityButton(value) : value));
    if (q.role) add("", q.role);
    if (q.amount) add("", amountText(q.amount, q.currency));
    if (q.at_place !== undefined) add("地点：", q.at_place);
    if (q.under_treaty !== undefined) add("依据：", q.under_treaty);
    if (q.claimant !== undefined) add("据：", q.claimant);
    return line.childNodes.length ? [line] : [];
  }

  // [heading, facts] in the order of the properties, what the entity does before what is done to it.
  function groups(node) {
    const found = new Map();
    for (const i of byEntity[node]) {
      const fact = data.facts[i];
      const [title, inverse, symmetric] = data.properties[fact[PROPERTY]];
      const active = symmetric || fact[SUBJECT] === node;
      const key = fact[PROPERTY] * 2 + (active ? 0 : 1);
      if (!found.has(key)) found.set(key, [active ? title : inverse, []]);
      found.get(key)[1].push(fact);
    }
    return [...found].sort(([a], [b]) => a - b).map(([, group]) => group);
  }

  function nodeDetail(node) {
    const kind = data.nodes[node].group;
    const parts = [make("h2", "", {}, make("bdi", name(node))), make("p", "", { class: "class" }, symbol(kind), data.classes[kind])];
    const languages = new Map();
    for (const [language, text] of data.names[node]) {
      if (text !== name(node)) languages.set(language, [...(languages.get(language) || []), text]);
    }
    for (const [language, texts] of languages) {
      const line = make("p", `${LANGUAGES[language] || language || "其他"}：`, { class: "names" });
      line.append(...texts.map((text) => make("bdi", text, language ? { lang: language } : {})));
      parts.push(line);
    }
    const open = byEntity[node].length <= 8;
    if (!open) parts.push(allButton());
    for (const [title, facts] of groups(node)) {
      const list = make("ul", "", { class: "facts" }, ...facts.map((fact) => factItem(fact, node, open)));
      parts.push(make("h3", facts.length > 1 ? `${title}（${facts.length}）` : title), list);
    }
    if (!byEntity[node].length) parts.push(make("p", "文献中没有读到关于它的事实。", { class: "none" }));
    return parts;
  }

  function allButton() {
    const button = make("button", "展开全部出处", { type: "button", class: "all" });
    button.addEventListener("click", () => {
      const open = button.textContent === "展开全部出处";
      for (const said of id("detail").querySelectorAll("details.said")) said.open = open;
      button.textContent = open ? "收起全部出处" : "展开全部出处";
    });
    return button;
  }

  function edgeDetail(edge) {
    const { from, to, facts } = edges[edge];
    const title = make("h2", "", {}, entityButton(from), " — ", entityButton(to));
    return [title, make("ul", "", { class: "facts" }, ...facts.map((i) => factItem(data.facts[i], null, true)))];
  }

  // The table of contents: every class with its entities, the best connected first.
  function contents() {
    const count = (list, unit) => `${list.length} ${unit}`;
    const parts = [
      make("h2", "目录"),
      make("p", [count(data.nodes, "个实体"), count(data.facts, "条事实"), count(data.documents, "篇文献")].join("，"), { class: "class" }),
    ];
    for (const [kind, title] of Object.entries(data.classes)) {
      const nodes = data.nodes.filter((node) => node.group === kind).sort((a, b) => byEntity[b.id].length - byEntity[a.id].length || a.id - b.id);
      const rows = nodes.map((node) => make("li", "", {}, entityButton(node.id), make("span", byEntity[node.id].length || "", { class: "count" })));
      const rest = rows.splice(10);
      parts.push(make("h3", `${title}（${nodes.length}）`), make("ul", "", { class: "list" }, ...rows));
      if (rest.length) parts.push(make("details", "", { class: "said" }, make("summary", `其余 ${rest.length} 个`), make("ul", "", { class: "list" }, ...rest)));
    }
    return parts;
  }

  function show(parts) {
    id("detail").replaceChildren(...parts);
    id("panel").hidden = false;
    id("panel").scrollTop = 0;
  }

  // Select a node or an edge ({node} or {edge}); from the panel or the search, bring it into the view too.
  function select({ node = null, edge = null }, go = false) {
    Object.assign(view, { node, edge });
    paint();
    if (node !== null) {
      network.selectNodes([node], false);
      show(nodeDetail(node));
    } else {
      network.setSelection({ nodes: [], edges: [edge] }, { highlightEdges: false });
      show(edgeDetail(edge));
    }
    if (go) {
      network.focus(node, { scale: Math.max(network.getScale(), 0.9), animation: move() });
      id("panel").focus({ preventScroll: true });
    }
  }

  function clear() {
    Object.assign(view, { node: null, edge: null });
    network.unselectAll();
    paint();
  }

  function close() {
    if (id("panel").contains(document.activeElement)) id("contents").focus();
    clear();
    id("panel").hidden = true;
  }

  // ---- the search ----

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const known = data.names.map((names, node) => [...new Set([name(node), ...names.map(([, text]) => text)])]);
  const searchable = known.map((names) => names.map(plain));
  let hits = [];
  let at = -1;

  function find(query) {
    const wanted = plain(query.trim());
    if (!wanted) return [];
    const found = [];
    searchable.forEach((names, node) => {
      let best = null;
      names.forEach((text, i) => {
        const rank = text === wanted ? 0 : text.startsWith(wanted) ? 1 : text.includes(wanted) ? 2 : 3;
        if (rank < 3 && (!best || rank < best.rank)) best = { node, rank, as: known[node][i] };
      });
      if (best) found.push(best);
    });
    return found.sort((a, b) => a.rank - b.rank || byEntity[b.node].length - byEntity[a.node].length || a.node - b.node).slice(0, 12);
  }

  function offer() {
    hits = find(id("query").value);
    at = hits.length ? 0 : -1;
    const rows = hits.map(({ node, as }, i) => {
      const row = make("li", "", { role: "option", id: `hit${i}` }, symbol(data.nodes[node].group), make("bdi", name(node)));
      if (as !== name(node)) row.append(make("small", "", {}, make("bdi", as)));
      row.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus until the click
      row.addEventListener("click", () => take(i));
      return row;
    });
    const asked = id("query").value.trim() !== "";
    if (asked && !rows.length) rows.push(make("li", "没有这个名称", { class: "none" }));
    id("hits").replaceChildren(...rows);
    unfold(asked);
    point();
  }

  function unfold(open) {
    id("hits").hidden = !open;
    id("query").setAttribute("aria-expanded", String(open));
  }

  function point() {
    [...id("hits").children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) id("query").setAttribute("aria-activedescendant", `hit${at}`);
    else id("query").removeAttribute("aria-activedescendant");
    id("hits").children[at]?.scrollIntoView({ block: "nearest" });
  }

  function take(i) {
    unfold(false);
    id("query").value = "";
    select({ node: hits[i].node }, true);
  }

  // ---- the legend ----

  function toggle(title, count, checked, change, ...before) {
    const box = make("input", "", { type: "checkbox" });
    box.checked = checked;
    box.addEventListener("change", () => {
      change(box.checked);
      paint();
    });
    return make("label", "", {}, box, ...before, make("span", title), make("small", String(count)));
  }

  function legend() {
    const rows = Object.entries(data.classes).map(([kind, title]) => {
      const count = data.nodes.filter((node) => node.group === kind).length;
      return toggle(title, count, true, (on) => view.off[on ? "delete" : "add"](kind), symbol(kind));
    });
    const unsure = data.facts.filter((fact) => !affirmed(fact)).length;
    const lone = allLone ? 0 : data.nodes.filter((node) => !hasEdge(node.id)).length;
    if (unsure) rows.push(toggle("否认、计划、声称（虚线）", unsure, false, (on) => (view.unsure = on)));
    if (lone) rows.push(toggle("没有关系的实体", lone, false, (on) => (view.lone = on)));
    id("legend").append(...rows);
  }

  // ---- what the reader does ----

  network.on("click", ({ nodes, edges: lines }) => {
    if (nodes.length) select({ node: nodes[0] });
    else if (lines.length) select({ edge: lines[0] });
    else clear();
  });
  id("fit").addEventListener("click", () => fit(move()));
  id("contents").addEventListener("click", () => {
    clear();
    show(contents());
    id("panel").focus({ preventScroll: true });
  });
  id("close").addEventListener("click", close);
  id("query").addEventListener("input", offer);
  id("query").addEventListener("blur", () => unfold(false));
  id("query").addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and the arrows belong to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (hits.length) at = (at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
      point();
    } else if (event.key === "Enter" && at >= 0 && !id("hits").hidden) take(at);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== id("query")) {
      id("query").focus();
      event.preventDefault();
    } else if (event.key === "Escape" && !id("hits").hidden) unfold(false);
    else if (event.key === "Escape") close();
  });
  network.on("dragEnd", ({ nodes }) => nodes.length && paint());
  dark.addEventListener("change", paint);

  legend();
  if (!narrow.matches) show(contents());
  paint();
  network.setSize("100%", "100%"); // the legend and the panel have taken their room
  fit(false);
  if (narrow.matches && network.getScale() < 0.5) {
    // On a small screen the whole would show no name: open at the best-connected node instead.
    const hub = shown().reduce((best, node) => (around[node].length > around[best].length ? node : best));
    network.moveTo({ position: network.getPosition(hub), scale: 0.6 });
  }
})();
