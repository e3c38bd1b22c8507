// The reader's language: names, labels and dates in it.
const LANGUAGES = ["zh-Hans", "zh-Hant", "en"];
let language = 0;
const english = () => language === 2;

function t(key, values = {}) {
  const text = data.ui[key][language];
  return text
    .replace(/\{(\w+)\|(.*?)\|(.*?)\}/g, (_, name, one, many) => (values[name] === 1 ? one : many))
    .replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const name = (node) => data.names[node][language] || data.names[node][0];
const nameTag = (node) => (english() && !data.names[node][2] ? "zh-Hans" : LANGUAGES[language]);
const kindName = (kind) => data.classes[kind][english() ? 3 : language];
const kindOne = (kind) => data.classes[kind][language];
const propertyName = (property) => data.properties[property][1][language];
const inverseName = (property) => data.properties[property][2][language];
const certaintyName = (certainty) => data.certainties[certainty][1][language];
// An office in the reader's language; where there is no English of it, in Chinese.
const officeName = (role) => data.offices[role]?.[language] || role;
const officeTag = (role) => (english() && !data.offices[role]?.[2] ? "zh-Hans" : LANGUAGES[language]);
const officeSpan = (role) => make("span", officeName(role), { lang: officeTag(role) });
const listMark = () => (english() ? ", " : "、");
const colon = () => (english() ? ": " : "：");

const SEASONS = { 21: ["春", "Spring"], 22: ["夏", "Summer"], 23: ["秋", "Autumn"], 24: ["冬", "Winter"] }; // EDTF's months past 12
const PLAIN = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?$/; // what XML Schema has a type for

// 1950-02-14 → 1950年2月14日, 14 February 1950; 1949-22 → 1949年夏, Summer 1949; any other EDTF string stays as it is.
function dateText(edtf) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(edtf);
  const [, year, month, day] = found || [];
  const season = day ? undefined : SEASONS[month];
  if (season) return english() ? `${season[1]} ${+year}` : `${+year}年${season[0]}`;
  if (!PLAIN.test(edtf)) return edtf;
  if (!english()) return `${+year}年${month ? `${+month}月` : ""}${day ? `${+day}日` : ""}`;
  if (!month) return String(+year);
  const options = { month: "long", year: "numeric", timeZone: "UTC", ...(day ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(Date.UTC(+year, +month - 1, day ? +day : 1)));
}

const rangeText = (edtf) => edtf.split("/").map(dateText).join("–");

// P30Y → 30年, 30 years
function spanText(span) {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(span);
  if (!found) return span;
  const units = english() ? [" year", " month", " week", " day"] : ["年", language ? "個月" : "个月", language ? "週" : "周", "天"];
  const parts = units.flatMap((unit, i) => {
    const count = found[i + 1];
    return count ? [count + unit + (english() && count !== "1" ? "s" : "")] : [];
  });
  return parts.join(english() ? " " : "") || span;
}

const literalText = (fact) => (/^P\d/.test(fact[OBJECT]) ? spanText(fact[OBJECT]) : rangeText(fact[OBJECT]));

function whenText({ on_date, from_date, to_date }) {
  if (on_date) return rangeText(on_date);
  if (from_date && to_date) return `${dateText(from_date)}–${dateText(to_date)}`;
  if (from_date) return t("since", { d: dateText(from_date) });
  return to_date ? t("until", { d: dateText(to_date) }) : "";
}

function amountText(amount, currency) {
  const value = Number(amount);
  const known = Number.isFinite(value);
  const number = known ? new Intl.NumberFormat(english() ? "en" : LANGUAGES[language], { notation: "compact", maximumFractionDigits: 4 }).format(value) : amount;
  return currency ? `${number} ${currencyText(currency)}` : number;
}

function currencyText(code) {
  try {
    return new Intl.DisplayNames([LANGUAGES[language]], { type: "currency" }).of(code);
  } catch {
    return code; // not an ISO 4217 code
  }
}

const yearsText = (years) => (!years.length ? "" : years[0] === years.at(-1) ? ` ${years[0]}` : ` ${years[0]}–${years.at(-1)}`);

// What is written on an edge: its properties and years; what a treaty says without a date bears the treaty's.
function edgeText(numbers) {
  const facts = numbers.map((i) => data.facts[i]);
  const sure = (fact) => (affirmed(fact) ? "" : `${certaintyName(fact[CERTAINTY])}${english() ? ": " : ""}`);
  const titles = [...new Set(facts.map((fact) => sure(fact) + propertyName(fact[PROPERTY])))];
  const years = numbers.flatMap((i) => yearIn(dateOf(data.facts[i])) ?? spans[i]?.[0] ?? []).filter(Number.isFinite).sort((a, b) => a - b);
  const rest = titles.length > 2 ? t("listMore", { n: english() ? titles.length - 2 : titles.length }) : "";
  return titles.slice(0, 2).join(listMark()) + rest + yearsText(years);
}

// The texts of the page itself: data-t fills an element, data-label its label, data-placeholder its placeholder.
function translate() {
  document.documentElement.lang = LANGUAGES[language];
  document.title = data.titles[language];
  document.querySelector("h1").textContent = data.titles[language];
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = t(element.dataset.placeholder);
}

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
  diamond: "M8 1.500L14.500 8L8 14.500L1.500 8z",
  triangle: "M8 2L14.500 13.500H1.500z",
  triangleDown: "M8 14L14.500 2.500H1.500z",
  hexagon: "M4.500 2.500h7L15 8l-3.500 5.500h-7L1 8z",
  star: "M8 1l2 4.700 5 .4-3.800 3.300 1.200 5L8 11.700 3.600 14.400l1.200-5L1 6.100l5-.4z",
};
const SHAPES = Object.fromEntries(data.nodes.map(({ group, shape }) => [group, shape]));

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function symbol(kind) {
  const colour = `var(--${kind}, var(--other))`;
  const look = hollow(kind) ? { fill: "none", stroke: colour, "stroke-width": "2.5" } : { fill: colour, stroke: "var(--quiet)" };
  const path = svg("path", { d: OUTLINES[SHAPES[kind]], ...look });
  return svg("svg", { class: "shape", viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
}

function button(text, act, attributes = {}, ...children) {
  const element = make("button", text, { type: "button", ...attributes }, ...children);
  element.addEventListener("click", act);
  return element;
}

const named = (node) => make("bdi", name(node), { lang: nameTag(node) });
const entityButton = (node) => button("", () => select({ node }, true), { class: "entity" }, named(node));

// Pieces with the mark of a list between them.
const joined = (pieces) => pieces.flatMap((piece, i) => (i ? [listMark(), piece] : [piece]));

// A checkbox in a label, with what stands before its title and a count after it.
function toggle(title, count, checked, change, ...before) {
  const box = make("input", "", { type: "checkbox" });
  box.checked = checked;
  box.addEventListener("change", () => change(box.checked));
  return make("label", "", {}, box, ...before, make("span", title), make("small", String(count)));
}

// Tabs: a click or the arrow keys choose.
function tabs(list, choose) {
  list.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(i));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: list.length - 1 }[event.key];
      if (!step) return;
      const next = (i + step) % list.length;
      choose(next);
      list[next].focus();
      event.preventDefault();
    });
  });
}

function mark(list, chosen) {
  list.forEach((tab, i) => {
    tab.setAttribute("aria-selected", String(i === chosen));
    tab.tabIndex = i === chosen ? 0 : -1;
  });
}
