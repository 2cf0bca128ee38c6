// Typed entries of everybody outside the bureau are never lost: every form, and every way in which they used to go (unsent.mjs).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { residentId } from "./support.mjs";
import { ids, items, people, signIn, walk } from "./unsent.mjs";

signIn(["anyone", "shili-danwei", "shili-geren", "yun-yi", "yun-er"], async () => {
  for (const owner of ["shili-danwei", "shili-geren"]) for (const one of await items(people[owner], "/v1/filings")) ids[one.status] = one.id;
  ids.record = (await items(people["shili-danwei"], "/v1/own-records"))[0].record_id;
});

test("no page with fields does without", () => {
  const journeys = new URL("../../site/src/journeys/", import.meta.url);
  const without = readdirSync(journeys, { recursive: true }).filter((name) => name.endsWith(".tsx")).filter((name) => {
    const source = readFileSync(new URL(name, journeys), "utf8");
    return /<(Text|Area|Select|Radio)Field|<(Section|Envelope)Fields|<FormField|<ReasonPicker/.test(source) && !/use(Unsent|Draft)\(|useUnsent</.test(source);
  });
  // The specimens, fields that are given their values, and a choice that only filters a list.
  assert.deepEqual(without.sort(), ["components/Specimens.tsx", "requests/Envelope.tsx", "staff/Staff.tsx"]);
});

walk([
  {
    name: "a registration", who: "anyone", at: "/register/", act: "register", done: '[data-note="sent"]', secret: ["password"],
    typed: { username: "dashi", password: "a long demonstration", "applicant-unit": true, contact_name: "示例联系人", email: "dashi@example.com" },
  },
  {
    name: "a lost password", who: "anyone", at: "/reset-password/", act: "reset-password", done: '[data-note="sent"]',
    typed: { username: "dashi", contact_name: "示例联系人", email: "dashi@example.com", "category-provider_filed": true },
  },
  {
    name: "a form on paper", who: "anyone", at: "/forms/?kind=recover_account", act: "make-form", done: '[data-note="form-made"]', stays: true,
    typed: { "applicant-individual": true, domain: "dashi-wang.cn", name: "甲某某", certificate_number: residentId("19900101"), phone: "13800000001", email: "dashi@example.com" },
  },
  {
    name: "a question about progress", who: "anyone", at: "/progress/", act: "ask-progress", done: '[data-note="sent"]',
    typed: { "ask-reference": "JX-0000-0000-0", "ask-email": "dashi@example.com" },
  },
  {
    name: "a sign-in", who: "anyone", at: "/sign-in/", act: "sign-in", done: '[data-note="wrong-password"]', secret: ["password"], refused: true,
    typed: { username: "dashi-0001", password: "not the password" },
  },
  {
    name: "a new password", who: "anyone", at: "/set-password/", act: "set-password", done: '[data-note="wrong-password"]', secret: ["temporary_password", "new_password"], refused: true,
    typed: { username: "dashi-0001", temporary_password: "not a temporary password", new_password: "a long demonstration" },
  },
  {
    name: "a look-up", who: "anyone", at: "/look-up/", act: "look-up", done: '[data-note="info"]',
    typed: { q: "没有这样的主办者有限公司" },
  },
  {
    name: "a certificate's number", who: "anyone", at: "/verify/", act: "verify-certificate", done: '[data-note="not-found"], [data-note="malformed"]',
    typed: { number: "ABCDE-FGHJK-MNPQR-STVWX" },
  },
  {
    name: "a draft", who: "shili-danwei", full: true, at: () => `/filing/edit/?id=${ids.draft}&section=organizer`, act: "save-draft", done: '[data-saved="true"]',
    typed: { "organizer-mailing_address": "江西省南昌市东湖区虚构路9号2栋301室", "organizer-leader-mobile": "13800000009", "organizer-remarks": "改过的备注，还没有保存。" },
  },
  {
    name: "a choice of city without a county", who: "shili-danwei", at: () => `/filing/edit/?id=${ids.draft}&section=organizer`, act: "save-draft", done: '[data-saved="true"]',
    typed: { "organizer-division-city": "360200", "organizer-division": "" },
  },
  {
    name: "a returned filing", who: "shili-geren", full: true, at: () => `/filing/amend/?id=${ids.returned_to_owner}`, act: "amend", done: '[data-fact="status"][data-value="under_review"]',
    typed: { "site-remarks": "发布读书笔记和书评，供读者免费阅读，不提供其他服务，改于今天。" },
  },
  {
    name: "the letters one gets", who: "shili-danwei", at: "/account/", act: "save-preferences", done: '[data-note="save-preferences-done"]',
    typed: { "reminders-no": true },
  },
  {
    name: "a code for another provider", who: "shili-danwei", at: () => `/records/record/?id=${ids.record}`, folds: ['[data-fold="authorize-provider"]'], act: "authorize-provider", done: '[data-note="authorize-provider-done"]',
    typed: { "authorize-organizer-provider": "yun-er" },
  },
  {
    name: "a wish to deregister", who: "shili-danwei", at: () => `/records/record/?id=${ids.record}`, folds: ['[data-fold="deregister"]'], act: "deregister", done: '[data-note="confirm-deregistration"]',
    typed: { "deregister-1-reason": "网站不再办了，改用别的。" },
  },
  {
    name: "a provider's correction", who: "yun-yi", full: true, at: () => `/filing/correct/?id=${ids.with_provider}`, act: "compare", sends: "correct", done: '[data-fact="status"]',
    typed: { "site-name": "示例改过的网站名称", "site-remarks": "介绍虚构单位的业务、产品和联系方式，供访问者了解，只作演示。" },
  },
  {
    name: "a provider's return", who: "yun-yi", at: () => `/filing/return/?id=${ids.with_provider}`, act: "return-filing", done: '[data-note="written-for"], [data-fact="status"][data-value="draft"]',
    begin: async (page) => {
      await page.locator("#pick-site-name, .picker").first().waitFor();
      const fold = page.locator(".picker details", { has: page.locator("#pick-site-name") });
      await fold.evaluate((one) => { one.open = true; });
      await page.locator("#pick-site-name").check();
    },
    typed: { "reason-site-name": "和营业执照上的不一样，请照执照填写。", "suggestion-site-name": "请写全称。" },
  },
  {
    name: "the end of an access", who: "yun-yi", at: () => `/records/record/?id=${ids.record}`, folds: ['[data-fold="cancel-access"]'], act: "cancel-access", done: '[data-note="cancel-access-done"], [data-note="filing-under-way"]',
    typed: { "cancel-1-reason": "合同已经到期，不再续签。" },
  },
  {
    name: "an owner's account, opened by a provider", who: "yun-er", full: true, at: "/owners/", act: "add-owner", done: '[data-note="add-owner-done"]',
    typed: { "add-username": "daikai", "add-applicant-unit": true, "add-contact_name": "示例乙", "add-email": "daikai@example.com" },
  },
  {
    name: "an owner's recovery by a provider", who: "yun-er", at: "/owners/", act: "recover-owner", done: '[data-note="recover-owner-done"]',
    typed: { "recover-username": async () => (await items(people["yun-er"], "/v1/accounts")).find((one) => one.username.startsWith("daikai")).username, "recover-reason": "回拨了合同上的电话，核对了身份。" },
  },
  {
    name: "the kind of a table", who: "yun-er", at: "/bulk/", act: "", done: "",
    typed: { "bulk-kind": "change" },
  },
  {
    name: "a code of an owner", who: "yun-er", at: "/records/", folds: ['[data-fold="begin-with-code"]'], act: "begin-with-code", done: '[data-note="code-expired"]', secret: ["code-authorization"], refused: true,
    typed: { "code-record_id": "赣ICP备2026000001号", "code-authorization": "not-a-code" },
  },
]);
