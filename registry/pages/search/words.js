"use strict";
// what the page says, and what fields and values are called
const data = JSON.parse(document.getElementById("data").textContent) ||
  { tokens: {}, documents: {}, purposes: {}, paths: {}, values: {} };
const WORDS = {
  en: {
    other: "中文", none: "none (public)", own: "my own…", nothing: "Nothing was found.", searching: "Searching…",
    hits: (n, exact) => `${exact ? "" : "at least "}${n} ${n === 1 ? "hit" : "hits"}`, took: (ms) => ` · ${ms} ms`,
    position: (at, behind) => `As of position ${at} of the ledger${behind ? `; the index is ${behind} events behind` : ", all that is recorded"}.`,
    meant: "Did you mean", back: "Back", close: "Close", again: "Try again", more: "More", clear: "Remove all filters",
    facets: { KIND: "Kind", DIVISION: "Division", PHASE: "Phase", STAGE: "Stage", STOCK: "Stock", YEAR: "Year" },
    sorts: { RELEVANCE: "best first", CODE: "by code", LAST_CHANGED: "last changed first" },
    others: (n) => `${n} more…`, persons: (n) => `names ${n} of the persons looked for`, press: "Press Enter to search.",
    start: "Any part of it will do", startOf: [
      ["a code, whole or part", "990102001…"], ["an address in any writing", "晨光路8号 · 晨光路八號"],
      ["a name, by characters, pinyin or initials", "澜庭 · lanting · lt"], ["a number of a contract, permit or application", "990102202204…"]],
    widen: "Use fewer characters, another writing, or remove filters.",
    errors: {
      OFFLINE: "The server does not answer.", SEARCH_UNAVAILABLE: "The search engine does not answer at present.",
      INVALID_SEARCH: "This cannot be searched for.", UNAUTHENTICATED: "The token is not accepted.",
      UNKNOWN_PURPOSE: "This purpose is in no policy for you.", RATE_LIMITED: "Too many requests; wait a moment.",
      UNAVAILABLE: "The registry is busy or not there at present.", OTHER: "The registry cannot answer this.",
    },
    life: "Whole life", events: (n) => `${n} ${n === 1 ? "event" : "events"}`, asOf: "As it was", gone: "The registry does not show this subject to you, or did not know it then.",
    validOn: "valid on", knownAt: "as known on", today: "now", effective: "takes effect", registered: "registered",
    orders: { effective: "in the order in which they hold", registered: "in the order of registration" }, order: "Events",
    voided: (n) => `withdrawn by #${n}`, corrected: (n) => `corrected by #${n}`, corrects: (n) => `corrects #${n}`,
    investigated: "Under investigation", source: "source", until: "until", sealed: "sealed", masked: "not shown to you", erased: "erased",
    people: { owners: "Owners", members: "Persons", tenancies: "Tenancies", buildings: "Buildings", projects: "Projects" },
    seeMore: (n) => `${n} more changes`, yes: "yes", no: "no", code: "Code", title: "Title", number: "Number", document: "Document", arrears: "Arrears",
  },
  zh: {
    other: "English", none: "无（公众）", own: "自填…", nothing: "没有找到结果。", searching: "检索中…",
    hits: (n, exact) => `${exact ? "" : "至少 "}${n} 条结果`, took: (ms) => ` · ${ms} 毫秒`,
    position: (at, behind) => `结果反映账本位置 ${at}${behind ? `；索引落后 ${behind} 个事件` : "，与登记同步"}。`,
    meant: "您是不是要找", back: "返回", close: "关闭", again: "重试", more: "更多", clear: "清除全部筛选",
    facets: { KIND: "类别", DIVISION: "区划", PHASE: "阶段", STAGE: "环节", STOCK: "房源", YEAR: "年份" },
    sorts: { RELEVANCE: "相关度", CODE: "编码", LAST_CHANGED: "最近变更" },
    others: (n) => `另有 ${n} 项…`, persons: (n) => `涉及所检索人员 ${n} 人`, press: "按回车检索。",
    start: "记得哪一部分就输入哪一部分", startOf: [
      ["编码，全部或部分", "990102001…"], ["坐落，任意写法", "晨光路8号 · 晨光路八號"],
      ["名称、拼音或首字母", "澜庭 · lanting · lt"], ["合同、许可或申请编号", "990102202204…"]],
    widen: "可减少字数、换一种写法或取消筛选。",
    errors: {
      OFFLINE: "服务器没有响应。", SEARCH_UNAVAILABLE: "检索引擎暂时没有响应。", INVALID_SEARCH: "无法按此检索。",
      UNAUTHENTICATED: "令牌未被接受。", UNKNOWN_PURPOSE: "该目的不在适用于您的政策之列。", RATE_LIMITED: "请求过多，请稍候。",
      UNAVAILABLE: "登记系统繁忙或暂不可用。", OTHER: "登记系统无法回答。",
    },
    life: "全生命周期", events: (n) => `${n} 个事件`, asOf: "历史状态", gone: "登记册不向您显示该对象，或当时尚无记载。",
    validOn: "生效于", knownAt: "登记截至", today: "现在", effective: "生效", registered: "登记",
    orders: { effective: "按生效次序", registered: "按登记次序" }, order: "事件",
    voided: (n) => `已由 #${n} 撤回`, corrected: (n) => `已由 #${n} 更正`, corrects: (n) => `更正 #${n}`,
    investigated: "核查中", source: "来源", until: "至", sealed: "已加密", masked: "不向您显示", erased: "已销毁",
    people: { owners: "权利人", members: "人员", tenancies: "租住", buildings: "楼幢", projects: "项目" },
    seeMore: (n) => `另有 ${n} 项变更`, yes: "是", no: "否", code: "编码", title: "标题", number: "编号", document: "文书", arrears: "欠租",
  },
};
let language = "zh";

function $(id) { return document.getElementById(id); }

function words() { return WORDS[language]; }

function said(pair) { return pair[language === "zh" ? 1 : 0]; }

// fields of the API are camelCase, attributes are declared and told in events in snake_case
function snake(name) { return name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`); }

// the longest path that has a name: HOUSE.leases.rent, leases.rent, rent
function pathName(path) {
  const parts = path.split(".");
  for (let from = 0; from < parts.length; from++) {
    const known = data.paths[parts.slice(from).join(".")];
    if (known) return said(known);
  }
  return words()[parts[parts.length - 1]] || parts[parts.length - 1];
}

function kindName(kind) { return pathName(kind); }

// a value of a closed list; anything else is its own name
function valueName(path, value) {
  const parts = path.split(".");
  for (let from = 0; from < parts.length; from++) {
    const known = data.values[`${parts.slice(from).join(".")}=${value}`];
    if (known) return said(known);
  }
  return data.values[value] ? said(data.values[value]) : value;
}

// where a text stands: address, permits.number; project.name is of another subject
function attributeName(kind, path) {
  if (path === "title" || path === "code") return words()[path];
  const [first, ...rest] = path.split(".");
  if (!rest.length) return pathName(`${kind}.${path}`);
  const other = data.paths[first.toUpperCase()] ? first.toUpperCase() : "";
  return other ? `${kindName(other)} · ${attributeName(other, rest.join("."))}` : `${pathName(`${kind}.${first}`)} · ${pathName(`${kind}.${path}`)}`;
}

// a label is English, then the Chinese term
function labelName(text) {
  const at = text.search(/[\u3400-\u9fff]/);
  if (at <= 0) return text;
  return language === "zh" ? text.slice(at) : text.slice(0, at).trim();
}

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

// texts stand in data-en and data-zh: of what has no text of its own they are the label
function translate() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-en]")) {
    if (["INPUT", "UL", "SECTION"].includes(one.tagName)) one.setAttribute("aria-label", one.dataset[language]);
    else one.textContent = one.dataset[language];
  }
  $("text").placeholder = $("text").dataset[language];
  $("language").textContent = words().other;
  document.title = language === "zh" ? "检索 · Fangji 房籍" : "Search · Fangji 房籍";
}
