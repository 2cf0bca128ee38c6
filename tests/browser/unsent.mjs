// Typed entries are never lost: a form, and every way in which they used to go. A session that ended, a reload, another page and back, the
// other language, another tab, no network. Once they are sent, nothing of them is left in the tab.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshCode, open, PASSWORD, person } from "./support.mjs";

/** The people who fill in forms, by user name. */
export const people = {};
/** The identifiers of the demonstration's filings by their status, and of the things that the tests make. */
export const ids = {};
/** The user names of staff, who have a second factor. */
const STAFF = ["yun-yi", "yun-er", "shoufa", "shenhe", "zhuguan"];

export const items = (who, path) => who.page.evaluate(async (from) => (await (await fetch(`/api${from}`)).json()).items, path);
const keptIn = (page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

/** A demonstration with these people signed in. Their browsers complain of nothing, and none asks before it leaves a page. */
export function signIn(names, more) {
  let house;
  before(async () => {
    house = await open();
    for (const name of names) {
      const who = await person(house);
      who.name = name;
      who.asked = [];
      who.page.on("dialog", (dialog) => {
        who.asked.push(dialog.type());
        void dialog.accept();
      });
      if (name !== "anyone") await who.signIn(name);
      people[name] = who;
    }
    await more(house);
  });
  after(async () => {
    const complaints = Object.values(people).flatMap((who) => [...who.complaints, ...who.asked]);
    await house?.close();
    assert.deepEqual(complaints, []);
  });
}

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
/** Every entry is in sight, as it was typed. */
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

/** No entry is kept any more, among those that are long enough to be told from other text. */
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
    const context = who.page.context();
    // A page that is still loading would lack its scripts, too.
    await who.page.waitForLoadState("networkidle");
    try {
      await context.setOffline(true);
      await who.page.locator('[data-banner="offline"]').waitFor();
      await press(who.page, form);
      await who.page.locator('[data-note="offline"]').first().waitFor();
      assert.match(await who.page.locator('[data-note="offline"]').first().innerText(), /网络断了\s*您填的还在这一页，连上后请再按一次。/);
      await there(who.page, form, "without a network");
    } finally {
      await context.setOffline(false);
    }
    await who.page.locator('[data-banner="offline"]').waitFor({ state: "detached" });
    await there(who.page, form, "with a network again");
    await who.page.reload();
    await there(who.page, form, "after the network was gone");
  },
};
/** Ways of losing entries that only a signed-in person meets. */
const SIGNED_IN = {
  "a session that ended, and no wish to sign in now": async (who, form) => {
    const again = await lapse(who);
    await press(who.page, form);
    await who.page.locator("dialog[data-overlay]").waitFor();
    await who.page.locator('dialog [data-act="not-now"]').click();
    await who.page.locator('[data-note="not-signed-in"]').first().waitFor();
    await who.page.waitForTimeout(300);
    assert.equal(await who.page.locator("dialog").count(), 0, "nobody is asked twice");
    await there(who.page, form, "after a session that ended");
    // A person who loads the page again signs in on a page of its own, and comes back.
    await who.page.reload();
    await who.page.waitForURL("**/sign-in/**");
    await again();
    await who.page.goto(new URL(who.page.url()).searchParams.get("next"));
    await there(who.page, form, "after a session that ended and a reload");
  },
};

/** The entries of a form; some are only known once others were sent. */
async function settled(form, page) {
  const typed = typeof form.typed === "function" ? await form.typed(page) : form.typed;
  const values = {};
  for (const [id, value] of Object.entries(typed)) values[id] = typeof value === "function" ? await value() : value;
  return { ...form, typed: values };
}

/**
 * Walks forms, each filled in by somebody. `act` sends, `done` is seen once it was sent; `full` signs in over the page in full. One that is
 * `refused` in the end is not sent; one that `stays` is kept on purpose: a form to be printed again, a reason that serves again.
 */
export function walk(forms) {
  for (const one of forms) {
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
}
