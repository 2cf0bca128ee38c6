// Scanned post in a real browser and in both languages: a clerk drops files, sees each read, files what waits by search,
// enters a new letter beside its pages, and sets one aside; a reviewer has the scans in view.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look as lookAt, open, person, png, register } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

const look = (who, where) => lookAt(who, `mail-${where}`);

/** Drops files, and waits until each was read or was rejected. */
async function drop(clerk, ...files) {
  await clerk.page.locator("#post-files").setInputFiles(files);
  await clerk.page.locator(`[data-done="${files.length}"]`).waitFor({ timeout: 60_000 });
}

/** Opens the letter that lay in this file. */
async function openLetter(clerk, name) {
  const row = clerk.page.locator("[data-post-batch]").filter({ hasText: name });
  await row.locator('[data-state="waiting"] a').click();
  await clerk.page.locator(".picture img").waitFor();
}

/** Enters a letter that recovers an account, without scans; its reference. */
async function enter(clerk, username) {
  await clerk.go("/requests/");
  await clerk.page.locator('[data-fold="receive-request"] summary').click();
  await clerk.page.fill("#username", username);
  // The form is all that came.
  await clerk.page.locator('[data-act="usual-2"]').click();
  await clerk.act("receive-request");
  await clerk.page.waitForURL("**/requests/request/**");
  return clerk.page.locator("strong.number").first().textContent();
}

for (const lang of ["zh", "en"]) {
  const own = lang === "zh" ? 0 : 100;
  test(`${lang}: a clerk drops scans, files a letter by search, and the reviewer has it in view`, async () => {
    const owner = await person(house, { lang });
    const username = await register(owner, house.origin, `shoujian-${lang}`, "unit");
    await owner.leave();
    const clerk = await person(house, { lang });
    await clerk.signIn("shoufa");
    const reference = await enter(clerk, username);

    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting]").waitFor();
    await look(clerk, `before-${lang}`);
    // Every picture is a letter of its own here.
    await clerk.page.uncheck("#together");
    await drop(clerk, png(`first-${lang}.png`, own + 1), png(`second-${lang}.png`, own + 2), { name: `notes-${lang}.pdf`, mimeType: "application/pdf", buffer: Buffer.from(`nothing that a scanner makes ${lang}`) });
    assert.equal(await clerk.page.locator('[data-standing="read"]').filter({ hasText: `-${lang}.png` }).count(), 2);
    assert.equal(await clerk.page.locator('[data-standing="rejected"]').filter({ hasText: `notes-${lang}.pdf` }).count(), 1);
    await look(clerk, `read-${lang}`);
    // A file that the service has is not sent again, also by another name.
    await clerk.page.reload();
    await clerk.page.locator("[data-waiting]").waitFor();
    await drop(clerk, png(`copy-of-first-${lang}.png`, own + 1));
    await openLetter(clerk, `copy-of-first-${lang}.png`);

    // Keys mark the paper that the page shows.
    await clerk.page.keyboard.press("2");
    await clerk.page.locator('[data-mark="licence"][aria-pressed="true"]').waitFor();
    await clerk.page.fill("#find", reference);
    await clerk.act("find-cases");
    await clerk.page.locator('[data-case="request"][data-open="true"]').waitFor();
    await look(clerk, `letter-${lang}`);
    await clerk.act("match-letter");
    await clerk.page.locator('[data-note="filed"]').waitFor();
    await look(clerk, `filed-${lang}`);

    // The next letter belongs to no case.
    await clerk.page.locator('[data-note="filed"] [data-act="next-letter"]').waitFor();
    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting] [data-letter]:not([data-rejected])").first().locator("a").click();
    await clerk.page.locator("#find").waitFor();
    await clerk.page.locator('[data-fold="set-aside"] summary').click();
    await clerk.page.fill("#aside-reason", "as a test");
    await clerk.act("set-aside-letter");
    await clerk.page.locator('[data-note="set_aside"]').waitFor();

    // The unreadable file waits for the clerk who has the paper, and the worklist says that a file waits.
    await clerk.go("/filings/");
    await clerk.page.locator("[data-mail-waits] a").click();
    await clerk.page.locator("[data-rejected]").filter({ hasText: `notes-${lang}.pdf` }).locator("a").click();
    await clerk.page.locator('[data-note="why"]').waitFor();
    await look(clerk, `rejected-${lang}`);
    await clerk.page.fill("#aside-reason", "as a test");
    await clerk.act("set-aside-letter");
    await clerk.page.locator('[data-note="set_aside"]').waitFor();

    const reviewer = await person(house, { lang });
    await reviewer.signIn("shenhe");
    await reviewer.go("/requests/");
    await reviewer.page.locator("[data-request]").filter({ hasText: reference }).locator("a").click();
    await reviewer.page.locator('[data-scan-shown="licence"] .picture img').waitFor();
    await look(reviewer, `request-${lang}`);
    await reviewer.leave();
    await clerk.leave();
  });

  test(`${lang}: a letter without a case is entered beside its pages, on a phone too`, async () => {
    const owner = await person(house, { lang });
    const username = await register(owner, house.origin, `xinlai-${lang}`, "individual");
    await owner.leave();
    const clerk = await person(house, { lang, phone: true });
    await clerk.signIn("shoufa");
    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting]").waitFor();
    // An arrival on another day needs a reason.
    await clerk.page.fill("#arrived_on", new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10));
    await clerk.page.locator("#post-files").setInputFiles([png(`third-${lang}.png`, own + 3)]);
    await clerk.page.locator("#reason-finding").waitFor();
    await clerk.page.fill("#reason", "as a test");
    await drop(clerk, png(`third-${lang}.png`, own + 3));
    await openLetter(clerk, `third-${lang}.png`);
    await clerk.page.locator('[data-mark="form"]').click();
    await clerk.page.fill("#find", username);
    await clerk.act("find-cases");
    await clerk.page.locator('[data-case="new"] [data-act="begin-new"]').first().click();
    assert.equal(await clerk.page.inputValue("#username"), username);
    await look(clerk, `new-${lang}`);
    await clerk.act("receive-request");
    await clerk.page.locator('[data-note="filed"] a').first().click();
    await clerk.page.locator('[data-scan-shown="form"] .picture img').waitFor();
    await look(clerk, `request-phone-${lang}`);
    assert.deepEqual(clerk.complaints, []);
    await clerk.leave();
  });
}

for (const lang of ["zh", "en"]) {
  const own = lang === "zh" ? 50 : 150;
  test(`${lang}: photos that are dropped together are one letter, and its day is mended when it is filed`, async () => {
    const owner = await person(house, { lang });
    const username = await register(owner, house.origin, `paizhao-${lang}`, "unit");
    await owner.leave();
    const clerk = await person(house, { lang });
    await clerk.signIn("shoufa");
    const reference = await enter(clerk, username);
    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting]").waitFor();
    // The pages stand in the order of their names, however they were chosen.
    await clerk.page.locator("#post-files").setInputFiles([10, 9, 8].map((page) => png(`IMG_${page}-${lang}.png`, own + page)));
    await clerk.page.locator('[data-done="1"]').waitFor({ timeout: 60_000 });
    const row = clerk.page.locator('[data-standing="read"]').filter({ hasText: `IMG_8-${lang}.png` });
    assert.equal(await row.locator("[data-letter]").count(), 1);
    await look(clerk, `photos-${lang}`);
    await row.locator('[data-state="waiting"] a').click();
    await clerk.page.locator(".picture img").waitFor();
    assert.equal(await clerk.page.locator(".thumbnails li").count(), 3);
    for (const key of ["2", "4", "0"]) {
      await clerk.page.keyboard.press(key);
      await clerk.page.locator(`[data-mark="${{ 2: "licence", 4: "domain_certificate", 0: "none" }[key]}"]`).waitFor();
    }
    await clerk.page.fill("#find", reference);
    await clerk.act("find-cases");
    await clerk.page.locator('[data-case="request"][data-open="true"]').waitFor();
    await clerk.page.locator('[data-fold="other-day"] summary').click();
    await clerk.page.fill("#arrived_on", new Date(Date.now() - 40 * 3_600_000).toISOString().slice(0, 10));
    await clerk.act("match-letter");
    await clerk.page.locator("#reason_of_day-finding").waitFor();
    await look(clerk, `other-day-${lang}`);
    await clerk.page.fill("#reason_of_day", "as a test");
    await clerk.act("match-letter");
    await clerk.page.locator('[data-note="filed"] a').first().click();
    await clerk.page.locator('[data-scan-shown="licence"] .picture img').waitFor();
    assert.equal(await clerk.page.locator('[data-note="unsorted"]').count(), 0, "that a page is none of the papers was kept");
    // The clerk takes the mark of the licence back: the licence is missing now.
    await clerk.page.keyboard.press("0");
    await clerk.page.locator('[data-evidence="licence"][data-there="false"]').waitFor();
    await look(clerk, `withdrawn-${lang}`);
    // The letter belongs to another request: the clerk takes it out and it waits again.
    await clerk.page.locator('.scan-viewer a[href*="/mail/letter/"]').click();
    await clerk.page.locator('[data-fold="take-back"][open]').waitFor();
    await look(clerk, `take-back-${lang}`);
    await clerk.page.fill("#back-reason", "as a test");
    await clerk.act("take-back-letter");
    await clerk.page.locator('[data-note="why"]').waitFor();
    await clerk.page.locator("#find").waitFor();
    await look(clerk, `taken-back-${lang}`);
    assert.deepEqual(clerk.complaints, []);
    await clerk.leave();
  });
}

test("a verification sheet of another day wants to know why", async () => {
  const clerk = await person(house);
  await clerk.signIn("shoufa");
  await clerk.go("/filings/?status=awaiting_sheet");
  await clerk.page.locator("[data-filing] a").first().click();
  await clerk.page.locator('a[href*="/filing/sheet/"]').first().click();
  await clerk.page.locator("#arrived_on").waitFor();
  await clerk.upload("verification_sheet");
  // The day before in China.
  await clerk.page.fill("#arrived_on", new Date(Date.now() - 16 * 3_600_000).toISOString().slice(0, 10));
  await clerk.act("record-sheet");
  await clerk.page.locator("#reason-finding").waitFor();
  // The sheet is not recorded before a clerk saw that it is signed and sealed.
  await clerk.page.locator("#signed_and_sealed-finding").waitFor();
  await clerk.page.check("#signed_and_sealed");
  await look(clerk, "sheet-why");
  await clerk.page.fill("#reason", "as a test");
  await clerk.act("record-sheet");
  await clerk.page.waitForURL(/\/filing\/\?id=/);
  // The clerk corrects the arrival to today.
  await clerk.page.locator('[data-fold="correct-arrival"] summary').click();
  await clerk.page.fill("#correct-arrival-reason", "as a test");
  await clerk.act("correct-arrival");
  await look(clerk, "correct-same");
  await clerk.page.fill("#correct-arrival-arrived_on", new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  await clerk.act("correct-arrival");
  await clerk.page.locator('[data-event="correct_arrival"]').waitFor();
  await look(clerk, "corrected");
  await clerk.leave();
});
