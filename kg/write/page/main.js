// Show the parts of the page that follow from what has changed; all of them, where nothing is said.
function show(parts = new Set(Object.keys(view)), go = false) {
  hideTip();
  const any = (...names) => names.some((part) => parts.has(part));
  const sifts = any("noProperties", "noDocuments", "certain");
  if (any("language")) {
    language = view.language ?? browserLanguage();
    translate();
  }
  if (any("theme")) showTheme();
  if (sifts || !live.length) sift();
  if (sifts || any("language")) wording.clear();
  if (view.node !== null && !present.has(view.node)) bringIn(view.node, 12);
  for (const node of view.grown) if (!present.has(node)) present.add(node);
  const edge = view.edge === null ? null : edges[view.edge];
  for (const end of [...(view.path ? pathOf(...view.path) || view.path : []), ...(edge ? [edge.from, edge.to] : [])]) present.add(end);
  refresh();
  const filtered = sifts || any("language");
  if (filtered || any("off")) showLegend();
  if (filtered || any("off", "degree", "lone")) showFilters();
  if (any("language")) showTakes();
  if (filtered || any("years")) showTime();
  showTab();
  if (filtered || any("node", "edge", "path", "grown", "source", "off")) showPanel(any("node", "edge", "path"));
  if (view.tab === 0) (drawn ? paint : open)();
  drawn ||= view.tab === 0;
  if (view.tab === 1 && (filtered || any("tab"))) showTables();
  if (view.tab === 2 && (filtered || any("tab", "years"))) showTimeline();
  if (go) reach();
}

// Bring what is selected into the view, and the reader with it.
function reach() {
  if (view.tab === 0) goTo();
  id("panel").focus({ preventScroll: true });
}

let drawn = false;
let tabShown = null;

function showTab() {
  if (tabShown === view.tab) return;
  tabShown = view.tab;
  mark(VIEWS.map((name_) => id(`tab-${name_}`)), view.tab);
  VIEWS.forEach((name_, i) => (id(`view-${name_}`).hidden = i !== view.tab));
}

function showTheme() {
  const dark = view.theme ? view.theme === "dark" : darkWanted.matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  id("theme").setAttribute("aria-label", t(dark ? "toLight" : "toDark"));
  readColours();
}

tabs(VIEWS.map((name_) => id(`tab-${name_}`)), (tab) => change({ tab }, { step: true }));
tabs([id("tab-facts"), id("tab-source")], (i) => (i ? openSource() : change({ source: null }, { step: true })));
id("language").addEventListener("change", () => change({ language: LANGUAGES.indexOf(id("language").value), theme: view.theme }));
id("theme").addEventListener("click", () => change({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }));
id("fit").addEventListener("click", () => fit());
id("contents").addEventListener("click", () => {
  contentsWanted = true;
  clear();
  showPanel();
  id("panel").focus({ preventScroll: true });
});
id("close").addEventListener("click", closePanel);
darkWanted.addEventListener("change", () => change({ theme: view.theme }));
document.addEventListener("keydown", (event) => {
  const typing = document.activeElement?.matches("input:not([type=checkbox], [type=range]), select, textarea");
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "/" && !typing) {
    id("query").focus();
    event.preventDefault();
  } else if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "Escape") closePanel();
});
addEventListener("popstate", (event) => {
  stop();
  goBack(event);
  id("language").value = LANGUAGES[view.language ?? browserLanguage()];
  show(undefined, false);
  if (view.tab === 0 && lit) goTo();
});

Object.assign(view, fromHash(location.hash));
history.replaceState({}, "");
language = view.language ?? browserLanguage();
id("language").value = LANGUAGES[language];
makeTime();
show();
document.body.dataset.ready = "yes";
setTimeout(() => index || makeIndex(), 300); // before it is asked for, after the first view
