// node ask.mjs MODULES n3 FILE          the triples, as N-Triples
// node ask.mjs MODULES oxigraph FILE Q  the answer of the query in the file Q, as CSV
// MODULES is the folder that holds node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, tool, file, query] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const text = readFileSync(file, "utf8");

if (tool === "n3") {
  const { Parser, Writer } = require("n3");
  const writer = new Writer({ format: "N-Triples" });
  writer.addQuads(new Parser().parse(text));
  writer.end((error, result) => process.stdout.write(result));
} else {
  const { Store } = require("oxigraph");
  const store = new Store();
  store.load(text, { format: "text/turtle" });
  process.stdout.write(store.query(readFileSync(query, "utf8"), { results_format: "text/csv" }));
}
