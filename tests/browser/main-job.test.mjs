// The main job, in a real browser, by people who have only the pages: a unit and an individual file, their provider
// corrects, returns and forwards, the clerk records the sheet, the reviewer returns and approves, anyone looks it up.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fill, individual, mails, open, person, register, unit } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

const shots = process.env.SHOTS; // a folder, to look at the pages
const shoot = async (who, name) => {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await who.page.waitForTimeout(300);
  await who.page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
/** No rule of WCAG 2.2 A or AA that a machine can check is broken here. */
async function accessible(who, where) {
  // The script is evaluated, not injected as a tag: the pages' policy allows no foreign script.
  await who.page.evaluate(axe);
  const found = await who.page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" | ")}`), [], `axe at ${where}`);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where} scrolls sideways by ${wide}px`);
}

/** Registers, begins a filing and fills in its sections, leaving once in the middle and taking it up again. */
async function draft(owner, username, applicant, form) {
  await owner.go("/register/");
  await accessible(owner, "register");
  await register(owner, house.origin, username, applicant);
  await owner.act("start-filing");
  await owner.page.waitForURL("**/filing/?id=*");
  const id = new URL(owner.page.url()).searchParams.get("id");

  for (const section of ["organizer", "site", "access"]) {
    await owner.go(`/filing/edit/?id=${id}&section=${section}`);
    await owner.page.locator("[data-section]").waitFor();
    const fields = Object.entries(form[section]);
    const half = Math.ceil(fields.length / 2);
    await fill(owner.page, Object.fromEntries(fields.slice(0, half)));
    await owner.act("save-draft");
    await owner.page.locator('[data-saved="true"]').waitFor();
    // The saved fields are there after a reload.
    await owner.page.reload();
    await owner.page.locator("[data-section]").waitFor();
    for (const [field, value] of fields.slice(0, half)) {
      const control = owner.page.locator(`[id="${field}"]`);
      if (value === true) assert.ok(await control.isChecked(), field);
      else assert.equal(await control.inputValue(), value, field);
    }
    await fill(owner.page, Object.fromEntries(fields.slice(half)));
    await accessible(owner, section);
    await shoot(owner, `${applicant}-${section}`);
    await owner.act("save-continue");
    await owner.page.waitForURL((url) => !url.href.includes(`section=${section}`));
  }
  return id;
}

async function submit(owner, id, documents) {
  await owner.go(`/filing/documents/?id=${id}`);
  for (const document of documents) await owner.upload(document);
  await accessible(owner, "documents");
  await shoot(owner, "documents");
  await owner.go(`/filing/check/?id=${id}`);
  await owner.page.locator("#declaration").check();
  await accessible(owner, "check");
  await shoot(owner, "check");
  await owner.act("submit");
  await owner.page.locator('[data-fact="status"][data-value="with_provider"]').waitFor();
}

async function recordSheet(clerk, id) {
  await clerk.go(`/filing/?id=${id}`);
  await clerk.page.locator('[data-open="record-sheet"]').click();
  await clerk.upload("verification_sheet");
  await clerk.page.check("#signed_and_sealed");
  await accessible(clerk, "sheet");
  await clerk.act("record-sheet");
  await clerk.page.locator('[data-fact="status"]').waitFor();
}

async function forward(provider, id) {
  await provider.go(`/filing/?id=${id}`);
  await provider.page.locator("#forward-confirmed").check();
  await provider.act("forward");
  await provider.page.locator('[data-act="forward"]').waitFor({ state: "detached" });
}

async function approve(reviewer, id) {
  await reviewer.go(`/filing/review/?id=${id}`);
  await reviewer.page.locator("#review-compared").check();
  await reviewer.act("approve");
  await reviewer.page.locator('[data-number="site"]').waitFor();
  return reviewer.page.locator('[data-number="site"]').textContent();
}

test("a unit files, is corrected and forwarded, gets its number, and is found by anyone", async () => {
  const owner = await person(house);
  const domain = "beian-shili-liulan.cn";
  const id = await draft(owner, "liulan-danwei", "unit", unit(domain, "00000101"));

  // The conflict check beside the domain answers before anything is submitted.
  await owner.go(`/filing/edit/?id=${id}&section=site`);
  await owner.act("conflict-check-domain");
  await owner.page.locator('[data-conflict-check="domain"] [role="status"]').filter({ hasText: /\S/ }).waitFor();

  // An early submission names everything that is missing, and loses nothing.
  await owner.go(`/filing/check/?id=${id}`);
  await owner.page.locator("#declaration").check();
  await owner.act("submit");
  await owner.page.locator('[role="alert"] a').first().waitFor();
  await submit(owner, id, ["organizer_certificate", "leader_identity", "commitment", "domain_certificate"]);
  assert.equal(await owner.fact("party"), "provider");
  await shoot(owner, "with-provider");

  // The provider finds it in its worklist, corrects the site's name, and forwards.
  const provider = await person(house);
  await provider.signIn("yun-yi");
  await accessible(provider, "worklist");
  await shoot(provider, "worklist");
  await provider.page.locator(`a[href*="${id}"]`).first().click();
  await provider.page.locator('[data-open="correct"]').click();
  await fill(provider.page, { "site-name": "虚构示例网站" });
  await provider.act("compare");
  await shoot(provider, "correct");
  await provider.act("correct");
  await provider.page.locator('[data-fact="status"]').waitFor();
  await forward(provider, id);

  await owner.go(`/filing/?id=${id}`);
  await owner.page.locator('[data-fact="status"][data-value="awaiting_sheet"]').waitFor();
  assert.match(await owner.fact("due"), /^\d{4}-\d\d-\d\d$/);
  assert.equal(await owner.fact("missing"), "verification_sheet");
  await shoot(owner, "awaiting-sheet");

  const clerk = await person(house);
  await clerk.signIn("shoufa");
  await recordSheet(clerk, id);
  await owner.page.reload();
  await owner.page.locator('[data-fact="status"][data-value="under_review"]').waitFor();
  assert.match(await owner.fact("due"), /^\d{4}-\d\d-\d\d$/);

  const reviewer = await person(house);
  await reviewer.signIn("shenhe");
  await reviewer.go(`/filing/review/?id=${id}`);
  await reviewer.page.locator("#review-compared").waitFor();
  await accessible(reviewer, "review");
  await shoot(reviewer, "review");
  const number = await approve(reviewer, id);
  assert.match(number, /^赣ICP备\d{10}号-1$/);

  await owner.page.reload();
  await owner.page.locator('[data-number="site"]').waitFor();
  await accessible(owner, "approved");
  await shoot(owner, "approved");

  const anyone = await person(house);
  for (const asked of [number, domain, "虚构示例有限公司"]) {
    await anyone.go("/look-up/");
    await anyone.page.fill("#q", asked);
    await anyone.act("look-up");
    await anyone.page.getByText(number, { exact: false }).first().waitFor();
    const text = await anyone.page.locator("main").innerText();
    assert.ok(!text.includes("甲某某") && !text.includes("13800000001"), "nothing personal is public");
  }
  await accessible(anyone, "look-up");
  await shoot(anyone, "look-up");

  // Every step's mail is in the mailbox, for the owner and the provider.
  let told;
  for (let wait = 0; wait < 40; wait += 1) {
    told = (await mails(anyone.page, house.origin)).filter((mail) => mail.to.includes("liulan-danwei@"));
    if (told.length >= 7) break;
    await anyone.page.waitForTimeout(500);
  }
  assert.equal(told.length, 7, told.map((mail) => mail.subject).join("\n"));
  assert.ok(told.some((mail) => mail.text.includes(number)));
  await anyone.page.goto(`${house.origin}/mailbox`);
  await anyone.page.getByText("备案通过").first().waitFor();
  await shoot(anyone, "mailbox");

  for (const who of [owner, provider, clerk, reviewer, anyone]) {
    assert.deepEqual(who.complaints, []);
    await who.leave();
  }
});

test("an individual, on a phone, is returned by the provider and by the bureau, amends, and gets its number", async () => {
  const owner = await person(house, { phone: true });
  const provider = await person(house);
  const clerk = await person(house);
  const reviewer = await person(house);
  await provider.signIn("yun-yi");
  await clerk.signIn("shoufa");
  await reviewer.signIn("shenhe");
  const id = await draft(owner, "liulan-geren", "individual", individual("beian-shili-dushu.cn", "19750101"));
  await submit(owner, id, ["organizer_certificate", "commitment", "domain_certificate"]);

  await provider.go(`/filing/return/?id=${id}`);
  await provider.page.locator('details:has([id="pick-site-remarks"]) > summary').click();
  await provider.page.locator('[id="pick-site-remarks"]').check();
  await provider.page.locator('[id="reason-site-remarks"]').fill("请写明更新频率");
  await provider.page.locator('[id="suggestion-site-remarks"]').fill("例如每周更新");
  await accessible(provider, "return");
  await provider.act("return-filing");
  await provider.page.locator('[data-fact="status"]').waitFor();

  await owner.go(`/filing/?id=${id}`);
  await owner.page.getByText("请写明更新频率").first().waitFor();
  await shoot(owner, "returned-by-provider-phone");
  await owner.go(`/filing/edit/?id=${id}&section=site`);
  await fill(owner.page, { "site-remarks": "记录个人读过的书和学习心得，每周更新一次，不对外提供任何服务，也不收取费用。" });
  await owner.act("save-continue");
  await owner.page.waitForURL((url) => !url.href.includes("section=site"));
  await owner.go(`/filing/check/?id=${id}`);
  await owner.page.locator("#declaration").check();
  await owner.act("submit");
  await owner.page.locator('[data-fact="status"][data-value="with_provider"]').waitFor();

  await forward(provider, id);
  await recordSheet(clerk, id);

  // The reviewer returns one field to the owner, who sees just that.
  await reviewer.go(`/filing/review/?id=${id}`);
  await reviewer.page.locator('[data-flag="site-name"]').first().click();
  await reviewer.page.locator('[id="reason-site-name"]').fill("名称过于宽泛");
  await reviewer.act("return-to-owner");
  await reviewer.page.locator('[data-fact="status"][data-value="returned_to_owner"]').waitFor();
  await owner.go(`/filing/amend/?id=${id}`);
  await owner.page.getByText("名称过于宽泛").first().waitFor();
  assert.equal(await owner.page.locator('[id="site-domain"]').count(), 0, "only what came back can be changed");
  await accessible(owner, "amend");
  await shoot(owner, "amend-phone");
  await fill(owner.page, { "site-name": "虚构的历史读书笔记" });
  await owner.act("amend");
  await owner.page.locator('[data-fact="status"][data-value="under_review"]').waitFor();

  // The reviewer returns another field to the provider.
  await reviewer.go(`/filing/review/?id=${id}`);
  await reviewer.page.locator('[data-flag^="access-ip_ranges"]').first().click();
  await reviewer.page.locator('textarea[id^="reason-access-ip_ranges"]').first().fill("地址不是贵公司的");
  await reviewer.act("return-to-provider");
  await reviewer.page.locator('[data-fact="status"][data-value="returned_to_provider"]').waitFor();
  await provider.go(`/filing/amend/?id=${id}`);
  await fill(provider.page, { "access-ip_ranges-0-from": "223.5.5.9" });
  await provider.act("amend");
  await provider.page.locator('[data-fact="status"][data-value="under_review"]').waitFor();

  const number = await approve(reviewer, id);
  await owner.go(`/filing/?id=${id}`);
  await owner.page.getByText(number).first().waitFor();
  await accessible(owner, "approved on a phone");
  await shoot(owner, "approved-phone");

  // The provider cancels the access; the owner learns that the number needs a new one.
  await provider.go("/records/");
  await provider.page.locator(`[data-site="${number}"]`).waitFor();
  await accessible(provider, "on file");
  await shoot(provider, "records");
  await provider.page.locator(`[data-site="${number}"] a`).click();
  await provider.page.locator('[data-fold="cancel-access"] > summary').click();
  await provider.act("cancel-access");
  await provider.page.locator('[data-fold="cancel-access"] [role="alert"]').waitFor();
  await provider.page.locator('[data-fold="cancel-access"] textarea').fill("合同到期，不再续约");
  await accessible(provider, "cancel access");
  await shoot(provider, "cancel-access");
  await provider.act("cancel-access");
  await provider.page.locator('[data-event="cancel_access"]').waitFor();
  await provider.page.locator('[data-note="cancel-access-done"]').waitFor();
  assert.equal(await provider.page.locator('[data-act="cancel-access"]').count(), 0);
  await shoot(provider, "cancelled-access");
  await owner.go("/records/");
  await owner.page.locator(`[data-site="${number}"] a`).click();
  await owner.page.getByText("合同到期，不再续约").first().waitFor();
  // The next step adds an access; a deregistration needs a letter, as no provider could forward it.
  await owner.page.locator('[data-note="without-access"] [data-act="add-access"]').waitFor();
  await owner.page.locator('[data-note="by-post"]').waitFor();
  await accessible(owner, "on file on a phone");
  await shoot(owner, "record-phone");
  await owner.page.goto(owner.page.url().replace("/records/", "/en/records/"));
  await owner.page.locator('[data-event="cancel_access"]').waitFor();
  assert.equal(await owner.page.locator("html").getAttribute("lang"), "en");
  await accessible(owner, "on file on a phone, in English");
  await shoot(owner, "en-record-phone");
  for (const who of [owner, provider, clerk, reviewer]) {
    assert.deepEqual(who.complaints, []);
    await who.leave();
  }
});

test("every page speaks English too, and fits a phone", async () => {
  const guest = await person(house, { phone: true, lang: "en" });
  for (const path of ["/", "/look-up/", "/register/", "/sign-in/", "/reset-password/", "/set-password/", "/confirm/", "/keep-email/", "/confirm-deregistration/", "/help/", "/docs/errors/", "/docs/api/"]) {
    const reply = await guest.go(path);
    assert.equal(reply.status(), 200, path);
    assert.equal(await guest.page.locator("html").getAttribute("lang"), "en");
    await guest.page.locator("h1").waitFor();
    await accessible(guest, `en ${path}`);
    await shoot(guest, `en${path.replaceAll("/", "-")}`);
  }
  await guest.signIn("shili-danwei");
  await guest.page.locator("main a").first().waitFor();
  await accessible(guest, "en filings");
  await shoot(guest, "en-filings");
  assert.deepEqual(guest.complaints, []);
  await guest.leave();
});
