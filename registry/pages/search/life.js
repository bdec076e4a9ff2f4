// a subject's whole life: what it is, who stands in it, what happened, by both clocks
const RELATED = { building: "BUILDING", project: "PROJECT", developer: "ENTERPRISE", employer: "ENTERPRISE",
  parentRecord: "DIVISION", divisionRecord: "DIVISION" };
const CODES = { enterpriseCode: "ENTERPRISE", householdCode: "HOUSEHOLD", houseCode: "HOUSE" };
const LISTED = { owners: null, members: null, tenancies: null, buildings: "BUILDING", projects: "PROJECT" };
const UNTOLD = ["kind", "code", "version", "position", "division", "parent"];
const LATE = 31 * 24 * 3600 * 1000;
const CHANGES = 8;
const shown = { kind: "", code: "", subject: null, order: "effective", validOn: "", knownAt: "", asked: 0 };

async function showLife(kind, code) {
  if (kind !== shown.kind || code !== shown.code) Object.assign(shown, { kind, code, order: "effective", validOn: "", knownAt: "" });
  document.querySelector("main").classList.add("open");
  const asked = ++shown.asked;
  try {
    const subject = await wholeLife();
    if (asked !== shown.asked) return;
    shown.subject = subject;
    drawLife();
  } catch (error) {
    if (asked === shown.asked) panel(made("p", { role: "alert" }, words().errors[error.code] || words().errors.OTHER, " ", error.message));
  }
}

function clocks() {
  const at = {};
  if (shown.validOn) at.validOn = shown.validOn;
  if (shown.knownAt) at.knownAt = new Date(`${shown.knownAt}T23:59:59`).toISOString();
  return Object.keys(at).length ? at : null;
}

// all events, a hundred a request
async function wholeLife() {
  const root = shown.kind.toLowerCase();
  let after = null;
  let subject = null;
  do {
    const told = await ask("life", { code: shown.code, [root]: true, at: clocks(), after }, { recorded: true });
    const page = told[root];
    if (!page) return null;
    if (subject) subject.timeline.nodes.push(...page.timeline.nodes); else subject = page;
    after = page.timeline.pageInfo.hasNextPage ? page.timeline.pageInfo.endCursor : null;
  } while (after && subject.timeline.nodes.length < 2000);
  return subject;
}

function drawLife() {
  const { subject } = shown;
  panel(...(subject ? [asOf(), facts(subject), ...lists(subject), ...happenings(subject)] : [asOf(), made("p", { class: "gone" }, words().gone)]));
}

function panel(...parts) {
  const named = shown.subject && headed(shown.subject);
  const title = made("h2", { id: "title", tabindex: "-1" }, made("span", { class: "kind" }, kindName(shown.kind)), named || shown.code);
  const close = made("button", { type: "button", class: "back", onclick: closeLife }, `← ${words().back}`);
  const fresh = $("life").hidden || $("life").dataset.code !== shown.code;
  $("life").dataset.code = shown.code;
  const code = named && named !== shown.code ? made("p", { class: "code" }, shown.code) : null;
  $("life").replaceChildren(close, title, ...(code ? [code] : []), ...parts);
  $("life").hidden = false;
  if (fresh) { $("title").focus(); $("life").scrollTop = 0; }
}

function headed(subject) { return subject.name || subject.address || subject.code; }

function asOf() {
  const field = (name) => made("label", {}, words()[name], " ", made("input", { type: "date", value: shown[name], onchange: (event) => {
    shown[name] = event.target.value;
    showLife(shown.kind, shown.code);
  } }));
  const now = made("button", { type: "button", onclick: () => { shown.validOn = shown.knownAt = ""; showLife(shown.kind, shown.code); } }, words().today);
  const legend = made("legend", {}, words().asOf);
  return made("fieldset", { class: "clocks" }, legend, field("validOn"), field("knownAt"), clocks() ? now : null);
}

function facts(subject) {
  const told = made("dl", { class: "facts" });
  const add = (name, ...value) => told.append(made("div", {}, made("dt", {}, name), made("dd", {}, ...value)));
  for (const [name, value] of Object.entries(subject)) {
    if (RELATED[name] && value) add(kindName(RELATED[name]), linked(RELATED[name], value.code, value.name || value.code));
    else if (value !== null && typeof value !== "object" && !UNTOLD.includes(name) && value !== headed(subject)) add(pathName(`${shown.kind}.${snake(name)}`), spelled(`${shown.kind}.${snake(name)}`, value));
  }
  const doubted = subject.underInvestigationAttributes.map((one) => attributeName(shown.kind, snake(one).replaceAll("/", ".")));
  if (doubted.length) add(words().investigated, doubted.join(", "));
  return told;
}

function linked(kind, code, name) {
  return made("a", { href: `#life=${kind}/${encodeURIComponent(code)}`, onclick: (event) => { event.preventDefault(); openLife(kind, code); } }, name);
}

function lists(subject) {
  return Object.keys(LISTED).flatMap((name) => {
    const rows = Array.isArray(subject[name]) ? subject[name] : subject[name]?.nodes || [];
    if (!rows.length) return [];
    return [made("h3", {}, words().people[name]), made("ul", { class: "rows" }, ...rows.map((row) => listed(name, row)))];
  });
}

function listed(name, row) {
  if (LISTED[name]) return made("li", {}, linked(LISTED[name], row.code, row.name || row.address || row.code), row.name && row.address ? ` ${row.address}` : null);
  const code = Object.keys(CODES).find((one) => row[one]);
  const who = row.enterpriseName || row.name || (code && row[code]) || "—";
  const from = row.joinedOn || row.acquiredOn || row.startsOn;
  const to = row.leftOn || row.endedOn;
  const rest = ["relation", "birthYear", "form", "share", "contractNo"].filter((one) => row[one] !== null && row[one] !== undefined)
    .map((one) => `${one === "relation" ? "" : `${pathName(`${shown.kind}.${name}.${snake(one)}`)} `}${spelled(`${name}.${snake(one)}`, row[one])}`);
  return made("li", to ? { class: "past" } : {}, code ? linked(CODES[code], row[code], who) : made("b", {}, who),
    made("small", {}, [...rest, from || to ? `${from || ""} – ${to || ""}` : ""].filter(Boolean).join(" · ")));
}

function happenings(subject) {
  const events = [...subject.timeline.nodes];
  if (shown.order === "registered") events.sort((one, other) => one.position - other.position);
  const orders = Object.entries(words().orders).map(([value, text]) => made("option", { value }, text));
  const order = made("select", { "aria-label": words().order, onchange: (event) => { shown.order = event.target.value; drawLife(); } }, ...orders);
  order.value = shown.order;
  const { totalCount } = subject.timeline;
  const told = events.length < totalCount ? `${events.length} / ${words().events(totalCount)}` : words().events(totalCount);
  const head = made("div", { class: "head" }, made("h3", {}, `${words().life} · ${told}`), order);
  return [head, made("ol", { class: "timeline" }, ...events.map(happened))];
}

function happened(event) {
  const late = Date.parse(event.registeredAt) - Date.parse(event.effectiveOn) > LATE;
  const tags = [event.voidedBy && words().voided(event.voidedBy.position), event.correctedBy && words().corrected(event.correctedBy.position),
    event.corrects && words().corrects(event.corrects.position)].filter(Boolean);
  const when = made("div", { class: "when" }, made("span", {}, `${words().effective} `, made("time", { datetime: event.effectiveOn }, event.effectiveOn)),
    made("span", { class: late ? "late" : "" }, `${words().registered} `, made("time", { datetime: event.registeredAt }, event.registeredAt.slice(0, 10))));
  const paper = event.document ? ` · ${event.document.kind} ${event.document.number}` : "";
  const what = made("div", { class: "what" }, made("strong", {}, labelName(event.label)), ...tags.map((one) => made("span", { class: "tag" }, one)),
    made("small", {}, `#${event.position} · ${words().source} ${event.source}${paper}`), ...changes(event.data));
  return made("li", event.voidedBy || event.correctedBy ? { class: "undone" } : {}, when, what);
}

function changes(told) {
  const rows = Object.entries(told).map(([path, value]) => {
    const parts = path.split("/");
    const dotted = parts.length === 3 ? `${parts[0]}.${parts[2]}` : path;
    const name = parts.length === 3 ? `${pathName(`${shown.kind}.${parts[0]}`)} ${parts[1]} · ${pathName(`${shown.kind}.${dotted}`)}` : attributeName(shown.kind, path.replaceAll("/", "."));
    return made("div", {}, made("dt", {}, name), made("dd", {}, spelled(dotted, value)));
  });
  if (!rows.length) return [];
  const rest = rows.splice(CHANGES);
  const first = made("dl", { class: "changes" }, ...rows);
  return rest.length ? [first, made("details", {}, made("summary", {}, words().seeMore(rest.length)), made("dl", { class: "changes" }, ...rest))] : [first];
}

function spelled(path, value) {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? words().yes : words().no;
  if (typeof value !== "object") return valueName(path, String(value));
  const hidden = ["masked", "sealed", "erased"].find((one) => value[one]);
  return hidden ? words()[hidden] : JSON.stringify(value);
}
