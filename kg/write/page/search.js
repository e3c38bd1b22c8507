// The search: every name in both scripts, in English and in pinyin without tones.
const HITS = 12;
const folding = new Map();
for (let i = 0; i + 1 < data.fold.length; i += 2) folding.set(data.fold[i], data.fold[i + 1]);

// Both scripts, both widths and both cases as one.
const plain = (text) => [...text.normalize("NFKC").toLowerCase()].map((c) => folding.get(c) || c).join("").replace(/[\s·・.,，、《》〈〉（）()“”"'’-]+/g, "");
const latin = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s'’-]+/g, "").replace(/([ln])v/g, "$1u");

// [words to search, words to show] of each entity; filled at the first search.
let index = null;

function makeIndex() {
  index = data.names.map(([hans, hant, en, all], node) => {
    const texts = [...new Set([hans, hant, en, ...all.map(([, text]) => text)].filter(Boolean))];
    const spoken = data.pinyin[node] ? data.pinyin[node].split("|") : [];
    return {
      names: texts.map((text) => [plain(text), text]),
      english: texts.filter((text) => /[a-z]/i.test(text)).map((text) => [latin(text), text]),
      pinyin: spoken.map((text) => [text.replaceAll(" ", ""), text]),
      initials: spoken.map((text) => [text.split(" ").map((syllable) => syllable[0]).join(""), text]),
    };
  });
}

// How well a name answers: 0 the same, 1 begins so, 2 holds it, 3 not at all.
const rankOf = (text, wanted) => (text === wanted ? 0 : text.startsWith(wanted) ? 1 : text.includes(wanted) ? 2 : 3);

function find(query) {
  const wanted = plain(query);
  const letters = /^[\p{Script=Latin}\d\s'’.-]+$/u.test(query.trim()) ? latin(query) : "";
  if (!wanted && !letters) return [];
  if (!index) makeIndex();
  const found = [];
  index.forEach(({ names, english: foreign, pinyin, initials }, node) => {
    let best = null;
    const offer_ = (list, sought, extra, least = 3) => {
      for (const [text, as] of list) {
        const rank = rankOf(text, sought);
        if (rank < least && (!best || rank + extra < best.rank)) best = { node, rank: rank + extra, as };
      }
    };
    if (wanted) offer_(names, wanted, 0);
    if (letters) {
      offer_(foreign, letters, 0.1);
      offer_(pinyin, letters, 0.2, 2);
      if (letters.length > 1) offer_(initials, letters, 1.5, 2);
      if (letters.length > 3) offer_(pinyin, letters, 0.5);
    }
    if (best) found.push(best);
  });
  return found.sort((a, b) => a.rank - b.rank || byWeight(a.node, b.node)).slice(0, HITS);
}

let hits = [];
let pointed = -1;
let pathStart = null; // where the path begins whose end is being sought

function offer() {
  const asked = id("query").value.trim() !== "";
  hits = asked ? find(id("query").value) : [];
  pointed = hits.length ? 0 : -1;
  const rows = hits.map(({ node, as }, i) => {
    const row = make("li", "", { role: "option", id: `hit${i}` }, symbol(kindOf(node)), named(node));
    if (as !== name(node)) row.append(make("small", "", {}, make("bdi", as, /[\u3400-\u9fff]/.test(as) ? { lang: "zh" } : {})));
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus until the click
    row.addEventListener("click", () => take(i));
    return row;
  });
  if (asked && !rows.length) rows.push(make("li", t("noHit"), { role: "option", "aria-disabled": "true", class: "none" }));
  id("hits").replaceChildren(...rows);
  unfold(asked);
  point();
}

function unfold(open) {
  id("hits").hidden = !open;
  id("query").setAttribute("aria-expanded", String(open));
}

function point() {
  [...id("hits").children].forEach((row, i) => row.setAttribute("aria-selected", String(i === pointed)));
  if (pointed >= 0) id("query").setAttribute("aria-activedescendant", `hit${pointed}`);
  else id("query").removeAttribute("aria-activedescendant");
  id("hits").children[pointed]?.scrollIntoView({ block: "nearest" });
}

function take(i) {
  const { node } = hits[i];
  const from = pathStart;
  endSearch();
  if (from !== null && from !== node) select({ path: [from, node] }, true);
  else select({ node }, true);
}

function endSearch() {
  unfold(false);
  pathStart = null;
  id("query").value = "";
  id("query").placeholder = t("search");
}

// The next entity found is the end of a path.
function askPath(node) {
  pathStart = node;
  id("query").value = "";
  id("query").placeholder = t("pathTo");
  id("query").focus();
}

id("query").addEventListener("input", offer);
id("query").addEventListener("blur", () => unfold(false));
id("query").addEventListener("keydown", (event) => {
  if (event.isComposing) return; // Enter and the arrows belong to the input method
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (hits.length) pointed = (pointed + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
    point();
  } else if (event.key === "Enter" && pointed >= 0 && !id("hits").hidden) take(pointed);
  else if (event.key === "Escape" && (pathStart !== null || !id("hits").hidden)) endSearch();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
