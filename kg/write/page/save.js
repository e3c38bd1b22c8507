// Taking away: the picture as PNG and SVG, the facts shown as Turtle and CSV, a link to the view.
const stem = data.titles[0].replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph";

function give(content, type, ending) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = make("a", "", { href: URL.createObjectURL(blob), download: `${stem}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The facts of the edges that are lit, and those of the entity selected; if nothing is, of every entity in the picture.
function factsShown() {
  const lines = edges.filter((edge) => edgeOn(edge) && (!lit || nearEdge(edge))).flatMap((edge) => live[edge.id]);
  const dates = (i) => !isEntity(data.facts[i][OBJECT]) && nodeOn(data.facts[i][SUBJECT]);
  const own = !lit ? [...data.facts.keys()].filter(dates) : view.node !== null ? byEntity[view.node] : [];
  return [...new Set([...lines, ...own])].filter((i) => factOn(data.facts[i]) && holds(i)).sort((a, b) => a - b);
}

function savePicture() {
  const from = network.canvas.frame.canvas;
  const to = make("canvas", "", { width: from.width, height: from.height });
  const context = to.getContext("2d");
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, to.width, to.height);
  context.drawImage(from, 0, 0);
  to.toBlob((blob) => give(blob, "image/png", "png"), "image/png");
}

// Outlines are 16 wide, their centre at 8, 8.
function svgNode(node, { x, y }, scale) {
  const size = data.nodes[node].size * scale;
  const on = bright(node);
  const colour = on ? colours[`kind ${kindOf(node)}`] : colours.faded;
  const look = hollow(kindOf(node)) ? { fill: colours.paper, stroke: colour, "stroke-width": 2.5 } : { fill: colour, stroke: shade(colour), "stroke-width": 0.8 };
  const place = `translate(${(x - size).toFixed(1)} ${(y - size).toFixed(1)}) scale(${(size / 8).toFixed(3)})`;
  const title = svg("title", {});
  title.textContent = name(node);
  return svg("path", { d: OUTLINES[SHAPES[kindOf(node)]], transform: place, ...look }, title);
}

function svgText({ left: l, right, top, lines, size, bold }, toScreen, ink) {
  const text = svg("text", { "font-size": size, "font-weight": bold ? 600 : 400, fill: ink, "text-anchor": "middle", stroke: colours.paper, "stroke-width": 3, "paint-order": "stroke" });
  lines.forEach((line, i) => {
    const { x, y } = toScreen((l + right) / 2, top + (i + 0.5) * size * 1.2);
    const row = svg("tspan", { x: x.toFixed(1), y: (y + size * 0.36).toFixed(1) });
    row.textContent = line;
    text.append(row);
  });
  return text;
}

function pictureSvg() {
  const box = id("graph").getBoundingClientRect();
  const scale = network.getScale();
  placeAll(scale);
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const toScreen = (x, y) => ({ x: x + origin.x, y: y + origin.y });
  const spot = (node) => toScreen(at[node].x * scale, at[node].y * scale);
  const whole_ = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${Math.round(box.width)} ${Math.round(box.height)}`, width: Math.round(box.width), height: Math.round(box.height), "font-family": "sans-serif" });
  const title = svg("title", {});
  title.textContent = data.titles[language];
  whole_.append(title, svg("rect", { width: "100%", height: "100%", fill: colours.paper }));
  for (const edge of edges.filter(edgeOn)) {
    const [a, b] = [spot(edge.from), spot(edge.to)];
    const look = edgeLook(edge, true);
    const dashes = edge.sure ? {} : { "stroke-dasharray": "6 5" };
    whole_.append(svg("line", { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1), stroke: look.color.color, "stroke-width": (widthAt(look.width, edge, scale) * scale).toFixed(2), ...dashes }));
  }
  for (const node of shown()) whole_.append(svgNode(node, spot(node), scale));
  for (const label of written.words) whole_.append(svgText(label, toScreen, colours["edge-text"]));
  for (const label of written.names) whole_.append(svgText(label, toScreen, colours.ink));
  return new XMLSerializer().serializeToString(whole_);
}

// ---- Turtle ----

// An IRI may not hold these (RFC 3987, and what Turtle's grammar leaves out).
const iri = (text) => `<${text.replace(/[\u0000-\u0020<>"{}|\\^`]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}>`;
const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };
const literal = (text) => `"${text.replace(/[\\"\n\r]/g, (c) => ESCAPES[c])}"`;

function value(text) {
  if (/^P\d/.test(text)) return `${literal(text)}^^xsd:duration`;
  const type = { 4: "gYear", 7: "gYearMonth", 10: "date" }[text.length];
  return PLAIN.test(text) ? `${literal(text)}^^xsd:${type}` : literal(text);
}

function turtle(facts) {
  const entity = (node) => (isEntity(node) ? iri(`${data.base}entity/${data.keys[node]}`) : literal(String(node)));
  const term = (local) => iri(`${data.base}ontology#${local}`);
  const head = ["rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>", "skos: <http://www.w3.org/2004/02/skos/core#>", "xsd: <http://www.w3.org/2001/XMLSchema#>"];
  const lines = head.map((line) => `@prefix ${line} .`);
  const ends = new Set(facts.flatMap((i) => [data.facts[i][SUBJECT], data.facts[i][OBJECT]].filter(isEntity)));
  for (const node of [...ends].sort((a, b) => a - b)) {
    const [hans, hant, en] = data.names[node];
    const labels = [[hans, "zh-Hans"], [hant, "zh-Hant"], [en, "en"]].filter(([text]) => text);
    lines.push("", `${entity(node)} a ${term(kindOf(node))} ;`, `    skos:prefLabel ${labels.map(([text, tag]) => `${literal(text)}@${tag}`).join(", ")} .`);
  }
  for (const i of facts) {
    const fact = data.facts[i];
    const object = isEntity(fact[OBJECT]) ? entity(fact[OBJECT]) : value(fact[OBJECT]);
    const said = [`rdf:subject ${entity(fact[SUBJECT])}`, `rdf:predicate ${term(propertyOf(fact))}`, `rdf:object ${object}`, `${term("certainty")} ${literal(data.certainties[fact[CERTAINTY]][0])}`];
    for (const [key, given] of Object.entries(fact[QUALIFIERS])) {
      const date = /_date$/.test(key);
      const local = date && !PLAIN.test(given) ? "edtf" : key.replace(/_(.)/g, (_, c) => c.toUpperCase());
      const words = date ? value(String(given)) : isEntity(given) ? entity(given) : key === "amount" && /^[+-]?\d+(\.\d+)?$/.test(given) ? `${literal(given)}^^xsd:decimal` : literal(given);
      said.push(`${term(local)} ${words}`);
    }
    for (const evidence of fact[EVIDENCE]) said.push(`${term("quote")} ${literal(quoteOf(evidence)[1])}`);
    lines.push("");
    if (affirmed(fact)) lines.push(`${entity(fact[SUBJECT])} ${term(propertyOf(fact))} ${object} .`);
    lines.push(`${iri(`${data.base}statement/${fact[IRI]}`)} a ${term("Statement")} ;`, `${said.map((line) => `    ${line}`).join(" ;\n")} .`);
  }
  return `${lines.join("\n")}\n`;
}

// ---- CSV (RFC 4180), with a mark that lets Excel see that it is UTF-8 ----

// A spreadsheet must not take a name for a formula.
const field = (text) => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function csv(facts) {
  const entity = (value_) => (isEntity(value_) ? name(value_) : (value_ ?? ""));
  const head = ["subject", "property", "object", "onDate", "fromDate", "toDate", "edtf", "atPlace", "role", "amount", "currency", "underTreaty", "claimant", "certainty", "document", "section", "quote", "statement"];
  const rows = facts.map((i) => {
    const fact = data.facts[i];
    const q = fact[QUALIFIERS];
    const dates = [q.on_date, q.from_date, q.to_date];
    const plain = dates.map((date) => (PLAIN.test(date) ? date : ""));
    const edtf = dates.filter((date) => date && !PLAIN.test(date)).join(" ");
    const first = fact[EVIDENCE][0];
    const passage = first ? data.passages[first[0]] : null;
    return [
      name(fact[SUBJECT]), propertyName(fact[PROPERTY]), entity(fact[OBJECT]), ...plain, edtf, entity(q.at_place), q.role && officeName(q.role), q.amount, q.currency,
      entity(q.under_treaty), entity(q.claimant), data.certainties[fact[CERTAINTY]][0],
      passage ? data.documents[passage[0]].title : "", passage ? data.sections[passage[1]] : "", first ? quoteOf(first)[1] : "", `${data.base}statement/${fact[IRI]}`,
    ];
  });
  return `\ufeff${[head, ...rows].map((row) => row.map((text) => field(String(text ?? ""))).join(",")).join("\r\n")}\r\n`;
}

function showTakes() {
  const copy = (event) => {
    const there = event.currentTarget;
    navigator.clipboard?.writeText(location.href).then(() => (there.textContent = t("copied"))).catch(() => {});
  };
  id("takes").replaceChildren(
    button(t("png"), savePicture, { id: "save-png" }),
    button(t("svg"), () => give(pictureSvg(), "image/svg+xml", "svg"), { id: "save-svg" }),
    button(t("turtle"), () => give(turtle(factsShown()), "text/turtle", "ttl"), { id: "save-turtle" }),
    button(t("csv"), () => give(csv(factsShown()), "text/csv", "csv"), { id: "save-csv" }),
    button(t("link"), copy, { id: "copy-link" }),
  );
}
