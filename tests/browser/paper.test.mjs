// The whole road of paper: a form is printed, becomes an image, suffers on the way, is dropped in the mailroom with the papers
// it asks for, finds its case by itself, and takes effect. Nobody types its number.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { creditCode, look, mailTo, open, person, register } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

/** The printed pages as images of some 200 dots an inch. */
async function printed(origin, lang, username, email) {
  const context = await house.browser.newContext({ locale: lang === "zh" ? "zh-CN" : "en-GB", baseURL: origin, viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2.1 });
  const page = await context.newPage();
  await page.goto(`${lang === "zh" ? "" : "/en"}/forms/?kind=recover_account`);
  await page.locator("#certificate_kind").waitFor();
  const typed = { username, name: "虚构示例有限公司", certificate_number: creditCode("00000777"), contact_name: "甲某某", phone: "0791-81234567", email };
  for (const [name, text] of Object.entries(typed)) await page.fill(`#${name}`, text);
  await page.click('[data-act="make-form"]');
  await page.locator('[data-note="form-made"]').waitFor();
  const sheets = await page.locator(".sheet").all();
  const images = [];
  for (const sheet of sheets) images.push(await sheet.screenshot({ type: "png" }));
  await context.close();
  return images;
}

/** The printed sheet of a filing of the demonstration that awaits it, as an image, and the filing. */
async function printedSheet(owner) {
  await owner.go("/filings/");
  const filings = await owner.page.evaluate(async () => (await (await fetch("/api/v1/filings")).json()).items);
  const waiting = filings.find((one) => one.status === "awaiting_sheet");
  await owner.go(`/forms/?kind=verification_sheet&filing=${waiting.id}`);
  await owner.act("print-form");
  await owner.page.locator('[data-printed="verification_sheet"]').waitFor();
  await owner.page.setViewportSize({ width: 1680, height: 1200 });
  await owner.page.addStyleTag({ content: ".sheet { zoom: 1.6 }" }).catch(() => {});
  return { image: await owner.page.locator(".sheet").first().screenshot({ type: "png" }), waiting };
}

/** Pages as a scanner or a phone makes them: each turned, blurred, grey, noisy and badly compressed in its own way; one PDF. */
async function scanned(images, ways) {
  const context = await house.browser.newContext();
  const page = await context.newPage();
  const worn = [];
  for (const [place, image] of images.entries()) {
    worn.push(await page.evaluate(async ([data, way]) => {
      const bitmap = await createImageBitmap(await (await fetch(data)).blob());
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(bitmap.width * 1.12), Math.round(bitmap.height * 1.12)];
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#e6e4df";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.filter = `blur(${way.blur}px) grayscale(1) brightness(${way.light})`;
      pen.translate(canvas.width / 2, canvas.height / 2);
      pen.rotate((way.turned * Math.PI) / 180);
      pen.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
      const dots = pen.getImageData(0, 0, canvas.width, canvas.height);
      let chance = way.turned * 1000 + 7;
      for (let at = 0; at < dots.data.length; at += 4) {
        chance = (chance * 1103515245 + 12345) % 2147483648;
        const noise = (chance / 2147483648 - 0.5) * way.noise;
        for (let part = 0; part < 3; part += 1) dots.data[at + part] += noise;
      }
      pen.putImageData(dots, 0, 0);
      return canvas.toDataURL("image/jpeg", way.quality);
    }, [`data:image/png;base64,${image.toString("base64")}`, ways[place % ways.length]]));
  }
  const pages = worn.map((data) => `<img src="${data}">`).join("");
  await page.setContent(`<style>@page { size: A4; margin: 0 } body { margin: 0 } img { display: block; width: 210mm; height: 297mm; object-fit: contain; break-after: page }</style>${pages}`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  await context.close();
  if (process.env.SHOTS) await writeFile(`${process.env.SHOTS}/paper-worn.pdf`, pdf);
  return pdf;
}

/** A paper of somebody else: writing, without any code. */
async function copy(title) {
  const context = await house.browser.newContext({ viewport: { width: 794, height: 1123 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.setContent(`<body style="font: 22px sans-serif; margin: 80px"><h1>${title}</h1>${"<p>虚构示例，仅供演示。虚构示例，仅供演示。虚构示例，仅供演示。</p>".repeat(9)}</body>`);
  const image = await page.screenshot({ type: "png" });
  await context.close();
  return image;
}

const WAYS = [
  { turned: 3.5, blur: 1, light: 0.95, noise: 40, quality: 0.4 },
  { turned: 182, blur: 0.8, light: 0.9, noise: 30, quality: 0.35 },
  { turned: -6, blur: 0.6, light: 1, noise: 50, quality: 0.5 },
];

for (const lang of ["zh", "en"]) {
  test(`${lang}: a printed form comes back worn, and the account is recovered without anyone typing its number`, async () => {
    const owner = await person(house, { lang });
    const email = `youji-${lang}@example.com`;
    const username = await register(owner, house.origin, `youji-${lang}`, "unit");
    await owner.leave();

    const [form, licence, domain] = await printed(house.origin, lang, username, email);
    const pile = await scanned([form, licence, await copy("营业执照 复印件"), domain, await copy("域名注册证书")], WAYS);

    const clerk = await person(house, { lang });
    await clerk.signIn("shoufa");
    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting]").waitFor();
    await clerk.page.locator("#post-files").setInputFiles({ name: `pile-${lang}.pdf`, mimeType: "application/pdf", buffer: pile });
    const filed = clerk.page.locator("[data-post-batch]").filter({ hasText: `pile-${lang}.pdf` }).locator('[data-state="filed"] a').first();
    await filed.waitFor({ timeout: 120_000 });
    await look(clerk, `paper-filed-${lang}`);
    const address = await filed.getAttribute("href");
    await clerk.leave();

    const reviewer = await person(house, { lang });
    await reviewer.signIn("shenhe");
    await reviewer.page.goto(address);
    await reviewer.page.locator('[data-missing="0"]').waitFor();
    await reviewer.page.locator(".picture img").first().waitFor();
    await look(reviewer, `paper-decide-${lang}`);
    // Before each paper lies the sheet that names it.
    for (const paper of ["licence", "domain_certificate"]) {
      for (let key = 0; key < 2; key += 1) await reviewer.page.keyboard.press("j");
      await reviewer.page.locator(`[data-scan-shown="${paper}"] .picture img`).waitFor();
    }
    await reviewer.page.check("#compared");
    await reviewer.act("approve-request");
    await reviewer.page.locator('[data-fact="status"][data-value="approved"]').waitFor();
    const told = await mailTo(reviewer.page, house.origin, email, "您寄来的申请已办好");
    await reviewer.leave();
    const holder = await person(house, { lang });
    await holder.go(`/set-password/?username=${username}`);
    await holder.page.fill("#temporary_password", told.text.match(/临时密码：(\S+)/)[1]);
    await holder.page.fill("#new_password", "another long demonstration");
    await holder.act("set-password");
    await holder.page.locator('[data-note="done"]').waitFor();
    await holder.signIn(username, "another long demonstration");
    await holder.leave();
  });
}

test("a stack that was fed back to front is put right with one press", async () => {
  const owner = await person(house);
  const username = await register(owner, house.origin, "youji-fan", "unit");
  await owner.leave();
  const [form, licence, domain] = await printed(house.origin, "zh", username, "youji-fan@example.com");
  const pile = await scanned([form, licence, await copy("营业执照 反"), domain, await copy("域名注册证书 反")].reverse(), WAYS);
  const clerk = await person(house);
  await clerk.signIn("shoufa");
  await clerk.go("/mail/");
  await clerk.page.locator("[data-waiting]").waitFor();
  await clerk.page.locator("#post-files").setInputFiles({ name: "stack.pdf", mimeType: "application/pdf", buffer: pile });
  const row = clerk.page.locator("[data-post-batch]").filter({ hasText: "stack.pdf" });
  await row.locator('[data-order="reversed"]').waitFor({ timeout: 120_000 });
  assert.equal(await row.locator('[data-state="filed"]').count(), 0);
  await look(clerk, "paper-order");
  // Each letter of the stack says the same, with the same button.
  await row.locator('[data-state="waiting"] a').first().click();
  await clerk.page.locator('[data-order="reversed"]').waitFor();
  await look(clerk, "paper-order-letter");
  await clerk.page.goBack();
  await row.locator('[data-act="reorder-post"]').click();
  await row.locator('[data-state="filed"] a').first().waitFor();
  assert.equal(await row.locator("[data-order]").count(), 0);
  await look(clerk, "paper-sorted");
  assert.deepEqual(clerk.complaints, []);
  await clerk.leave();
});

test("a sheet that filed itself is the first thing that the reviewer sees, and a blank one is asked for again", async () => {
  const owner = await person(house);
  await owner.signIn("shili-danwei");
  const { image, waiting } = await printedSheet(owner);
  await owner.leave();
  const clerk = await person(house);
  await clerk.signIn("shoufa");
  const drop = async (name, ways) => {
    await clerk.go("/mail/");
    await clerk.page.locator("[data-waiting]").waitFor();
    await clerk.page.locator("#post-files").setInputFiles({ name, mimeType: "application/pdf", buffer: await scanned([image], ways) });
    await clerk.page.locator("[data-post-batch]").filter({ hasText: name }).locator('[data-state="filed"]').waitFor({ timeout: 120_000 });
  };
  await drop("sheet-1.pdf", WAYS);
  const reviewer = await person(house);
  await reviewer.signIn("shenhe");
  await reviewer.go(`/filing/review/?id=${waiting.id}`);
  await reviewer.page.locator('[data-sheet="unseen"] .picture img').waitFor();
  assert.equal(await reviewer.page.locator('[data-act="approve"]').count(), 0, "nothing is approved before");
  await look(reviewer, "paper-sheet-unseen");
  await reviewer.page.locator('[data-fold="refuse-sheet"] summary').click();
  await reviewer.page.fill("#sheet-reason", "主办者没有签字盖章");
  await look(reviewer, "paper-sheet-lacks");
  await reviewer.act("refuse-sheet");
  await reviewer.page.locator('[data-fact="status"][data-value="awaiting_sheet"]').waitFor();
  await mailTo(reviewer.page, house.origin, "shili-danwei", "核验单不齐，请重寄");
  // Another scan is complete.
  await drop("sheet-2.pdf", WAYS.slice(1));
  await reviewer.go(`/filing/review/?id=${waiting.id}`);
  await reviewer.act("check-sheet");
  await reviewer.page.locator('[data-act="approve"]').waitFor();
  assert.equal(await reviewer.page.locator('[data-sheet="unseen"]').count(), 0);
  await look(reviewer, "paper-sheet-seen");
  assert.deepEqual(reviewer.complaints, []);
  await reviewer.leave();
  await clerk.leave();
});
