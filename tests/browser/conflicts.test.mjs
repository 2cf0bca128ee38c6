// A domain that somebody else holds: what its new owner does next, and what the bureau sees. In Chinese at a desk, in English on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { look as lookAt, open, person } from "./support.mjs";

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  describe(`${lang}: a conflict`, () => {
    let house;
    let owner;
    let clerk;
    const look = (who, where) => lookAt(who, `conflict-${where}-${lang}${phone ? "-phone" : ""}`);

    before(async () => {
      house = await open();
      owner = await person(house, { lang, phone });
      clerk = await person(house, { lang, phone });
      await owner.signIn("shili-danwei");
      await clerk.signIn("shoufa");
    });
    after(async () => {
      const complaints = [...owner.complaints, ...clerk.complaints];
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    test("the bureau finds who holds a domain and enters a letter about it", async () => {
      await clerk.go("/filings/");
      await clerk.page.locator('a[href*="/filing/?id="]').first().click();
      await clerk.page.locator('[data-fact="stage"]').waitFor();
      const reference = (await clerk.page.locator("main").innerText()).match(/JX-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
      await clerk.go(`/conflicts/?reference=${reference}`);
      await clerk.page.locator('[data-sides="held"]').waitFor();
      const domain = await clerk.page.locator("[data-sides] h2").innerText();
      await look(clerk, "sides");
      await clerk.act("enter-letter");
      await clerk.page.locator('[data-fold="receive-request"][open]').waitFor();
      assert.equal(await clerk.page.inputValue("#domain"), domain);
      await clerk.go("/conflicts/?domain=shili-nobody.cn");
      await clerk.page.locator('[data-sides="free"]').waitFor();
    });

    test("an owner prints the application from its own filing", async () => {
      await owner.go("/filings/");
      await owner.page.locator('a[href*="/filing/?id="]').first().click();
      await owner.page.locator('[data-fact="stage"]').waitFor();
      const id = new URL(owner.page.url()).searchParams.get("id");
      await owner.go(`/letter/?id=${id}`);
      await owner.page.locator("[data-letter]").waitFor();
      await look(owner, "letter");
      await owner.page.emulateMedia({ media: "print" });
      assert.equal(await owner.page.locator('[data-act="print"]').isVisible(), false, "what is for the screen is not printed");
      if (process.env.SHOTS) await owner.page.screenshot({ path: `${process.env.SHOTS}/conflict-letter-printed-${lang}.png`, fullPage: true });
      await owner.page.emulateMedia({ media: "screen" });
    });
  });
}
