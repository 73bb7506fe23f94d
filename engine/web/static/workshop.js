// The workshop's page: the text of one file at a time, shared with every browser that looks on. What it means, what is
// wrong with it and what may be typed is all worked out by Casepath, and asked here.
import {
  ChangeSet, EditorState, Text, collab, getSyncedVersion, history, receiveUpdates, redo, redoDepth, sendableUpdates,
  undo, undoDepth,
} from "./codemirror-6.min.js";
import { editorOver, shownFindings } from "./workshop-editor.js";

const one = (id) => document.getElementById(id);
const words = one("words").dataset;
const language = document.documentElement.lang;
const token = document.querySelector("meta[name=token]").content;
const me = crypto.randomUUID();
const sheets = new Map(); // path -> { state, base }: the text as typed here, and as the workshop last had it
const room = { now: null, file: "", view: null, isPlain: localStorage.getItem("casepath-plain") === "1" };
let editor = null;
let area = null;

const filled = (words, parts) => words.replace(/\{(\w+)\}/g, (_, name) => parts[name]);

// --- asking and sending ----------------------------------------------------------------------------------------------

async function ask(name, about = {}) {
  const answer = await fetch(`desk/${name}?${new URLSearchParams(about)}`);
  if (!answer.ok) throw Object.assign(new Error(name), { status: answer.status });
  return answer.json();
}

async function send(name, about = {}) {
  const body = new URLSearchParams({ ...about, token, language });
  const answer = await fetch(`desk/${name}`, { method: "POST", body });
  if (!answer.ok) throw Object.assign(new Error(name), { status: answer.status, said: await answer.text() });
  return answer.json();
}

// --- one text, typed by many -----------------------------------------------------------------------------------------

function state() {
  return editor ? editor.state : sheets.get(room.file)?.state;
}

function fresh(file, text, version) {
  const label = filled(words.text, { file });
  const extensions = [history(), collab({ startVersion: version, clientID: me }), ...editorOver.extensions(help, label)];
  return { state: EditorState.create({ doc: Text.of(text.split("\n")), extensions }), base: Text.of(text.split("\n")) };
}

function dispatch(transaction) {
  if (editor) return editor.dispatch(transaction);
  const sheet = sheets.get(room.file);
  sheet.state = transaction.state;
  if (!transaction.docChanged || !area) return;
  const [from, to] = [area.selectionStart, area.selectionEnd].map((at) => transaction.changes.mapPos(at, 1));
  const top = area.scrollTop;
  area.value = sheet.state.doc.toString();
  area.setSelectionRange(from, to);
  area.scrollTop = top;
}

const busy = new Map(); // path -> the promise of its syncing
const again = new Set();

function sync(file = room.file) {
  if (!file || !sheets.has(file)) return Promise.resolve();
  again.add(file);
  if (!busy.has(file)) {
    busy.set(file, synced(file).finally(() => busy.delete(file)));
  }
  return busy.get(file);
}

async function synced(file) {
  while (again.delete(file)) {
    try {
      if (file !== room.file) continue;
      const mine = sendableUpdates(state());
      if (mine.length) {
        const changes = JSON.stringify(mine.map((each) => each.changes.toJSON()));
        await send("typed", { file, version: getSyncedVersion(state()), client: me, changes });
      }
      if (file !== room.file) continue;
      take(file, await ask("paper", { file, since: getSyncedVersion(state()) }));
      if (sendableUpdates(state()).length) again.add(file);
      connected(true);
    } catch (error) {
      if (error.status === 404) return;
      connected(false);
      setTimeout(() => sync(file), 2000);
      return;
    }
  }
}

function take(file, told) {
  if (file !== room.file) return;
  const sheet = sheets.get(file);
  if (told.updates) {
    const updates = told.updates.map((each) => ({ changes: ChangeSet.fromJSON(each.changes), clientID: each.clientID }));
    if (!updates.length) return;
    sheet.base = updates.reduce((text, each) => each.changes.apply(text), sheet.base);
    dispatch(receiveUpdates(state(), updates));
    return;
  }
  // Too far behind, or the workshop was started anew: what is not sent yet goes on top of the whole text.
  const mine = sendableUpdates(state());
  const made = fresh(file, told.text, told.version);
  const since = between(sheet.base, made.base);
  let transaction = null;
  if (mine.length) {
    const typed = mine.reduce((whole, each) => (whole ? whole.compose(each.changes) : each.changes), null);
    transaction = made.state.update({ changes: typed.map(since, true) });
  }
  sheets.set(file, made);
  if (transaction) made.state = transaction.state;
  show();
  if (transaction) sync(file);
}

function between(before, after) {
  const [old, now] = [before.toString(), after.toString()];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const insert = Text.of(now.slice(start, now.length - end).split("\n"));
  return ChangeSet.of([{ from: start, to: old.length - end, insert }], old.length);
}

function connected(is) {
  document.body.classList.toggle("shop-away", !is);
  stand();
}

// --- which file, and how it is shown ---------------------------------------------------------------------------------

async function open(file, line = 0) {
  if (file !== room.file) {
    await sync();
    if (editor && room.file) sheets.get(room.file).state = editor.state;
    if (!sheets.has(file)) {
      let told;
      try {
        told = await ask("paper", { file });
      } catch {
        say(words.gone, false);
        return;
      }
      sheets.set(file, fresh(file, told.text, told.version));
    }
    room.file = file;
    show();
    sync();
  }
  if (line) goTo(line);
  history_.set(file);
}

const history_ = { set: (file) => window.history.replaceState(null, "", `#${file}`) };

function show() {
  const sheet = sheets.get(room.file);
  const place = one("text");
  const label = filled(words.text, { file: room.file });
  editor?.destroy();
  editor = area = null;
  place.replaceChildren();
  if (room.isPlain) {
    area = document.createElement("textarea");
    area.setAttribute("aria-label", label);
    area.spellcheck = false;
    area.value = sheet.state.doc.toString();
    area.addEventListener("input", typedPlainly);
    area.addEventListener("keydown", undonePlainly);
    place.append(area);
  } else {
    editor = editorOver.on(place, sheet.state, () => { sync(); marks(); });
  }
  one("file").textContent = room.file;
  listFiles();
  listFindings();
  marks();
}

function typedPlainly() {
  const sheet = sheets.get(room.file);
  const now = Text.of(area.value.split("\n"));
  sheet.state = sheet.state.update({ changes: between(sheet.state.doc, now), userEvent: "input.type" }).state;
  sync();
  marks();
}

function undonePlainly(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  step(key === "y" || event.shiftKey ? redo : undo);
}

function step(command) {
  if (!room.file) return;
  command({ state: state(), dispatch });
  sync();
  marks();
}

function marks() {
  const is = Boolean(state());
  one("undo").disabled = !is || !undoDepth(state());
  one("redo").disabled = !is || !redoDepth(state());
}

function goTo(line) {
  const at = state().doc.line(Math.max(1, Math.min(line, state().doc.lines)));
  if (editor) {
    editorOver.goTo(editor, at.from);
  } else {
    area.focus();
    area.setSelectionRange(at.from, at.to);
    area.scrollTop = Math.max(0, (at.number - 4) * parseFloat(getComputedStyle(area).lineHeight));
  }
}

// --- help while typing -----------------------------------------------------------------------------------------------

const help = {
  offers: async (at) => {
    await sync();
    return ask("offers", { file: room.file, at });
  },
  meaning: async (at) => {
    await sync();
    return (await ask("meaning", { file: room.file, at })).said;
  },
};

// --- how things stand ------------------------------------------------------------------------------------------------

let asking = null;

function look() {
  asking ??= new Promise((done) => setTimeout(done, 30)).then(async () => {
    asking = null;
    try {
      room.now = await ask("now");
      connected(true);
    } catch {
      connected(false);
      return;
    }
    listFiles();
    listFindings();
    listDrafts();
    await clash();
    document.body.dataset.read = room.now.at_rest ? room.now.read : "";
  });
  return asking;
}

function stand() {
  const now = room.now;
  if (!now) return;
  const unkept = now.files.filter((each) => !each.kept).length;
  const parts = [unkept ? filled(words.unkept, { count: unkept }) : words.kept];
  if (!now.at_rest) parts.push(words.reading);
  parts.push(filled(words.people, { count: now.people }));
  const said = document.body.classList.contains("shop-away") ? words.away : parts.join(" · ");
  if (one("state").textContent !== said) one("state").textContent = said;
  one("keep").disabled = unkept === 0;
}

function listFiles() {
  const now = room.now;
  if (!now) return;
  stand();
  const wrong = new Map();
  for (const each of now.findings) if (each.error) wrong.set(each.file, (wrong.get(each.file) ?? 0) + 1);
  const sought = one("sought").value.trim().toLowerCase();
  const folders = new Map();
  for (const each of now.files) {
    if (sought && !each.path.toLowerCase().includes(sought)) continue;
    const cut = each.path.lastIndexOf("/");
    const folder = cut < 0 ? "" : each.path.slice(0, cut);
    if (!folders.has(folder)) folders.set(folder, []);
    folders.get(folder).push({ ...each, name: each.path.slice(cut + 1), wrong: wrong.get(each.path) ?? 0 });
  }
  const closed = new Set([...one("files").querySelectorAll("details:not([open])")].map((each) => each.dataset.folder));
  const focused = document.activeElement?.closest?.("#files a")?.getAttribute("href");
  const made = [...folders].map(([folder, files]) => {
    const list = element("ul", {}, files.map(fileItem));
    if (!folder) return list;
    const details = element("details", { "data-folder": folder }, [element("summary", {}, [folder]), list]);
    details.open = Boolean(sought) || !closed.has(folder);
    return details;
  });
  one("files").replaceChildren(...made);
  if (focused) one("files").querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function fileItem(each) {
  const link = element("a", { href: `#${each.path}`, title: each.path }, [each.name.replace(/\.yaml$/, "")]);
  if (each.path === room.file) link.setAttribute("aria-current", "true");
  const said = [];
  if (each.conflict) said.push(words.clash);
  else if (!each.kept) said.push(words.changed);
  if (each.wrong) said.push(`${words.error}: ${each.wrong}`);
  if (said.length) link.append(element("small", {}, [said.join(", ")]));
  return element("li", {}, [link]);
}

const MOST_SHOWN = 20;

function listFindings() {
  const now = room.now;
  if (!now) return;
  one("counted").textContent = filled(words.counted, { errors: now.errors, warnings: now.warnings });
  const shown = now.findings.slice(0, MOST_SHOWN).map((each) => {
    const kind = each.error ? words.error : words.warning;
    const link = element("a", { href: `#${each.file}:${each.from[0]}`, "data-go": `${each.file}:${each.from[0]}` }, [
      `${each.file}:${each.from[0]}`,
    ]);
    const head = element("p", {}, [element("strong", {}, [`${kind} ${each.code}`]), " ", link]);
    const item = element("li", { class: each.error ? "shop-error" : "" }, [head, element("p", {}, [each.message])]);
    if (each.hint) item.append(element("p", {}, [each.hint]));
    return item;
  });
  const left = now.errors + now.warnings - shown.length;
  if (left > 0) shown.push(element("li", {}, [filled(words.more, { count: left })]));
  one("findings").replaceChildren(...shown);
  if (editor) shownFindings(editor, now.findings.filter((each) => each.file === room.file), words);
}

function listDrafts() {
  const items = room.now.drafts.map((name) => {
    const button = element("button", { type: "button" }, [name]);
    button.addEventListener("click", () => press("open_draft", { name }));
    return element("li", {}, [button]);
  });
  one("drafts").replaceChildren(...(items.length ? items : [element("li", {}, [words.nodrafts])]));
}

async function clash() {
  const is = room.now.files.find((each) => each.path === room.file)?.conflict ?? false;
  if (is) one("difference").textContent = (await ask("difference", { file: room.file })).lines.join("\n");
  one("conflict").hidden = !is;
}

function element(name, attributes, children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// --- buttons ---------------------------------------------------------------------------------------------------------

let saying = 0;

function say(sentence, well) {
  const told = one("told");
  told.textContent = sentence;
  told.classList.toggle("shop-bad", !well);
  told.hidden = false;
  clearTimeout(saying);
  if (well) saying = setTimeout(() => { told.hidden = true; }, 8000);
}

async function press(name, about = {}) {
  try {
    await sync();
    const told = await send(name, about);
    say(told.said, told.well);
    if (name === "begin" && told.well) await open(about.file);
    await sync();
  } catch (error) {
    say(error.said?.trim() || words.wrong, false);
  }
  look();
}

for (const name of ["keep", "lay_out", "put_back"]) {
  one(name).addEventListener("click", () => press(name, { file: room.file }));
}
one("undo").addEventListener("click", () => step(undo));
one("redo").addEventListener("click", () => step(redo));
for (const name of ["save_draft", "begin"]) {
  one(name).addEventListener("submit", (event) => {
    event.preventDefault();
    press(name, Object.fromEntries(new FormData(event.target)));
  });
}
one("conflict").addEventListener("click", (event) => {
  const which = event.target.dataset?.which;
  if (which) press("settle", { file: room.file, which });
});
one("sought").addEventListener("input", listFiles);
one("plain").checked = room.isPlain;
one("plain").addEventListener("change", async (event) => {
  await sync();
  if (editor) sheets.get(room.file).state = editor.state;
  room.isPlain = event.target.checked;
  localStorage.setItem("casepath-plain", room.isPlain ? "1" : "");
  if (room.file) show();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    press("keep");
  }
  if (event.key === "Escape") document.querySelector(".shop-menu[open]")?.removeAttribute("open");
});
one("wide").addEventListener("change", (event) => { document.querySelector(".shop-room").dataset.wide = event.target.value; });
const root = document.documentElement.dataset;
root.size = localStorage.getItem("casepath-size") ?? "0";
for (const [name, by] of [["smaller", -1], ["larger", 1]]) {
  one(name).addEventListener("click", () => {
    root.size = String(Math.max(-2, Math.min(3, Number(root.size) + by)));
    localStorage.setItem("casepath-size", root.size);
  });
}
addEventListener("beforeunload", (event) => {
  if (state() && sendableUpdates(state()).length) event.preventDefault();
});

// --- what is shown beside --------------------------------------------------------------------------------------------

let asked = 0;

async function fill(address) {
  const number = (asked += 1);
  // From now on: what is read anew before the answer is there asks for this, and not for what was left.
  room.view = address;
  const cut = address.includes("?") ? "&" : "?";
  const answer = await fetch(`${address}${cut}language=${language}`);
  if (number !== asked) return;
  put(await answer.text(), answer.ok);
}

function put(html, isPart) {
  const view = one("view");
  const top = view.scrollTop;
  if (isPart) view.innerHTML = html;
  else view.textContent = html;
  view.scrollTop = top;
  const name = room.view?.split("?")[0];
  for (const tab of one("tabs").children) {
    if (tab.getAttribute("href") === name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

function refresh() {
  // Nobody's form is taken away while they fill it in.
  if (document.activeElement?.matches("#view :is(input, select, textarea)")) {
    document.activeElement.addEventListener("blur", refresh, { once: true });
    return;
  }
  if (room.view) fill(room.view).catch(() => connected(false));
}

async function doIt(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  body.set("token", token);
  const answer = await fetch(`${form.getAttribute("action")}?language=${language}`, { method: "POST", body });
  const saved = answer.headers.get("content-disposition");
  if (saved?.startsWith("attachment")) {
    const link = element("a", { href: URL.createObjectURL(await answer.blob()) }, []);
    link.download = decodeURIComponent(saved.split("''")[1] ?? "casepath");
    link.click();
    URL.revokeObjectURL(link.href);
    return;
  }
  asked += 1;
  room.view = answer.headers.get("casepath-view") ?? room.view;
  put(await answer.text(), answer.ok);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link) return;
  const href = link.getAttribute("href") ?? "";
  const place = link.dataset.go ?? (link.closest("#files") ? href.slice(1) : "");
  if (place) {
    event.preventDefault();
    const [, file, line] = /^(.*?)(?::(\d+))?$/.exec(place);
    open(file, Number(line ?? 0));
  } else if (href.startsWith("view/")) {
    event.preventDefault();
    fill(href).catch(() => connected(false));
  }
});
document.addEventListener("submit", (event) => {
  const action = event.target.getAttribute("action") ?? "";
  if (action.startsWith("do/")) {
    event.preventDefault();
    doIt(event.target, event.submitter).catch(() => say(words.wrong, false));
  } else if (action.startsWith("view/")) {
    event.preventDefault();
    fill(`${action}?${new URLSearchParams(new FormData(event.target, event.submitter))}`).catch(() => connected(false));
  }
});
one("view").addEventListener("change", (event) => {
  if (event.target.form?.getAttribute("action")?.startsWith("view/")) event.target.form.requestSubmit();
});

// --- what others do --------------------------------------------------------------------------------------------------

const events = new EventSource("events");
events.addEventListener("open", () => { look(); sync(); });
events.addEventListener("error", () => connected(false));
events.addEventListener("typed", (event) => {
  const told = JSON.parse(event.data);
  if (told.file === room.file && told.version > getSyncedVersion(state())) sync();
  look();
});
events.addEventListener("moved", look);
events.addEventListener("people", look);
events.addEventListener("read", () => { look(); refresh(); });
events.addEventListener("beside", refresh);

const first = one("tabs").querySelector("a");
if (first) fill(first.getAttribute("href")).catch(() => connected(false));
await look();
const wanted = decodeURIComponent(location.hash.slice(1)).replace(/:\d+$/, "");
const known = room.now?.files.map((each) => each.path) ?? [];
if (known.length) await open(known.includes(wanted) ? wanted : known[0]);
document.body.dataset.ready = "1";
