// The overlay of a page: the network is gone, a session ends soon or has ended, the sign-in that goes on with the last step, and the
// question before a sign-out that would clear something. With forms that were made and files that were chosen, which are not lost either.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PASSWORD, freshCode, look, open, person, png, residentId } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

const keptIn = (page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
const draftOf = (who) => who.page.evaluate(async () => (await (await fetch("/api/v1/filings")).json()).items.find((one) => one.status === "draft").id);
const REMARK = "写了一半的备注，还没有保存。";

async function openDraft(who) {
  const id = await draftOf(who);
  await who.go(`/filing/edit/?id=${id}&section=organizer`);
  await who.page.locator("#organizer-remarks").waitFor();
  return id;
}
async function end(who) {
  await who.leave();
  assert.deepEqual(who.complaints, []);
}
/** Another tab of the same browser, where somebody signs in. */
async function signInBeside(who, username) {
  const tab = await who.page.context().newPage();
  await tab.goto("/sign-in/");
  await tab.fill("#username", username);
  await tab.fill("#password", PASSWORD);
  await tab.click('[data-act="sign-in"]');
  await tab.waitForURL("**/filings/**");
  return tab;
}
/** A paper that no code is on. */
async function letter(words) {
  const context = await house.browser.newContext({ viewport: { width: 794, height: 1123 } });
  const page = await context.newPage();
  await page.setContent(`<body style="font: 20px sans-serif; margin: 80px"><h1>${words}</h1>${"<p>虚构示例，仅供演示。虚构示例，仅供演示。</p>".repeat(12)}</body>`);
  const buffer = await page.screenshot({ type: "png" });
  await context.close();
  return { name: `${words}.png`, mimeType: "image/png", buffer };
}

for (const lang of ["zh", "en"]) {
  for (const [size, viewport] of Object.entries({ phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } })) {
    test(`${lang}, ${size}: the overlay can be read and used`, async () => {
      const who = await person(house, { lang });
      await who.page.setViewportSize(viewport);
      await who.signIn("shili-danwei");
      await openDraft(who);
      await who.page.fill("#organizer-remarks", REMARK);
      const context = who.page.context();
      await context.setOffline(true);
      await who.page.locator('[data-banner="offline"]').waitFor();
      await look(who, `overlay-offline-banner-${lang}-${size}`);
      await who.act("save-draft");
      await who.page.locator('[data-note="offline"]').waitFor();
      await look(who, `overlay-offline-note-${lang}-${size}`);
      // The banner stays in sight, and the focus does not lie under it.
      await who.page.locator("#organizer-mailing_address").focus();
      await who.page.locator("#organizer-mailing_address").evaluate((one) => one.scrollIntoView({ block: "start" }));
      const banner = await who.page.locator("[data-banner]").boundingBox();
      assert.equal(banner.y, 0);
      const field = await who.page.locator("#organizer-mailing_address").boundingBox();
      assert.ok(field.y >= banner.height, `the field at ${field.y} lies under the banner, which ends at ${banner.height}`);
      await context.setOffline(false);
      await who.page.locator("[data-banner]").waitFor({ state: "detached" });
      const cookies = await context.cookies();
      await context.clearCookies();
      await who.act("save-draft");
      await who.page.locator("dialog[data-overlay]").waitFor();
      assert.equal(await who.page.evaluate(() => document.activeElement.id), "overlay-password");
      await look(who, `overlay-sign-in-${lang}-${size}`);
      await who.page.locator('dialog [data-act="sign-in"]').click();
      await who.page.locator('dialog [data-note="error-summary"]').waitFor();
      await who.page.fill("#overlay-password", "not the password");
      await who.page.locator('dialog [data-act="sign-in"]').click();
      await who.page.locator('dialog [data-note="wrong-password"]').waitFor();
      await look(who, `overlay-sign-in-wrong-${lang}-${size}`);
      await who.page.keyboard.press("Escape");
      await who.page.locator("dialog").waitFor({ state: "detached" });
      await who.page.locator('[data-note="not-signed-in"]').waitFor();
      await who.page.locator('[data-banner="ended"]').waitFor();
      await look(who, `overlay-ended-${lang}-${size}`);
      await context.addCookies(cookies);
      await who.act("save-draft");
      await who.page.locator('[data-saved="true"]').waitFor();
      await who.page.fill("#organizer-remarks", `${REMARK}又写了一点。`);
      await who.act("sign-out");
      await who.page.locator('dialog[data-overlay="leaving"]').waitFor();
      await look(who, `overlay-leaving-${lang}-${size}`);
      await who.act("leaving-stay");
      await who.page.locator("dialog").waitFor({ state: "detached" });
      assert.equal(await who.page.inputValue("#organizer-remarks"), `${REMARK}又写了一点。`);
      await who.go("/records/");
      await who.page.locator("[data-site] a").first().click();
      await who.page.locator('[data-fold="deregister"] summary').first().click();
      await who.page.locator('[data-fold="deregister"] textarea').first().fill("网站不再办了，改用别的。");
      await who.page.reload();
      await who.page.locator('[data-note="restored"]').waitFor();
      await look(who, `overlay-restored-${lang}-${size}`);
      await who.act("clear-restored");
      await who.page.locator('[data-note="restored"]').waitFor({ state: "detached" });
      assert.doesNotMatch(await keptIn(who.page), /改用别的/);
      await end(who);
    });
  }
}

describe("the end of a session", () => {
  test("is announced, and put off by one press", async () => {
    const who = await person(house);
    await who.page.clock.install();
    await who.signIn("shenhe");
    await who.page.locator('[data-filing]').first().waitFor();
    assert.equal(await who.page.locator("[data-banner]").count(), 0);
    await who.page.clock.fastForward("25:30");
    await who.page.locator('[data-banner="ending"]').waitFor();
    await look(who, "overlay-ending-zh-desk");
    await who.page.setViewportSize({ width: 390, height: 844 });
    await look(who, "overlay-ending-zh-phone");
    const asked = who.page.waitForResponse("**/api/v1/sessions/current");
    await who.act("stay-signed-in");
    assert.equal((await asked).status(), 200);
    await who.page.locator("[data-banner]").waitFor({ state: "detached" });
    // Typing counts as use, without any press.
    await who.page.clock.fastForward("10:00");
    const noted = who.page.waitForResponse("**/api/v1/sessions/current");
    await who.page.keyboard.press("Tab");
    assert.equal((await noted).status(), 200);
    await who.page.clock.fastForward("31:00");
    await who.page.locator('[data-banner="ended"]').waitFor();
    await end(who);
  });

  test("asks for the second factor, and goes on with the upload that was begun", async () => {
    const who = await person(house, { lang: "en" });
    await who.signIn("shoufa");
    const id = await who.page.evaluate(async () => (await (await fetch("/api/v1/filings?status=awaiting_sheet")).json()).items[0].id);
    await who.go(`/filing/sheet/?id=${id}`);
    await who.page.locator('[data-document="verification_sheet"]').waitFor();
    await who.page.context().clearCookies();
    await who.page.locator('[data-document="verification_sheet"] input').setInputFiles(png("sheet.png", 1));
    await who.page.locator("dialog[data-overlay]").waitFor();
    await who.page.fill("#overlay-password", PASSWORD);
    await who.page.locator('dialog [data-act="sign-in"]').click();
    await who.page.locator("#overlay-code").waitFor();
    await look(who, "overlay-code-en-desk");
    await who.page.fill("#overlay-code", await freshCode("shoufa"));
    await who.page.locator('dialog [data-act="sign-in"]').click();
    await who.page.locator('[data-document="verification_sheet"][data-there="true"]').waitFor();
    await end(who);
  });

  test("is told in the other tabs, and one sign-in serves all of them", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    await openDraft(who);
    await who.page.fill("#organizer-remarks", REMARK);
    const tab = await who.page.context().newPage();
    await tab.goto("/help/");
    await tab.click('[data-act="sign-out"]');
    await tab.waitForURL("**/sign-in/**");
    await who.page.locator('[data-banner="signed-out"]').waitFor();
    await who.act("sign-in-over");
    await who.page.locator("dialog[data-overlay]").waitFor();
    await tab.fill("#username", "shili-danwei");
    await tab.fill("#password", PASSWORD);
    await tab.click('[data-act="sign-in"]');
    await tab.waitForURL("**/filings/**");
    await who.page.locator("dialog[data-overlay]").waitFor({ state: "detached" });
    await who.page.locator("[data-banner]").waitFor({ state: "detached" });
    await who.act("save-draft");
    await who.page.locator('[data-saved="true"]').waitFor();
    await end(who);
  });
});

describe("another account", () => {
  test("in another tab does nothing on this page, whose account signs in over it", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    await openDraft(who);
    await who.page.fill("#organizer-remarks", `${REMARK}一`);
    const tab = await signInBeside(who, "shili-geren");
    await who.page.locator('[data-banner="other"]').waitFor();
    const sent = [];
    who.page.on("request", (request) => { if (/\/draft$/.test(request.url())) sent.push(request.url()); });
    await who.act("save-draft");
    await who.page.locator('dialog[data-overlay="other"]').waitFor();
    await look(who, "overlay-other-zh-desk");
    assert.deepEqual(sent, [], "nothing was asked for as somebody else");
    await who.page.fill("#overlay-password", PASSWORD);
    await who.page.locator('dialog [data-act="sign-in"]').click();
    await who.page.locator('[data-saved="true"]').waitFor();
    assert.equal(sent.length, 1);
    await tab.locator('[data-banner="other"]').waitFor();
    await end(who);
  });

  test("in this tab finds nothing of what the one before typed", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    await openDraft(who);
    await who.page.context().setOffline(true);
    await who.page.fill("#organizer-remarks", "别人不该看到的写了一半的备注。");
    assert.match(await keptIn(who.page), /写了一半的备注/);
    await who.page.context().setOffline(false);
    await who.page.context().clearCookies();
    await who.go("/filings/");
    await who.page.waitForURL("**/sign-in/**");
    assert.match(await keptIn(who.page), /写了一半的备注/, "for whoever comes back it is kept");
    await who.page.fill("#username", "shili-geren");
    await who.page.fill("#password", PASSWORD);
    await who.act("sign-in");
    await who.page.waitForURL("**/filings/**");
    assert.doesNotMatch(await keptIn(who.page), /写了一半的备注/);
    await end(who);
  });

  test("finds nothing after a sign-out either, before which is asked", async () => {
    const who = await person(house);
    await who.go("/forms/?kind=deregister");
    await who.page.fill("#name", "虚构示例有限公司");
    await who.signIn("shili-danwei");
    assert.match(await keptIn(who.page), /虚构示例有限公司/, "what was typed before signing in is whose account signs in");
    await who.act("sign-out");
    await who.page.locator('dialog[data-overlay="leaving"]').waitFor();
    await who.act("leaving-go");
    await who.page.waitForURL("**/sign-in/**");
    assert.doesNotMatch(await keptIn(who.page), /beian-unsent/);
    // A sign-out without typed entries asks nothing.
    await who.signIn("shili-danwei");
    await who.act("sign-out");
    await who.page.waitForURL("**/sign-in/?out=1");
    await end(who);
  });
});

describe("forms and files", () => {
  test("a made form and its reference survive a reload, the other language and going back", async () => {
    const who = await person(house);
    await who.go("/forms/?kind=recover_account");
    await who.page.locator("#certificate_kind").waitFor();
    await who.page.check("#applicant-individual");
    const typed = { domain: "dashi-wang.cn", name: "甲某某", certificate_number: residentId("19900101"), phone: "13800000001", email: "made@example.com" };
    for (const [name, text] of Object.entries(typed)) await who.page.fill(`#${name}`, text);
    await who.act("make-form");
    await who.page.locator('[data-note="form-made"]').waitFor();
    const reference = await who.page.locator("[data-reference]").textContent();
    const same = async () => {
      await who.page.locator('[data-note="form-made"]').waitFor();
      assert.equal(await who.page.locator("[data-reference]").textContent(), reference);
      assert.ok((await who.page.locator(".sheet").count()) >= 3);
      await who.page.getByText("甲某某").first().waitFor();
    };
    await who.page.reload();
    await same();
    await who.page.locator("[data-language]").click();
    await who.page.waitForURL("**/en/forms/**");
    await same();
    await who.page.goto("/help/");
    await who.page.goBack();
    await same();
    assert.ok(!who.page.url().includes("甲"), "what was typed is not in the address");
    // The form is still filled in, so that it can be mended.
    await who.page.locator(".no-print a").first().click();
    await who.page.locator("#name").waitFor();
    assert.equal(await who.page.inputValue("#name"), "甲某某");
    // Another tab knows only the reference of the form.
    const elsewhere = await person(house);
    await elsewhere.go(`/forms/?kind=recover_account&made=${reference}`);
    await elsewhere.page.locator('[data-note="made-before"]').waitFor();
    assert.equal(await elsewhere.page.locator("[data-reference]").textContent(), reference);
    await look(elsewhere, "overlay-made-before-zh-desk");
    await end(elsewhere);
    await end(who);
  });

  test("a form that is filled in from a filing is the same after a reload", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    const id = await who.page.evaluate(async () => (await (await fetch("/api/v1/filings")).json()).items.find((one) => one.status === "with_provider").id);
    await who.go(`/forms/?kind=delete_submission&filing=${id}`);
    await who.act("print-form");
    await who.page.locator('[data-printed="delete_submission"]').waitFor();
    const reference = await who.page.locator("[data-reference]").textContent();
    await who.page.reload();
    await who.page.locator('[data-printed="delete_submission"]').waitFor();
    assert.equal(await who.page.locator("[data-reference]").textContent(), reference);
    await end(who);
  });

  test("an upload that the network refuses is tried twice more, then told, and sent by one press", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    const id = await draftOf(who);
    await who.go(`/filing/documents/?id=${id}`);
    const box = who.page.locator('[data-document="other"]');
    await box.waitFor();
    const there = await box.locator("[data-scan]").count();
    let refused = 0;
    let refuses = 2;
    await who.page.route((url) => !url.pathname.startsWith("/api/"), async (route) => {
      if (route.request().method() !== "POST" || !refuses) return route.continue();
      refuses -= 1;
      refused += 1;
      return refused % 2 ? route.abort("connectionreset") : route.fulfill({ status: 400, contentType: "application/xml", body: "<Error><Code>InvalidRequest</Code></Error>" });
    });
    const file = png("scan.png", 1);
    await box.locator('input[type="file"]').setInputFiles(file);
    await box.locator("[data-scan]").nth(there).waitFor();
    assert.equal(refused, 2);
    assert.equal(await box.locator('[role="alert"]').count(), 0, "nobody was told");
    refuses = 3;
    await box.locator('input[type="file"]').setInputFiles(file);
    await box.locator('[data-note="scan-not-uploaded"]').waitFor();
    assert.equal(refused, 5);
    await look(who, "overlay-upload-again-zh-desk");
    await box.locator('[data-act="upload-again"]').click();
    await box.locator("[data-scan]").nth(there + 1).waitFor();
    await end(who);
  });

  test("a scanned letter and what a clerk says of it survive, and unsaved marks are saved", async () => {
    const who = await person(house);
    await who.signIn("shoufa");
    await who.go("/mail/");
    await who.page.locator("[data-waiting]").waitFor();
    await who.page.locator("#post-files").setInputFiles([await letter("第一页"), await letter("第二页")]);
    await who.page.locator('[data-state="waiting"] a').first().click({ timeout: 60_000 });
    await who.page.locator(".picture img").waitFor();
    await who.page.keyboard.press("1");
    await who.page.locator("#find").fill("dashi");
    await who.act("enter-new");
    await who.page.fill("#username", "shili-geren");
    const check = async () => {
      await who.page.locator('[data-mark="form"][aria-pressed="true"]').waitFor();
      assert.equal(await who.page.inputValue("#find"), "dashi");
      assert.equal(await who.page.inputValue("#username"), "shili-geren");
    };
    await who.page.reload();
    await check();
    await who.page.locator("[data-language]").click();
    await who.page.waitForURL("**/en/mail/letter/**");
    await check();
    await who.act("receive-request");
    await who.page.locator('[data-note="filed"] a').first().click();
    await who.page.locator(".picture img").waitFor();
    assert.doesNotMatch(await keptIn(who.page), /dashi/);
    // The second page is sorted while there is no network.
    await who.page.keyboard.press("j");
    await who.page.context().setOffline(true);
    await who.page.keyboard.press("3");
    await who.page.locator('[data-note="offline"]').waitFor();
    await who.page.locator('[data-mark="identity_card"][aria-pressed="true"]').waitFor();
    await who.page.context().setOffline(false);
    await who.page.reload();
    await who.page.locator('[data-evidence="identity_card"][data-there="true"]').waitFor();
    assert.doesNotMatch(await keptIn(who.page), /marks/);
    await end(who);
  });

  test("a draft that is saved in another tab keeps what is typed here, and one that is submitted there shows it", async () => {
    const who = await person(house);
    await who.signIn("shili-danwei");
    const id = await openDraft(who);
    await who.page.fill("#organizer-remarks", `${REMARK}在这里`);
    const tab = await who.page.context().newPage();
    await tab.goto(`/filing/edit/?id=${id}&section=organizer`);
    await tab.locator("#organizer-mailing_address").fill("江西省南昌市东湖区虚构路7号2栋301室");
    await tab.click('[data-act="save-draft"]');
    await tab.locator('[data-saved="true"]').waitFor();
    await who.act("save-draft");
    await who.page.locator('[data-note="stale"]').waitFor();
    assert.equal(await who.page.inputValue("#organizer-remarks"), `${REMARK}在这里`);
    assert.match(await who.page.inputValue("#organizer-mailing_address"), /虚构路7号/);
    await who.act("save-draft");
    await who.page.locator('[data-saved="true"]').waitFor();
    await end(who);
  });

  test("reasons that were written before somebody changed the filing say so", async () => {
    const who = await person(house);
    await who.signIn("yun-yi");
    const id = await who.page.evaluate(async () => (await (await fetch("/api/v1/filings?status=with_provider")).json()).items[0].id);
    await who.go(`/filing/return/?id=${id}`);
    await who.page.locator(".picker details", { has: who.page.locator("#pick-site-name") }).evaluate((one) => { one.open = true; });
    await who.page.check("#pick-site-name");
    await who.page.fill("#reason-site-name", "和营业执照上的不一样。");
    await who.page.reload();
    await who.page.locator('[data-note="restored"].info').waitFor();
    const tab = await who.page.context().newPage();
    await tab.goto(`/filing/correct/?id=${id}`);
    await tab.fill("#site-name", "别处改过的网站名称");
    await tab.click('[data-act="compare"]');
    await tab.click('[data-act="correct"]');
    await tab.locator('[data-fact="status"]').waitFor();
    await who.page.reload();
    await who.page.locator('[data-note="restored"].warning').waitFor();
    assert.equal(await who.page.inputValue("#reason-site-name"), "和营业执照上的不一样。");
    await look(who, "overlay-stale-zh-desk");
    // A filing that was returned in the other tab cannot be returned here: the words can still be copied.
    await tab.goto(`/filing/return/?id=${id}`);
    await tab.locator(".picker details", { has: tab.locator("#pick-site-name") }).evaluate((one) => { one.open = true; });
    await tab.check("#pick-site-name");
    await tab.fill("#reason-site-name", "请照执照填写。");
    await tab.click('[data-act="return-filing"]');
    await tab.waitForURL("**/filing/?id=*");
    await who.page.reload();
    await who.page.locator('[data-note="unsendable"]').getByText("和营业执照上的不一样。").waitFor();
    await look(who, "overlay-unsendable-zh-desk");
    await who.act("clear-restored");
    await who.page.locator('[data-note="unsendable"]').waitFor({ state: "detached" });
    assert.doesNotMatch(await keptIn(who.page), /营业执照/);
    await end(who);
  });
});
