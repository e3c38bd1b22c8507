// The legend under the picture, and the sheet of filters.
const withOut = (set, value, out) => {
  const next = new Set(set);
  next[out ? "add" : "delete"](value);
  return next;
};

function showLegend() {
  const rows = Object.keys(data.classes).map((kind) => {
    const count_ = data.nodes.filter((node) => node.group === kind).length;
    return toggle(kindName(kind), count_, !view.off.has(kind), (on) => change({ off: withOut(view.off, kind, !on) }, { step: true }), symbol(kind));
  });
  const focus = focusIn(id("legend"));
  id("legend").replaceChildren(...rows);
  focus();
}

// Keeps the focus on the same control while its neighbours are made anew.
function focusIn(parent) {
  const place = [...parent.querySelectorAll("input, button")].indexOf(document.activeElement);
  return () => place >= 0 && parent.querySelectorAll("input, button")[place]?.focus();
}

function group(title, rows, ...buttons) {
  return make("fieldset", "", {}, make("legend", title), ...(buttons.length ? [make("p", "", { class: "acts" }, ...buttons)] : []), ...rows);
}

function showFilters() {
  const counts = (of) => data.facts.reduce((sum, fact) => (of(fact) ? sum + 1 : sum), 0);
  const properties = data.properties.map((_, i) =>
    toggle(propertyName(i), counts((fact) => fact[PROPERTY] === i), !view.noProperties.has(i), (on) => change({ noProperties: withOut(view.noProperties, i, !on) }, { step: true })),
  );
  const documents_ = data.documents.map(({ title }, i) =>
    toggle(title, counts((fact) => documentsOf(fact).includes(i)), !view.noDocuments.has(i), (on) => change({ noDocuments: withOut(view.noDocuments, i, !on) }, { step: true })),
  );
  const certainties = data.certainties.map((_, i) =>
    toggle(certaintyName(i), counts((fact) => fact[CERTAINTY] === i), view.certain.has(i), (on) => change({ certain: withOut(view.certain, i, on) }, { step: true })),
  );
  const degree = make("input", "", { type: "range", id: "degree", min: 0, max: 10, value: view.degree, "aria-label": t("degree") });
  degree.addEventListener("input", () => change({ degree: +degree.value }, { by: "degree" }));
  const every = data.properties.map((_, i) => i);
  const focus = focusIn(id("filters"));
  id("filters").replaceChildren(
    group(t("certainty"), certainties),
    group(t("degree"), [make("label", "", {}, degree, make("output", String(view.degree))), ...(allLone ? [] : [toggle(t("lone"), lone.filter(Boolean).length, view.lone, (on) => change({ lone: on }, { step: true }))])]),
    group(t("properties"), properties, button(t("all"), () => change({ noProperties: new Set() }, { step: true })), button(t("none"), () => change({ noProperties: new Set(every) }, { step: true }))),
    group(t("documents"), documents_),
    button(t("reset"), () => change({ off: new Set(), noProperties: new Set(), noDocuments: new Set(), certain: new Set([AFFIRMED]), degree: 0, lone: true }, { step: true })),
  );
  focus();
  const set_ = view.off.size + view.noProperties.size + view.noDocuments.size + (view.degree ? 1 : 0) + (view.lone ? 0 : 1) + (view.certain.size === 1 && view.certain.has(AFFIRMED) ? 0 : 1);
  id("filter").classList.toggle("active", set_ > 0);
}

// A sheet closes when something else is used.
document.addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
