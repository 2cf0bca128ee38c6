// Typed entries are never lost: every form of every role, and every way in which they used to go. A session that ended, a reload, another
// page and back, the other language, another tab, no network. Once they are sent, nothing of them is left in the tab.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { freshCode, open, PASSWORD, person, residentId } from "./support.mjs";

let house;
const people = {};
/** Filings of the demonstration by their stage, and what the tests make besides. */
const ids = {};
/** Who has a second factor. */
const STAFF = ["yun-yi", "yun-er", "shoufa", "shenhe", "zhuguan"];

const items = (who, path) => who.page.evaluate(async (from) => (await (await fetch(`/api${from}`)).json()).items, path);
const keptIn = (page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

before(async () => {
  house = await open();
  for (const name of ["anyone", "shili-danwei", "shili-geren", ...STAFF]) {
    const who = await person(house);
    who.name = name;
    // A browser that asks before it leaves a page asks here too, and no test may hear it.
    who.asked = [];
    who.page.on("dialog", (dialog) => {
      who.asked.push(dialog.type());
      void dialog.accept();
    });
    if (name !== "anyone") await who.signIn(name);
    people[name] = who;
  }
  for (const owner of ["shili-danwei", "shili-geren"]) for (const one of await items(people[owner], "/v1/filings")) ids[one.stage] = one.id;
  const context = await house.browser.newContext({ viewport: { width: 794, height: 1123 } });
  const paper = await context.newPage();
  await paper.setContent(`<body style="font: 20px sans-serif; margin: 80px"><h1>虚构示例</h1>${"<p>虚构示例，仅供演示。虚构示例，仅供演示。</p>".repeat(12)}</body>`);
  const clerk = people.shoufa.page;
  await clerk.goto("/mail/");
  await clerk.locator("[data-waiting]").waitFor();
  await clerk.locator("#post-files").setInputFiles({ name: "letter.png", mimeType: "image/png", buffer: await paper.screenshot({ type: "png" }) });
  await context.close();
  await clerk.locator('[data-state="waiting"]').first().waitFor({ timeout: 60_000 });
  ids.letter = (await items(people.shoufa, "/v1/post"))[0].id;
  ids.record = (await items(people["shili-danwei"], "/v1/own-records"))[0].record_id;
});
after(async () => {
  const complaints = Object.values(people).flatMap((who) => [...who.complaints, ...who.asked]);
  await house?.close();
  assert.deepEqual(complaints, []);
});

/** Ends the session as idleness does, and how it begins again without a code. */
async function lapse(who) {
  const context = who.page.context();
  const cookies = await context.cookies();
  await context.clearCookies();
  return () => context.addCookies(cookies);
}

/** Signs out in another tab of the same browser. */
async function signOutElsewhere(who) {
  const tab = await who.page.context().newPage();
  await tab.goto("/help/");
  await tab.click('[data-act="sign-out"]');
  await tab.waitForURL("**/sign-in/**");
  await tab.close();
}

/** Signs in over the page, with a second factor where there is one. */
async function signInOver(who) {
  const dialog = who.page.locator("dialog[data-overlay]");
  await dialog.locator("#overlay-password").fill(PASSWORD);
  await dialog.locator('[data-act="sign-in"]').click();
  if (STAFF.includes(who.name)) {
    await dialog.locator("#overlay-code").waitFor();
    await dialog.locator("#overlay-code").fill(await freshCode(who.name));
    await dialog.locator('[data-act="sign-in"]').click();
  }
  await dialog.waitFor({ state: "detached" });
}

async function unfold(page, form) {
  for (const fold of form.folds ?? []) {
    await page.locator(fold).first().waitFor();
    await page.locator(fold).first().evaluate((one) => { one.open = true; });
  }
}
const control = (page, id) => page.locator(`[id="${id}"]`).first();
async function openForm(page, form) {
  await page.goto(typeof form.at === "function" ? form.at() : form.at);
  await form.begin?.(page);
  await unfold(page, form);
  await control(page, Object.keys(form.typed)[0]).waitFor();
}
async function type(page, form) {
  for (const [id, value] of Object.entries(form.typed)) {
    const one = control(page, id);
    await one.waitFor();
    const tag = await one.evaluate((element) => `${element.tagName} ${element.type}`);
    if (tag.startsWith("SELECT")) await one.selectOption(value);
    else if (/checkbox|radio/.test(tag)) await one.setChecked(value);
    else if (tag.startsWith("BUTTON")) await one.click();
    else await one.fill(value);
  }
}
/** All that was typed is in sight, as it was typed. */
async function there(page, form, when) {
  for (const [id, value] of Object.entries(form.typed)) {
    if (form.secret?.includes(id) && when !== "here") continue;
    const one = control(page, id);
    await one.waitFor();
    const found = await one.evaluate((element) => (/checkbox|radio/.test(element.type) ? element.checked : element.tagName === "BUTTON" ? element.getAttribute("aria-pressed") === "true" : element.value));
    assert.equal(found, value, `${id} ${when}`);
  }
}
async function press(page, form) {
  await page.locator(`[data-act="${form.act}"]`).first().click();
  if (form.sends) await page.locator(`[data-act="${form.sends}"]`).click();
}

/** None of the entries that are long enough to be told from anything else is kept, or not any more. */
async function isGone(page, form) {
  const long = Object.values(form.typed).filter((value) => typeof value === "string" && value.length > 5);
  await page.waitForFunction((values) => !values.some((value) => JSON.stringify({ ...sessionStorage }).includes(value)), long, { timeout: 5000 })
    .catch(async () => assert.fail(`kept: ${await keptIn(page)}`));
}

const WAYS = {
  "a reload": async (who, form) => {
    await who.page.reload();
    await there(who.page, form, "after a reload");
  },
  "another page, and back": async (who, form) => {
    await who.page.goto("/help/");
    await who.page.goBack();
    await there(who.page, form, "after going back");
  },
  "the other language": async (who, form) => {
    await who.page.locator("[data-language]").click();
    await who.page.waitForURL("**/en/**");
    await there(who.page, form, "in the other language");
    await who.page.locator("[data-language]").click();
    await who.page.waitForURL((url) => !url.pathname.startsWith("/en/"));
    await there(who.page, form, "in the first language again");
  },
  "another tab": async (who, form) => {
    const tab = await who.page.context().newPage();
    await openForm(tab, form);
    await isGone(tab, form);
    await tab.close();
    await there(who.page, form, "beside another tab");
    await who.page.reload();
    await there(who.page, form, "after a reload beside another tab");
  },
  "no network": async (who, form) => {
    await who.page.context().setOffline(true);
    await who.page.locator('[data-banner="offline"]').waitFor();
    await press(who.page, form);
    await who.page.locator('[data-note="offline"]').first().waitFor();
    assert.match(await who.page.locator('[data-note="offline"]').first().innerText(), /网络断了\s*您填的还在这一页，连上后请再按一次。/);
    await there(who.page, form, "without a network");
    await who.page.context().setOffline(false);
    await who.page.locator('[data-banner="offline"]').waitFor({ state: "detached" });
    await there(who.page, form, "with a network again");
    await who.page.reload();
    await there(who.page, form, "after the network was gone");
  },
};
/** Ways that only befall who is signed in. */
const SIGNED_IN = {
  "a session that ended, and no wish to sign in now": async (who, form) => {
    const again = await lapse(who);
    await press(who.page, form);
    await who.page.locator("dialog[data-overlay]").waitFor();
    await who.page.locator('dialog [data-act="not-now"]').click();
    await who.page.locator('[data-note="not-signed-in"]').first().waitFor();
    await there(who.page, form, "after a session that ended");
    // Whoever loads the page again signs in on a page of its own, and comes back.
    await who.page.reload();
    await who.page.waitForURL("**/sign-in/**");
    await again();
    await who.page.goto(new URL(who.page.url()).searchParams.get("next"));
    await there(who.page, form, "after a session that ended and a reload");
  },
};

/**
 * The forms, by who fills them in. `act` sends, `done` is seen once it was sent; `full` signs in over the page in full. One that is
 * `refused` in the end is not sent; one that `stays` is kept on purpose: a form to be printed again, a reason that serves again.
 */
const FORMS = [
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
    name: "a returned filing", who: "shili-geren", full: true, at: () => `/filing/amend/?id=${ids.returned_to_owner}`, act: "amend", done: '[data-fact="stage"][data-value="under_review"]',
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
    name: "a provider's correction", who: "yun-yi", full: true, at: () => `/filing/correct/?id=${ids.with_provider}`, act: "compare", sends: "correct", done: '[data-fact="stage"]',
    typed: { "site-name": "示例改过的网站名称", "site-remarks": "介绍虚构单位的业务、产品和联系方式，供访问者了解，只作演示。" },
  },
  {
    name: "a provider's return", who: "yun-yi", at: () => `/filing/return/?id=${ids.with_provider}`, act: "return-filing", done: '[data-note="written-for"], [data-fact="stage"][data-value="draft"]',
    begin: async (page) => {
      await page.locator("#pick-site-name, .picker").first().waitFor();
      const fold = page.locator(".picker details", { has: page.locator("#pick-site-name") });
      await fold.evaluate((one) => { one.open = true; });
      await page.locator("#pick-site-name").check();
    },
    typed: { "reason-site-name": "和营业执照上的不一样，请照执照填写。", "suggestion-site-name": "请写全称。" },
  },
  {
    name: "the end of an access", who: "yun-yi", at: () => `/records/record/?id=${ids.record}`, folds: ['[data-fold="cancel-access"]'], act: "cancel-access", done: '[data-note="cancel-access-done"], [data-note="order-under-way"]',
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
  {
    name: "a letter that came by post", who: "shoufa", full: true, at: "/requests/", folds: ['[data-fold="receive-request"]'], act: "receive-request", done: '[data-fact="stage"][data-value="received"]',
    typed: { "kind-recover_account": true, username: "shili-geren", "evidence-identity_card": true, email: "laixin@example.com" },
    after: (page) => { ids.request = new URL(page.url()).searchParams.get("id"); },
  },
  {
    name: "papers that came afterwards", who: "shoufa", at: () => `/requests/request/?id=${ids.request}`, act: "receive-evidence", done: '[data-missing="0"]',
    typed: { "evidence-domain_certificate": true, arrived_on: () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10) },
  },
  {
    name: "the day of a verification sheet", who: "shoufa", at: () => `/filing/sheet/?id=${ids.awaiting_sheet}`, act: "record-sheet", done: '[data-fact="stage"]',
    begin: async (page) => {
      await page.locator('[data-document="verification_sheet"]').waitFor();
      if (await page.locator('[data-document="verification_sheet"][data-there="true"]').count()) return;
      await page.locator('[data-document="verification_sheet"] input').setInputFiles({ name: "sheet.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 demonstration") });
      await page.locator('[data-document="verification_sheet"][data-there="true"]').waitFor();
    },
    typed: { arrived_on: () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), reason: "昨天收到，今天补登。" },
  },
  {
    name: "the day of a pile of post", who: "shoufa", at: "/mail/", act: "", done: "",
    typed: { arrived_on: () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), reason: "昨天收到的，今天扫描。", together: false },
  },
  {
    name: "the day of a sheet, corrected", who: "shoufa", at: () => `/filing/?id=${ids.awaiting_sheet}`, folds: ['[data-fold="correct-arrival"]'], act: "correct-arrival", done: '[data-deed="correct_arrival"]',
    typed: { "correct-arrival-arrived_on": () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10), "correct-arrival-reason": "信封上的邮戳是前天。" },
  },
  {
    name: "a letter that is set aside", who: "shoufa", at: () => `/mail/letter/?id=${ids.letter}`, folds: ['[data-fold="set-aside"]'], act: "set-aside-piece", done: '[data-note="set_aside"]',
    typed: { "aside-reason": "寄错了，和备案没有关系。" },
  },
  {
    name: "a reviewer's marks and reasons", who: "shenhe", full: true, at: () => `/filing/review/?id=${ids.under_review}`, act: "return-to-owner", done: '[data-fact="stage"][data-value="returned_to_owner"]',
    begin: async (page) => {
      const flag = page.locator('[data-flag="site-name"]');
      await flag.waitFor();
      if ((await flag.getAttribute("aria-pressed")) !== "true") await flag.click();
    },
    typed: { "reason-site-name": "名称太宽泛，请写明是做什么的。", "suggestion-site-name": "请加上单位名称。" },
  },
  {
    name: "a pause of a review", who: "shenhe", at: () => `/filing/?id=${ids.returned_to_owner}`, folds: ['[data-fold="pause-review"]'], act: "pause-review", done: '[data-note="paused"]',
    typed: { "pause-reason": () => people.shenhe.page.evaluate(async () => (await (await fetch("/api/v1/codes")).json()).pause_reasons.entries?.[0]?.code), "pause-expected_on": () => new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) },
  },
  {
    name: "why private details are looked at", who: "shenhe", at: () => `/filing/?id=${ids.returned_to_owner}`, folds: ['[data-note="masked"] details'], act: "unmask", done: ".form-view", stays: true,
    typed: { "unmask-reason": "核对证件号码，与材料对照。" },
  },
  {
    name: "a refusal of a letter", who: "shenhe", at: () => `/requests/request/?id=${ids.request}`, act: "refuse-request", done: '[data-fact="stage"][data-value="refused"]',
    typed: { "refuse-reason": "身份证复印件看不清，请重新寄来。" },
  },
  {
    name: "both sides of a conflict", who: "shenhe", at: "/conflicts/", act: "show-conflict", done: "[data-sides]",
    typed: { "by-domain": true, q: "nobody-has-this.example.cn" },
  },
  {
    name: "the name of a filter", who: "shenhe", at: "/filings/", folds: ['[data-fold="filters"]'], act: "", done: "",
    typed: { "filter-name": "今天先看的" },
  },
  {
    name: "a review that is handed over", who: "shenhe", at: () => `/filing/?id=${ids.awaiting_sheet}`, act: "hand-over", done: '[data-note="not-found"], [data-note="malformed"], [data-form="hand-over"] [role="alert"]', refused: true,
    begin: async (page) => {
      await page.locator("[data-assignee]").waitFor();
      if (await page.locator('[data-act="take-up"]').count()) await page.click('[data-act="take-up"]');
      await page.locator('[data-fold="hand-over"]').evaluate((one) => { one.open = true; });
    },
    typed: { "hand-over-to": "nobody-of-this-name" },
  },
  {
    name: "days off", who: "zhuguan", full: true, at: "/calendar/", act: "preview", done: '[data-note="calendar-unfit"]', refused: true,
    typed: { text: "关于某年部分节假日安排的通知，正文从略。", source: "国办发明电〔2026〕×号" },
  },
  {
    name: "an invitation", who: "zhuguan", at: "/staff/", act: "invite", done: '[data-note="invite-done"]',
    typed: { "invite-username": "xinren", "invite-role": "reviewer", "invite-contact_name": "示例丁", "invite-email": "xinren@example.com" },
  },
  {
    name: "a new provider", who: "zhuguan", at: "/staff/", act: "add-provider", done: '[data-note="add-provider-done"]',
    typed: { "provider-id": "yun-san", "provider-name": "示例云三（虚构）", "provider-email": "yun-san@example.net" },
  },
  {
    name: "a recovery of staff", who: "zhuguan", at: "/staff/", act: "recover-staff", done: '[data-note="recover-staff-done"]',
    begin: (page) => page.locator('[data-account="zhuguan-er"] button').click(),
    typed: { "recover-reason": "当面核对了工作证。" },
  },
  {
    name: "an account that is closed", who: "zhuguan", at: "/staff/", act: "disable-account", done: '[data-act="enable-account"]',
    begin: (page) => page.locator('[data-account="zhuguan-er"] button').click(),
    typed: { "person-reason": "已经调离，不再办这些事。" },
  },
  {
    name: "an owner's account that is closed", who: "zhuguan", at: "/staff/", act: "disable-owner", done: '[data-note="disable-owner-done"]',
    typed: { "close-username": "shili-geren", "close-reason": "主办者来信要求停用。" },
  },
  {
    name: "an owner's account that is opened again", who: "zhuguan", at: "/staff/", act: "enable-owner", done: '[data-note="enable-owner-done"]',
    typed: { "open-username": "shili-geren", "open-reason": "主办者来信要求恢复。" },
  },
  {
    name: "a time for statistics", who: "zhuguan", at: "/statistics/", act: "show-statistics", done: "[data-statistics]", open: true,
    typed: { from: "2026-10-01", to: "2026-11-15" },
  },
];

/** Some entries are only known once others were sent. */
async function settled(form, page) {
  const typed = typeof form.typed === "function" ? await form.typed(page) : form.typed;
  const values = {};
  for (const [id, value] of Object.entries(typed)) values[id] = typeof value === "function" ? await value() : value;
  return { ...form, typed: values };
}

test("no page with fields does without", () => {
  const journeys = new URL("../../site/src/journeys/", import.meta.url);
  const without = readdirSync(journeys, { recursive: true }).filter((name) => name.endsWith(".tsx")).filter((name) => {
    const source = readFileSync(new URL(name, journeys), "utf8");
    return /<(Text|Area|Select|Radio)Field|<(Section|Envelope)Fields|<FormField|<ReasonPicker/.test(source) && !/use(Unsent|Draft)\(|useUnsent</.test(source);
  });
  // The specimens, fields that are given their values, and a choice that only filters a list.
  assert.deepEqual(without.sort(), ["components/Specimens.tsx", "requests/Envelope.tsx", "staff/Staff.tsx"]);
});

for (const one of FORMS) {
  describe(one.name, () => {
    let form;
    let who;
    before(async () => {
      who = people[one.who];
      form = await settled(one, who.page);
    });
    const again = async () => {
      await openForm(who.page, form);
      await type(who.page, form);
      await there(who.page, form, "here");
    };
    const ways = one.who === "anyone" || one.open || one.act === "" ? WAYS : { ...WAYS, ...SIGNED_IN };
    for (const [way, go] of Object.entries(ways)) {
      if (way === "no network" && one.act === "") continue;
      test(way, async () => {
        await again();
        await go(who, form);
      });
    }
    if (one.act === "") return;
    test(one.full ? "is sent by who signs in over the page, and nothing is left of it" : "is sent, and nothing is left of it", async () => {
      await who.page.evaluate(() => sessionStorage.clear());
      await again();
      if (one.full) await signOutElsewhere(who);
      await press(who.page, form);
      if (one.full) {
        await who.page.locator("dialog[data-overlay]").waitFor();
        await signInOver(who);
      }
      await who.page.locator(one.done).first().waitFor();
      await one.after?.(who.page);
      if (!one.refused && !one.stays) await isGone(who.page, form);
    });
  });
}
