"use strict";
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent) || { tokens: {}, examples: [] };
const WORDS = {
  en: { other: "中文", none: "none (public)", own: "my own…", running: "running…", offline: "The server does not answer.", variables: "The variables are not JSON: " },
  zh: { other: "English", none: "无（公开）", own: "自填…", running: "执行中…", offline: "服务器没有响应。", variables: "变量不是 JSON：" },
};
let language = localStorage.getItem("fangji.language") || (navigator.language.startsWith("zh") ? "zh" : "en");
let types = new Map();

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function translate() {
  const words = WORDS[language];
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-en]")) one.textContent = one.dataset[language];
  $("language").textContent = words.other;
  $("tokens").options[0].textContent = words.none;
  $("tokens").options[$("tokens").options.length - 1].textContent = words.own;
}

function fill() {
  data.examples.forEach((one, index) => $("examples").append(option(index, one.title)));
  $("tokens").append(option("", ""));
  for (const [name, token] of Object.entries(data.tokens)) $("tokens").append(option(token, name));
  $("tokens").append(option("own", ""));
  choose(0);
}

function choose(index) {
  const chosen = data.examples[index];
  if (!chosen) return;
  const variables = chosen.query.match(/^# variables: (.*)$/m);
  $("query").value = chosen.query;
  $("variables").value = variables ? JSON.stringify(JSON.parse(variables[1]), null, 2) : "";
}

function token() {
  return $("tokens").value === "own" ? $("token").value.trim() : $("tokens").value;
}

async function ask(query, variables) {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  return fetch(location.pathname, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
}

function variables() {
  const text = $("variables").value.trim();
  return text ? JSON.parse(text) : {};
}

async function run() {
  const began = performance.now();
  let given;
  try {
    given = variables();
  } catch (error) {
    $("answer").textContent = WORDS[language].variables + error.message;
    return;
  }
  $("status").textContent = WORDS[language].running;
  try {
    const response = await ask($("query").value, given);
    const text = await response.text();
    $("answer").textContent = pretty(text);
    $("status").textContent = `${response.status} · ${Math.round(performance.now() - began)} ms · ${text.length} B`;
  } catch {
    $("answer").textContent = WORDS[language].offline;
    $("status").textContent = "";
  }
}

function pretty(text) {
  // positions are 64-bit numbers: laid out by hand, for JSON.parse would round them
  let depth = 0, quoted = false, out = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      out += c;
      if (c === "\\") out += text[++i];
      else if (c === '"') quoted = false;
    } else if (c === '"') { quoted = true; out += c; }
    else if ((c === "{" && text[i + 1] === "}") || (c === "[" && text[i + 1] === "]")) { out += c + text[++i]; }
    else if (c === "{" || c === "[") out += c + "\n" + "  ".repeat(++depth);
    else if (c === "}" || c === "]") out += "\n" + "  ".repeat(--depth) + c;
    else if (c === ",") out += ",\n" + "  ".repeat(depth);
    else if (c === ":") out += ": ";
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

const REF = "fragment R on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
const ABOUT = `{ __schema { queryType { name } types { kind name description possibleTypes { name }
  fields { name description args { name description defaultValue type { ...R } } type { ...R } }
  inputFields { name description defaultValue type { ...R } } enumValues { name description } } } } ${REF}`;

async function learn() {
  try {
    const schema = (await (await ask(ABOUT, {})).json()).data.__schema;
    types = new Map(schema.types.filter((one) => !one.name.startsWith("__")).map((one) => [one.name, one]));
    show(schema.queryType.name);
  } catch {
    $("docs").textContent = WORDS[language].offline;
  }
}

function written(type) {
  if (type.kind === "NON_NULL") return written(type.ofType) + "!";
  return type.kind === "LIST" ? `[${written(type.ofType)}]` : type.name;
}

function named(type) {
  return type.ofType ? named(type.ofType) : type.name;
}

function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

function link(type) {
  const made = element("a", written(type));
  made.tabIndex = 0;
  made.setAttribute("role", "link");
  made.onclick = () => show(named(type));
  made.onkeydown = (event) => event.key === "Enter" && show(named(type));
  return made;
}

function signature(field) {
  const code = element("code", field.name);
  if (field.args && field.args.length) {
    code.append("(");
    field.args.forEach((one, index) => {
      code.append(index ? ", " : "", `${one.name}: `, link(one.type), one.defaultValue ? ` = ${one.defaultValue}` : "");
      if (one.description) code.lastChild.title = one.description;
    });
    code.append(")");
  }
  if (field.type) code.append(": ", link(field.type));
  return code;
}

function show(name) {
  const type = types.get(name);
  if (!type) return;
  const list = element("dl");
  for (const field of type.fields || type.inputFields || type.enumValues || [])
    list.append(element("dt", signature(field)), element("dd", field.description || ""));
  const possible = element("p");
  for (const one of type.possibleTypes || []) possible.append(link(one), " ");
  $("docs").replaceChildren(element("strong", name), element("p", type.description || ""), possible, list);
  $("docs").scrollTop = 0;
}

function search(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return show("Query");
  const list = element("dl");
  for (const type of types.values()) {
    const hits = (type.fields || type.inputFields || []).filter((one) => `${one.name} ${one.description}`.toLowerCase().includes(wanted));
    if (!hits.length && !`${type.name} ${type.description}`.toLowerCase().includes(wanted)) continue;
    list.append(element("dt", link({ name: type.name })), element("dd", hits.slice(0, 6).map((one) => one.name).join(", ")));
    if (list.children.length > 120) break;
  }
  $("docs").replaceChildren(list);
}

fill();
translate();
learn();
$("token").hidden = true;
$("examples").onchange = (event) => choose(event.target.value);
$("tokens").onchange = () => { $("token").hidden = $("tokens").value !== "own"; };
$("run").onclick = run;
$("search").oninput = (event) => search(event.target.value);
$("language").onclick = () => {
  language = language === "en" ? "zh" : "en";
  localStorage.setItem("fangji.language", language);
  translate();
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
$("query").addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey) return;
  event.preventDefault();
  const area = event.target;
  area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
});
