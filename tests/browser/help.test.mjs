// Somebody with a question: the list, the search, the answer, the act; and the answers that other pages lead to. In Chinese at a
// desk, in English on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { look as lookAt, open, person } from "./support.mjs";

const ASKED = {
  zh: {
    password: "忘记密码",
    others: [["丢密码", "lost-password"], ["账号", "forgotten-details"], ["登不上", "cannot-sign-in"], ["被驳回了怎么办", "returned"], ["拒绝", "returned"], ["撤销", "delete-submission"], ["取消备案", "deregister"], ["域名被占用", "domain-conflict"]],
    nothing: "天气预报",
  },
  en: {
    password: "forgot password",
    others: [["pasword", "lost-password"], ["log in", "cannot-sign-in"], ["rejected", "returned"], ["cancel my filing", "delete-submission"], ["domain taken", "domain-conflict"], ["how many days", "review-time"]],
    nothing: "weather forecast",
  },
};

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";
  const words = ASKED[lang];

  describe(`${lang}: help`, () => {
    let house;
    let guest;
    const look = (where) => lookAt(guest, `help-${where}-${lang}${phone ? "-phone" : ""}`);
    const found = () => guest.page.locator("[data-found] [data-question]").evaluateAll((all) => all.map((one) => one.dataset.question));
    const asked = (text) => guest.page.waitForFunction(
      (q) => new URLSearchParams(location.search).get("q") === q && document.querySelector("[data-count]").textContent, text,
    );

    before(async () => {
      house = await open();
      guest = await person(house, { lang, phone });
    });
    after(async () => {
      const complaints = guest?.complaints;
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    test("a lost password is found by the words people use, and leads to its recovery", async () => {
      await guest.go("/help/");
      await look("list");
      await guest.page.fill("#q", words.password);
      await guest.page.keyboard.press("Enter");
      await asked(words.password);
      assert.equal((await found())[0], "lost-password");
      assert.equal(await guest.page.locator("[data-all]").isVisible(), false, "what was found stands in place of the list");
      await look("found");
      // The keyboard goes from the field to the questions that were found.
      for (let press = 0; press < 4; press += 1) {
        await guest.page.keyboard.press("Tab");
        if (await guest.page.evaluate(() => document.activeElement?.closest("[data-found]"))) break;
      }
      await guest.page.keyboard.press("Enter");
      await guest.page.waitForURL("**/help/lost-password/");
      await look("answer");
      await guest.act("help");
      await guest.page.waitForURL("**/reset-password/");
      await guest.page.locator("#username").waitFor();
      assert.equal(await guest.page.locator("html").getAttribute("lang"), lang === "en" ? "en" : "zh-CN");
    });

    test("other words find their question, and an address with a question is one", async () => {
      for (const [text, question] of words.others) {
        await guest.go(`/help/?q=${encodeURIComponent(text)}`);
        await asked(text);
        assert.equal(await guest.page.inputValue("#q"), text);
        assert.ok((await found()).slice(0, 2).includes(question), `${text}: ${await found()}`);
      }
    });

    test("where nothing is found, it says what to do, and the list is there", async () => {
      await guest.go("/help/");
      await guest.page.fill("#q", words.nothing);
      await asked(words.nothing);
      assert.deepEqual(await found(), []);
      await guest.page.locator("[data-none]").waitFor();
      assert.ok(await guest.page.locator("[data-all]").isVisible());
      await look("nothing");
      await guest.act("clear-search");
      await guest.page.locator("[data-found]").waitFor({ state: "hidden" });
      assert.equal(new URL(guest.page.url()).search, "");
    });

    test("every question has its page, which leads back to its place in the list", async () => {
      await guest.go("/help/");
      const all = await guest.page.locator("[data-all] [data-question]").evaluateAll((list) => list.map((one) => ({ id: one.id, href: one.querySelector("a").getAttribute("href") })));
      assert.ok(all.length > 30);
      for (const { id, href } of all) {
        const reply = await guest.page.goto(href);
        assert.equal(reply.status(), 200, href);
        assert.ok(await guest.page.locator("h1").textContent(), id);
        const act = await guest.page.locator('[data-act="help"]').getAttribute("href");
        assert.equal((await guest.page.request.get(act)).status(), 200, `${id} leads to ${act}`);
        assert.ok(await guest.page.locator(`main a[href$="/help/#${id}"]`).count(), id);
      }
      // The old address of an answer, when all answers stood on one page, still leads there.
      await guest.go("/help/#returned");
      await guest.page.locator("#returned:target a").click();
      await guest.page.waitForURL("**/help/returned/");
      await look("returned");
    });

    test("without script the list is there, and no field that would not search", async () => {
      const context = await house.browser.newContext({ javaScriptEnabled: false, baseURL: house.origin });
      const page = await context.newPage();
      await page.goto(lang === "en" ? "/en/help/" : "/help/");
      assert.ok(await page.locator("#lost-password a").isVisible());
      assert.equal(await page.locator("#q").isVisible(), false);
      await context.close();
    });

    test("it is led to from where one asks", async () => {
      const at = async (path, ...questions) => {
        await guest.go(path);
        for (const question of questions) await guest.page.locator(`[data-help="${question}"]`).first().waitFor({ state: "attached" });
      };
      await at("/sign-in/", "cannot-sign-in", "forgotten-details");
      await look("sign-in");
      await at("/reset-password/", "lost-password", "forgotten-details");
      await at("/components/", "domain-conflict", "certificate-conflict", "one-at-a-time");
      const here = { draft: [], with_provider: ["review-time", "provider-silent"], awaiting_sheet: ["sheet", "sheet-late"], under_review: ["review-time"], returned_to_owner: ["returned"] };
      const seen = new Set();
      for (const owner of ["shili-geren", "shili-danwei"]) {
        // The next sign-in ends the session of the account before.
        await guest.signIn(owner);
        const { items } = await guest.page.evaluate(async () => (await fetch("/api/v1/filings")).json());
        for (const { id, status } of items.filter((one) => here[one.status])) {
          seen.add(status);
          await at(`/filing/?id=${id}`, ...here[status]);
          await guest.page.locator('[data-fact="status"]').waitFor();
          await look(status);
          if (status === "draft") await at(`/filing/documents/?id=${id}`, "documents", "sheet");
        }
      }
      assert.deepEqual([...seen].sort(), Object.keys(here).sort(), "the demonstration has a filing at each of these steps");
      // The answer opens beside the page.
      const [opened] = await Promise.all([guest.page.waitForEvent("popup"), guest.page.locator("main [data-help]:visible").first().click()]);
      await opened.waitForLoadState();
      assert.match(new URL(opened.url()).pathname, /\/help\/[a-z-]+\/$/);
    });
  });
}
