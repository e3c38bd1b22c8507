// The source tab: a whole document, with every mention, and the words of the facts that the panel tells.

// The facts whose words are marked: those of what is selected.
function told() {
  if (view.node !== null) return byEntity[view.node].filter((i) => factOn(data.facts[i]));
  if (view.edge !== null) return live[view.edge];
  return [];
}

// The places in a document that are marked, in order and joined where they overlap.
function marksIn(document_) {
  const places = told().flatMap((i) => data.facts[i][EVIDENCE].map(placeOf)).filter((place) => place && place[0] === document_);
  const found = [];
  for (const [, from, to] of places.sort((a, b) => a[1] - b[1])) {
    if (found.length && from <= found.at(-1)[1]) found.at(-1)[1] = Math.max(found.at(-1)[1], to);
    else found.push([from, to]);
  }
  return found;
}

// Text with mentions as buttons and marks, from one place to another.
function* runs(document_, from, to, marks) {
  const { text, mentions } = data.documents[document_];
  const [, first, last] = view.source;
  const inside = mentions.filter(([a, b]) => a < to && b > from);
  const cuts = new Set([from, to]);
  for (const [a, b] of [...inside, ...marks, [first, last]]) for (const cut of [a, b]) if (cut > from && cut < to) cuts.add(cut);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i++) {
    const [a, b] = [places[i], places[i + 1]];
    const mention = inside.find(([start_, end]) => start_ <= a && end >= b);
    let piece = mention ? mentionButton(mention[2], text.slice(a, b)) : text.slice(a, b);
    if (a >= first && b <= last) piece = make("mark", "", { class: "this" }, piece);
    else if (marks.some(([start_, end]) => start_ <= a && end >= b)) piece = make("mark", "", {}, piece);
    yield piece;
  }
}

// A mention selects what it names; one of two (双方, 两国) shows how they are joined.
function mentionButton(entities, text) {
  const chosen_ = entities.includes(view.node);
  const act = () => {
    const place = view.source;
    select(entities.length === 2 ? { path: entities, source: place } : { node: entities[0], source: place }, true);
  };
  return button(text, act, { class: `mention${chosen_ ? " chosen" : ""}`, title: entities.map(name).join(listMark()), "data-kind": kindOf(entities[0]) });
}

const drawnSource = { key: "" };

function showSource() {
  const [document_, first, last] = view.source;
  const key = `${view.source} ${view.node} ${view.edge} ${view.path} ${language}`;
  if (drawnSource.key === key) return;
  drawnSource.key = key;
  const { text, heads } = data.documents[document_];
  const marks = marksIn(document_);
  const choice = make("select", "", { "aria-label": t("documents") });
  data.documents.forEach(({ title }, i) => choice.append(make("option", title, { value: i })));
  choice.value = String(document_);
  choice.addEventListener("change", () => change({ source: [+choice.value, 0, 0] }, { step: true }));
  const body = make("div", "", { class: "text", lang: "zh" });
  let from = 0;
  for (const line of text.split("\n")) {
    const to = from + line.length;
    const heading = heads.some(([a, b]) => a < to && b > from);
    if (line.trim()) body.append(make(heading ? "h3" : "p", "", {}, ...runs(document_, from, to, marks.filter(([a, b]) => a < to && b > from))));
    from = to + 1;
  }
  id("source").replaceChildren(choice, body);
  const goal = body.querySelector("mark.this") || body.querySelector("mark") || null;
  if (goal && last > first) goal.scrollIntoView({ block: "center" });
  else if (goal) goal.scrollIntoView({ block: "center" });
  else id("panel").scrollTop = 0;
}

// The tab opened by itself: the first passage about what is selected, else the first document.
function openSource() {
  const place = told().flatMap((i) => data.facts[i][EVIDENCE].map(placeOf)).find(Boolean);
  change({ source: place || [0, 0, 0] }, { step: true });
}
