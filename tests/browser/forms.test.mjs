// Paper forms, in a real browser: somebody without an account prints one on a phone and follows it; an owner prints a form that
// is filled in from a filing. The printed pages are those of the PDF.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { look, mailTo, open, person } from "./support.mjs";

for (const lang of ["zh", "en"]) {
  describe(`${lang}: paper forms`, () => {
    let house;
    let visitor;
    let owner;

    before(async () => {
      house = await open();
      visitor = await person(house, { lang, phone: lang === "zh" });
      owner = await person(house, { lang, phone: lang === "en" });
      await owner.signIn("shili-danwei");
    });
    after(async () => {
      const complaints = [visitor, owner].flatMap((who) => who?.complaints ?? []);
      await house?.close();
      assert.deepEqual(complaints, []);
    });
    afterEach(async (context) => {
      if (context.passed || !process.env.SHOTS) return;
      for (const [place, who] of [visitor, owner].entries()) await who.page.screenshot({ path: `${process.env.SHOTS}/failed-forms-${lang}-${place}.png`, fullPage: true });
    });

    /** As it leaves the printer: pages, and what is on them. */
    const printed = async (who, name) => {
      await who.page.emulateMedia({ media: "print" });
      assert.equal(await who.page.locator('[data-act="print"]').isVisible(), false, "what is for the screen is not printed");
      const file = await who.page.pdf({ preferCSSPageSize: true });
      await who.page.emulateMedia({ media: "screen" });
      if (process.env.SHOTS) await writeFile(`${process.env.SHOTS}/${name}.pdf`, file);
      return (file.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
    };

    test("the question comes first, every wrong field is told, and the form is printed and downloaded", async () => {
      await visitor.go("/reset-password/");
      await visitor.page.locator("summary").first().click();
      await visitor.page.locator('[data-open="print-recover"]').waitFor();
      await visitor.go("/forms/");
      await look(visitor, `forms-choose-${lang}`);
      await visitor.page.locator('[data-kind="recover_account"]').click();
      await visitor.page.locator('[data-form="make-form"]').waitFor();
      await visitor.page.locator("#certificate_kind").waitFor();
      await look(visitor, `forms-empty-${lang}`);
      await visitor.act("make-form");
      await visitor.page.locator("#email-finding").waitFor();
      assert.equal(await visitor.page.locator(".finding.error").count(), 6, "domain, name, number, contact, phone and email");
      await look(visitor, `forms-wrong-${lang}`);
      const typed = { domain: "shili-printed.cn", name: "虚构示例有限公司", certificate_number: "91360100000000019J", contact_name: "甲某某", phone: "0791-81234567", email: "printed@example.com" };
      for (const [name, text] of Object.entries(typed)) await visitor.page.fill(`#${name}`, text);
      await visitor.act("make-form");
      await visitor.page.locator('[data-note="form-made"]').waitFor();
      assert.equal(await visitor.page.locator(".sheet").count(), 4);
      await look(visitor, `forms-made-${lang}`);
      assert.equal(await printed(visitor, `forms-printed-${lang}`), 4, "each page fits its sheet");
      const coming = visitor.page.waitForEvent("download");
      await visitor.act("save-form");
      const download = await coming;
      assert.match(download.suggestedFilename(), /^索回用户名密码申请书-JX-.*\.pdf$/);
      const file = await readFile(await download.path());
      assert.equal(file.subarray(0, 5).toString(), "%PDF-");
      if (process.env.SHOTS) await writeFile(`${process.env.SHOTS}/forms-download-${lang}.pdf`, file);
    });

    test("whoever printed it is told that it has not arrived", async () => {
      const reference = await visitor.page.locator("[data-reference]").textContent();
      await visitor.go(`/progress/?reference=${reference}`);
      await visitor.page.fill("#ask-email", "printed@example.com");
      await visitor.act("ask-progress");
      await visitor.page.locator('[data-note="sent"]').waitFor();
      const mail = await mailTo(visitor.page, house.origin, "printed@example.com", "办理进度");
      const code = mail.text.match(/\/progress\/#(\S+)/)[1];
      await visitor.page.goto("about:blank");
      await visitor.go(`/progress/#${code}`);
      await visitor.page.locator('[data-todo="not_arrived"]').waitFor();
      await look(visitor, `forms-progress-${lang}`);
    });

    test("an owner prints what is filled in from a filing and from what is on file", async () => {
      await owner.go("/filings/");
      await owner.page.locator('a[href*="/filing/?id="]').first().click();
      await owner.page.locator('[data-fact="status"]').waitFor();
      const id = new URL(owner.page.url()).searchParams.get("id");
      await look(owner, `forms-filing-${lang}`);
      const filings = await owner.page.evaluate(async () => (await (await fetch("/api/v1/filings")).json()).items);
      const waiting = filings.find((one) => ["awaiting_sheet", "with_provider"].includes(one.status) && ["first", "add_site"].includes(one.kind));
      assert.ok(waiting && id, "the demonstration has a filing that needs its sheet");
      await owner.go(`/filing/?id=${waiting.id}`);
      await owner.page.locator('[data-open="print-verification_sheet"]').click();
      await owner.act("print-form");
      await owner.page.locator('[data-printed="verification_sheet"]').waitFor();
      assert.equal(await owner.page.locator("[data-reference]").textContent(), waiting.reference);
      await look(owner, `forms-sheet-${lang}`);
      assert.equal(await printed(owner, `forms-sheet-${lang}`), 2);
      await owner.go("/records/");
      await owner.page.locator('[data-site$="-1"] a').first().click();
      await owner.page.locator('[data-fold="deregister"] summary').first().click();
      await owner.page.locator('[data-open="print-deregister"]').first().click();
      await look(owner, `forms-filled-${lang}`);
      await owner.act("print-form");
      await owner.page.locator('[data-printed="deregister"]').waitFor();
      assert.equal(await printed(owner, `forms-deregister-${lang}`), 4);
    });
  });
}
