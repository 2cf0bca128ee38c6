// Texts of the public look-up, and the advice of findings.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { guess } from "../src/form/sought.ts";
import { en } from "../src/messages/en.ts";
import { zh } from "../src/messages/zh.ts";

test("what is pasted is looked up as what it is", () => {
  for (const [text, by] of [
    ["赣ICP备2026000123号-1", "number"], ["备案号：赣icp备2026000123", "number"], ["2026000123", "number"], ["2026000123-1", "number"], ["备案号 2026000123", "number"],
    ["京ICP证030173号", "number"], ["粤B2-20090059-5", "number"], ["赣公网安备36010202000001号", "number"],
    ["example.cn", "domain"], ["https://www.example.cn/a?b=1", "domain"], ["例子。中国", "domain"], ["域名：example.cn", "domain"], ["example.cn\u200b", "domain"],
    ["江西示例有限公司", "organizer"], ["123", "organizer"], ["示例 有限公司", "organizer"],
  ]) assert.equal(guess(text), by, text);
});

test("no finding advises to leave a field empty that is asked for when it is empty", () => {
  // A field that may be empty, and where that is the advice.
  const MAY_BE_EMPTY = [];
  for (const [name, messages] of [["zh", zh], ["en", en]]) {
    for (const [code, sentence] of Object.entries(messages.findings)) {
      const advises = /留空|不填|空着|leave (?:it|this) (?:empty|blank)|or nothing/i.test(sentence);
      assert.equal(advises, MAY_BE_EMPTY.includes(code), `${name} ${code}: ${sentence}`);
    }
  }
});

test("every code of the service has its sentence in both languages", () => {
  const document = JSON.parse(readFileSync(new URL("../../infra/openapi.json", import.meta.url), "utf8"));
  for (const code of document.components.schemas.FindingCode.enum) {
    assert.ok(zh.findings[code] && en.findings[code], code);
  }
});
