"use strict";

const $ = (selector) => document.querySelector(selector);
const base = document.body.dataset.base;
const kinds = ["integer", "decimal", "double"].map((name) => "http://www.w3.org/2001/XMLSchema#" + name);

function say(text, isError = false) {
  $("#status").textContent = text;
  $("#status").className = isError ? "error" : "";
}

function link(iri) {
  const anchor = document.createElement("a");
  if (iri.startsWith(base)) {
    const local = iri.slice(base.length);
    anchor.href = "/" + local.split("/").map(encodeURIComponent).join("/");
    anchor.textContent = local.replace(/^(entity\/|ontology#)/, "");
    if (local.startsWith("ontology#")) anchor.removeAttribute("href");
  } else if (/^https?:/.test(iri)) {
    anchor.href = iri;
    anchor.rel = "noreferrer";
    anchor.textContent = iri;
  } else {
    anchor.textContent = iri;
  }
  return anchor;
}

function cell(term) {
  const td = document.createElement("td");
  if (!term) return td;
  if (term.type === "uri") td.append(link(term.value));
  else td.textContent = term.value;
  if (term["xml:lang"]) td.lang = term["xml:lang"];
  if (kinds.includes(term.datatype)) td.className = "number";
  return td;
}

function table(results) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of results.head.vars) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = name;
    head.append(th);
  }
  const body = made.createTBody();
  for (const row of results.results.bindings) {
    body.insertRow().append(...results.head.vars.map((name) => cell(row[name])));
  }
  return made;
}

function show(type, text) {
  if (!type.includes("json")) {
    const pre = document.createElement("pre");
    pre.textContent = text;
    $("#answer").replaceChildren(pre);
    return say("RDF");
  }
  const results = JSON.parse(text);
  if ("boolean" in results) return say(String(results.boolean));
  $("#answer").replaceChildren(table(results));
  const count = results.results.bindings.length;
  say(`${count} 行 ${count === 1 ? "row" : "rows"}`);
}

function address(format) {
  const fields = new URLSearchParams({ query: $("#text").value });
  if ($("#as-of").value) fields.set("as-of", $("#as-of").value);
  if (format) fields.set("format", format);
  return "/sparql?" + fields;
}

async function run() {
  $("#answer").replaceChildren();
  say("…");
  const body = new URLSearchParams({ query: $("#text").value });
  if ($("#as-of").value) body.set("as-of", $("#as-of").value);
  try {
    const headers = { Accept: "application/sparql-results+json, text/turtle" };
    const response = await fetch("/sparql", { method: "POST", body, headers });
    const text = await response.text();
    if (!response.ok) return say(text.trim(), true);
    show(response.headers.get("Content-Type"), text);
    for (const anchor of document.querySelectorAll(".downloads a")) anchor.href = address(anchor.dataset.format);
    $(".downloads").hidden = false;
  } catch (error) {
    say(String(error), true);
  }
}

$("#query").addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", address("html"));
  run();
});

$("#saved").addEventListener("change", () => {
  for (const form of document.querySelectorAll("form.parameters")) {
    form.hidden = form.dataset.question !== $("#saved").value;
  }
});

for (const form of document.querySelectorAll("form.parameters")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) fields.set(name, value.trim());
    fields.set("format", "sparql");
    const response = await fetch(`/questions/${form.dataset.question}?${fields}`);
    const text = await response.text();
    if (!response.ok) return say(text.trim(), true);
    $("#text").value = text;
    run();
  });
}

const asked = new URLSearchParams(location.search).get("as-of");
if (asked) $("#as-of").value = asked;
if ($("#text").value.trim()) run();
