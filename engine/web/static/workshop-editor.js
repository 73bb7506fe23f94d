// CodeMirror as the workshop uses it: colours, keys, findings beside their lines, and help asked of Casepath.
import {
  Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, WidgetType, autocompletion,
  completionKeymap, defaultKeymap, drawSelection, highlightActiveLine, highlightActiveLineGutter, historyKeymap,
  hoverTooltip, indentOnInput, indentUnit, keymap, lineNumbers, lintKeymap, searchKeymap, setDiagnostics,
  syntaxHighlighting, tags, yaml,
} from "./codemirror-6.min.js";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "#1d4f6f", fontWeight: "bold" },
  { tag: tags.string, color: "#1c5c2e" },
  { tag: tags.comment, color: "#505a5f", fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "#6b3fa0" },
]);

const looks = EditorView.theme({
  "&": { height: "100%", color: "#0b0c0c", backgroundColor: "#ffffff" },
  "&.cm-focused": { outline: "3px solid #ffdd00", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: "1.45" },
  ".cm-gutters": { color: "#505a5f", backgroundColor: "#f3f2f1", borderRight: "1px solid #b1b4b6" },
  ".cm-activeLine": { backgroundColor: "#eef5fa" },
  ".cm-activeLineGutter": { backgroundColor: "#d9eaf4" },
  // Drawn without pictures, which the page's policy lets come from here alone.
  ".cm-lintRange": { backgroundImage: "none !important", textDecoration: "underline wavy #7a4a00 1.5px" },
  ".cm-lintRange-error": { textDecorationColor: "#b3200f" },
  ".shop-beside": {
    marginLeft: "1.5rem", padding: "0 .4rem", fontFamily: "arial, sans-serif", fontSize: ".9em", color: "#7a4a00",
    backgroundColor: "#fff7d6",
  },
  ".shop-beside.shop-error": { color: "#b3200f", backgroundColor: "#fbe4e1" },
  ".cm-tooltip": { maxWidth: "36rem", fontFamily: "arial, sans-serif" },
  ".cm-tooltip .cm-tooltip-section, .cm-hover": { padding: ".3rem .5rem" },
  ".cm-completionDetail": { fontStyle: "normal", color: "#505a5f" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "#ffffff", backgroundColor: "#1d4f6f" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "#ffffff" },
});

// --- findings --------------------------------------------------------------------------------------------------------

class Beside extends WidgetType {
  constructor(message, isError) {
    super();
    this.message = message;
    this.isError = isError;
  }

  eq(other) {
    return other.message === this.message && other.isError === this.isError;
  }

  toDOM() {
    const made = document.createElement("span");
    const words = made.appendChild(document.createElement("span"));
    words.className = this.isError ? "shop-beside shop-error" : "shop-beside";
    words.textContent = this.message;
    // The list below the text says the same, with its place: nobody is to hear it twice.
    made.setAttribute("aria-hidden", "true");
    return made;
  }
}

const besideNow = StateEffect.define();
const besides = StateField.define({
  create: () => Decoration.none,
  update(shown, transaction) {
    const told = transaction.effects.find((each) => each.is(besideNow));
    return told ? told.value : shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function placeOf(doc, [line, column]) {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(1, line));
  // Casepath counts letters, and a browser counts halves of some.
  return found.from + [...found.text].slice(0, column - 1).join("").length;
}

export function shownFindings(view, findings, words) {
  const doc = view.state.doc;
  const told = findings.map((each) => {
    const from = placeOf(doc, each.from);
    const to = Math.max(from, Math.min(placeOf(doc, each.to), doc.lineAt(from).to));
    const message = `${each.message}${each.hint ? ` ${each.hint}` : ""}`;
    return { from, to, severity: each.error ? "error" : "warning", source: each.code, message };
  });
  const byLine = new Map();
  for (const each of told) {
    const line = doc.lineAt(each.from);
    const known = byLine.get(line.to);
    if (!known || (known.severity !== "error" && each.severity === "error")) byLine.set(line.to, each);
  }
  const widgets = [...byLine].sort(([left], [right]) => left - right).map(([at, each]) =>
    Decoration.widget({ widget: new Beside(`${words[each.severity]}: ${each.message}`, each.severity === "error"), side: 1 }).range(at));
  view.dispatch(setDiagnostics(view.state, told));
  view.dispatch({ effects: besideNow.of(Decoration.set(widgets)) });
}

// --- the editor ------------------------------------------------------------------------------------------------------

function completion(help) {
  return async (context) => {
    const word = context.matchBefore(/[\w.]+/);
    if (!word && !context.explicit) return null;
    let told;
    try {
      told = await help.offers(context.pos);
    } catch {
      return null;
    }
    if (!told.all.length) return null;
    const options = told.all.map((each) => ({
      label: each.label, apply: each.insert, detail: each.means && each.what !== "setting" ? each.means : "",
      info: each.what === "setting" && each.means ? each.means : undefined,
    }));
    return { from: told.start, options, validFor: /^[\w.]*$/ };
  };
}

function hovering(help) {
  return hoverTooltip(async (view, at) => {
    let said;
    try {
      said = await help.meaning(at);
    } catch {
      return null;
    }
    if (!said.length) return null;
    return {
      pos: at,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-hover";
        for (const sentence of said) {
          const line = document.createElement("p");
          line.textContent = sentence;
          dom.append(line);
        }
        return { dom };
      },
    };
  });
}

function extensions(help, label) {
  return [
    lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), drawSelection(), indentOnInput(),
    indentUnit.of("  "), EditorState.tabSize.of(2), EditorView.lineWrapping, yaml(), syntaxHighlighting(colours), looks,
    besides, EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }), autocompletion({ override: [completion(help)], selectOnOpen: false }), hovering(help),
    keymap.of([...completionKeymap, ...historyKeymap, ...lintKeymap, ...searchKeymap, ...defaultKeymap]),
  ];
}

function on(parent, state, changed) {
  // In a shadow root CodeMirror's styles need nothing that the page's policy forbids.
  const root = parent.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const view = new EditorView({
    state,
    parent: root,
    root,
    dispatchTransactions: (transactions, view) => {
      view.update(transactions);
      if (transactions.some((each) => each.docChanged)) changed();
    },
  });
  return view;
}

function goTo(view, at) {
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

export const editorOver = { extensions, on, goTo };
