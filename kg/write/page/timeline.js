// The timeline: dated facts by state, as lanes of dots, and told one by one underneath.
const LANES = 10;
const TOLD = 150;
const timeView = { state: null, year: null, rows: TOLD };
const POLITIES = ["State", "Government"];

// The states a fact is about: its own ends, and for what is said of a treaty its parties.
const partiesOf = (node) => byEntity[node].map((i) => data.facts[i]).filter((fact) => fact[SUBJECT] === node && propertyOf(fact) === "party").map((fact) => fact[OBJECT]);
const represented = (node) => byEntity[node].map((i) => data.facts[i]).filter((fact) => fact[SUBJECT] === node && propertyOf(fact) === "represents").map((fact) => fact[OBJECT]);

function statesOf(fact) {
  const ends = [fact[SUBJECT], fact[OBJECT]].filter(isEntity);
  const found = new Set();
  for (const end of ends) {
    if (POLITIES.includes(kindOf(end))) found.add(end);
    else if (kindOf(end) === "Treaty") for (const party of partiesOf(end)) if (POLITIES.includes(kindOf(party))) found.add(party);
  }
  if (!found.size) for (const end of ends) for (const state of represented(end)) if (POLITIES.includes(kindOf(state))) found.add(state);
  return found;
}

// [fact, year] of every dated fact that passes the filters, by state.
function byState() {
  const found = new Map();
  data.facts.forEach((fact, i) => {
    const own = factOn(fact) && ownYears(fact);
    if (!own || !(holds(i))) return;
    const year = Number.isFinite(own[0]) ? own[0] : own[1];
    for (const state of statesOf(fact)) {
      if (!found.has(state)) found.set(state, []);
      found.get(state).push([i, year]);
    }
  });
  return new Map([...found].sort(([a, x], [b, y]) => y.length - x.length || a - b));
}

function lanes(states) {
  const span = Math.max(1, lastOf - firstOf);
  const margin = english() ? 200 : 150;
  const x = (year) => margin + ((980 - margin) * (year - firstOf)) / span;
  const rows = [...states].slice(0, LANES);
  const drawn = svg("svg", { class: "lanes", viewBox: `0 0 1000 ${rows.length * 26 + 30}`, role: "group", "aria-label": t("lanes") });
  const step = [1, 2, 5, 10, 20, 25, 50, 100].find((years) => span / years <= 10) || 200;
  for (let year = Math.ceil(firstOf / step) * step; year <= lastOf; year += step) {
    drawn.append(svg("line", { x1: x(year), x2: x(year), y1: 0, y2: rows.length * 26 + 6, class: "grid" }));
    const label = svg("text", { x: x(year), y: rows.length * 26 + 22, "text-anchor": "middle", class: "year" });
    label.textContent = year;
    drawn.append(label);
  }
  rows.forEach(([state, facts], i) => {
    const label = svg("text", { x: margin - 10, y: i * 26 + 18, "text-anchor": "end" });
    const short = [...name(state)];
    label.textContent = short.length > (english() ? 28 : 9) ? `${short.slice(0, english() ? 27 : 8).join("")}…` : name(state);
    const line = svg("line", { x1: margin, x2: 985, y1: i * 26 + 13, y2: i * 26 + 13, class: "lane" });
    drawn.append(label, line, ...dots(state, facts, x, i * 26 + 13));
  });
  return drawn;
}

function dots(state, facts, x, y) {
  const years = new Map();
  for (const [, year] of facts) years.set(year, (years.get(year) || 0) + 1);
  return [...years].map(([year, n]) => {
    const chosen_ = timeView.state === state && timeView.year === year;
    const dot = svg("circle", { cx: x(year), cy: y, r: Math.min(11, 2.5 + 1.8 * Math.sqrt(n)), class: chosen_ ? "dot chosen" : "dot", "data-year": year, "data-state": data.keys[state] });
    const label = svg("title", {});
    label.textContent = `${name(state)}${colon()}${t("inYear", { y: year, n })}`;
    dot.append(label);
    dot.addEventListener("click", () => {
      Object.assign(timeView, { state, year, rows: TOLD });
      showTimeline();
    });
    return dot;
  });
}

function showTimeline() {
  const states = byState();
  if (timeView.state !== null && !states.has(timeView.state)) Object.assign(timeView, { state: null, year: null });
  const choice = make("select", "", { id: "lane" });
  choice.append(make("option", t("allStates"), { value: "" }), ...[...states].map(([state, facts]) => make("option", `${name(state)} (${facts.length})`, { value: state })));
  choice.value = timeView.state ?? "";
  choice.addEventListener("change", () => {
    Object.assign(timeView, { state: choice.value === "" ? null : +choice.value, year: null, rows: TOLD });
    showTimeline();
    id("lane").focus();
  });
  const facts = timeView.state === null ? [...new Map([...states.values()].flat())] : states.get(timeView.state);
  const told_ = facts.filter(([, year]) => timeView.year === null || year === timeView.year).sort(([a], [b]) => inTime(a, b));
  const parts = [make("label", t("state"), { class: "choice" }, choice)];
  if (!states.size) parts.push(make("p", t("noDated"), { class: "none" }));
  else parts.push(lanes(states));
  let list = null;
  let last = null;
  for (const [i, year] of told_.slice(0, timeView.rows)) {
    if (year !== last) {
      list = make("ul", "", { class: "facts" });
      parts.push(make("h3", english() ? String(year) : `${year}年`), list);
      last = year;
    }
    list.append(factItem(i, null, false));
  }
  if (told_.length > timeView.rows) {
    const more = () => {
      timeView.rows += TOLD;
      showTimeline();
    };
    parts.push(button(t("showMore", { n: Math.min(TOLD, told_.length - timeView.rows) }), more, { class: "plain" }));
  }
  id("view-timeline").replaceChildren(...parts);
}
