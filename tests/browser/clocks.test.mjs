// The progress of a filing without signing in, the count of its date, a pause, and days off that two supervisors agree on. In Chinese at
// a desk, in English on a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { look as lookAt, mailTo, open, person } from "./support.mjs";

/** A notice of 2027 in the form that notices have. Its days are invented. */
const NOTICE = [
  "关于2027年部分节假日安排的通知",
  "一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。",
  "二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。",
  "三、清明节：4月3日（周六）至5日（周一）放假，共3天。",
  "四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。",
  "五、端午节：6月9日（周三）放假，共1天。",
  "六、中秋节：9月15日（周三）放假，共1天。",
  "七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。",
].join("\n");

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  describe(`${lang}: clocks`, () => {
    let house;
    let people;
    let id;
    let reference;
    const look = (who, where) => lookAt(who, `clocks-${where}-${lang}${phone ? "-phone" : ""}`);
    const start = lang === "zh" ? "" : "/en";

    before(async () => {
      house = await open();
      const [anyone, owner, reviewer, one, other] = await Promise.all(Array.from({ length: 5 }, () => person(house, { lang, phone })));
      people = { anyone, owner, reviewer, one, other };
      await owner.signIn("shili-danwei");
      await reviewer.signIn("shenhe");
      await one.signIn("zhuguan");
      await other.signIn("zhuguan-er");
      await reviewer.go("/filings/?status=under_review");
      await reviewer.page.locator('a[href*="/filing/?id="]').first().click();
      await reviewer.page.locator('[data-fact="status"]').waitFor();
      id = new URL(reviewer.page.url()).searchParams.get("id");
      reference = await reviewer.page.locator("[data-reference]").innerText();
    });
    after(async () => {
      const complaints = Object.values(people ?? {}).flatMap((who) => who.complaints);
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    test("a date says how it comes about and is saved to one's calendar", async () => {
      const { page } = people.reviewer;
      await page.locator('[data-fact="due"] summary').click();
      assert.match(await page.locator('[data-fact="due"]').innerText(), /15/);
      const due = await people.reviewer.fact("due");
      const download = page.waitForEvent("download");
      await people.reviewer.act("save-date");
      const file = readFileSync(await (await download).path(), "utf8");
      assert.match(file, new RegExp(`DTSTART;VALUE=DATE:${due.replaceAll("-", "")}`));
      assert.match(file.replaceAll("\r\n ", ""), new RegExp(reference));
      await look(people.reviewer, "due");
    });

    test("whoever knows the reference and reads the mail sees where it stands", async () => {
      const { anyone } = people;
      await anyone.go("/");
      await anyone.page.locator(`a[href="${start}/progress/"]`).first().click();
      await anyone.act("ask-progress");
      await anyone.page.locator('[data-note="error-summary"]').waitFor();
      await look(anyone, "progress-empty");
      // One of the demonstration's owners holds this filing.
      for (const owner of ["shili-danwei", "shili-geren"]) {
        await anyone.go(`/progress/?reference=${reference}`);
        await anyone.page.fill("#ask-email", `${owner}@example.com`);
        await anyone.act("ask-progress");
        await anyone.page.locator('[data-note="sent"]').waitFor();
      }
      await look(anyone, "progress-sent");
      const mail = await mailTo(anyone.page, house.origin, "@example.com", "办理进度");
      const code = mail.text.match(/\/progress\/#(\S+)/)[1];
      await anyone.go(`/progress/#${code}`);
      await anyone.page.locator('[data-fact="status"][data-value="under_review"]').waitFor();
      assert.equal(new URL(anyone.page.url()).hash, "", "the code is not left in the address");
      assert.equal(await anyone.page.locator("[data-reference]").innerText(), reference);
      await anyone.page.locator("[data-usual]").waitFor();
      await look(anyone, "progress");
      await anyone.page.reload();
      await anyone.page.locator('[data-todo="under_review"]').waitFor();
      await anyone.page.evaluate(() => sessionStorage.clear());
      await anyone.go("/progress/");
      await anyone.page.locator("details summary").first().click();
      await anyone.page.fill("#show-code", "wrong");
      await anyone.act("show-progress");
      await anyone.page.locator('[role="alert"]').first().waitFor();
    });

    test("a reviewer takes a filing up, finds it again, and a supervisor hands it over", async () => {
      const { reviewer, one } = people;
      await reviewer.go("/filings/?worklist=unassigned");
      await reviewer.page.locator(`a[href*="id=${id}"]`).waitFor();
      await reviewer.page.locator('[data-worklist-tab="late"]').waitFor();
      await look(reviewer, "worklist");
      await reviewer.page.locator('[data-fold="filters"] summary').click();
      await reviewer.page.fill("#filter-name", "先看这些");
      await reviewer.act("save-filter");
      await reviewer.page.locator('[data-fold="filters"] a').getByText("先看这些").waitFor();
      await reviewer.go(`/filing/?id=${id}`);
      await reviewer.act("take-up");
      await reviewer.page.locator('[data-assignee="shenhe"]').waitFor();
      await look(reviewer, "taken-up");
      await reviewer.go("/filings/?worklist=mine");
      await reviewer.page.locator(`a[href*="id=${id}"]`).waitFor();
      await one.go(`/filing/?id=${id}`);
      await one.page.locator('[data-fold="hand-over"] summary').click();
      await one.act("hand-over");
      await one.page.locator('[data-assignee=""]').waitFor();
      await reviewer.go("/filings/");
      await reviewer.page.locator('[data-fold="filters"] a').getByText("先看这些").click();
      await reviewer.page.waitForURL(/worklist=unassigned/);
      await reviewer.go(`/filing/?id=${id}`);
      await reviewer.page.locator('[data-assignee=""]').waitFor();
    });

    test("a review is paused for a named reason, and goes on", async () => {
      const { reviewer } = people;
      await reviewer.page.reload();
      await reviewer.page.locator('[data-fold="pause-review"] summary').click();
      await reviewer.page.selectOption("#pause-reason", "hearing");
      const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
      await reviewer.page.fill("#pause-expected_on", soon);
      await look(reviewer, "pause");
      await reviewer.act("pause-review");
      await reviewer.page.locator('[data-note="paused"]').waitFor();
      assert.equal(await reviewer.fact("due"), null);
      await look(reviewer, "paused");
      await reviewer.act("resume-review");
      await reviewer.page.locator('[data-fold="pause-review"]').waitFor();
      assert.match(await reviewer.fact("due"), /^\d{4}-/);
    });

    test("days off are proposed by one supervisor and signed by another", async () => {
      const { one, other } = people;
      await one.go("/calendar/");
      await one.page.fill("#text", NOTICE.replace("9月15日（周三）", "9月15日（周四）").replace("共5天", "共6天"));
      await one.page.fill("#source", "示例通知");
      await one.act("preview");
      await one.page.locator('[data-fault="other-weekday"]').waitFor();
      await one.page.locator('[data-fault="other-count"]').waitFor();
      await look(one, "calendar-faults");
      await one.page.fill("#text", NOTICE);
      await one.act("preview");
      await one.page.locator("[data-preview] [data-days]").waitFor();
      await look(one, "calendar-preview");
      await one.act("propose-calendar");
      await one.page.locator("[data-proposal]").waitFor();
      assert.equal(await one.page.locator('[data-act="sign-calendar"]').count(), 0, "nobody signs their own");
      await mailTo(one.page, house.origin, "zhuguan-er@example.net", "请核签节假日安排");
      await other.go("/calendar/");
      await other.page.locator("[data-proposal]").waitFor();
      await other.act("sign-calendar");
      await other.page.locator(".error").first().waitFor();
      await look(other, "calendar-waiting");
      await other.page.check("#sign-compared");
      await other.act("sign-calendar");
      await other.page.locator('[data-note="done"]').waitFor();
      await other.page.locator('[data-year="2027"]').waitFor();
      await look(other, "calendar-signed");
    });
  });
}
