"use strict";

const $ = (id) => document.getElementById(id);
const DATA = JSON.parse($("data").textContent);

// ---- what can fail: check -> what it says of the file, English and Chinese ----

const CHECKS = {
  "key form": ["the verifier key is not written name+id+Base64", "验证公钥格式不正确"],
  "file form": ["the file is not of its form", "文件格式不正确"],
  "note form": ["the checkpoint in the file is no signed note", "检查点不是签名文本"],
  "checkpoint form": ["the signed text is no checkpoint", "签名文本不是检查点"],
  "key": ["it is signed by others, not by this key", "签名者不是此公钥"],
  "signature": ["the checkpoint is not what was signed", "检查点内容与签名不符"],
  "origin": ["the checkpoint or the leaf is of another log", "检查点或记录属于另一账本"],
  "tree size": ["the tree has no leaves", "账本树为空"],
  "index": ["the leaf's index is not in the tree", "叶子序号超出账本树"],
  "proof length": ["the proof has more or fewer hashes than these sizes take", "证明中的哈希数目不符"],
  "leaf": ["there is no leaf, or one that is no leaf", "没有记录，或不是记录"],
  "position": ["the leaf or the state is of another position", "账本位置不符"],
  "root": ["the hashes lead to another root: the leaf or a hash was altered", "推得的根哈希不符：记录或哈希被改动"],
  "body": ["the leaf holds no event that this page can read", "记录中没有可识别的事件"],
  "subject": ["an event, the stream or the code is not of this subject", "事件、流水或编码不属于该登记对象"],
  "version": ["an event is left out, doubled or out of order", "事件有遗漏、重复或次序错误"],
  "history": ["an event corrects or voids what it cannot", "事件更正或撤销了不可更正、撤销者"],
  "state": ["the state is not what the events give", "所载状态与事件推得的状态不符"],
  "browser": ["this browser cannot check: it lacks Ed25519 in WebCrypto, or the page is not on https or localhost",
    "此浏览器无法核验：WebCrypto 不支持 Ed25519，或网页不在 https 或 localhost 上"],
};

class Failed extends Error {
  constructor(check, event) { super(check); this.check = check; this.event = event; }
}

function need(holds, check) { if (!holds) throw new Failed(check); }

function attempt(work, check) {
  try { return work(); } catch (error) { throw error instanceof Failed ? error : new Failed(check); }
}

// ---- bytes and texts, each with one spelling only ----

const UTF8 = new TextEncoder();

function bytesOf(text, check) {
  const raw = attempt(() => atob(text), check);
  need(btoa(raw) === text, check);
  return Uint8Array.from(raw, (one) => one.charCodeAt(0));
}

function textOf(bytes, check) {
  return attempt(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), check);
}

function decimal(text, check) {
  need(/^(0|[1-9][0-9]{0,18})$/.test(text) && Number.isSafeInteger(Number(text)), check);
  return Number(text);
}

function hex(bytes) { return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join(""); }

function same(one, other) { return one.length === other.length && one.every((byte, at) => byte === other[at]); }

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) { all.set(one, at); at += one.length; }
  return all;
}

async function digest(...parts) { return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts))); }

function isObject(value) { return typeof value === "object" && value !== null && !Array.isArray(value); }

function wellFormed(text) {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text) && !text.includes("\0");
}

/** RFC 8785 over the values that an event may hold; throws on any other. */
function canonical(value) {
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    need(names.every((one) => /^[\x01-\x7f]*$/.test(one)), "file form");
    return `{${names.map((one) => `${JSON.stringify(one)}:${canonical(value[one])}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "string") need(wellFormed(value), "file form");
  if (typeof value === "number") need(Number.isSafeInteger(value), "file form");
  return JSON.stringify(value);
}

/** The object that a text is the canonical form of. */
function object(text, check) {
  const value = attempt(() => JSON.parse(text), check);
  need(isObject(value) && attempt(() => canonical(value), check) === text, check);
  return value;
}

// ---- signed notes, checkpoints, inclusion: C2SP and RFC 9162 ----

function isName(text) { return text !== "" && !/[+\s\x00-\x1f]/.test(text); }

async function verifierKey(text) {
  const parts = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text);
  need(parts && isName(parts[1]), "key form");
  const [, name, id, encoded] = parts;
  const data = bytesOf(encoded, "key form");
  need(data.length === 33 && data[0] === 1, "key form");
  need(hex((await digest(UTF8.encode(`${name}\n`), data)).slice(0, 4)) === id, "key form");
  return { name, id, public: data.slice(1) };
}

function note(text) {
  need(!/[\x00-\x09\x0b-\x1f]/.test(text), "note form");
  const cut = text.lastIndexOf("\n\n");
  need(cut >= 0 && text.endsWith("\n"), "note form");
  const lines = text.slice(cut + 2, -1).split("\n");
  need(text.length > cut + 2 && lines.length <= 100, "note form");
  return { text: text.slice(0, cut + 1), signatures: lines.map(signature) };
}

function signature(line) {
  const parts = line.split(" ");
  need(parts.length === 3 && parts[0] === "—" && isName(parts[1]), "note form");
  const data = bytesOf(parts[2], "note form");
  need(data.length >= 5, "note form");
  return { name: parts[1], id: hex(data.slice(0, 4)), bytes: data.slice(4) };
}

async function signedBy(key, bytes, text) {
  const algorithm = { name: "Ed25519" };
  let known;
  try {
    known = await crypto.subtle.importKey("raw", key.public, algorithm, false, ["verify"]);
  } catch (error) {
    throw new Failed(error.name === "DataError" ? "signature" : "browser");
  }
  return bytes.length === 64 && crypto.subtle.verify(algorithm, known, bytes, UTF8.encode(text));
}

async function checkpoint(text, key) {
  const read = note(text);
  const ours = read.signatures.filter((one) => one.name === key.name && one.id === key.id);
  need(ours.length, "key");
  for (const one of ours) need(await signedBy(key, one.bytes, read.text), "signature");
  const [origin, size, root, ...more] = read.text.slice(0, -1).split("\n");
  need(origin && size !== undefined && root !== undefined && more.every(Boolean), "checkpoint form");
  const found = { origin, size: decimal(size, "checkpoint form"), root: bytesOf(root, "checkpoint form") };
  need(found.root.length === 32, "checkpoint form");
  need(origin === key.name, "origin");
  return found;
}

const ZERO = Uint8Array.of(0);
const ONE = Uint8Array.of(1);

/** How many hashes prove an index: the levels on which the path to the root has a sibling. */
function proofLength(index, size) {
  let count = 0;
  for (let last = size - 1, node = index; last > 0; last = half(last), node = half(node)) {
    if (node % 2 || node < last) count += 1;
  }
  return count;
}

function half(number) { return Math.floor(number / 2); }

async function rootOf(leaf, index, size, hashes) {
  let found = await digest(ZERO, leaf);
  let node = index;
  let last = size - 1;
  for (const one of hashes) {
    if (node % 2 || node === last) {
      found = await digest(ONE, one, found);
      while (node && node % 2 === 0) { node = half(node); last = half(last); }
    } else {
      found = await digest(ONE, found, one);
    }
    node = half(node);
    last = half(last);
  }
  return found;
}

function split(leaf) {
  const cut = leaf.indexOf(10);
  return cut < 0 ? [leaf, new Uint8Array(0)] : [leaf.slice(0, cut), leaf.slice(cut + 1)];
}

/** That a leaf stands at an index of a checkpoint's tree and says so; its header. */
async function included(tree, index, leaf, hashes) {
  need(tree.size > 0, "tree size");
  need(index >= 0 && index < tree.size, "index");
  const header = attempt(() => JSON.parse(textOf(split(leaf)[0], "leaf")), "leaf");
  need(isObject(header), "leaf");
  need(header.origin === tree.origin, "origin");
  need(header.position === index + 1, "position");
  need(hashes.length === proofLength(index, tree.size), "proof length");
  need(same(await rootOf(leaf, index, tree.size, hashes), tree.root), "root");
  return header;
}

// ---- proof files ----

function hashOf(text) {
  const data = bytesOf(text, "file form");
  need(data.length === 32, "file form");
  return data;
}

async function proof(text, key) {
  const cut = text.indexOf("\n\n");
  need(cut >= 0, "file form");
  const [first, ...lines] = text.slice(0, cut).split("\n");
  need(first === "c2sp.org/tlog-proof@v1", "file form");
  const extra = lines[0] && lines[0].startsWith("extra ") ? bytesOf(lines.shift().slice(6), "file form") : null;
  need(lines.length && lines[0].startsWith("index ") && lines.length <= 64, "file form");
  const index = decimal(lines.shift().slice(6), "file form");
  const hashes = lines.map(hashOf);
  const tree = await checkpoint(text.slice(cut + 2), key);
  need(tree.size > 0, "tree size");
  need(index < tree.size, "index");
  need(extra !== null, "leaf");
  const header = await included(tree, index, extra, hashes);
  const body = textOf(split(extra)[1], "leaf");
  return { form: "proof", tree, header, body: body === "" ? null : attempt(() => JSON.parse(body), "leaf") };
}

// ---- the event format: bodies, and the state that follows from them ----

const text = (value) => typeof value === "string";
const whole = (value) => Number.isSafeInteger(value);
const uuid = (value) => text(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
const day = (value) => text(value) && /^\d{4}-\d\d-\d\d$/.test(value) && value >= "0001" && isMoment(`${value}T00:00:00.000`);
const moment = (value) => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value) && isMoment(value.slice(0, 23));
const list = (fits, least = 1) => (value) => Array.isArray(value) && value.length >= least && value.every(fits);

function isMoment(told) {
  const found = new Date(`${told}Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString() === `${told}Z`;
}

function members(required, optional = {}) {
  const all = { ...required, ...optional };
  return (value) => isObject(value) && Object.keys(value).length > 0
    && Object.keys(required).every((name) => Object.hasOwn(value, name))
    && Object.keys(value).every((name) => Object.hasOwn(all, name) && all[name](value[name]));
}

const claims = list(members({ scope: text, key: text }));
const isBody = members({
  id: uuid, kind: text, scheme: text, code: text, stream: uuid, version: whole, type: text, schema: whole,
  effective_on: day, effective_seq: whole, source: text, actor: text,
  reason: (value) => ["CHANGE", "CORRECTION", "MIGRATION", "ERROR", "ORDER", "CAUSED"].includes(value),
  changes: list(members({ entity: text, set: isObject }), 0), command: uuid, correlation: uuid,
}, {
  registered_at: moment, source_registered_at: moment,
  document: members({ kind: text, number: text, issued_on: day }, { sha256: text, uri: text }),
  remark: members({ sealed: whole, ref: text, nonce: text, text }),
  cause: uuid, corrects: uuid, voids: list(uuid), relied_on: list(uuid),
  judged_by: members({ rules: text, policy: text }), claims: members({}, { take: claims, release: claims }),
  rows: list(members({ dataset: text, key: text, digest: text, profile: text })),
});
const isHeader = members({ format: text, origin: text, position: whole, recorded_at: moment });

/** Schema version and whether it affirms, of an event's type. */
function declared(event) {
  const types = Object.hasOwn(DATA.types, event.kind) ? DATA.types[event.kind] : {};
  return Object.hasOwn(types, event.type) ? types[event.type] : null;
}

function eventOf(leaf) {
  const [first, rest] = split(leaf);
  const header = object(textOf(first, "leaf"), "leaf");
  need(isHeader(header) && header.format === "fangji-event/1", "leaf");
  const body = object(textOf(rest, "body"), "body");
  need(isBody(body), "body");
  const known = declared(body);
  need(known && known[0] === body.schema, "body");
  return { at: header.position, recorded: header.recorded_at, ...body };
}

function masked(value) { return isObject(value) && Object.hasOwn(value, "sealed") ? { sealed: 1 } : value; }

/** Puts each event in its chain of corrections; only the live head of a chain is corrected or voided. */
function chained(events) {
  const known = new Map();
  const live = new Map();
  const head = (id) => {
    const target = known.get(id);
    need(target && !target.event.voids && live.get(target.chain).at(-1) === target, "history");
    return target;
  };
  for (const one of events) {
    const entry = { event: one, chain: one.corrects ? head(one.corrects).chain : one.at, voided: Infinity };
    for (const id of one.voids || []) {
      const target = head(id);
      live.get(target.chain).pop();
      target.voided = one.at;
    }
    known.set(one.id, entry);
    live.set(entry.chain, [...(live.get(entry.chain) || []), entry]);
  }
  return [...known.values()];
}

function inOrder(one, other) {
  const order = (entry) => [entry.event.effective_on, entry.event.effective_seq, entry.chain, entry.event.at];
  const [left, right] = [order(one), order(other)];
  const at = left.findIndex((part, place) => part !== right[place]);
  return at < 0 ? 0 : left[at] < right[at] ? -1 : 1;
}

/** The merge of what is visible at a position and effective by a day; entity -> attribute -> value. */
function state(events, asOf) {
  const shown = new Map();
  for (const entry of chained(events)) {
    if (entry.event.at <= asOf.position && asOf.position < entry.voided) shown.set(entry.chain, entry);
  }
  const merged = Object.create(null);
  for (const { event: one } of [...shown.values()].sort(inOrder)) {
    if (one.effective_on > asOf.valid_on) break;
    if (declared(one)[1]) merged[""] ||= Object.create(null);
    for (const change of one.changes) {
      merged[change.entity] ||= Object.create(null);
      for (const [name, value] of Object.entries(change.set)) merged[change.entity][name] = masked(value);
    }
  }
  return merged;
}

// ---- certificates ----

const count = (value) => whole(value) && value >= 0;
const some = (value) => text(value) && value !== "";
const isCertificate = members({
  format: (value) => value === "fangji-certificate/1", checkpoint: some,
  subject: members({ kind: some, scheme: text, code: some, stream: some }),
  as_of: members({ valid_on: day, position: count }),
  events: list(members({ index: count, leaf: text, hashes: (value) => list(text, 0)(value) && value.length <= 63 })),
  state: (value) => isObject(value) && Object.values(value).every(isObject),
});

async function streamOf(kind, scheme, code) {
  const space = "0b7a4f0e8f0c5c529d7e6a1f6f616e67".match(/../g).map((one) => parseInt(one, 16));
  const name = UTF8.encode(`${kind}\n${scheme}\n${code}`);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-1", joined(Uint8Array.from(space), name))).slice(0, 16);
  sum[6] = (sum[6] & 0x0f) | 0x50;
  sum[8] = (sum[8] & 0x3f) | 0x80;
  return hex(sum).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function checkSubject(subject, events) {
  for (const [at, one] of events.entries()) {
    if (one.kind !== subject.kind || one.stream !== subject.stream) throw new Failed("subject", at + 1);
  }
  const first = events[0];
  const random = ["HOUSEHOLD", "PRACTITIONER"].includes(first.kind);
  need(random || (await streamOf(first.kind, first.scheme, first.code)) === subject.stream, "subject");
  const spelled = `${subject.scheme}\n${subject.code}`;
  const key = [...spelled].length <= 200 ? spelled : hex(await digest(UTF8.encode(spelled)));
  const taken = (one) => ((one.claims || {}).take || []).some((each) => each.scope === `code/${subject.kind}` && each.key === key);
  need(events.some((one) => (one.scheme === subject.scheme && one.code === subject.code) || taken(one)), "subject");
}

async function certificate(source, key) {
  const told = object(source, "file form");
  need(isCertificate(told), "file form");
  const tree = await checkpoint(told.checkpoint, key);
  need(told.as_of.position <= tree.size, "position");
  const events = [];
  for (const [at, one] of told.events.entries()) {
    try {
      const leaf = bytesOf(one.leaf, "file form");
      await included(tree, one.index, leaf, one.hashes.map(hashOf));
      events.push(eventOf(leaf));
    } catch (error) {
      throw error instanceof Failed ? new Failed(error.check, at + 1) : error;
    }
  }
  await checkSubject(told.subject, events);
  for (const [at, one] of events.entries()) {
    if (one.version !== at + 1 || (at && one.at <= events[at - 1].at)) throw new Failed("version", at + 1);
  }
  need(canonical(state(events, told.as_of)) === canonical(told.state), "state");
  return { form: "certificate", tree, told, events };
}

/** Checks a file against a verifier key; what it proves, or Failed with the check that failed. */
async function verify(bytes, keyText) {
  need(globalThis.crypto && crypto.subtle, "browser");
  const key = await verifierKey(keyText);
  if (bytes[0] === 0x7b) return certificate(textOf(bytes, "file form"), key);
  const head = "c2sp.org/tlog-proof@v1";
  if (new TextDecoder().decode(bytes.slice(0, head.length)) === head) return proof(textOf(bytes, "file form"), key);
  return { form: "checkpoint", tree: await checkpoint(textOf(bytes, "note form"), key) };
}

// ---- the page ----

const WORDS = {
  en: { other: "中文", good: "Verified", bad: "Not verified", busy: "Checking…", choose: "Choose a file first.",
    event: (at) => `Event ${at} of the file: `, events: "Events", state: "State", open: "Sealed: nobody reads it here",
    facts: { form: "File", origin: "Log", size: "Leaves of its tree", root: "Root", position: "Position", recorded: "Recorded at",
      kind: "Kind", code: "Code", valid: "Valid on", known: "Known at position", count: "Events" },
    forms: { proof: "Proof of an event", certificate: "Certificate", checkpoint: "Checkpoint" },
    limits: { certificate: "It cannot prove that no later event exists: ask the register for a new one, or verify the whole log." } },
  zh: { other: "English", good: "验证通过", bad: "验证未通过", busy: "正在验证…", choose: "请先选择文件。",
    event: (at) => `文件中第 ${at} 个事件：`, events: "事件", state: "状态", open: "已加密，此处无人可读",
    facts: { form: "文件", origin: "账本", size: "账本树的叶子数", root: "根哈希", position: "账本位置", recorded: "登记时刻",
      kind: "类别", code: "编码", valid: "生效日", known: "所知账本位置", count: "事件数" },
    forms: { proof: "事件证明", certificate: "证明书", checkpoint: "检查点" },
    limits: { certificate: "它不能证明此后没有新的事件：请向登记机构索取新证明书，或核验整个账本。" } },
};
const page = { language: "zh", file: null, asked: 0, outcome: null };

function words() { return WORDS[page.language]; }

function element(name, content, ...children) {
  const made = document.createElement(name);
  if (content !== null) made.textContent = content;
  made.append(...children);
  return made;
}

function facts(found) {
  const { tree, header, told, events } = found;
  const rows = [["form", words().forms[found.form]], ["origin", tree.origin], ["size", tree.size], ["root", hex(tree.root)]];
  if (header) rows.push(["position", header.position], ["recorded", header.recorded_at]);
  if (told) {
    rows.push(["kind", told.subject.kind], ["code", `${told.subject.code} (${told.subject.scheme})`]);
    rows.push(["valid", told.as_of.valid_on], ["known", told.as_of.position], ["count", events.length]);
  }
  return rows.flatMap(([name, value]) => [element("dt", words().facts[name]), element("dd", String(value ?? ""))]);
}

function shown(value) {
  if (isObject(value) && value.sealed) return words().open;
  return value === null ? "—" : typeof value === "string" ? value : JSON.stringify(value);
}

function table(title, rows) {
  const body = rows.map((row) => element("tr", null, ...row.map((one, at) => element(at ? "td" : "th", one))));
  return [element("h3", title), element("table", null, element("tbody", null, ...body))];
}

function tables({ told, events }) {
  if (!told) return [];
  const rows = Object.entries(told.state).flatMap(([entity, said]) =>
    Object.entries(said).map(([name, value]) => [entity ? `${entity}/${name}` : name, shown(value)]));
  const life = events.map((one) => [String(one.at), one.effective_on, one.type]);
  return [...table(words().state, rows), ...table(words().events, life)];
}

function show() {
  const { found, failed } = page.outcome;
  const result = $("result");
  result.hidden = false;
  result.dataset.verified = String(Boolean(found));
  result.dataset.check = failed ? failed.check : "";
  $("facts").replaceChildren(...(found ? facts(found) : []));
  $("table").replaceChildren(...(found ? tables(found) : []));
  $("source").hidden = !(found && found.body);
  $("source").textContent = found && found.body ? JSON.stringify(found.body, null, 2) : "";
  $("verdict").textContent = found ? `✓ ${words().good}` : `✗ ${words().bad} (${failed.check})`;
  $("why").textContent = found ? words().limits[found.form] || "" : reason(failed);
}

function reason(failed) {
  const said = CHECKS[failed.check][page.language === "zh" ? 1 : 0];
  return `${failed.event ? words().event(failed.event) : ""}${said}${page.language === "zh" ? "。" : "."}`;
}

async function run() {
  if (!page.file) {
    say(words().choose);
    return;
  }
  const asked = ++page.asked;
  say(words().busy);
  let outcome;
  try {
    outcome = { found: await verify(new Uint8Array(await page.file.arrayBuffer()), $("key").value.trim()) };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    outcome = { failed: error };
  }
  if (asked !== page.asked) return;
  page.outcome = outcome;
  show();
}

/** A sentence in the place of a verdict. */
function say(sentence) {
  page.outcome = null;
  $("result").hidden = false;
  delete $("result").dataset.verified;
  delete $("result").dataset.check;
  for (const id of ["why", "facts", "table"]) $(id).replaceChildren();
  $("source").hidden = true;
  $("verdict").textContent = sentence;
}

function take(file) {
  if (!file) return;
  page.file = file;
  run();
}

function speak() {
  document.documentElement.lang = page.language === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-en]")) one.textContent = one.dataset[page.language];
  $("language").textContent = words().other;
  if (page.outcome) show();
}

$("file").addEventListener("change", () => take($("file").files[0]));
$("form").addEventListener("submit", (submitted) => { submitted.preventDefault(); run(); });
$("language").addEventListener("click", () => {
  page.language = page.language === "zh" ? "en" : "zh";
  speak();
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (moved) => {
    moved.preventDefault();
    $("drop").classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") take(moved.dataTransfer.files[0]);
  });
}
$("key").value = DATA.key;
page.language = navigator.language.startsWith("zh") ? "zh" : "en";
speak();
