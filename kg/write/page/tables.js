// Tables of treaties, people and territories for those who would rather read; every column sorts.
const ROWS = 200;
const TABLES = {
  Treaty: {
    title: "treaties",
    kinds: ["Treaty"],
    columns: [["name"], ["date", "signedOn"], ["parties", "party"], ["signers", "signatory"], ["signedAt", "signedAt"], ["inForce"], ["number"]],
  },
  Person: { title: "people", kinds: ["Leader", "Person"], columns: [["name"], ["states", "represents"], ["office"], ["number"]] },
  Territory: {
    title: "territories",
    kinds: ["Territory"],
    columns: [["name"], ["belongs", "partOf"], ["held", "occupiedBy", "leasedTo", "cededTo", "returnedTo"], ["number"]],
  },
};
const tableView = { shown: Object.keys(TABLES)[0], sort: 1, down: false, rows: ROWS };
const collator = () => new Intl.Collator(english() ? "en" : "zh-Hans", { numeric: true });

// A cell: what it sorts by, and what it shows.
function cell(node, [column, ...properties]) {
  const own = byEntity[node].filter((i) => data.facts[i][SUBJECT] === node && factOn(data.facts[i]) && affirmed(data.facts[i]));
  const facts = own.map((i) => data.facts[i]);
  if (column === "name") return { key: name(node), parts: [entityButton(node)] };
  if (column === "number") return { key: byEntity[node].length, parts: [String(byEntity[node].length)] };
  if (column === "inForce") {
    const term = terms[node];
    return term?.to ? { key: `${term.from}`, parts: [make("span", `${term.from}–${term.to}`, { class: "date" })] } : { key: "", parts: [] };
  }
  if (column === "office") {
    const roles = [...new Set(facts.map((fact) => fact[QUALIFIERS].role).filter(Boolean))];
    return { key: roles.map(officeName).join(), parts: joined(roles.map(officeSpan)) };
  }
  const found = facts.filter((fact) => properties.includes(propertyOf(fact)));
  if (column === "date") {
    const dates = [...new Set([...found.map((fact) => fact[OBJECT]), ...facts.filter((fact) => propertyOf(fact) === "signatory").map(dateOf)].filter(Boolean))].sort();
    const sure = found.length ? found.map((fact) => fact[OBJECT]).sort() : dates.slice(0, 1);
    return { key: sure[0] || "", parts: [make("span", sure.map(rangeText).join(listMark()), { class: "date" })] };
  }
  const objects = [...new Set(found.map((fact) => fact[OBJECT]))].sort(byWeight);
  return { key: objects.map(name).join(), parts: listed(objects.map(entityButton)) };
}

// A list whose marks stay on the line of what they follow: they belong to it, lest a name of two lines leave its mark
// at the far end of the cell.
function listed(items) {
  for (const item of items.slice(0, -1)) item.append(make("span", listMark().trimEnd(), { class: "mark" }));
  return items.flatMap((item, i) => (i ? [listMark().slice(1), item] : [item]));
}

function sortedRows({ kinds, columns }) {
  const rows = data.nodes.filter((node) => kinds.includes(node.group)).map((node) => columns.map((column) => cell(node.id, column)));
  const { compare } = collator();
  const by = tableView.sort;
  const order = (a, b) => (isEntity(a[by].key) ? a[by].key - b[by].key : compare(a[by].key, b[by].key)) || compare(a[0].key, b[0].key);
  // Empty cells stand last either way.
  return rows.sort((a, b) => (a[by].key === "") - (b[by].key === "") || (tableView.down ? -order(a, b) : order(a, b)));
}

function headCell([column], i) {
  const sorted = i === tableView.sort;
  const act = () => {
    Object.assign(tableView, { down: sorted ? !tableView.down : column === "number", sort: i, rows: ROWS });
    showTables();
    id("view-tables").querySelectorAll("th button")[i].focus();
  };
  const head = make("th", "", { scope: "col" }, button(t(column), act));
  if (sorted) head.setAttribute("aria-sort", tableView.down ? "descending" : "ascending");
  return head;
}

function showTables() {
  const pick = Object.entries(TABLES).filter(([, { kinds }]) => kinds.some((kind) => kind in data.classes));
  if (!pick.some(([key]) => key === tableView.shown)) tableView.shown = pick[0]?.[0];
  const choose = (key) => {
    Object.assign(tableView, { shown: key, sort: key === "Treaty" ? 1 : 0, down: false, rows: ROWS });
    showTables();
  };
  const row = make("div", "", { class: "choice", role: "group", "aria-label": t("tables") });
  row.append(...pick.map(([key, { title }]) => button(t(title), () => choose(key), { "aria-pressed": String(key === tableView.shown), "data-table": key })));
  const parts = [row];
  if (tableView.shown) {
    const table = TABLES[tableView.shown];
    const rows = sortedRows(table);
    const body = make("tbody", "", {}, ...rows.slice(0, tableView.rows).map((cells) => make("tr", "", {}, ...cells.map(({ parts: inner }, i) => make(i ? "td" : "th", "", i ? {} : { scope: "row" }, ...inner)))));
    const caption = make("caption", `${t(table.title)} (${rows.length})`);
    parts.push(make("table", "", {}, caption, make("thead", "", {}, make("tr", "", {}, ...table.columns.map(headCell))), body));
    if (rows.length > tableView.rows) {
      const more = () => {
        tableView.rows += ROWS;
        showTables();
      };
      parts.push(button(t("showMore", { n: Math.min(ROWS, rows.length - tableView.rows) }), more, { class: "plain" }));
    }
  }
  id("view-tables").replaceChildren(...parts);
}
