// The time slider: two handles over a histogram of dated facts, and a window that plays through the years.
const PLAYED = 5; // years in the window that is played, if none is chosen
const PACE = 450; // milliseconds a year
let playing = null;

const window_ = () => view.years || [firstOf, lastOf];
const whole = ([from, to]) => from <= firstOf && to >= lastOf;
const setYears = (from, to, by) => change({ years: whole([from, to]) ? null : [from, to] }, by ? { by } : { step: true });

// How many facts that pass the filters begin in each year.
function tally() {
  const counts = new Array(lastOf - firstOf + 1).fill(0);
  data.facts.forEach((fact, i) => {
    const own = factOn(fact) && ownYears(fact);
    if (own) counts[(Number.isFinite(own[0]) ? own[0] : own[1]) - firstOf] += 1;
  });
  return counts;
}

function histogram() {
  const counts = tally();
  const most = Math.max(1, ...counts);
  const [from, to] = window_();
  const bars = counts.flatMap((n, i) => {
    if (!n) return [];
    const year = firstOf + i;
    const height = 4 + 32 * Math.sqrt(n / most); // a war must not flatten the other years
    const bar = svg("rect", { x: i + 0.1, y: 36 - height, width: 0.8, height, class: year >= from && year <= to ? "in" : "out", "data-year": year });
    bar.append(svg("title", {}));
    bar.firstChild.textContent = t("inYear", { y: year, n });
    bar.addEventListener("click", () => setYears(year, year));
    return [bar];
  });
  const box = { viewBox: `0 0 ${counts.length} 36`, preserveAspectRatio: "none", role: "img", "aria-label": t("histogram") };
  return svg("svg", box, ...bars);
}

const handles = ["fromYear", "toYear"].map((key, i) => {
  const input = make("input", "", { type: "range", id: key, min: firstOf, max: lastOf, "data-label": key, "aria-label": key });
  input.addEventListener("input", () => {
    const years = [...window_()];
    years[i] = +input.value;
    stop();
    if (years[0] > years[1]) years[1 - i] = years[i]; // one handle pushes the other
    setYears(...years, "handles");
  });
  return input;
});

function makeTime() {
  if (firstOf === lastOf) return id("time").remove();
  const play = button("", () => (playing ? stop() : begin()), { id: "play" });
  const all = button("", everything, { id: "all-years", "data-t": "allYears" });
  const ticks = make("div", "", { class: "ticks", "aria-hidden": "true" });
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200].find((years) => (lastOf - firstOf) / years <= 10) || 500;
  const marks = [];
  for (let year = Math.ceil(firstOf / step) * step; year <= lastOf; year += step) {
    const x = 100 * ((year - firstOf + 0.5) / (lastOf - firstOf + 1));
    marks.push(svg("text", { x: `${x}%`, y: 10, "text-anchor": "middle" }));
    marks.at(-1).textContent = year;
  }
  ticks.append(svg("svg", {}, ...marks));
  const said = make("div", "", { id: "said-years" }, make("output", "", { id: "years", for: "fromYear toYear" }), make("span", "", { id: "forced" }), make("span", "", { id: "still" }));
  id("time").replaceChildren(play, said, make("div", "", { id: "slider" }, make("div", "", { id: "bars" }), ...handles, ticks), all);
}

function showTime() {
  if (!id("slider")) return;
  const [from, to] = window_();
  handles[0].value = from;
  handles[1].value = to;
  id("years").textContent = from === to ? String(from) : `${from}–${to}`;
  id("bars").replaceChildren(histogram());
  id("all-years").disabled = !view.years;
  id("play").textContent = t(playing ? "pause" : "play");
  const many = (of) => (view.years ? data.nodes.filter(({ id: node }) => of(node, view.years)).length : 0);
  const [forced, open_] = [many(inForce), many(inForceStill)];
  id("forced").textContent = forced ? t("inForceNow", { n: forced }) : "";
  id("still").textContent = open_ ? t("openNow", { n: open_ }) : "";
}

function begin() {
  let [from, to] = window_();
  if (whole([from, to]) || to >= lastOf) {
    const width = whole([from, to]) ? PLAYED - 1 : to - from;
    [from, to] = [firstOf, Math.min(firstOf + width, lastOf)];
  }
  control = null;
  setYears(from, to, "play");
  playing = setInterval(() => {
    const [first, last] = window_();
    if (last >= lastOf) return stop();
    setYears(first + 1, last + 1, "play");
  }, PACE);
  showTime();
}

function everything() {
  stop();
  change({ years: null }, { step: true });
}

function stop() {
  if (!playing) return;
  clearInterval(playing);
  playing = null;
  showTime();
}
