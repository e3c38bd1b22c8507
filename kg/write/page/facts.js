// One fact as the panel and the timeline tell it.
const quoteOf = ([passage, from, to]) => {
  const [document_, , ...place] = data.passages[passage];
  const text = typeof place[0] === "string" ? place[0] : data.documents[document_].text.slice(...place);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
};

// Where the words stand in the document: [document, start, end]; null where its text is not at hand.
function placeOf([passage, from, to]) {
  const [document_, , start_] = data.passages[passage];
  return isEntity(start_) ? [document_, start_ + from, start_ + to] : null;
}

const titleOf = (document_) => (english() ? `“${data.documents[document_].title}”` : `《${data.documents[document_].title}》`);

function evidenceItem(evidence) {
  const [passage, , , rule] = evidence;
  const [document_, section] = data.passages[passage];
  const [head, words, tail] = quoteOf(evidence);
  const place = placeOf(evidence);
  const where = `${titleOf(document_)}${data.sections[section] ? ` › ${data.sections[section]}` : ""}`;
  const quote = make("blockquote", "", { lang: "zh" }, head, make("mark", words), tail);
  const title = `${data.documents[document_].file} · ${rule}`;
  const cite = make("cite", place ? "" : where, { title, lang: "zh" });
  if (place) cite.append(button(where, () => change({ source: place }, { step: true }), { class: "to-source" }));
  return [quote, cite];
}

// A line that can stand in a footnote.
function citation(i) {
  const fact = data.facts[i];
  const object = isEntity(fact[OBJECT]) ? name(fact[OBJECT]) : literalText(fact);
  const when = whenText(fact[QUALIFIERS]);
  const said = fact[EVIDENCE].slice(0, 1).map((evidence) => {
    const [document_, section] = data.passages[evidence[0]];
    const words = quoteOf(evidence)[1];
    return `${titleOf(document_)}${data.sections[section] ? `, ${data.sections[section]}` : ""}${colon()}${english() ? `“${words}”` : `「${words}」`}`;
  });
  const sure = affirmed(fact) ? "" : ` [${certaintyName(fact[CERTAINTY])}]`;
  const told = `${name(fact[SUBJECT])} — ${propertyName(fact[PROPERTY])} — ${object}${when ? ` (${when})` : ""}${sure}`;
  return [told, ...said, `${data.base}statement/${fact[IRI]}`].join(english() ? ". " : "。");
}

function citeButton(i) {
  return button(t("cite"), (event) => {
    const there = event.currentTarget.parentElement.querySelector("output");
    if (there) return there.remove();
    const line = make("output", citation(i), { class: "citation", "aria-label": t("citation") });
    event.currentTarget.after(line);
    getSelection().selectAllChildren(line);
    navigator.clipboard?.writeText(line.textContent).catch(() => {}); // not granted: the line is there to be copied
  }, { class: "cite" });
}

function qualifierLine(q) {
  const line = make("div", "", { class: "more" });
  const add = (title, value) => line.append(make("span", title ? `${title}${colon()}` : "", {}, isEntity(value) ? entityButton(value) : value));
  if (q.role) add(english() ? t("role") : "", officeSpan(q.role));
  if (q.amount) add("", amountText(q.amount, q.currency));
  if (q.at_place !== undefined) add(t("place"), q.at_place);
  if (q.under_treaty !== undefined) add(t("under"), q.under_treaty);
  if (q.claimant !== undefined) add(t("claimant"), q.claimant);
  return line.childNodes.length ? [line] : [];
}

const certaintyTag = (fact) => make("span", certaintyName(fact[CERTAINTY]), { class: affirmed(fact) ? "tag sure" : "tag" });

// One fact, told from the side of `self`, or from both sides if it is null.
function factItem(i, self, open) {
  const fact = data.facts[i];
  const q = fact[QUALIFIERS];
  const item = make("li", "", { class: [affirmed(fact) ? "" : "unsure", holds(i) ? "" : "past"].join(" ").trim(), "data-fact": i });
  const when = whenText(q);
  if (when) item.append(make("span", when, { class: "when" }));
  if (self === null) item.append(entityButton(fact[SUBJECT]), ` ${propertyName(fact[PROPERTY])} `);
  if (!isEntity(fact[OBJECT])) item.append(make("span", literalText(fact)));
  else item.append(entityButton(self !== null && fact[OBJECT] === self ? fact[SUBJECT] : fact[OBJECT]));
  item.append(certaintyTag(fact), ...qualifierLine(q));
  if (fact[EVIDENCE].length) {
    const words = make("span", ` “${quoteOf(fact[EVIDENCE][0])[1]}”`, { class: "words", lang: "zh" });
    const title = fact[EVIDENCE].length > 1 ? `${t("said")} (${fact[EVIDENCE].length})` : t("said");
    const said = make("details", "", { class: "said" }, make("summary", title, {}, words));
    // Filled when it is opened: a hub has hundreds.
    const fill = () => said.open && said.childElementCount === 1 && said.append(...fact[EVIDENCE].flatMap(evidenceItem), citeButton(i));
    said.addEventListener("toggle", fill);
    said.open = open;
    fill();
    item.append(said);
  }
  return item;
}

const inOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const inTime = (a, b) => inOrder(dateOf(data.facts[a]) || "~", dateOf(data.facts[b]) || "~") || a - b; // the undated last
const factList = (facts, self, open) => make("ul", "", { class: "facts" }, ...facts.map((i) => factItem(i, self, open)));
