// The providers' table: a cell that is not understood is told, and days are read as spreadsheets write them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cellWords, day, readTable } from "../src/form/table.ts";
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
  for (const [column, word] of [["不涉及前置审批内容 site.no_pre_approval", "对"], ["单位性质 organizer.unit_kind", "外星"], ["语言 site.languages", "中文；克林贡语"]]) {
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
