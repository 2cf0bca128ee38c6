// Typed entries of the bureau's people are never lost: every form, and every way in which they used to go (unsent.mjs).
import { png } from "./support.mjs";
import { ids, items, people, signIn, walk } from "./unsent.mjs";

signIn(["shoufa", "shenhe", "zhuguan"], async (house) => {
  for (const [who, status] of [["shoufa", "awaiting_sheet"], ["shenhe", "under_review"]]) ids[status] = (await items(people[who], `/v1/filings?status=${status}`))[0].id;
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
});

walk([
  {
    name: "a letter that came by post", who: "shoufa", full: true, at: "/requests/", folds: ['[data-fold="receive-request"]'], act: "receive-request", done: '[data-fact="status"][data-value="received"]',
    typed: { "kind-recover_account": true, username: "shili-geren", "evidence-identity_card": true, email: "laixin@example.com" },
    after: (page) => { ids.request = new URL(page.url()).searchParams.get("id"); },
  },
  {
    name: "papers that came afterwards", who: "shoufa", at: () => `/requests/request/?id=${ids.request}`, act: "receive-evidence", done: '[data-missing="0"]',
    typed: { "evidence-domain_certificate": true, arrived_on: () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10) },
  },
  {
    name: "the day of a verification sheet", who: "shoufa", at: () => `/filing/sheet/?id=${ids.awaiting_sheet}`, act: "record-sheet", done: '[data-fact="status"]',
    begin: async (page) => {
      await page.locator('[data-document="verification_sheet"]').waitFor();
      if (await page.locator('[data-document="verification_sheet"][data-there="true"]').count()) return;
      await page.locator('[data-document="verification_sheet"] input').setInputFiles(png("sheet.png", 1));
      await page.locator('[data-document="verification_sheet"][data-there="true"]').waitFor();
    },
    // A confirmation is not kept: the sender ticks it.
    secret: ["signed_and_sealed"],
    typed: { arrived_on: () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), reason: "昨天收到，今天补登。", signed_and_sealed: true },
  },
  {
    name: "the day of a sheet, corrected", who: "shoufa", at: () => `/filing/?id=${ids.awaiting_sheet}`, folds: ['[data-fold="correct-arrival"]'], act: "correct-arrival", done: '[data-event="correct_arrival"]',
    typed: { "correct-arrival-arrived_on": () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10), "correct-arrival-reason": "信封上的邮戳是前天。" },
  },
  {
    name: "the day of a pile of post", who: "shoufa", at: "/mail/", act: "", done: "",
    typed: { arrived_on: () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), reason: "昨天收到的，今天扫描。", together: false },
  },
  {
    name: "a letter that is set aside", who: "shoufa", at: () => `/mail/letter/?id=${ids.letter}`, folds: ['[data-fold="set-aside"]'], act: "set-aside-letter", done: '[data-note="set_aside"]',
    typed: { "aside-reason": "寄错了，和备案没有关系。" },
  },
  {
    name: "a reviewer's marks and reasons", who: "shenhe", full: true, at: () => `/filing/review/?id=${ids.under_review}`, act: "return-to-owner", done: '[data-fact="status"][data-value="returned_to_owner"]',
    begin: async (page) => {
      const flag = page.locator('[data-flag="site-name"]');
      await flag.waitFor();
      if ((await flag.getAttribute("aria-pressed")) !== "true") await flag.click();
    },
    typed: { "reason-site-name": "名称太宽泛，请写明是做什么的。", "suggestion-site-name": "请加上单位名称。" },
  },
  {
    name: "why private details are looked at", who: "shenhe", at: () => `/filing/?id=${ids.awaiting_sheet}`, folds: ['[data-note="masked"] details'], act: "unmask", done: ".form-view", stays: true,
    typed: { "unmask-reason": "核对证件号码，与材料对照。" },
  },
  {
    name: "a refusal of a letter", who: "shenhe", at: () => `/requests/request/?id=${ids.request}`, act: "refuse-request", done: '[data-fact="status"][data-value="refused"]',
    typed: { "refuse-reason": "身份证复印件看不清，请重新寄来。" },
  },
  {
    name: "both sides of a conflict", who: "shenhe", at: "/conflicts/", act: "show-conflict", done: "[data-sides]",
    typed: { "by-domain": true, q: "nobody-has-this.cn" },
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
    name: "a pause of a review", who: "shenhe", at: () => `/filing/?id=${ids.awaiting_sheet}`, folds: ['[data-fold="pause-review"]'], act: "pause-review", done: '[data-note="paused"]',
    typed: { "pause-reason": () => people.shenhe.page.evaluate(async () => (await (await fetch("/api/v1/codes")).json()).pause_reasons.entries?.[0]?.code), "pause-expected_on": () => new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10) },
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
]);
