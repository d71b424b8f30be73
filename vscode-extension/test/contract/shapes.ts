/** Compares values with the types of src/protocol.ts, which are gone when the code runs. */
import { fileURLToPath } from "node:url";
import ts from "typescript";

const FILE = fileURLToPath(new URL("../../src/protocol.ts", import.meta.url));
const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  skipLibCheck: true,
};
const program = ts.createProgram([FILE], options);
const checker = program.getTypeChecker();
const source = program.getSourceFile(FILE) as ts.SourceFile;

export type Table = "Requests" | "ClientRequests" | "Notifications" | "ServerNotifications";

/** What does not fit the type of a message, such as `Requests["journeyman/skill/list"].result.skills`. */
export function misfits(table: Table, method: string, part: "params" | "result" | undefined, value: unknown): string[] {
  const type = property(property(exported(table), method), part);
  return compare(type, value, [method, part].filter(Boolean).join("."));
}

function exported(name: string): ts.Type {
  const module = checker.getSymbolAtLocation(source) as ts.Symbol;
  const symbol = checker.getExportsOfModule(module).find((one) => one.name === name);
  return checker.getDeclaredTypeOfSymbol(symbol as ts.Symbol);
}

function property(type: ts.Type, name: string | undefined): ts.Type {
  if (name === undefined) return type;
  const symbol = type.getProperty(name);
  if (!symbol) throw new Error(`src/protocol.ts does not know ${name}.`);
  return checker.getTypeOfSymbol(symbol);
}

function compare(type: ts.Type, value: unknown, path: string): string[] {
  if (type.isUnion()) return fewest(type.types.map((one) => compare(one, value, path)));
  if (type.isIntersection()) return compareObject(type, value, path);
  if (type.flags & ts.TypeFlags.Unknown || type.flags & ts.TypeFlags.Any) return [];
  if (type.flags & ts.TypeFlags.Null) return value === null ? [] : [`${path} is not null`];
  if (type.flags & ts.TypeFlags.Undefined) return value === undefined ? [] : [`${path} should not be there`];
  if (type.isLiteral()) return value === type.value ? [] : [`${path} is ${JSON.stringify(value)}, not ${type.value}`];
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return String(value) === checker.typeToString(type) ? [] : [`${path} is not ${checker.typeToString(type)}`];
  }
  for (const [flag, name] of PRIMITIVES) {
    if (type.flags & flag) return typeof value === name ? [] : [`${path} is ${JSON.stringify(value)}, no ${name}`];
  }
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference) as [ts.Type];
    if (!Array.isArray(value)) return [`${path} is no array`];
    return value.flatMap((one, index) => compare(item, one, `${path}[${index}]`));
  }
  return compareObject(type, value, path);
}

const PRIMITIVES: [ts.TypeFlags, string][] = [
  [ts.TypeFlags.String, "string"],
  [ts.TypeFlags.Number, "number"],
  [ts.TypeFlags.Boolean, "boolean"],
];

function compareObject(type: ts.Type, value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path} is no object`];
  if (type.getStringIndexType() && !type.getProperties().length) return [];
  const known = new Map(checker.getPropertiesOfType(type).map((symbol) => [symbol.name, symbol]));
  const surplus = Object.keys(value).filter((name) => !known.has(name));
  const wrong = [...known].flatMap(([name, symbol]) => {
    const found = (value as Record<string, unknown>)[name];
    if (found === undefined) return symbol.flags & ts.SymbolFlags.Optional ? [] : [`${path}.${name} is missing`];
    return compare(checker.getTypeOfSymbol(symbol), found, `${path}.${name}`);
  });
  return [...wrong, ...surplus.map((name) => `${path}.${name} is not in src/protocol.ts`)];
}

/** Of a union, what the member lacks that is nearest. */
const fewest = (all: string[][]) => all.reduce((best, one) => (one.length < best.length ? one : best));
