// What the workshop's page needs of CodeMirror, in one file that a browser loads as it is.
export { autocompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
export { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
export { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
export { yaml } from "@codemirror/lang-yaml";
export { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
export { lintKeymap, nextDiagnostic, setDiagnostics } from "@codemirror/lint";
export { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
export { ChangeSet, EditorState, StateEffect, StateField, Text, Transaction } from "@codemirror/state";
export {
  Decoration,
  EditorView,
  WidgetType,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";
