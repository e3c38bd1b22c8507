// The data the page carries, and indexes over it. Text reaches the page through textContent only; the policy of the
// page (require-trusted-types-for) enforces it.
const id = (name) => document.getElementById(name);

async function load() {
  const { textContent, dataset } = id("data");
  if (dataset.encoding !== "gzip") return JSON.parse(textContent);
  const bytes = Uint8Array.from(atob(textContent), (c) => c.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(inflated).text());
}

const data = await load();
if (!data.nodes.length) return;

const [SUBJECT, PROPERTY, OBJECT, CERTAINTY, QUALIFIERS, EVIDENCE, IRI] = [0, 1, 2, 3, 4, 5, 6];
const AFFIRMED = 0; // the first of data.certainties
const SYMMETRIC = 3; // of a property's row
const narrow = matchMedia("(max-width: 720px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

const isEntity = (value) => typeof value === "number";
const affirmed = (fact) => fact[CERTAINTY] === AFFIRMED;
const propertyOf = (fact) => data.properties[fact[PROPERTY]][0];
const kindOf = (node) => data.nodes[node].group;
const hollow = (kind) => data.hollow.includes(kind);
const numberOf = new Map(data.keys.map((key, node) => [key, node]));

// The facts that an entity takes part in, as subject or object.
const byEntity = data.nodes.map(() => []);
data.facts.forEach((fact, i) => {
  byEntity[fact[SUBJECT]].push(i);
  if (isEntity(fact[OBJECT]) && fact[OBJECT] !== fact[SUBJECT]) byEntity[fact[OBJECT]].push(i);
});

// An edge holds all facts of one standing (affirmed or not) between two entities.
const edges = data.edges.map((edge, i) => ({ ...edge, id: i, sure: affirmed(data.facts[edge.facts[0]]) }));
const around = data.nodes.map(() => []);
for (const edge of edges) {
  around[edge.from].push(edge);
  if (edge.to !== edge.from) around[edge.to].push(edge);
}
const other = (edge, node) => (edge.from === node ? edge.to : edge.from);
const allLone = !edges.some((edge) => edge.sure);
const weight = around.map((lines) => lines.reduce((sum, edge) => sum + edge.facts.length, 0));
const byWeight = (a, b) => weight[b] - weight[a] || a - b;

// What is drawn; of a large graph only the first view and what was asked for since.
const present = new Set(data.first || data.nodes.map((node) => node.id));

// ---- time: years as numbers, spans as [first, last] ----

const yearIn = (edtf) => (/^\d{4}/.test(edtf) ? +edtf.slice(0, 4) : null);

function yearsOf(edtf) {
  const [first, last] = edtf.split("/").map(yearIn);
  if (first === null && (last ?? null) === null) return null;
  return [first ?? -Infinity, last === undefined ? first : (last ?? Infinity)];
}

const dateOf = (fact) => fact[QUALIFIERS].on_date || fact[QUALIFIERS].from_date || fact[QUALIFIERS].to_date || literalDate(fact);
const literalDate = (fact) => (isEntity(fact[OBJECT]) || /^P\d/.test(fact[OBJECT]) ? "" : fact[OBJECT]);

function ownYears(fact) {
  const { on_date, from_date, to_date } = fact[QUALIFIERS];
  if (on_date) return yearsOf(on_date);
  if (from_date || to_date) {
    return [(from_date && yearIn(from_date)) || -Infinity, (to_date && yearIn(to_date)) || Infinity];
  }
  const date = literalDate(fact);
  return date ? yearsOf(date) : null;
}

function firstYear(node, ...properties) {
  for (const property of properties) {
    const found = byEntity[node].map((i) => data.facts[i]).filter((f) => f[SUBJECT] === node && affirmed(f) && propertyOf(f) === property);
    const years = found.map(ownYears).filter((span) => span && Number.isFinite(span[0])).map(([year]) => year);
    if (years.length) return Math.min(...years);
  }
  return null;
}

// From when to when a treaty was in force: its end is stated, or follows from its term, its denunciation or the
// treaty that replaced it. Where nothing says when it ended, `to` is null.
const terms = data.nodes.map(({ id: node, group }) => (group === "Treaty" ? treatyYears(node) : null));

function treatyYears(node) {
  const from = firstYear(node, "effectiveOn", "signedOn", "signatory", "party");
  if (from === null) return null;
  const facts = byEntity[node].map((i) => data.facts[i]).filter(affirmed);
  const term = facts.find((fact) => fact[SUBJECT] === node && propertyOf(fact) === "term");
  const length = term && /^P(\d+)Y/.exec(term[OBJECT]);
  const heirs = facts.filter((fact) => fact[OBJECT] === node && propertyOf(fact) === "replaces");
  const ends = [
    firstYear(node, "endedOn", "terminatedBy"),
    length ? from + +length[1] : null,
    ...heirs.map((fact) => firstYear(fact[SUBJECT], "effectiveOn", "signedOn")),
  ].filter((year) => year !== null && year >= from);
  return { from, to: ends.length ? Math.min(...ends) : null };
}

// When a fact held. What a treaty says without a date of its own, it says while it is in force.
const spans = data.facts.map((fact) => {
  const own = ownYears(fact);
  const term = terms[fact[SUBJECT]];
  return own || (term ? [term.from, term.to ?? term.from] : null);
});
const inForce = (node, [from, to]) => Boolean(terms[node]) && terms[node].to !== null && terms[node].from <= to && terms[node].to >= from;
const inForceStill = (node, [, to]) => Boolean(terms[node]) && terms[node].to === null && terms[node].from <= to; // for all we know

const dated = spans.flatMap((span) => (span ? span.filter(Number.isFinite) : []));
const firstOf = dated.length ? dated.reduce((a, b) => Math.min(a, b)) : 0;
const lastOf = dated.length ? dated.reduce((a, b) => Math.max(a, b)) : 0;
