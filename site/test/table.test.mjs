// The providers' table: a cell that is not understood is told, and days are read as spreadsheets write them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cellWords, day, decoded, readTable } from "../src/form/table.ts";
import { choices } from "../src/form/words.ts";
import { codes } from "./codes.mjs";

const file = (name) => readFileSync(new URL(`../../tests/data/cases/tables/${name}`, import.meta.url), "utf8");
const table = (cells) => readTable([...Object.keys(cells)].join(",") + "\n" + Object.values(cells).join(","), codes);

test("a word for yes that is not understood is an error, never a silent no", () => {
  const { rows } = readTable(file("bulk-submit-cell.csv"), codes);
  assert.equal(rows.length, 3);
  for (const row of rows) {
    assert.deepEqual(row.problems, [{ column: "直接提交", code: "unknown-code" }]);
    assert.equal(cellWords(row.problems[0]), "直接提交：请填“是”或“否”。");
    assert.equal(row.row.submit, false);
  }
});

test("yes and no are read in every usual way, and nothing at all is no", () => {
  for (const [word, submit] of [["是", true], ["YES", true], ["１", true], ["✓", true], ["否", false], ["No", false], ["0", false], ["", false]]) {
    const { rows } = table({ "办什么 kind": "首次备案", "主办者用户名 username": "shili-0001", "直接提交 submit": word });
    assert.deepEqual([rows[0].row.submit, rows[0].problems], [submit, []], word);
  }
});

test("every flag of the form and every list is as strict", () => {
  for (const [column, word] of [["不涉及前置审批内容 site.no_pre_approval", "对"], ["单位性质 organizer.unit_kind", "外星"], ["语言 site.languages", "中文；克林贡语"], ["语言 site.languages", "；"]]) {
    const { rows } = table({ "办什么 kind": "首次备案", [column]: word });
    assert.deepEqual(rows[0].problems.map(({ code }) => code), ["unknown-code"], column);
  }
});

test("days are read as a spreadsheet saves them", () => {
  const { rows } = readTable(file("bulk-dates-as-excel-saves.csv"), codes);
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0].problems, []);
  assert.equal(rows[0].row.form.organizer.leader.valid_from, "2020-01-01");
  assert.equal(rows[0].row.form.site.domain_valid_to, "2035-12-31");
  for (const written of ["2035-12-31", "2035/12/31", "2035.12.31", "2035年12月31日", "２０３５／１２／３１", "20351231", "2035-12-31 00:00:00", "2035-12-31T00:00:00", "12/31/2035", "31/12/2035", "49674"]) {
    assert.equal(day(written), "2035-12-31", written);
  }
  for (const written of ["2035/2/30", "3/4/2035", "someday", "2035-12", "长期"]) assert.equal(day(written), written);
});

test("the day of an approval is no part of its number", () => {
  for (const [cell, valid_to] of [["新闻 示例1号 2027/12/31", "2027-12-31"], ["新闻 示例1号 2027年12月31日", "2027-12-31"], ["新闻 示例1号 长期", "long_term"], ["新闻 示例1号", ""]]) {
    const { rows } = table({ "办什么 kind": "首次备案", "涉及的前置审批内容 site.pre_approvals": cell });
    assert.deepEqual(rows[0].row.form.site.pre_approvals, [{ kind: "1", document_number: "示例1号", valid_to }]);
  }
});

test("numbers that a spreadsheet rounded go to the service as they are, which says so", () => {
  const { rows } = readTable(file("bulk-scientific.csv"), codes);
  assert.equal(rows[0].row.form.organizer.certificate_number, "9.13601E+17");
  assert.equal(rows[0].row.form.organizer.leader.mobile, "1.38E+10");
});

test("an app is offered nowhere, and shown where a draft has it", () => {
  const offered = (service_kind) => choices("service_kinds", codes, { site: { service_kind } }, []).map(({ value }) => value);
  assert.deepEqual(offered(""), ["1"]);
  assert.deepEqual(offered("6"), ["1", "6"]);
});

test("an app is no choice of a table", () => {
  for (const word of ["App", "小程序", "8"]) {
    const { rows } = table({ "办什么 kind": "首次备案", "服务类型 site.service_kind": word });
    assert.deepEqual(rows[0].problems.map(({ code }) => code), ["unknown-code"], word);
  }
});

const bytes = (name) => readFileSync(new URL(`../../tests/data/cases/tables/${name}`, import.meta.url));
const faults = (row) => row.problems.map(({ column, code }) => [column, code]);
const approvals = (cell) => table({ "办什么 kind": "首次备案", "涉及的前置审批内容 site.pre_approvals": cell }).rows[0];

test("a quotation mark without its partner is told with its row, and no row is lost silently", () => {
  for (const [text, rows] of [
    [file("bulk-unclosed-quote.csv"), [[2, true]]],
    // A later mark closes it: the row in between is in the cell.
    ["办什么 kind,主办者用户名 username,主办者名称 organizer.name\n首次备案,a-0001,\"示例\n首次备案,a-0002,示例\"\n首次备案,a-0003,示例", [[2, true], [3, false]]],
    ["办什么 kind,主办者用户名 username,主办者名称 organizer.name\n首次备案,a-0001,\"示例\"公司\n首次备案,a-0002,示例", [[2, true]]],
    ["办什么 kind,\"主办者用户名 username,主办者名称 organizer.name\n首次备案,a-0001,示例", [[1, true]]],
    ["办什么 kind,主办者用户名 username,网站备注 site.remarks\n首次备案,a-0001,\"一行，\n又一行\"", [[2, false]]],
  ]) {
    const read = readTable(text, codes).rows.map((row) => [row.lines[0], row.problems.some(({ code }) => code === "quotes")]);
    assert.deepEqual(read, rows, text);
  }
  assert.match(cellWords({ code: "quotes" }), /^这一行有引号没有配对/);
});

test("rows count as a spreadsheet shows them", () => {
  const { rows } = readTable("办什么 kind,主办者用户名 username\n\n首次备案,a-0001\n,\n首次备案,a-0002\n", codes);
  assert.deepEqual(rows.map(({ lines }) => lines), [[3], [5]]);
});

test("a cell without a head is told, and so is a head that comes twice", () => {
  const [row, whole] = readTable(file("bulk-comma-in-address.csv"), codes).rows;
  assert.deepEqual([faults(row), faults(whole)], [[[undefined, "cells"]], []]);
  const twice = "办什么 kind,主办者用户名 username,直接提交 submit,直接提交 submit\n首次备案,a-0001,否,是\n首次备案,a-0002,否,";
  const { rows } = readTable(twice, codes);
  assert.deepEqual(rows.map(faults), [[["直接提交 submit", "twice"]], []]);
  assert.deepEqual(rows.map(({ row: { submit } }) => submit), [false, false]);
  const field = readTable("办什么 kind,主办者名称 organizer.name,主办者名称\n首次备案,示例,另一个", codes).rows[0];
  assert.deepEqual([faults(field), field.row.form.organizer.name], [[["主办者名称", "twice"]], "示例"]);
  assert.equal(cellWords(field.problems[0]), "主办者名称：这个标题不止一列，不知道以哪一列为准。请只留一列。");
});

test("a bare number is never an approval's day", () => {
  for (const [cell, document_number, valid_to] of [
    ["新闻 20200101", "20200101", ""], ["新闻 许可证 36120", "许可证 36120", ""], ["新闻 赣新字 20191231", "赣新字 20191231", ""],
    ["新闻 示例1号 2027年 12月 31日", "示例1号", "2027-12-31"], ["新闻 示例1号 2027-12-31止", "示例1号", "2027-12-31"], ["新闻 示例1号 至2027-12-31", "示例1号", "2027-12-31"],
    ["新闻 示例1号 有效期至 2027.12.31", "示例1号", "2027-12-31"], ["新闻 示例1号 永久", "示例1号", "long_term"], ["新闻 示例 1号 31/12/2027", "示例 1号", "2027-12-31"],
    ["新闻 （浙）-经营性-2021-0056 2027-12-31", "(浙)-经营性-2021-0056", "2027-12-31"], ["1.0 示例1号 31-Dec-2027", "示例1号", "2027-12-31"], ["新闻 2027-12-31", "", "2027-12-31"],
  ]) {
    const row = approvals(cell);
    assert.deepEqual([row.problems, row.row.form?.site.pre_approvals], [[], [{ kind: "1", document_number, valid_to }]], cell);
  }
  for (const cell of ["示例1号 2027 12 31", "示例1号 3/4/2027", "示例1号2027-12-31", "示例1号 2027-02-30", "示例1号 2020-01-01至2027-12-31", "示例1号 2027年12月", "示例1号 2027-12", "示例1号 31-Dec-35", "示例1号长期", "示例1号 2027-12-31前"]) {
    assert.deepEqual(faults(approvals(`新闻 ${cell}`)), [["涉及的前置审批内容 site.pre_approvals", "approval"]], cell);
  }
});

test("a range has two addresses and no third", () => {
  const ranges = (cell) => table({ "办什么 kind": "首次备案", "IP 地址段 access.ip_ranges": cell }).rows[0];
  assert.deepEqual(ranges("223.5.5.5 - 223.5.5.9；223.5.5.20").row.form.access.ip_ranges, [{ from: "223.5.5.5", to: "223.5.5.9" }, { from: "223.5.5.20", to: "" }]);
  assert.deepEqual(ranges("223.5.5.5至223.5.5.9").row.form.access.ip_ranges, [{ from: "223.5.5.5", to: "223.5.5.9" }]);
  for (const cell of ["223.5.5.5 - 223.5.5.9 - 223.5.5.20", "223.5.5.5-", "-223.5.5.9", "223.5.5.20；a-b-c"]) {
    assert.deepEqual(faults(ranges(cell)), [["IP 地址段 access.ip_ranges", "range"]], cell);
  }
});

test("what spreadsheets add to a cell is taken away or told", () => {
  for (const written of ["49674.0", "31-Dec-2035", "2035年 12月 31日", "2035-12-31止", "至2035-12-31", "2035 12 31"]) assert.equal(day(written), "2035-12-31", written);
  // The century is the reader's guess, so that the service tells it.
  assert.equal(day("31-Dec-35"), "31-Dec-35");
  const head = ["办什么 kind", "单位性质 organizer.unit_kind", "不涉及前置审批内容 site.no_pre_approval", "主办者名称 organizer.name", "主体负责人 · 证件有效期结束 organizer.leader.valid_to"];
  for (const [cells, form] of [
    [["首次备案", "4.0", "1.0", "=\"示例\"", "永久"], ["4", true, "示例", "long_term"]],
    [["首次备案", "４", "０", "\"=\"\"示例\"\"\"", "长期"], ["4", false, "示例", "long_term"]],
  ]) {
    const [{ row: { form: read }, problems }] = readTable(`sep=,\r\n${head.join(",")}\r\n${cells.join(",")}`, codes).rows;
    assert.deepEqual([problems, [read.organizer.unit_kind, read.site.no_pre_approval, read.organizer.name, read.organizer.leader.valid_to]], [[], form]);
  }
  assert.equal(readTable("sep=;\n办什么 kind;主办者名称 organizer.name\n首次备案;示例, 一", codes).rows[0].row.form.organizer.name, "示例, 一");
  for (const cell of ["=A1", "#N/A", "=\"示例\"&A1", "########"]) {
    assert.deepEqual(faults(table({ "办什么 kind": "首次备案", "主办者名称 organizer.name": cell }).rows[0]), [["主办者名称 organizer.name", "formula"]], cell);
  }
});

test("a file in UTF-16 is told, and those that spreadsheets save here are read", () => {
  const of = (buffer) => decoded(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
  assert.equal(of(bytes("bulk-unicode-text.txt")), undefined);
  assert.equal(of(Buffer.from("办什么,备案号\n", "utf16le")), undefined);
  assert.equal(of(Buffer.from([0xff, 0xff, 0x81])), undefined);
  assert.equal(of(Buffer.from("\uFEFF办什么")), "办什么");
  assert.equal(of(Buffer.from([0xb0, 0xec, 0xca, 0xb2, 0xc3, 0xb4])), "办什么");
});
