// A list of filings as a table: one line a filing, one column a field. The head of a column ends with the field's name,
// `网站名称 site.name`, so that people read it and it is still found when they rename or move it.
import { parse, unparse } from "papaparse";
import type { BulkRow, Code, Codes, FieldCode, Kind } from "../api/types";
import { sha256 } from "../hex";
import { t } from "../messages/current";
import { FORM, SECTIONS, type Control, type FieldSpec } from "./fields";
import { isFixed } from "./open";
import { label } from "./words";

/** What stands before the form's fields. */
const OWN = ["key", "kind", "number", "username", "reason", "submit"] as const;
type Own = (typeof OWN)[number];

/** What is wrong with a cell, before anything is sent. */
export interface CellProblem { column: string; code: FieldCode }
/** One line of the table, read: lines of the same order are one row. */
export interface TableRow { lines: number[]; row: Omit<BulkRow, "key"> & { key?: string }; problems: CellProblem[] }
export interface Table { rows: TableRow[]; unknown: string[] }

const ALL: FieldSpec[] = SECTIONS.flatMap((section) => FORM[section].flatMap((group) => group.fields));
const nameOf = (pointer: string) => pointer.slice(1).replaceAll("/", ".");
/** Which fields a kind writes; the provider writes itself in. */
const written = (kind: Kind, codes: Codes) => {
  const fixed = codes.kinds.find((one) => one.kind === kind)?.fixed ?? [];
  return ALL.filter(({ pointer }) => pointer !== "/access/provider" && !isFixed({ fixed }, pointer));
};
const ends = (kind: Kind) => kind === "deregister_site" || kind === "deregister_organizer";

/** The head of a table for a kind, to be filled in. */
export function template(kind: Kind, codes: Codes): string {
  const own = OWN.filter((name) => (name === "username" ? kind === "first" : name === "number" ? kind !== "first" : name === "reason" ? ends(kind) : name === "submit" ? !ends(kind) : name !== "key"));
  const head = [...own.map((name) => `${t.bulk.columns[name]} ${name}`), ...written(kind, codes).map(({ pointer }) => `${label(pointer)} ${nameOf(pointer)}`)];
  return asFile([head, [t.kinds[kind]]]);
}

/** A table as a file that spreadsheets open with its Chinese intact. */
export const asFile = (lines: readonly (readonly string[])[]) => `\uFEFF${unparse(lines as string[][], { newline: "\r\n" })}`;

/** The text of a file: UTF-8, or what spreadsheets here save when asked for CSV. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const words = (entry: Code) => [entry.code, entry.name_zh, entry.name_en].map((word) => word.toLowerCase());
const codeOf = (entries: readonly Code[], text: string) => entries.find((entry) => words(entry).includes(text.trim().toLowerCase()))?.code;
const parts = (text: string) => text.split(/[、;；\n]+/).map((part) => part.trim()).filter(Boolean);
const YES = ["是", "yes", "y", "true", "1", "✓"];
const NO = ["否", "no", "n", "false", "0"];
/** A day as people and spreadsheets write it, as the form keeps it; anything else stays as it is, for the service to judge. */
export function day(text: string): string {
  const plain = text.normalize("NFKC").trim();
  // A cell that lost its format is the number of days since the end of 1899.
  if (/^[2-7]\d{4}$/.test(plain)) return new Date(Date.UTC(1899, 11, 30 + Number(plain))).toISOString().slice(0, 10);
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+0{1,2}:00(?::00)?)?$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (found) return existing(Number(found[1]), Number(found[2]), Number(found[3])) ?? text;
  // 12/31/2035 or 31/12/2035: which is the month is only sure where the other cannot be one.
  const other = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(plain);
  if (!other) return text;
  const [first, second, year] = [Number(other[1]), Number(other[2]), Number(other[3])];
  if (first > 12 && second <= 12) return existing(year, second, first) ?? text;
  if (second > 12 && first <= 12) return existing(year, first, second) ?? text;
  return first === second ? existing(year, first, second) ?? text : text;
}

/** The date, if there is such a day. */
function existing(year: number, month: number, date: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? at.toISOString().slice(0, 10) : undefined;
}

const LONG_TERM = /^(长期|长期有效|long[ _-]?term)$/i;
const flag = (text: string): boolean | undefined => {
  const plain = text.normalize("NFKC").trim().toLowerCase();
  return YES.includes(plain) ? true : NO.includes(plain) ? false : undefined;
};
/** Whether a column asks for yes or no. */
const asksYesOrNo = (title: string) =>
  title === t.bulk.columns.submit || ALL.some(({ pointer, control }) => control.kind === "flag" && title === `${label(pointer)} ${nameOf(pointer)}`);

/** The fault of a cell, in words. */
export const cellWords = ({ column, code }: CellProblem): string =>
  `${column}${t.colon}${code === "unknown-code" && asksYesOrNo(column) ? t.bulk.yesOrNo : t.findings[code]}`;

function listOf(control: Extract<Control, { kind: "choice" }>, codes: Codes): readonly Code[] {
  switch (control.list) {
    case "unit_kinds": return codes.unit_kinds;
    case "organizer_certificates": case "person_certificates": return codes.certificate_kinds;
    case "service_kinds": return codes.service_kinds.filter((entry) => !entry.not_yet);
    case "access_methods": return codes.access_methods;
    case "provinces": return codes.provinces;
    case "providers": return [];
  }
}

/** A county by its code, or by its name with its city's. */
function county(text: string, codes: Codes): string | undefined {
  const plain = text.replaceAll(/[\s,，]/g, "");
  for (const city of codes.divisions) {
    for (const [code, zh] of city.counties) if (plain === code || plain === zh || plain.endsWith(`${city.name_zh}${zh}`)) return code;
  }
  return undefined;
}

/** What a cell says, as the form keeps it; `undefined` where it cannot be read. What is typed freely is judged by the service. */
function read({ control }: FieldSpec, text: string, codes: Codes): unknown {
  switch (control.kind) {
    case "flag": return flag(text);
    case "choice": return codeOf(listOf(control, codes), text);
    case "choices": {
      const found = parts(text).map((part) => codeOf(codes[control.list], part));
      return found.every((code) => code !== undefined) ? found : undefined;
    }
    case "division": return county(text, codes);
    case "date": return day(text);
    case "until": return LONG_TERM.test(text) ? "long_term" : day(text);
    case "pre_approvals": {
      const found = parts(text).map((part) => {
        const [kind = "", ...rest] = part.split(/\s+/);
        // What comes last and looks like a day, or says that there is none, is until when the document is valid.
        const last = rest.at(-1) ?? "";
        const until = LONG_TERM.test(last) ? "long_term" : day(last);
        const valid_to = until === "long_term" || /^\d{4}-\d{1,2}-\d{1,2}$/.test(until) ? until : "";
        return { kind: codeOf(codes.pre_approvals, kind), document_number: (valid_to ? rest.slice(0, -1) : rest).join(" "), valid_to };
      });
      return found.every((one) => one.kind !== undefined) ? found : undefined;
    }
    case "ip_ranges": return parts(text).map((part) => {
      const [from = "", to = ""] = part.split(/\s*[-–~～]\s*/);
      return { from, to };
    });
    default: return text;
  }
}

type Patch = { [name: string]: unknown };
function put(patch: Patch, pointer: string, value: unknown): void {
  const steps = pointer.slice(1).split("/");
  const last = steps.pop()!;
  let at = patch;
  for (const step of steps) at = (at[step] ??= {}) as Patch;
  at[last] = value;
}

const kindOf = (text: string): Kind | undefined => (Object.keys(t.kinds) as Kind[]).find((kind) => kind === text || t.kinds[kind] === text);

/** Reads a table. Lines that add sites to the same organizer become one order, as an organizer has one at a time. */
export function readTable(text: string, codes: Codes): Table {
  const lines = parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" }).data;
  const [head = [], ...body] = lines;
  const columns = head.map((cell) => {
    const name = cell.trim().split(/\s+/).pop() ?? "";
    const field = ALL.find(({ pointer }) => pointer !== "/access/provider" && (nameOf(pointer) === name || label(pointer) === cell.trim()));
    return { title: cell.trim(), own: OWN.find((one) => one === name || t.bulk.columns[one] === cell.trim()), field };
  });
  const rows: TableRow[] = [];
  const orders = new Map<string, TableRow>();
  body.forEach((cells, index) => {
    const own: Partial<Record<Own, string>> = {};
    const form: Patch = {};
    const problems: CellProblem[] = [];
    cells.forEach((cell, place) => {
      const column = columns[place];
      const said = cell.trim();
      if (said === "" || !column) return;
      if (column.own) own[column.own] = said;
      if (!column.field) return;
      const value = read(column.field, said, codes);
      if (value === undefined) problems.push({ column: column.title, code: "unknown-code" });
      else put(form, column.field.pointer, value);
    });
    // A line with nothing but its kind is one of the template's.
    if (Object.keys(own).every((name) => name === "kind") && Object.keys(form).length === 0 && problems.length === 0) return;
    const kind = kindOf(own.kind ?? "");
    const submit = own.submit === undefined ? false : flag(own.submit);
    // A word that is not understood is never taken for a no.
    if (submit === undefined) problems.push({ column: t.bulk.columns.submit, code: "unknown-code" });
    if (!kind) problems.push({ column: t.bulk.columns.kind, code: own.kind ? "unknown-code" : "required" });
    const row: TableRow = {
      lines: [index + 2], problems,
      row: {
        kind: kind ?? "first", submit: submit ?? false,
        ...(own.key && { key: own.key }), ...(own.number && { number: own.number }), ...(own.username && { username: own.username }),
        ...(own.reason && { reason: own.reason }), ...(Object.keys(form).length > 0 && { form }),
      },
    };
    const order = kind === "add_site" && own.number ? orders.get(own.number) : undefined;
    if (order && order.lines.length < (codes.rules.limits.sites_of_unit ?? 1)) return join(order, row);
    if (kind === "add_site" && own.number) orders.set(own.number, row);
    rows.push(row);
  });
  return { rows, unknown: columns.filter((column) => column.title !== "" && !column.own && !column.field).map((column) => column.title) };
}

/** Another line of the same order: its site comes after those that are there. */
function join(order: TableRow, { lines, row, problems }: TableRow): void {
  const form = (order.row.form ??= {}) as Patch;
  const { site = {}, access = {} } = (row.form ?? {}) as Patch;
  // The service fills in what an order's first site begins with.
  form.further = [...((form.further as unknown[]) ?? []), { site: { same_leader: true, ...(site as Patch) }, access }];
  order.lines.push(...lines);
  order.problems.push(...problems);
  order.row.submit &&= row.submit;
}

/** Names a row by what it says, so that the same line sent again is found and not begun twice. */
export async function keyOf({ key, ...row }: TableRow["row"]): Promise<string> {
  if (key) return key;
  const { submit: _, ...content } = row;
  const digest = await sha256(new TextEncoder().encode(JSON.stringify(content)));
  return `csv-${digest.slice(0, 40)}`;
}
