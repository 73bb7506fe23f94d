// Follows a page of a form while it is filled in: what its conditions show, by the evaluator that the server's agrees
// with, and keeping what is typed. Every page works without it, and the server decides.
import { initAll } from "./govuk-6.3.0.min.js";

const form = document.querySelector("form[data-casepath-form]");
const NUMBERS = ["integer", "decimal", "scale"];
const MANY = ["choices", "subjects", "files"];
const COMPOUND = ["partial_date", "duration", "address", "place", "grid", "file"];

// --- what is typed, as the evaluator takes it ------------------------------------------------------------------------

/** Return every text that the page would send under a name. */
function texts(data, name) {
  return data.getAll(name).filter((one) => typeof one === "string").map((one) => one.normalize("NFC").trim()).filter(Boolean);
}

function clock(text) {
  const [, hour, minute] = /^(\d{1,2})[.:](.*)$/.exec(text) ?? [];
  return hour ? `${hour.padStart(2, "0")}:${minute}` : text;
}

function day(part) {
  const two = (text) => text.padStart(2, "0");
  const [on, month, year] = ["day", "month", "year"].map(part);
  return on || month || year ? `${year}-${two(month)}-${two(on)}` : "";
}

/** Return the answer that the inputs of a question give, or undefined. */
function answer(data, path, type) {
  const part = (name) => texts(data, `q.${path}.${name}`)[0] ?? "";
  const only = texts(data, `q.${path}`).at(-1) ?? "";
  if (MANY.includes(type)) return texts(data, `q.${path}`);
  if (type === "declaration") return only ? true : undefined;
  if (NUMBERS.includes(type)) return only.replace(/[, ]/g, "") || undefined;
  if (type === "date") return day(part) || undefined;
  if (type === "datetime") return day(part) && `${day(part)}T${clock(part("time"))}`;
  if (type === "time") return clock(only) || undefined;
  if (!COMPOUND.includes(type)) return only || undefined;
  const inside = [...data.keys()].filter((name) => name.startsWith(`q.${path}.`) && !name.endsWith(".no_answer"));
  const found = Object.fromEntries(inside.map((name) => [name.slice(path.length + 3), texts(data, name)[0]]).filter((one) => one[1]));
  return Object.keys(found).length ? found : only || undefined;
}

// --- what the conditions show ----------------------------------------------------------------------------------------

class Following {
  constructor(plan, evaluate) {
    this.plan = plan;
    this.evaluate = evaluate;
  }

  /** Work every question out in its turn, and show what is to be shown. */
  follow() {
    const data = new FormData(form);
    const values = {};
    for (const step of this.plan.steps) this.settle(step, step.id, values, values, [], data);
  }

  settle(step, path, into, values, rows, data) {
    const ask = (tree) => this.evaluate(tree, values, this.plan.context, rows);
    const shown = step.show ? step.show.every((tree) => ask(tree) === true) : this.asItStands(step, path);
    if (step.show) reveal(path, shown);
    if (step.required) mark(path, ask(step.required) === true);
    if (step.type === "rows") into[step.id] = shown ? this.rows(step, path, values, rows, data) : [];
    else if (shown) {
      const value = step.calc ? ask(step.calc) : step.here ? answer(data, path, step.type) : step.value;
      if (value !== undefined && value !== null) into[step.id] = value;
    }
  }

  asItStands(step, path) {
    const at = place(path);
    return at ? at.tagName !== "TEMPLATE" && !at.hidden : Boolean(step.stands);
  }

  rows(step, path, values, around, data) {
    return data.getAll(`r.${path}`).map((id) => {
      const row = { id };
      for (const cell of step.cells ?? []) this.settle(cell, `${path}.${id}.${cell.id}`, row, values, [...around, row], data);
      return row;
    });
  }
}

function place(path) {
  return form.querySelector(`[data-question="${CSS.escape(path)}"]`);
}

function reveal(path, shown) {
  const at = place(path);
  if (!at) return;
  if (at.tagName !== "TEMPLATE") {
    at.hidden = !shown;
  } else if (shown) {
    const made = document.createElement("div");
    made.dataset.question = path;
    made.append(at.content.cloneNode(true));
    at.replaceWith(made);
    initAll({ scope: made });
  }
}

function mark(path, required) {
  const at = form.querySelector(`[data-optional="${CSS.escape(path)}"]`);
  if (at) at.hidden = required;
}

// --- keeping what is typed -------------------------------------------------------------------------------------------

const SOON = 800;
const AGAIN = 4000;
const PATIENCE = 15000;
const MOST_WHILE_LEAVING = 60000;

class Keeping {
  constructor() {
    this.typed = 0;
    this.kept = 0;
    this.stopped = "";
    this.busy = null;
    this.waits = false;
    this.passes = false;
    this.gone = new Map();
    this.box = form.querySelector("[data-keeping]");
    this.box.hidden = false;
    this.hidden("base", form.elements.draft.value);
  }

  hidden(name, value) {
    const known = form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
    const at = known ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    at.value = value;
  }

  changed() {
    this.typed += 1;
    this.later(SOON);
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.keep(), wait);
  }

  /** Keep what was typed so far; whether all of it is kept then. */
  async keep() {
    if (this.busy) await this.busy;
    if (this.typed === this.kept || this.stopped) return this.typed === this.kept;
    clearTimeout(this.timer);
    this.busy = this.send();
    await this.busy;
    this.busy = null;
    return this.typed === this.kept;
  }

  async send() {
    const upTo = this.typed;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const leaving = String(body).length < MOST_WHILE_LEAVING;
    try {
      const answered = await fetch(form.dataset.keep, { method: "POST", body, keepalive: leaving, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
      if (answered.status >= 500) throw new Error("not now");
      const said = await answered.json().catch(() => ({ stop: "lost" }));
      if (said.stop) this.stop(said.stop);
      else this.done(said, upTo);
    } catch {
      this.say("offline");
      this.later(AGAIN);
    }
  }

  done(said, upTo) {
    this.kept = upTo;
    form.elements.draft.value = said.draft;
    for (const [path, [shown, held]] of Object.entries(said.marks)) {
      this.hidden(`o.${path}`, shown);
      this.hidden(`h.${path}`, held);
    }
    for (const id of said.asked) this.gone.delete(id);
    for (const [id, label] of Object.entries(said.gone)) this.gone.set(id, label);
    this.say(this.gone.size ? "gone" : "");
    this.box.querySelector("[data-kept]").textContent = said.said;
    if (this.typed > upTo) this.later(SOON);
  }

  stop(why) {
    // What is refused may be put right on the page; anything else needs somebody to go on.
    if (why !== "refused") this.stopped = why;
    this.say(why);
  }

  say(what) {
    const alert = this.box.querySelector("[role=alert]");
    const names = [...this.gone.values()];
    if (alert.dataset.says === `${what} ${names}`) return;
    alert.dataset.says = `${what} ${names}`;
    alert.querySelectorAll(":scope > :not(template)").forEach((one) => one.remove());
    if (what !== "") this.box.querySelector("[data-kept]").textContent = "";
    const words = alert.querySelector(`template[data-when="${what}"]`);
    if (!words) return;
    const shown = words.content.cloneNode(true);
    shown.querySelector("[data-gone]")?.append(...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
    alert.append(shown);
  }

  /** Before a page is sent, what stands on it is kept: a server that does not answer then loses nothing. */
  async sent(event) {
    if (this.passes || this.stopped || (this.typed === this.kept && !this.busy)) {
      this.passes = true;
      return;
    }
    event.preventDefault();
    if (this.waits) return;
    this.waits = true;
    const kept = await this.keep();
    this.waits = false;
    const refused = this.box.querySelector("[role=alert]").dataset.says?.startsWith("refused");
    if (kept || this.stopped || refused) {
      this.passes = true;
      form.requestSubmit(event.submitter);
    } else {
      this.box.querySelector("[role=alert] > [tabindex]")?.focus();
    }
  }
}

// --- both, on this page ----------------------------------------------------------------------------------------------

if (form) {
  const keeping = new Keeping();
  let following = null;
  const moved = () => following?.follow();
  for (const what of ["input", "change"]) {
    form.addEventListener(what, () => {
      moved();
      keeping.changed();
    });
  }
  form.addEventListener("submit", (event) => keeping.sent(event));
  document.addEventListener("visibilitychange", () => document.hidden && keeping.keep());
  window.addEventListener("pagehide", () => keeping.keep());
  window.addEventListener("beforeunload", (event) => {
    if (keeping.typed > keeping.kept && !keeping.passes) event.preventDefault();
  });
  if (form.dataset.steps) {
    const { evaluate } = await import(form.dataset.evaluator);
    following = new Following(JSON.parse(form.dataset.steps), evaluate);
    moved();
  }
}
