// who asks, and what the server answers
class Refusal extends Error {
  constructor(code, message) { super(message); this.code = code; }
}

function token() { return $("tokens").value === "own" ? $("token").value.trim() : $("tokens").value; }

function purpose() { return $("purpose").value.trim(); }

// whether a search goes on record: then nothing is searched that was not asked for by Enter
function recorded() { return Boolean(token() && purpose()); }

async function ask(document, variables, options = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  if (options.recorded && recorded()) headers["X-Purpose"] = purpose();
  const body = JSON.stringify({ query: data.documents[document], variables });
  let told;
  try {
    const response = await fetch("graphql", { method: "POST", headers, body, signal: options.signal });
    told = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("OFFLINE", "");
  }
  if (told.errors) throw new Refusal(told.errors[0].extensions?.code, told.errors.map((one) => one.message).join(" "));
  return told.data;
}

function offerReaders() {
  const chosen = $("tokens").value;
  const known = Object.entries(data.tokens).map(([name, value]) => made("option", { value }, name));
  $("tokens").replaceChildren(made("option", { value: "" }, words().none), ...known, made("option", { value: "own" }, words().own));
  $("tokens").value = chosen;
  const purposes = Object.entries(data.purposes).map(([value, pair]) => made("option", { value, label: said(pair) }));
  $("purposes").replaceChildren(...purposes);
  showReader();
}

function showReader() {
  $("token").hidden = $("tokens").value !== "own";
  $("role").textContent = $("tokens").selectedOptions[0]?.textContent || "";
  $("record").hidden = !recorded();
}
