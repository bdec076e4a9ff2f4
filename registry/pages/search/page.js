// the box, the results as one types, filters, and what the address says
const FACETS = ["KIND", "DIVISION", "PHASE", "STAGE", "STOCK", "YEAR"];
const VALUES = 8;
const TYPING = 150;
const state = { found: null, hits: [], chosen: {}, error: null, asked: 0, suggested: 0, option: -1, timer: 0, took: 0, text: "", all: {}, abort: null };

function chosen(facet) { return state.chosen[facet] || (state.chosen[facet] = new Set()); }

function variables() {
  const filter = {};
  for (const facet of FACETS.slice(1)) {
    const values = [...chosen(facet)];
    if (values.length) filter[facet.toLowerCase()] = facet === "YEAR" ? values.map(Number) : values;
  }
  const kinds = [...chosen("KIND")];
  return { text: state.text, filter, facets: FACETS, sort: $("sort").value || "RELEVANCE", ...(kinds.length ? { kinds } : {}) };
}

async function search(further = false) {
  state.text = $("text").value.trim();
  state.abort?.abort();
  const asked = ++state.asked;
  remember();
  if (!state.text) { Object.assign(state, { found: null, hits: [], error: null }); draw(); return; }
  state.abort = new AbortController();
  $("found").setAttribute("aria-busy", "true");
  const began = performance.now();
  try {
    const after = further ? state.found.pageInfo.endCursor : null;
    const { search: found } = await ask("search", { ...variables(), after }, { recorded: true, signal: state.abort.signal });
    if (asked !== state.asked) return;
    const hits = further ? [...state.hits, ...found.nodes] : found.nodes;
    Object.assign(state, { found, hits, error: null, took: Math.round(performance.now() - began) });
  } catch (error) {
    if (error.name === "AbortError" || asked !== state.asked) return;
    Object.assign(state, { found: null, hits: [], error });
  }
  $("found").removeAttribute("aria-busy");
  draw();
}

function draw() {
  const { found, hits, error } = state;
  const told = found && (hits.length ? words().hits(found.totalCount, found.totalIsExact) + words().took(state.took) : words().nothing);
  $("status").textContent = told || (state.text && !error && recorded() ? words().press : "");
  drawError(error);
  drawHint(found, hits, error);
  drawMeant(found ? found.didYouMean : []);
  drawChosen();
  const focused = document.activeElement.closest?.("#facets input")?.id;
  $("facets").replaceChildren(...(found ? found.facets : []).flatMap(drawFacet));
  if (focused) $(focused)?.focus();
  $("narrow").hidden = !$("facets").children.length;
  const kept = $("results").children.length;
  const same = kept && kept <= hits.length && $("results").hits === hits.slice(0, kept).map((one) => one.code).join() + language;
  if (same) $("results").append(...hits.slice(kept).map(result)); else $("results").replaceChildren(...hits.map(result));
  $("results").hits = hits.map((one) => one.code).join() + language;
  mark();
  $("more").hidden = !found?.pageInfo.hasNextPage;
  $("order").hidden = hits.length < 2;
  $("position").hidden = !found;
  $("position").textContent = found ? words().position(found.position, found.behind) : "";
}

function drawError(error) {
  $("said").hidden = !error;
  if (!error) { $("said").replaceChildren(); return; }
  const again = made("button", { type: "button", onclick: () => search() }, words().again);
  $("said").replaceChildren(made("strong", {}, words().errors[error.code] || words().errors.OTHER), made("p", {}, error.message), again);
}

function drawHint(found, hits, error) {
  $("hint").hidden = Boolean(error || hits.length || (state.text && !found));
  if (found) { $("hint").replaceChildren(made("p", {}, words().widen)); return; }
  const rows = words().startOf.map(([what, example]) => made("li", {}, what, " ", made("code", {}, example)));
  $("hint").replaceChildren(made("h2", {}, words().start), made("ul", {}, ...rows));
}

function drawMeant(others) {
  $("meant").hidden = !others.length;
  const choices = others.map((one) => made("button", { type: "button", onclick: () => look(one) }, one));
  $("meant").replaceChildren(`${words().meant}: `, ...choices);
}

function drawChosen() {
  const all = FACETS.flatMap((facet) => [...chosen(facet)].map((value) => [facet, value]));
  $("chosen").hidden = !all.length;
  const chips = all.map(([facet, value]) => made("li", {}, made("button", { type: "button", onclick: () => narrow(facet, value, false) },
    `${words().facets[facet]}: ${facetName(facet, value)} ×`)));
  const none = made("li", {}, made("button", { type: "button", class: "plain", onclick: () => { state.chosen = {}; search(); } }, words().clear));
  $("chosen").replaceChildren(...chips, ...(all.length > 1 ? [none] : []));
}

function facetName(facet, value) {
  if (facet === "DIVISION") return state.found?.facets.find((one) => one.facet === facet)?.values.find((one) => one.value === value)?.label || value;
  if (facet === "KIND") return kindName(value);
  return facet === "YEAR" ? value : valueName(facet.toLowerCase(), value);
}

function drawFacet({ facet, values }) {
  const gone = [...chosen(facet)].filter((one) => !values.some((has) => has.value === one)).map((value) => ({ value, count: 0 }));
  const listed = [...values, ...gone];
  if (listed.length < 2 && !chosen(facet).size) return [];
  const most = state.all[facet] ? listed.length : VALUES;
  const choices = listed.slice(0, most).map(({ value, count }) => {
    const box = made("input", { type: "checkbox", id: `${facet}-${value}`, onchange: (event) => narrow(facet, value, event.target.checked) });
    box.checked = chosen(facet).has(value);
    return made("label", {}, box, made("span", {}, facetName(facet, value)), made("span", { class: "count" }, String(count)));
  });
  const more = made("button", { type: "button", class: "plain", onclick: () => { state.all[facet] = true; draw(); } }, words().others(listed.length - most));
  return [made("fieldset", {}, made("legend", {}, words().facets[facet]), ...choices, ...(listed.length > most ? [more] : []))];
}

function narrow(facet, value, wanted) {
  if (wanted) chosen(facet).add(value); else chosen(facet).delete(value);
  search();
}

function look(text) { $("text").value = text; state.chosen = {}; close(); search(); $("text").focus(); }

function result(hit) {
  const whole = (one) => one.pieces.map((each) => each.text).join("");
  const titled = hit.highlights.find((one) => whole(one) === hit.title);
  const name = made("button", { type: "button", onclick: () => openLife(hit.kind, hit.code) }, ...(titled ? titled.pieces.map(piece) : [hit.title || hit.code]));
  const division = state.found.facets.find((one) => one.facet === "DIVISION")?.values.find((one) => one.value === hit.division)?.label || hit.division;
  const tags = [division, hit.phase && valueName("phase", hit.phase)].filter(Boolean).map((one) => made("span", { class: "tag" }, one));
  const coded = hit.highlights.find((one) => one.attribute === "code" && whole(one) === hit.code);
  const reasons = hit.highlights.filter((one) => one !== coded && one.attribute !== "title" && !(titled && hit.title.includes(whole(one)))).slice(0, 3);
  const why = reasons.map((one) => made("p", { class: "why" }, made("span", {}, attributeName(hit.kind, one.attribute)), " ", ...one.pieces.map(piece)));
  if (hit.persons) why.push(made("p", { class: "why" }, made("mark", {}, words().persons(hit.persons))));
  return made("li", { "data-code": hit.code, "data-kind": hit.kind },
    made("h3", {}, made("span", { class: "kind" }, kindName(hit.kind)), name),
    made("p", { class: "meta" }, made("span", { class: "code" }, ...(coded ? coded.pieces.map(piece) : [hit.code])), ...tags), ...why);
}

function piece(one) { return one.matched ? made("mark", {}, one.text) : document.createTextNode(one.text); }

function mark() {
  for (const one of $("results").children) {
    const open = !$("life").hidden && one.dataset.code === shown.code && one.dataset.kind === shown.kind;
    one.querySelector("button").toggleAttribute("aria-current", open);
  }
}

async function suggest() {
  const text = $("text").value.trim();
  const suggested = ++state.suggested;
  if (!text) { options([]); return; }
  try {
    const { searchSuggestions: found } = await ask("suggestions", { text });
    if (suggested === state.suggested && document.activeElement === $("text")) options(found);
  } catch {
    options([]); // the search itself says what is wrong
  }
}

function options(found) {
  state.option = -1;
  $("suggestions").replaceChildren(...found.map((one, index) => made("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false",
    onmousedown: (event) => { event.preventDefault(); take(index); } }, made("span", {}, one.text), made("small", {}, kindName(one.kind)))));
  $("suggestions").hidden = !found.length;
  $("text").setAttribute("aria-expanded", String(found.length > 0));
  $("text").removeAttribute("aria-activedescendant");
}

function take(index) {
  $("text").value = $("suggestions").children[index].firstChild.textContent;
  close();
  search();
}

function close() { clearTimeout(state.timer); state.suggested++; options([]); }

// What was typed a moment before the suggestions were closed is looked for all the same.
function settle() { if (!recorded() && $("text").value.trim() !== state.text) search(); }

function point(step) {
  const all = [...$("suggestions").children];
  state.option = Math.max(-1, Math.min(all.length - 1, state.option + step));
  all.forEach((one, index) => one.setAttribute("aria-selected", String(index === state.option)));
  if (state.option < 0) { $("text").removeAttribute("aria-activedescendant"); return; }
  $("text").setAttribute("aria-activedescendant", all[state.option].id);
  all[state.option].scrollIntoView({ block: "nearest" });
}

function move(step) {
  const buttons = [...document.querySelectorAll("#results h3 button")];
  const at = buttons.indexOf(document.activeElement);
  if (at + step < 0) $("text").focus();
  else buttons[Math.min(buttons.length - 1, at + step)]?.focus();
}

// What was typed stands behind the #, which no browser sends to any server; what may name a person stands nowhere.
function address(life) {
  const parts = [state.text && !recorded() ? `q=${encodeURIComponent(state.text)}` : "", life ? `life=${life.kind}/${encodeURIComponent(life.code)}` : ""];
  const hash = parts.filter(Boolean).join("&");
  return hash ? `#${hash}` : location.pathname;
}

function stated() {
  const found = Object.fromEntries(location.hash.slice(1).split("&").filter(Boolean).map((one) => {
    const [name, ...rest] = one.split("=");
    try { return [name, decodeURIComponent(rest.join("="))]; } catch { return [name, ""]; }
  }));
  const [, kind, code] = (found.life || "").match(/^([A-Z]+)\/(.+)$/) || [];
  return { text: found.q || "", life: code && data.paths[kind] ? { kind, code } : null };
}

function remember() { history.replaceState(history.state, "", address(stated().life)); }

function openLife(kind, code) {
  history.pushState({ depth: (history.state?.depth || 0) + 1 }, "", address({ kind, code }));
  showLife(kind, code).then(mark);
}

// Back goes one life back; closing goes back to the results at once
function closeLife() {
  if ($("life").hidden) return;
  if (history.state?.depth) history.go(-history.state.depth);
  else { history.replaceState(null, "", address(null)); hideLife(); }
}

function hideLife() {
  shown.asked++;
  shown.subject = null;
  $("life").hidden = true;
  $("life").replaceChildren();
  document.querySelector("main").classList.remove("open");
  mark();
  const left = [...$("results").children].find((one) => one.dataset.code === shown.code && one.dataset.kind === shown.kind);
  (left?.querySelector("button") || $("text")).focus();
}

function arrive() {
  const { text, life } = stated();
  if (text && text !== state.text) { $("text").value = text; search(); }
  if (life) showLife(life.kind, life.code).then(mark); else if (!$("life").hidden) hideLife();
}

function typed() {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => { suggest(); if (!recorded()) search(); }, TYPING);
  if (recorded()) { state.abort?.abort(); state.asked++; Object.assign(state, { text: $("text").value.trim(), found: null, hits: [], error: null }); draw(); }
}

function keyed(event) {
  const here = document.activeElement;
  const suggesting = !$("suggestions").hidden && here === $("text");
  const free = here === $("text") || here === document.body || Boolean(here.closest("#results, #main:focus"));
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { if (suggesting) { event.preventDefault(); close(); settle(); } else closeLife(); }
  else if (event.key === "/" && !here.closest("input, select, textarea")) { event.preventDefault(); $("text").focus(); $("text").select(); }
  else if (event.key === "Enter" && suggesting && state.option >= 0) { event.preventDefault(); take(state.option); }
  else if (free && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    (suggesting ? point : move)(event.key === "ArrowDown" ? 1 : -1);
  }
}

function say() {
  translate();
  offerReaders();
  const sort = $("sort").value;
  $("sort").replaceChildren(...Object.entries(words().sorts).map(([value, text]) => made("option", { value }, text)));
  $("sort").value = sort || "RELEVANCE";
  draw();
  if (!$("life").hidden) drawLife();
}

function again() { showReader(); close(); if (recorded()) typed(); else search(); }

$("text").addEventListener("input", typed);
$("text").addEventListener("blur", close);
$("form").addEventListener("submit", (event) => { event.preventDefault(); close(); search(); });
$("facets").addEventListener("submit", (event) => event.preventDefault());
$("more").addEventListener("click", () => search(true));
$("sort").addEventListener("change", () => search());
for (const one of ["tokens", "token", "purpose"]) $(one).addEventListener("change", again);
$("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("fangji.language", language);
  say();
});
document.addEventListener("keydown", keyed);
window.addEventListener("popstate", arrive);
language = localStorage.getItem("fangji.language") || (navigator.language.startsWith("zh") ? "zh" : "en");
$("narrow").open = !matchMedia("(max-width: 720px)").matches;
say();
arrive();
