"use strict";
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent) || { tokens: {}, documents: {}, names: {} };
const FACETS = ["KIND", "DIVISION", "PHASE", "STAGE", "STOCK", "YEAR"];
const KINDS = ["PROJECT", "BUILDING", "HOUSE", "HOUSEHOLD", "ENTERPRISE", "PRACTITIONER", "LOTTERY", "DIVISION"];
const WORDS = {
  en: {
    other: "中文", none: "none (public)", own: "my own…", offline: "The server does not answer.", nothing: "Nothing was found.",
    hits: (n, exact, ms) => `${exact ? "" : "at least "}${n} hits · ${ms} ms`, behind: (n) => ` · the index is ${n} events behind`,
    meant: "Did you mean", close: "Close", life: "Life", events: (n) => `${n} events`, more: "More", investigated: "Under investigation",
    facets: { KIND: "Kind", DIVISION: "Division", PHASE: "Phase", STAGE: "Stage", STOCK: "Stock", YEAR: "Year" },
    persons: (n) => `names ${n} of the persons looked for`, start: "Type a code, an address, a name, a number: any part of it.",
    recorded: "registered", gone: "The registry does not show this subject to you.",
  },
  zh: {
    other: "English", none: "无（公开）", own: "自填…", offline: "服务器没有响应。", nothing: "没有找到结果。",
    hits: (n, exact, ms) => `${exact ? "" : "至少 "}${n} 条结果 · ${ms} 毫秒`, behind: (n) => ` · 索引落后 ${n} 个事件`,
    meant: "您是不是要找", close: "关闭", life: "全生命周期", events: (n) => `${n} 个事件`, more: "更多", investigated: "核查中",
    facets: { KIND: "类别", DIVISION: "区划", PHASE: "阶段", STAGE: "环节", STOCK: "房源", YEAR: "年份" },
    persons: (n) => `涉及所检索人员 ${n} 人`, start: "输入编码、地址、名称或号码的任意部分。",
    recorded: "登记于", gone: "登记册不向您显示该对象。",
  },
};
const state = { language: "zh", chosen: {}, cursor: null, asked: 0, suggested: 0, hits: [], current: -1, option: -1, timer: 0 };

function words() { return WORDS[state.language]; }

function made(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((one) => one !== null));
  return node;
}

// names of attributes are snake_case where they are declared, fields of the API camelCase
function named(name) {
  const known = data.names[name] || data.names[name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`)];
  return known ? known[state.language === "zh" ? 1 : 0] : name;
}

function token() { return $("tokens").value === "own" ? $("token").value.trim() : $("tokens").value; }

async function ask(document, variables) {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  if ($("purpose").value.trim()) headers["X-Purpose"] = $("purpose").value.trim();
  const body = JSON.stringify({ query: data.documents[document], variables });
  const response = await fetch("graphql", { method: "POST", headers, body });
  const told = await response.json();
  if (told.errors) throw new Error(told.errors.map((one) => one.message).join(" "));
  return told.data;
}

function filter() {
  const found = {};
  for (const facet of FACETS.slice(1)) {
    const values = [...(state.chosen[facet] || [])];
    if (values.length) found[facet.toLowerCase()] = facet === "YEAR" ? values.map(Number) : values;
  }
  return found;
}

async function search(further = false) {
  const text = $("text").value.trim();
  const asked = ++state.asked;
  remember(text);
  if (!text) { clear(); return; }
  const kinds = [...(state.chosen.KIND || [])];
  const variables = { text, filter: filter(), facets: FACETS, after: further ? state.cursor : null };
  if (kinds.length) variables.kinds = kinds;
  const began = performance.now();
  try {
    const { search: found } = await ask("search", variables);
    if (asked !== state.asked) return;
    show(found, Math.round(performance.now() - began), further);
  } catch (error) {
    if (asked === state.asked) say(error instanceof TypeError ? words().offline : error.message);
  }
}

function remember(text) {
  const hash = text ? `#q=${encodeURIComponent(text)}` : "";
  // what was typed stays behind the #, which no browser sends to any server
  if (location.hash !== hash) history.replaceState(null, "", hash || location.pathname);
}

function clear() {
  state.hits = []; state.current = -1; state.cursor = null;
  $("results").replaceChildren(); $("facets").replaceChildren();
  $("more").hidden = true; $("meant").hidden = true;
  say(words().start);
}

function say(text) { $("status").textContent = text; }

function show(found, took, further) {
  if (!further) { state.hits = []; state.current = -1; $("results").replaceChildren(); }
  const first = state.hits.length;
  state.hits.push(...found.nodes);
  found.nodes.forEach((hit, index) => $("results").append(result(hit, first + index)));
  state.cursor = found.pageInfo.endCursor;
  $("more").hidden = !found.pageInfo.hasNextPage;
  const counted = state.hits.length ? words().hits(found.totalCount, found.totalIsExact, took) : words().nothing;
  say(counted + (found.behind ? words().behind(found.behind) : ""));
  meant(found.didYouMean);
  facets(found.facets);
}

function result(hit, index) {
  const why = hit.highlights.slice(0, 2).map((one) => made("span", { class: "why" }, `${attribute(one.attribute)}: `, ...one.pieces.map(piece)));
  if (hit.persons) why.push(made("span", { class: "why" }, words().persons(hit.persons)));
  const head = [made("span", { class: "kind" }, named(hit.kind)), made("strong", {}, hit.title), made("br"), made("span", { class: "code" }, hit.code)];
  if (hit.phase) head.push(made("span", { class: "code" }, ` · ${named(hit.phase)}`));
  const button = made("button", { type: "button", onclick: () => open(index) }, ...head, ...why);
  return made("li", { "data-code": hit.code, "data-kind": hit.kind }, button);
}

function attribute(path) { return path.split(".").map(named).join(" · "); }

function piece(one) { return one.matched ? made("mark", {}, one.text) : document.createTextNode(one.text); }

function meant(others) {
  $("meant").hidden = !others.length;
  const choices = others.map((one) => made("button", { type: "button", onclick: () => look(one) }, one));
  $("meant").replaceChildren(`${words().meant}: `, ...choices);
}

function look(text) { $("text").value = text; state.chosen = {}; search(); }

function facets(counted) {
  $("facets").replaceChildren();
  for (const { facet, values } of counted) {
    const chosen = state.chosen[facet] || new Set();
    const listed = [...values, ...[...chosen].filter((one) => !values.some((has) => has.value === one)).map((value) => ({ value, count: 0 }))];
    if (listed.length < 2 && !chosen.size) continue;
    $("facets").append(made("h2", {}, words().facets[facet]), ...listed.slice(0, 12).map((one) => choice(facet, one, chosen)));
  }
}

function choice(facet, { value, label, count }, chosen) {
  const box = made("input", { type: "checkbox", onchange: (event) => narrow(facet, value, event.target.checked) });
  box.checked = chosen.has(value);
  const name = facet === "YEAR" || facet === "DIVISION" ? label || value : named(value);
  return made("label", {}, box, made("span", {}, name), made("span", {}, String(count)));
}

function narrow(facet, value, wanted) {
  const chosen = state.chosen[facet] || (state.chosen[facet] = new Set());
  if (wanted) chosen.add(value); else chosen.delete(value);
  search();
}

async function suggest() {
  const text = $("text").value.trim();
  const suggested = ++state.suggested;
  if (!text) { options([]); return; }
  try {
    const { searchSuggestions: found } = await ask("suggestions", { text });
    if (suggested === state.suggested && document.activeElement === $("text")) options(found);
  } catch {
    options([]); // what is typed is searched all the same, and the search says what is wrong
  }
}

function options(found) {
  state.option = -1;
  $("suggestions").replaceChildren(...found.map((one, index) => made("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false",
    onmousedown: (event) => { event.preventDefault(); take(index); } }, made("span", {}, one.text), made("small", {}, named(one.kind)))));
  $("suggestions").hidden = !found.length;
  $("text").setAttribute("aria-expanded", String(found.length > 0));
  $("text").removeAttribute("aria-activedescendant");
}

function take(index) {
  const chosen = $("suggestions").children[index];
  if (!chosen) return;
  $("text").value = chosen.firstChild.textContent;
  close();
  search();
}

function close() { state.suggested++; options([]); }

function point(step) {
  const all = [...$("suggestions").children];
  state.option = Math.max(-1, Math.min(all.length - 1, state.option + step));
  all.forEach((one, index) => one.setAttribute("aria-selected", String(index === state.option)));
  if (state.option < 0) $("text").removeAttribute("aria-activedescendant");
  else $("text").setAttribute("aria-activedescendant", all[state.option].id);
}

function move(step) {
  const buttons = [...document.querySelectorAll("#results li > button")];
  if (!buttons.length) return;
  const at = buttons.indexOf(document.activeElement);
  if (at + step < 0) $("text").focus();
  else buttons[Math.min(buttons.length - 1, at + step)].focus();
}

async function open(index) {
  const hit = state.hits[index];
  if (!hit) return;
  state.current = index;
  document.querySelectorAll("#results li > button").forEach((one, at) => one.setAttribute("aria-current", String(at === index)));
  const root = hit.kind.toLowerCase();
  try {
    const told = await ask("life", { code: hit.code, [root]: true });
    if (state.current === index) life(hit, told[root]);
  } catch (error) {
    say(error instanceof TypeError ? words().offline : error.message);
  }
}

function life(hit, subject) {
  document.querySelector("main").classList.add("open");
  const shut = made("button", { type: "button", onclick: leave, "aria-label": words().close }, "×");
  const head = made("header", {}, made("h2", {}, made("span", { class: "kind" }, named(hit.kind)), hit.title), shut);
  $("life").replaceChildren(head, ...(subject ? body(subject) : [made("p", {}, words().gone)]));
  $("life").hidden = false;
  $("life").focus();
}

function body(subject) {
  const { timeline, members, underInvestigationAttributes: doubted, ...own } = subject;
  const told = made("dl");
  for (const [name, value] of Object.entries(own)) {
    if (value === null || ["kind", "version", "position"].includes(name)) continue;
    told.append(made("dt", {}, named(name)), made("dd", {}, typeof value === "string" ? named(value) : String(value)));
  }
  if (doubted.length) told.append(made("dt", {}, words().investigated), made("dd", {}, doubted.map(named).join(", ")));
  const people = (members || []).map((one) => made("li", {}, `${one.relation ? named(one.relation) : one.key} ${one.name || ""} ${one.joinedOn || ""}${one.leftOn ? ` – ${one.leftOn}` : ""}`));
  const listed = people.length ? [made("h3", {}, named("HOUSEHOLD")), made("ul", {}, ...people)] : [];
  const events = made("ol", { class: "timeline" }, ...timeline.nodes.map(happened));
  const title = made("h3", {}, `${words().life} · ${words().events(timeline.totalCount)}`);
  return [told, ...listed, title, events, ...rest(subject, timeline, events)];
}

function rest(subject, timeline, events) {
  if (!timeline.pageInfo.hasNextPage) return [];
  const root = subject.kind.toLowerCase();
  let cursor = timeline.pageInfo.endCursor;
  const more = made("button", { type: "button", onclick: async () => {
    const told = await ask("life", { code: subject.code, [root]: true, after: cursor });
    const next = told[root].timeline;
    events.append(...next.nodes.map(happened));
    cursor = next.pageInfo.endCursor;
    more.hidden = !next.pageInfo.hasNextPage;
  } }, words().more);
  return [more];
}

function happened(event) {
  const paper = event.document ? ` · ${event.document.kind} ${event.document.number}` : "";
  const changed = Object.entries(event.data).slice(0, 12).map(([path, value]) => `${path}: ${spelled(value)}`).join(" · ");
  return made("li", {}, made("time", { datetime: event.effectiveOn }, event.effectiveOn), label(event.label),
    made("small", {}, `#${event.position} · ${words().recorded} ${event.registeredAt.slice(0, 10)} · ${event.source}${paper}`),
    changed ? made("small", {}, changed) : null);
}

// a label is English, then the Chinese term
function label(text) {
  const at = text.search(/[\u3400-\u9fff]/);
  if (at <= 0) return text;
  return state.language === "zh" ? text.slice(at) : text.slice(0, at).trim();
}

function spelled(value) {
  if (value === null) return "–";
  if (typeof value !== "object") return named(String(value));
  return value.masked ? "***" : value.erased ? "(erased)" : JSON.stringify(value);
}

function leave() {
  $("life").hidden = true;
  document.querySelector("main").classList.remove("open");
  const at = state.current;
  state.current = -1;
  document.querySelectorAll("#results li > button")[at]?.focus();
}

function translate() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-en]")) one.textContent = one.dataset[state.language];
  $("language").textContent = words().other;
  const [none, ...others] = $("tokens").options;
  none.textContent = words().none;
  others[others.length - 1].textContent = words().own;
}

function typed() {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => { suggest(); search(); }, 150);
}

function keyed(event) {
  const suggesting = !$("suggestions").hidden && document.activeElement === $("text");
  if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); $("text").focus(); $("text").select(); }
  else if (event.key === "Escape") { if (suggesting) close(); else if (!$("life").hidden) leave(); }
  else if (event.key === "ArrowDown" && suggesting) { event.preventDefault(); point(1); }
  else if (event.key === "ArrowUp" && suggesting) { event.preventDefault(); point(-1); }
  else if (event.key === "Enter" && suggesting && state.option >= 0) { event.preventDefault(); take(state.option); }
  else if (event.key === "ArrowDown" && !$("life").contains(document.activeElement)) { event.preventDefault(); move(1); }
  else if (event.key === "ArrowUp" && !$("life").contains(document.activeElement)) { event.preventDefault(); move(-1); }
}

function begin() {
  state.language = localStorage.getItem("fangji.language") || (navigator.language.startsWith("zh") ? "zh" : "en");
  $("tokens").append(made("option", { value: "" }));
  for (const [name, value] of Object.entries(data.tokens)) $("tokens").append(made("option", { value }, name));
  $("tokens").append(made("option", { value: "own" }));
  translate();
  $("text").value = sought();
  search();
}

function sought() {
  const stated = location.hash.match(/^#q=(.*)$/);
  return stated ? decodeURIComponent(stated[1]) : "";
}

$("text").addEventListener("input", typed);
$("text").addEventListener("blur", close);
$("form").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(state.timer); close(); search(); });
$("more").addEventListener("click", () => search(true));
$("tokens").addEventListener("change", () => { $("token").hidden = $("tokens").value !== "own"; search(); });
$("token").addEventListener("change", () => search());
$("purpose").addEventListener("change", () => search());
$("language").addEventListener("click", () => {
  state.language = state.language === "zh" ? "en" : "zh";
  localStorage.setItem("fangji.language", state.language);
  translate();
  search();
});
document.addEventListener("keydown", keyed);
window.addEventListener("hashchange", () => { $("text").value = sought(); search(); });
begin();
