// A list of filings as a table: one line a filing, one column a field. The head of a column ends with the field's name,
// `网站名称 site.name`, so that people read it and it is still found when they rename or move it.
import { parse, unparse } from "papaparse";
import type { BulkRow, Code, Codes, FindingCode, FilingKind } from "../api/types";
import { sha256 } from "../hex";
import { t } from "../messages/current";
import { FORM, SECTIONS, type Control, type FieldSpec } from "./fields";
import { isFixed } from "./open";
import { label } from "./words";

/** The columns before those of the form's fields. */
const OWN = ["key", "kind", "number", "username", "reason", "submit"] as const;
type Own = (typeof OWN)[number];

/** A fault of a cell, or of its whole line, before anything is sent. */
export interface CellProblem { column?: string; code: FindingCode | keyof typeof t.bulk.cells }
/** One line of the table, read: lines of the same order are one row. */
export interface TableRow { lines: number[]; row: Omit<BulkRow, "key"> & { key?: string }; problems: CellProblem[] }
export interface Table { rows: TableRow[]; unknown: string[] }

const ALL: FieldSpec[] = SECTIONS.flatMap((section) => FORM[section].flatMap((group) => group.fields));
const nameOf = (pointer: string) => pointer.slice(1).replaceAll("/", ".");
/** The fields that a kind of filing writes; the provider of the access is the one that files. */
const written = (kind: FilingKind, codes: Codes) => {
  const fixed = codes.kinds.find((one) => one.kind === kind)?.fixed ?? [];
  return ALL.filter(({ pointer }) => pointer !== "/access/provider" && !isFixed({ fixed }, pointer));
};
const ends = (kind: FilingKind) => kind === "deregister_site" || kind === "deregister_organizer";

/** The head of a table for a kind, to be filled in. */
export function template(kind: FilingKind, codes: Codes): string {
  const own = OWN.filter((name) => (name === "username" ? kind === "first" : name === "number" ? kind !== "first" : name === "reason" ? ends(kind) : name === "submit" ? !ends(kind) : name !== "key"));
  const head = [...own.map((name) => `${t.bulk.columns[name]} ${name}`), ...written(kind, codes).map(({ pointer }) => `${label(pointer)} ${nameOf(pointer)}`)];
  return asFile([head, [t.kinds[kind]]]);
}

/** A table as a file that spreadsheets open with its Chinese intact. */
export const asFile = (lines: readonly (readonly string[])[]) => `\uFEFF${unparse(lines as string[][], { newline: "\r\n" })}`;

/** The text of a file in UTF-8, or in the encoding of Chinese spreadsheets. Nothing for another encoding: UTF-16 has bytes of zero. */
export function decoded(bytes: ArrayBuffer): string | undefined {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || new Uint8Array(bytes).includes(0)) return undefined;
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch { /* the next may fit */ }
  }
  return undefined;
}

/** A text without what keyboards and spreadsheets add: full width, and the `.0` of a number. */
const bare = (text: string) => text.normalize("NFKC").trim().replace(/^(\d+)\.0+$/, "$1");
const words = (entry: Code) => [entry.code, entry.name_zh, entry.name_en].map((word) => word.toLowerCase());
const codeOf = (entries: readonly Code[], text: string) => entries.find((entry) => words(entry).includes(bare(text).toLowerCase()) || words(entry).includes(text.trim().toLowerCase()))?.code;
const parts = (text: string) => text.split(/[、;；\n]+/).map((part) => part.trim()).filter(Boolean);
const YES = ["是", "yes", "y", "true", "1", "✓"];
const NO = ["否", "no", "n", "false", "0"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** A day with its parts apart, `2035-12-31`, `31-Dec-2035`; a bare number is none. */
function dated(text: string): string | undefined {
  const plain = text.normalize("NFKC").trim().replace(/^(?:有效期)?\s*(?:至|到|截至|截止)\s*/, "").replace(/\s*(?:止|为止)$/, "");
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+0{1,2}:00(?::00)?)?$/.exec(plain);
  if (found) return existing(Number(found[1]), Number(found[2]), Number(found[3]));
  const named = /^(\d{1,2})[-\s]([a-z]{3})[a-z]*[-\s](\d{4})$/i.exec(plain);
  if (named) return existing(Number(named[3]), MONTHS.indexOf(named[2]!.toLowerCase()) + 1, Number(named[1]));
  // 12/31/2035 or 31/12/2035: which is the month is only sure where the other cannot be one.
  const other = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(plain);
  if (!other) return undefined;
  const [first, second, year] = [Number(other[1]), Number(other[2]), Number(other[3])];
  if (first > 12 || first === second) return existing(year, second, first);
  return second > 12 ? existing(year, first, second) : undefined;
}

/** A day as people and spreadsheets write it, as the form keeps it; anything else stays as it is, for the service to judge. */
export function day(text: string): string {
  const plain = bare(text);
  // A cell that lost its format is the number of days since the end of 1899.
  if (/^[2-7]\d{4}$/.test(plain)) return new Date(Date.UTC(1899, 11, 30 + Number(plain))).toISOString().slice(0, 10);
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{4})\s+(\d{1,2})\s+(\d{1,2})$/.exec(plain);
  return (found ? existing(Number(found[1]), Number(found[2]), Number(found[3])) : dated(plain)) ?? text;
}

/** The date, if there is such a day. */
function existing(year: number, month: number, date: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? at.toISOString().slice(0, 10) : undefined;
}

const LONG_TERM = /^(长期|长期有效|永久|永久有效|long[ _-]?term)$/i;
const flag = (text: string): boolean | undefined => {
  const plain = bare(text).toLowerCase();
  return YES.includes(plain) ? true : NO.includes(plain) ? false : undefined;
};
/** Whether a column asks for yes or no. */
const asksYesOrNo = (title: string) =>
  title === t.bulk.columns.submit || ALL.some(({ pointer, control }) => control.kind === "flag" && title === `${label(pointer)} ${nameOf(pointer)}`);

/** The fault of a cell, in words. */
export function cellWords({ column, code }: CellProblem): string {
  const cells: Record<string, string> = t.bulk.cells;
  const said = code === "unknown-code" && asksYesOrNo(column ?? "") ? t.bulk.yesOrNo : cells[code] ?? t.findings[code as FindingCode];
  return column === undefined ? said : `${column}${t.colon}${said}`;
}

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
  const plain = bare(text).replaceAll(/[\s,，]/g, "");
  for (const city of codes.divisions) {
    for (const [code, zh] of city.counties) if (plain === code || plain === zh || plain.endsWith(`${city.name_zh}${zh}`)) return code;
  }
  return undefined;
}

/** The end of an approval's words that says until when it is valid, apart from its number. */
const VALID_TO = /(?:^|[\s,，:：])\s*((?:有效期)?\s*(?:至|到|截至|截止)?\s*(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:[T\s]+0{1,2}:00(?::00)?)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}[-\s][a-z]{3,9}[-\s]\d{4})\s*(?:止|为止)?|长期(?:有效)?|永久(?:有效)?|long[ _-]?term)$/i;
/** Words that look like a day or a term, though they are not written as one: they belong in no document's number. */
const LIKE_A_DAY = /(?<!\d)\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{4}\s*年\s*\d{1,2}\s*月|(?:^|\s)(?:19|20)\d{2}(?:\s+\d{1,2}\s+\d{1,2}|[-/.]\d{1,2})$|(?<!\d)\d{1,2}(?:[/.-]\d{1,2}[/.-](?:19|20)\d{2}|\/\d{1,2}\/\d{2})(?!\d)|\d[-\s](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|长期|永久|有效|long[ _-]?term|[至到止]\s*$|[至到]\s*\d/i;

type Reading = { value: unknown } | { fault: CellProblem["code"] };
const among = (value: unknown): Reading => (value === undefined ? { fault: "unknown-code" } : { value });

/** `class number last-day`. A bare number is never the day, as it may be the document's. */
function approval(part: string, codes: Codes): Reading {
  const lower = part.toLowerCase();
  const names = codes.pre_approvals.flatMap((entry) => words(entry).map((word) => ({ word, code: entry.code }))).sort((one, other) => other.word.length - one.word.length);
  const [first = ""] = part.split(/\s+/);
  const named = names.find(({ word }) => lower === word || (lower.startsWith(word) && /\s/.test(lower.charAt(word.length))));
  const kind = named?.code ?? codeOf(codes.pre_approvals, first);
  if (kind === undefined) return { fault: "unknown-code" };
  const rest = part.slice(named ? named.word.length : first.length).normalize("NFKC").trim();
  const end = VALID_TO.exec(rest);
  const valid_to = end ? (LONG_TERM.test(end[1]!) ? "long_term" : dated(end[1]!)) : "";
  const document_number = (end ? rest.slice(0, end.index) : rest).trim().replaceAll(/\s+/g, " ");
  return valid_to === undefined || LIKE_A_DAY.test(document_number) ? { fault: "approval" } : { value: { kind, document_number, valid_to } };
}

/** `223.5.5.5`, or the first and the last of a range. */
function range(part: string): Reading {
  const [from = "", to, ...more] = part.split(/\s*[-–—~～至到]\s*/);
  return from === "" || to === "" || more.length > 0 ? { fault: "range" } : { value: { from, to: to ?? "" } };
}

/** Each part of a cell, or the first fault. */
function all(text: string, one: (part: string) => Reading): Reading {
  const found = parts(text).map(one);
  if (found.length === 0) return { fault: "unknown-code" };
  return found.find((reading) => "fault" in reading) ?? { value: found.map((reading) => ("value" in reading ? reading.value : undefined)) };
}

/** A cell's value as the form keeps it. Free text is judged by the service. */
function read({ control }: FieldSpec, text: string, codes: Codes): Reading {
  switch (control.kind) {
    case "flag": return among(flag(text));
    case "choice": return among(codeOf(listOf(control, codes), text));
    case "choices": return all(text, (part) => among(codeOf(codes[control.list], part)));
    case "division": return among(county(text, codes));
    case "date": return { value: day(text) };
    case "until": return { value: LONG_TERM.test(text) ? "long_term" : day(text) };
    case "pre_approvals": return all(text, (part) => approval(part, codes));
    case "ip_ranges": return all(text, range);
    default: return { value: text };
  }
}

/** A cell's text; spreadsheets keep digits as they are with `="0791"`. Any other formula, or its error, is no content. */
function content(cell: string): Reading {
  const text = cell.trim();
  const kept = /^="((?:[^"]|"")*)"$/.exec(text);
  if (kept) return { value: kept[1]!.replaceAll('""', '"').trim() };
  return /^=|^#(?:n\/a|ref!|value!|name\?|div\/0!|null!|num!|#+)$/i.test(text) ? { fault: "formula" } : { value: text };
}

type Patch = { [name: string]: unknown };
function put(patch: Patch, pointer: string, value: unknown): void {
  const steps = pointer.slice(1).split("/");
  const last = steps.pop()!;
  let at = patch;
  for (const step of steps) at = (at[step] ??= {}) as Patch;
  at[last] = value;
}

const kindOf = (text: string): FilingKind | undefined => (Object.keys(t.kinds) as FilingKind[]).find((kind) => kind === text || t.kinds[kind] === text);

/** The cells of a file, with the faults of its quotation marks by row. */
function cellsOf(text: string): { cells: string[]; line: number; torn: boolean }[] {
  // A first line `sep=;` is a spreadsheet's own, which shows no row for it.
  const own = /^"?sep=(.)"?\r?\n/i.exec(text);
  const { data, errors, meta } = parse<string[]>(own ? text.slice(own[0].length) : text, own ? { delimiter: own[1]! } : {});
  const torn = new Set(errors.filter(({ type }) => type === "Quotes").map(({ row }) => row));
  const width = Math.max(1, (data.find((cells) => cells.some((cell) => cell.trim() !== "")) ?? []).length - 1);
  // A cell that goes on over lines that look like the table's own has swallowed them.
  const swallows = (cell: string) => cell.split(/[\r\n]+/).slice(1).some((line) => line.split(meta.delimiter).length > Math.min(2, width));
  const lines = data.map((cells, index) => ({ cells, line: index + 1, torn: torn.has(index) || cells.some(swallows) }));
  return lines.filter(({ cells, torn: wrong }) => wrong || cells.some((cell) => cell.trim() !== ""));
}

/** Reads a table. Lines that add sites to the same organizer become one order, as an organizer has one at a time. */
export function readTable(text: string, codes: Codes): Table {
  const [head = { cells: [], line: 1, torn: false }, ...body] = cellsOf(text.replace(/^\uFEFF/, ""));
  if (head.torn) return { rows: [{ lines: [head.line], problems: [{ code: "quotes" }], row: { kind: "first", submit: false } }], unknown: [] };
  const columns = head.cells.map((cell) => {
    const name = cell.trim().split(/\s+/).pop() ?? "";
    const field = ALL.find(({ pointer }) => pointer !== "/access/provider" && (nameOf(pointer) === name || label(pointer) === cell.trim()));
    return { title: cell.trim(), own: OWN.find((one) => one === name || t.bulk.columns[one] === cell.trim()), field };
  });
  const first = (column: (typeof columns)[number]) => columns.find(({ own, field }) => (column.own ? own === column.own : field === column.field));
  const rows: TableRow[] = [];
  const orders = new Map<string, TableRow>();
  body.forEach(({ cells, line, torn }) => {
    const own: Partial<Record<Own, string>> = {};
    const form: Patch = {};
    const problems: CellProblem[] = torn ? [{ code: "quotes" }] : [];
    if (cells.some((cell, place) => cell.trim() !== "" && !columns[place]?.title)) problems.push({ code: "cells" });
    cells.forEach((cell, place) => {
      const column = columns[place];
      if (cell.trim() === "" || !column || (!column.own && !column.field)) return;
      const tell = (code: CellProblem["code"]) => void problems.push({ column: column.title, code });
      if (first(column) !== column) return tell("twice");
      const said = content(cell);
      if ("fault" in said) return tell(said.fault);
      const kept = said.value as string;
      if (kept === "") return;
      if (column.own) own[column.own] = kept;
      if (!column.field) return;
      const reading = read(column.field, kept, codes);
      if ("fault" in reading) tell(reading.fault);
      else put(form, column.field.pointer, reading.value);
    });
    // A line with nothing but its kind is one of the template's.
    if (Object.keys(own).every((name) => name === "kind") && Object.keys(form).length === 0 && problems.length === 0) return;
    const kind = kindOf(own.kind ?? "");
    const submit = own.submit === undefined ? false : flag(own.submit);
    // A word that is not understood is never taken for a no.
    if (submit === undefined) problems.push({ column: t.bulk.columns.submit, code: "unknown-code" });
    if (!kind) problems.push({ column: t.bulk.columns.kind, code: own.kind ? "unknown-code" : "required" });
    const row: TableRow = {
      lines: [line], problems,
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

/** The order with another line: the site of the line comes after those that are there. */
function join(order: TableRow, { lines, row, problems }: TableRow): void {
  const form = (order.row.form ??= {}) as Patch;
  const { site = {}, access = {} } = (row.form ?? {}) as Patch;
  // The service fills in what an order's first site begins with.
  form.further = [...((form.further as unknown[]) ?? []), { site: { same_leader: true, ...(site as Patch) }, access }];
  order.lines.push(...lines);
  order.problems.push(...problems);
  order.row.submit &&= row.submit;
}

/** Names a row by its content, so that the same line sent again is found and not begun twice. */
export async function keyOf({ key, ...row }: TableRow["row"]): Promise<string> {
  if (key) return key;
  const { submit: _, ...content } = row;
  const digest = await sha256(new TextEncoder().encode(JSON.stringify(content)));
  return `csv-${digest.slice(0, 40)}`;
}
