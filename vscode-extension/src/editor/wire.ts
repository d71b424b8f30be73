/** VS Code's values as those of the Language Server Protocol. Positions are UTF-16 in both. */

import type * as vscode from "vscode";
import type * as protocol from "vscode-languageserver-protocol";

export const toRange = ({ start, end }: vscode.Range): protocol.Range => ({
  start: { line: start.line, character: start.character },
  end: { line: end.line, character: end.character },
});

export function toLocation(found: vscode.Location | vscode.LocationLink): protocol.Location {
  return "targetUri" in found
    ? { uri: found.targetUri.toString(), range: toRange(found.targetSelectionRange ?? found.targetRange) }
    : { uri: found.uri.toString(), range: toRange(found.range) };
}

/** The symbols of a document one after the other; what is nested names what it is in. */
export function flat(
  uri: vscode.Uri,
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  containerName = "",
): protocol.WorkspaceSymbol[] {
  return symbols.flatMap((symbol) => {
    if ("location" in symbol) {
      return toSymbol(symbol);
    }
    const { name, kind, range, children } = symbol;
    const one = { name, kind: toKind(kind), containerName, location: { uri: uri.toString(), range: toRange(range) } };
    return [one, ...flat(uri, children, name)];
  });
}

/** None if it is not known where the symbol is. */
export function toSymbol({
  name,
  kind,
  containerName,
  location,
}: vscode.SymbolInformation): protocol.WorkspaceSymbol[] {
  return location?.range ? [{ name, kind: toKind(kind), containerName, location: toLocation(location) }] : [];
}

export function toDiagnostic(diagnostic: vscode.Diagnostic): protocol.Diagnostic {
  const { range, severity, source, code, message } = diagnostic;
  return {
    range: toRange(range),
    severity: (severity + 1) as protocol.DiagnosticSeverity,
    source,
    code: typeof code === "object" ? code.value : code,
    message,
  };
}

/** What a hover shows, without the marks of Markdown. */
export function toPlainText(contents: readonly (vscode.MarkdownString | vscode.MarkedString)[]): string {
  const texts = contents.map((content) => (typeof content === "string" ? content : content.value));
  const unfenced = texts.join("\n\n").replace(/^\s*(```.*|---+)$/gm, "");
  const plain = unfenced.replace(/&nbsp;/g, " ").replace(/\\([\\`*_{}[\]()#+\-.!~|<>])/g, "$1");
  return plain.replace(/\n{3,}/g, "\n\n").trim();
}

/** What VS Code calls the kinds of the entries of an edit; only those of text can be put into ours. */
const TEXT_ENTRY = 2;

/** Raises where the edit does more than change text: the text alone would leave the project broken. */
export function toWorkspaceEdit(
  edit: vscode.WorkspaceEdit,
  documents: readonly vscode.TextDocument[],
): protocol.WorkspaceEdit {
  // The interface shows no renamed files, which language servers do answer with.
  const all = (edit as { _allEntries?(): readonly { _type: number }[] })._allEntries?.() ?? [];
  if (all.some(({ _type }) => _type !== TEXT_ENTRY)) {
    throw new Error("The rename would also create, move or delete files.");
  }
  const versions = new Map(documents.map(({ uri, version }) => [uri.toString(), version]));
  return {
    documentChanges: edit.entries().map(([uri, edits]) => ({
      textDocument: { uri: uri.toString(), version: versions.get(uri.toString()) ?? null },
      edits: edits.map(({ range, newText }) => ({ range: toRange(range), newText })),
    })),
  };
}

/** VS Code counts from 0, the protocol from 1. */
const toKind = (kind: vscode.SymbolKind) => (kind + 1) as protocol.SymbolKind;
