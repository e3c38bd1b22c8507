// The side panel: what is known of the entity, the edge or the path selected; else the contents.
const PAGES = [".html", ".zh-Hant.html", ".en.html"]; // how the pages of a site end, by language
let contentsWanted = !narrow.matches;

// [property, seen from the subject?, facts in order of time], in the order of the properties.
function groups(node, facts) {
  const found = new Map();
  for (const i of facts) {
    const fact = data.facts[i];
    const active = data.properties[fact[PROPERTY]][SYMMETRIC] || fact[SUBJECT] === node;
    const key = fact[PROPERTY] * 2 + (active ? 0 : 1);
    if (!found.has(key)) found.set(key, [active ? propertyName(fact[PROPERTY]) : inverseName(fact[PROPERTY]), []]);
    found.get(key)[1].push(i);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, [title, members]]) => [title, members.sort(inTime)]);
}

function nameLines(node) {
  const languages = new Map();
  for (const [tag, text] of data.names[node][3]) {
    if (text !== name(node)) languages.set(tag, [...(languages.get(tag) || []), text]);
  }
  const lines = [...languages].map(([tag, texts]) => {
    const key = `lang_${tag}`;
    const line = make("p", `${key in data.ui ? t(key) : tag || t("otherNames")}${colon()}`, { class: "names" });
    line.append(...texts.map((text) => make("bdi", text, tag ? { lang: tag } : {})));
    return line;
  });
  const pinyin = data.pinyin[node].split("|")[0];
  if (pinyin) lines.push(make("p", `${t("pinyin")}${colon()}`, { class: "names" }, make("span", pinyin, { lang: "zh-Latn" })));
  return lines;
}

function officeLine(node) {
  const roles = byEntity[node].map((i) => data.facts[i]).filter((fact) => fact[SUBJECT] === node && affirmed(fact) && fact[QUALIFIERS].role);
  const offices = [...new Set(roles.map((fact) => fact[QUALIFIERS].role))];
  return offices.length ? [make("p", `${t("offices")}${colon()}`, { class: "names" }, ...joined(offices.map(officeSpan)))] : [];
}

function nodeDetail(node) {
  const kind = kindOf(node);
  const parts = [
    make("h2", "", {}, named(node)),
    make("p", "", { class: "class" }, symbol(kind), kindOne(kind)),
    ...nameLines(node),
    ...officeLine(node),
  ];
  const term = terms[node];
  if (term?.to) parts.push(make("p", `${t("inForce")}${colon()}${term.from}–${term.to}`, { class: "names" }));
  const facts = byEntity[node].filter((i) => factOn(data.facts[i]));
  const open = facts.length <= 8;
  const acts = make("p", "", { class: "acts" }, button(t("pathFrom"), () => askPath(node)));
  acts.append(button(t("expand"), () => grow(node), { "aria-pressed": String(view.grown.includes(node)) }));
  const missing = absent(node).length;
  if (missing) acts.append(button(t("loadMore", { n: Math.min(OPEN, missing) }), () => grow(node)));
  if (!open) acts.append(allButton());
  if (data.pages) acts.append(make("a", t("ownPage"), { href: `${data.pages[node]}${PAGES[language]}`, id: "own-page" }));
  parts.push(acts);
  for (const [title, members] of groups(node, facts)) {
    parts.push(make("h3", members.length > 1 ? `${title} (${members.length})` : title), factList(members, node, open));
  }
  const hidden = byEntity[node].length - facts.length;
  if (hidden) parts.push(make("p", t("filteredOut", { n: hidden }), { class: "none" }));
  if (!byEntity[node].length) parts.push(make("p", t("noFacts"), { class: "none" }));
  return parts;
}

function allButton() {
  let open = false;
  return button(t("openAll"), (event) => {
    open = !open;
    for (const said of id("detail").querySelectorAll("details.said")) said.open = open;
    event.currentTarget.textContent = t(open ? "closeAll" : "openAll");
  });
}

function edgeDetail(edge) {
  const { from, to } = edges[edge];
  return [make("h2", "", {}, entityButton(from), " — ", entityButton(to)), factList([...live[edge]].sort(inTime), null, true)];
}

function pathDetail([from, to]) {
  const path = pathOf(from, to);
  const parts = [make("h2", `${t("path")}${colon()}`, {}, entityButton(from), " → ", entityButton(to))];
  if (!path) return [...parts, make("p", t("noPath"), { class: "none" })];
  parts.push(make("p", t("steps", { n: path.length - 1 }), { class: "class" }));
  path.slice(1).forEach((node, i) => {
    const facts = around[node].filter((edge) => other(edge, node) === path[i]).flatMap((edge) => live[edge.id]);
    parts.push(make("h3", "", { class: "step" }, entityButton(path[i]), " → ", entityButton(node)), factList(facts.sort(inTime), null, false));
  });
  return parts;
}

// Every class with its entities, the best connected first.
function contents() {
  const sizes = [[data.nodes, "entityCount"], [data.facts, "factCount"], [data.documents, "documentCount"]];
  const parts = [
    make("h2", t("contents")),
    make("p", sizes.map(([list, unit]) => t(unit, { n: list.length })).join(listMark()), { class: "class" }),
  ];
  for (const kind of Object.keys(data.classes)) {
    const nodes = data.nodes.filter((node) => node.group === kind).map((node) => node.id).sort((a, b) => byEntity[b].length - byEntity[a].length || byWeight(a, b));
    const row = (node) => make("li", "", {}, entityButton(node), make("span", byEntity[node].length || "", { class: "count" }));
    const list = make("ul", "", { class: "list" }, ...nodes.slice(0, 10).map(row));
    parts.push(make("h3", `${kindName(kind)} (${nodes.length})`), list);
    if (nodes.length > 10) parts.push(moreRows(nodes.slice(10), row));
  }
  return parts;
}

// The rest of a list, a hundred at a time.
function moreRows(nodes, row) {
  const rest = make("details", "", { class: "said" }, make("summary", t("rest", { n: nodes.length })));
  const list = make("ul", "", { class: "list" });
  const add = () => {
    list.append(...nodes.splice(0, 200).map(row));
    if (!nodes.length) next.remove();
  };
  const next = button(t("showMore", { n: 200 }), add, { class: "plain" });
  rest.addEventListener("toggle", () => rest.open && !list.childElementCount && add());
  rest.append(list, next);
  return rest;
}

function showPanel(top = true) {
  const anything = view.node !== null || view.edge !== null || view.path !== null;
  const parts =
    view.node !== null ? nodeDetail(view.node)
    : view.edge !== null ? edgeDetail(view.edge)
    : view.path ? pathDetail(view.path)
    : contents();
  id("detail").replaceChildren(...parts);
  id("panel").hidden = !(anything || contentsWanted || view.source);
  const source = view.source !== null;
  mark([id("tab-facts"), id("tab-source")], source ? 1 : 0);
  id("detail").hidden = source;
  id("source").hidden = !source;
  if (source) showSource();
  else if (top && drawn) id("panel").scrollTop = 0;
}

function closePanel() {
  if (id("panel").contains(document.activeElement)) id("contents").focus();
  contentsWanted = false;
  clear();
  showPanel();
}
