// Statistics: the supervisor chooses a time and sees how providers check; everybody reads what is published, and takes it along. In
// Chinese at a desk, in English on a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { look as lookAt, open, person } from "./support.mjs";

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  describe(`${lang}: statistics`, () => {
    let house;
    let people;
    const look = (who, where) => lookAt(who, `statistics-${where}-${lang}${phone ? "-phone" : ""}`);

    before(async () => {
      house = await open();
      const [anyone, one] = await Promise.all([person(house, { lang, phone }), person(house, { lang, phone })]);
      people = { anyone, one };
      await one.signIn("zhuguan");
    });
    after(async () => {
      const complaints = Object.values(people ?? {}).flatMap((who) => who.complaints);
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    test("a supervisor sees what happened, drawn and as numbers, and how providers check", async () => {
      const { page } = people.one;
      // The letters of the demonstration leave a batch at a time, and count as they leave.
      for (let tries = 0; ; tries += 1) {
        await people.one.go("/statistics/");
        await page.locator('[data-statistics="staff"]').waitFor();
        if (await page.locator("[data-providers]").count()) break;
        assert.ok(tries < 120, "nothing is counted");
        await page.waitForTimeout(1000);
      }
      await page.locator('[data-chart="filings"] [role="img"]').waitFor();
      const told = await page.locator('[data-chart="filings"] [role="img"]').getAttribute("aria-label");
      assert.match(told, /\d/, "who does not see the drawing is told the peak");
      await page.locator('[data-chart="filings"] summary').click();
      const rows = page.locator('[data-chart="filings"] tbody tr');
      assert.equal(await rows.count(), 12);
      const numbers = (await rows.allInnerTexts()).join(" ").match(/\d+/g).map(Number);
      assert.ok(numbers.some((number) => number > 0));
      assert.ok(await page.locator('[data-span="provider_check"]').count(), "how long the check takes");
      await look(people.one, "staff");
      await page.locator("#from").fill("2026-13-01");
      await people.one.act("show-statistics");
      await page.locator(".summary a, [data-problem] a, .note a[href='#from']").first().waitFor();
      await look(people.one, "wrong");
      await page.locator("#from").fill("2020-01-01");
      await page.locator("#to").fill("2020-02-01");
      await people.one.act("show-statistics");
      await page.locator("[data-none]").waitFor();
    });

    test("everybody reads what is published, and takes a table along", async () => {
      const { page } = people.anyone;
      const table = page.locator("[data-open-data]");
      for (let tries = 0; ; tries += 1) {
        await people.anyone.go("/statistics/");
        await page.locator('[data-open-data], [data-note="not-yet"]').first().waitFor();
        if (await table.count()) break;
        assert.ok(tries < 120, "nothing is published");
        await page.waitForTimeout(1000);
      }
      assert.equal(await page.locator("[data-providers]").count(), 0);
      await look(people.anyone, "public");
      const download = page.waitForEvent("download");
      await table.locator('a[href$="standing.csv"]').click();
      const file = readFileSync(await (await download).path(), "utf8");
      assert.match(file, /^status,age,count\r\n/);
      assert.match(file, /\r\nunder_review,up_to\d+,\d+\r\n/);
    });
  });
}
