// A certificate of filing, in a real browser: its owner downloads it at a desk, in Chinese; whoever is shown it verifies it on a
// phone, in English, without an account, and compares the file.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { look, open, person } from "./support.mjs";

describe("a certificate of filing", () => {
  let house;
  let owner;
  let stranger;
  let file;
  let number;

  before(async () => {
    house = await open();
    owner = await person(house, { lang: "zh" });
    stranger = await person(house, { lang: "en", phone: true });
    await owner.signIn("shili-danwei");
  });
  after(async () => {
    const complaints = [owner, stranger].flatMap((who) => who?.complaints ?? []);
    await house?.close();
    assert.deepEqual(complaints, []);
  });
  afterEach(async (context) => {
    if (context.passed || !process.env.SHOTS) return;
    for (const [place, who] of [owner, stranger].entries()) await who.page.screenshot({ path: `${process.env.SHOTS}/failed-certificate-${place}.png`, fullPage: true });
  });

  test("its owner downloads it from what is on file", async () => {
    await owner.go("/records/");
    await owner.page.locator('[data-site$="-1"] a').first().click();
    const coming = owner.page.waitForEvent("download");
    await owner.page.locator('[data-certificate="organizer"] [data-act="issue-certificate"]').click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^备案证明-赣ICP备\d+号-.{4}\.pdf$/);
    file = await readFile(await download.path());
    assert.equal(file.subarray(0, 5).toString(), "%PDF-");
    if (process.env.SHOTS) await writeFile(`${process.env.SHOTS}/certificate.pdf`, file);
    await owner.page.locator('[data-note="certificate"]').waitFor();
    await look(owner, "certificate-issued");
    number = new URL(await owner.page.locator('[data-note="certificate"] a').getAttribute("href"), house.origin).hash.slice(1);
    assert.match(number, /^[a-z0-9]{4}(-[a-z0-9]{4}){4}$/);
  });

  test("a stranger verifies it on a phone, and the file, and an altered one", async () => {
    await stranger.go(`/verify/#${number}`);
    await stranger.page.locator('[data-note="same"]').waitFor();
    assert.equal(await stranger.page.locator("[data-standing]").first().getAttribute("data-standing"), "same");
    await look(stranger, "verify-same-phone");
    const choose = (name, buffer) => stranger.page.locator("#file").setInputFiles({ name, mimeType: "application/pdf", buffer });
    await choose("certificate.pdf", file);
    await stranger.page.locator('[data-note="file-same"]').waitFor();
    const altered = Buffer.from(file);
    altered[altered.length - 9] ^= 1;
    await choose("altered.pdf", altered);
    await stranger.page.locator('[data-note="file-other"]').waitFor();
    await look(stranger, "verify-altered-phone");
    await stranger.page.locator("details summary").click();
    await look(stranger, "verify-offline-phone");
  });

  test("somebody without a camera types the number, and a wrong one is told", async () => {
    await stranger.page.goto("about:blank");
    await stranger.go("/verify/");
    await look(stranger, "verify-empty-phone");
    await stranger.page.fill("#number", "AAAA BBBB CCCC DDDD EEEE");
    await stranger.page.locator('[data-act="verify-certificate"]').click();
    await stranger.page.locator('[data-note="not-found"]').waitFor();
    await look(stranger, "verify-unknown-phone");
    stranger.complaints.length = 0; // The browser notes the 404.
    await stranger.page.fill("#number", number.toUpperCase().replaceAll("-", " "));
    await stranger.page.locator('[data-act="verify-certificate"]').click();
    await stranger.page.locator('[data-note="same"]').waitFor();
    await stranger.page.locator("[data-language]").click();
    await stranger.page.waitForURL((url) => !url.pathname.startsWith("/en/"));
    await stranger.page.locator('[data-note="same"]').waitFor();
    await look(stranger, "verify-zh-phone");
  });
});
