// Evidence in a real browser and in both languages: what nobody could read is refused at once with what to do, what is hard to read says so,
// every page is seen small, and a file is removed only after a question.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look as lookAt, open, person, png } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

const look = (who, where) => lookAt(who, `evidence-${where}`);

/** A draft, begun as the site begins one. */
const begin = (owner) => owner.page.evaluate(async () => {
  const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
  const answer = await fetch("/api/v1/filings", { method: "POST", headers, body: JSON.stringify({ kind: "first" }) });
  return (await answer.json()).id;
});

for (const [lang, username] of [["zh", "shili-danwei"], ["en", "shili-geren"]]) {
  test(`evidence is opened when it is uploaded (${lang})`, async () => {
    const owner = await person(house, { lang, phone: lang === "en" });
    await owner.signIn(username);
    const id = await begin(owner);
    await owner.go(`/filing/documents/?id=${id}`);
    const commitment = owner.page.locator('[data-document="commitment"]');
    await commitment.waitFor();
    const choose = (file) => commitment.locator('input[type="file"]').setInputFiles(file);

    for (const [file, code] of [
      [png("white.png", 0), "scan-blank"],
      [png("small.png", 1, [160, 100]), "scan-too-small"],
      [{ name: "half.png", mimeType: "image/png", buffer: png("half.png", 1).buffer.subarray(0, 900) }, "scan-damaged"],
    ]) {
      await choose(file);
      await commitment.locator(`[data-note="${code}"]`).waitFor();
      assert.ok((await commitment.locator('[role="alert"]').allTextContents()).join().includes(file.name), "which file it was");
      assert.equal(await commitment.getAttribute("data-there"), "false", `${code}: it counts as nothing`);
    }
    await look(owner, `refused-${lang}`);
    await choose({ name: "IMG_1.HEIC", mimeType: "", buffer: Buffer.from("heic") });
    await commitment.getByText("HEIC").first().waitFor();

    // A scan that is hard to read is taken, and the page says so.
    const leader = owner.page.locator('[data-document="organizer_certificate"]');
    await leader.locator('input[type="file"]').setInputFiles(png("card.png", 2, [720, 520]));
    await leader.locator("[data-flaws]").waitFor();
    assert.equal(await leader.getAttribute("data-there"), "true");

    await choose(png("commitment.png", 3));
    const small = commitment.locator("img[data-thumbnail]");
    await small.waitFor();
    assert.ok(await small.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "the page is seen small");
    await commitment.getByText("commitment.png").first().waitFor();
    assert.equal(await commitment.locator("[data-flaws]").count(), 0);
    await look(owner, `taken-${lang}`);

    await commitment.locator('[data-act="remove-scan"]').click();
    await commitment.locator('[data-act="keep-scan"]').click();
    assert.equal(await commitment.locator("[data-scan]").count(), 1, "nothing goes by one press");
    await commitment.locator('[data-act="remove-scan"]').click();
    await commitment.locator('[data-act="remove-scan-now"]').click();
    await commitment.locator("[data-scan]").waitFor({ state: "detached" });
    assert.equal(await commitment.getAttribute("data-there"), "false");
    assert.deepEqual(owner.complaints, []);
    await owner.leave();
  });
}
