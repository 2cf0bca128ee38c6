// The roads of an account, in a real browser and in both languages: sign-up, a lost password, the provider's road, an
// invitation with its second factor, a supervisor who recovers and closes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fill, freshCode, hexOf, look as lookAt, mailTo, open, person, register } from "./support.mjs";

let house;
before(async () => { house = await open(); });
after(() => house?.close());

const look = (who, where) => lookAt(who, `account-${where}`);

const temporaryIn = (mail) => mail.text.match(/(?:临时密码：|Temporary password: )(\S+)/)[1];

async function setPassword(who, username, temporary, fresh) {
  await who.go(`/set-password/?username=${username}`);
  await fill(who.page, { temporary_password: temporary, new_password: fresh });
  await who.act("set-password");
  await who.page.locator('[data-note="done"]').waitFor();
}

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  test(`${lang}: an owner signs up, loses the password, recovers it, changes it, and ends a session`, async () => {
    const owner = await person(house, { lang, phone });
    const wish = `zhanghu-${lang}`;
    const username = await register(owner, house.origin, wish, "unit");
    assert.match(username, new RegExp(`^${wish}-\\d{4}$`));

    const lost = await person(house, { lang, phone });
    await lost.go("/reset-password/");
    await fill(lost.page, { username, contact_name: "示例联系人", email: `${wish}@example.com` });
    await look(lost, `reset-${lang}`);
    await lost.act("reset-password");
    await lost.page.locator('[data-note="sent"]').waitFor();
    await look(lost, `reset-sent-${lang}`);
    const temporary = temporaryIn(await mailTo(lost.page, house.origin, `${wish}@`, "Your temporary password"));
    await setPassword(lost, username, temporary, "another demonstration");
    // The new password ends the older sessions of the account.
    await owner.go("/account/");
    await owner.page.waitForURL("**/sign-in/**");

    // A password is hidden until its reader asks to see it, may be pasted, and is marked for password managers.
    await lost.go("/sign-in/");
    const typed = lost.page.locator("#password");
    assert.deepEqual([await typed.getAttribute("type"), await typed.getAttribute("autocomplete")], ["password", "current-password"]);
    const pasted = await typed.evaluate((field) => field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })));
    assert.ok(pasted, "nothing hinders pasting");
    await lost.page.locator(".field", { has: typed }).getByRole("button").click();
    assert.equal(await typed.getAttribute("type"), "text");

    await lost.signIn(username, "another demonstration");
    await owner.signIn(username, "another demonstration");
    await owner.go("/account/");
    await owner.page.locator('[data-sessions="2"]').waitFor();
    await look(owner, `account-${lang}`);
    await fill(owner.page, { "change-password": "another demonstration", "change-new_password": "password12345678" });
    await owner.act("change-password");
    await owner.page.locator('[data-form="change-password"] [role="alert"]').waitFor();
    await fill(owner.page, { "change-new_password": "a third demonstration" });
    await owner.act("change-password");
    await owner.page.locator('[data-note="change-password-done"]').waitFor();
    await owner.page.locator('[data-sessions="1"]').waitFor();
    await lost.go("/account/");
    await lost.page.waitForURL("**/sign-in/**");
    await lost.signIn(username, "a third demonstration");
    for (const path of ["/", "/help/", "/look-up/", "/filings/", "/account/"]) {
      await owner.go(path);
      await owner.page.locator('[data-act="sign-out"]').waitFor();
    }
    await owner.page.locator('[data-sessions="2"]').waitFor();
    await owner.page.locator("details:has(#end-password) > summary").click();
    await owner.page.fill("#end-password", "a third demonstration");
    await owner.act("end-sessions");
    await owner.page.locator('[data-sessions="1"]').waitFor();
    await lost.go("/account/");
    await lost.page.waitForURL("**/sign-in/**");
    // All data of the account is in one file.
    await owner.page.locator("details:has(#export-password) > summary").click();
    await owner.page.fill("#export-password", "a third demonstration");
    const saved = owner.page.waitForEvent("download");
    await owner.act("export-data");
    const data = JSON.parse(readFileSync(await (await saved).path(), "utf8"));
    assert.equal(data.account.username, username);
    for (const who of [owner, lost]) {
      assert.deepEqual(who.complaints, []);
      await who.leave();
    }
  });

  test(`${lang}: a provider opens an account for its owner and starts its recovery; the old address may object`, async () => {
    const provider = await person(house, { lang });
    await provider.signIn("yun-er");
    await provider.go("/owners/");
    const wish = `daiban-${lang}`;
    await fill(provider.page, { "add-username": wish, "add-contact_name": "示例乙", "add-email": `${wish}@example.com` });
    await provider.page.check("#add-applicant-individual");
    await provider.act("add-owner");
    await provider.page.locator(`[data-account^="${wish}-"]`).waitFor();
    const username = await provider.page.locator(`[data-account^="${wish}-"]`).getAttribute("data-account");
    await look(provider, `owners-${lang}`);
    const owner = await person(house, { lang, phone });
    const first = temporaryIn(await mailTo(owner.page, house.origin, `${wish}@`, "Your provider opened"));
    await setPassword(owner, username, first, "a long demonstration");

    await fill(provider.page, { "recover-username": username, "recover-reason": "回拨了合同上的电话" });
    await provider.act("recover-owner");
    await provider.page.locator('[data-note="recover-owner-done"]').waitFor();
    const again = temporaryIn(await mailTo(owner.page, house.origin, `${wish}@`, "asked for a temporary password for you"));
    await setPassword(owner, username, again, "another demonstration");

    await fill(provider.page, { "recover-username": username, "recover-reason": "核对了身份证原件", "recover-email": `new-${wish}@example.com` });
    await provider.act("recover-owner");
    const notice = await mailTo(owner.page, house.origin, `${wish}@`, "will be replaced");
    await owner.go(notice.text.match(/\/keep-email\/#\S+/)[0]);
    await look(owner, `keep-email-${lang}`);
    await owner.act("keep-email");
    await owner.page.locator('[data-note="done"]').waitFor();
    for (const who of [owner, provider]) {
      assert.deepEqual(who.complaints, []);
      await who.leave();
    }
  });

  test(`${lang}: an owner who forgot everything writes a letter; the clerk enters it, the reviewer decides`, async () => {
    const owner = await person(house, { lang, phone });
    const wish = `laixin-${lang}`;
    const username = await register(owner, house.origin, wish, "unit");

    const clerk = await person(house, { lang });
    await clerk.signIn("shoufa");
    await clerk.go("/requests/");
    await clerk.page.locator('[data-fold="receive-request"] > summary').click();
    await clerk.act("receive-request");
    await clerk.page.locator('[data-note="error-summary"]').waitFor();
    await clerk.page.fill("#username", username);
    await clerk.page.check("#evidence-form");
    await clerk.page.check("#evidence-licence");
    await look(clerk, `letter-enter-${lang}`);
    await clerk.act("receive-request");
    await clerk.page.locator('[data-missing="1"]').waitFor();
    const asked = await mailTo(owner.page, house.origin, `${wish}@`, "Papers are missing");
    assert.match(asked.text, /域名注册证书/);
    await clerk.page.check("#evidence-domain_certificate");
    await clerk.act("receive-evidence");
    await clerk.page.locator('[data-missing="0"]').waitFor();
    await look(clerk, `letter-clerk-${lang}`);

    const reviewer = await person(house, { lang });
    await reviewer.signIn("shenhe");
    await reviewer.go("/requests/");
    await look(reviewer, `letters-${lang}`);
    await reviewer.page.locator("[data-request]").filter({ hasText: username }).locator("a").click();
    await reviewer.act("approve-request");
    await reviewer.page.locator("#compared-finding").waitFor();
    await look(reviewer, `letter-decide-${lang}`);
    await reviewer.page.check("#compared");
    await reviewer.act("approve-request");
    await reviewer.page.locator('[data-fact="status"][data-value="approved"]').waitFor();
    await look(reviewer, `letter-approved-${lang}`);

    const temporary = temporaryIn(await mailTo(owner.page, house.origin, `${wish}@`, "Your request by post is done"));
    await setPassword(owner, username, temporary, "another demonstration");
    await owner.signIn(username, "another demonstration");
    for (const who of [owner, clerk, reviewer]) {
      assert.deepEqual(who.complaints, []);
      await who.leave();
    }
  });

  test(`${lang}: staff are invited, set up a second factor, use a recovery code, are recovered and closed out`, async () => {
    const supervisor = await person(house, { lang });
    await supervisor.signIn("zhuguan");
    await supervisor.go("/staff/");
    const username = `shenhe-${lang}`;
    await fill(supervisor.page, { "invite-username": username, "invite-role": "reviewer", "invite-contact_name": "示例丙", "invite-email": `${username}@example.com` });
    await supervisor.act("invite");
    await supervisor.page.locator(`[data-account="${username}"]`).waitFor();
    await look(supervisor, `staff-${lang}`);

    const staff = await person(house, { lang, phone });
    const invitation = temporaryIn(await mailTo(staff.page, house.origin, `${username}@`, "You are invited"));
    await setPassword(staff, username, invitation, "eight+++");
    await staff.go("/sign-in/");
    await fill(staff.page, { username, password: "eight+++" });
    await staff.act("sign-in");
    await staff.page.locator('[data-note="must"]').waitFor();
    await staff.page.fill("#begin-password", "eight+++");
    await staff.act("begin-second-factor");
    const secret = hexOf(await staff.page.locator("[data-secret]").textContent());
    await look(staff, `second-factor-${lang}`);
    await staff.page.fill("#confirm-code", await freshCode(username, secret));
    await staff.act("confirm-second-factor");
    await staff.page.locator('[data-note="codes"]').waitFor();
    await look(staff, `recovery-codes-${lang}`);
    const codes = await staff.page.locator('[data-note="codes"] code').allTextContents();
    assert.equal(codes.length, 10);
    await staff.act("kept");
    await staff.page.waitForURL("**/filings/");

    // The phone is at home: a recovery code serves.
    const elsewhere = await person(house, { lang, phone });
    await elsewhere.go("/sign-in/");
    await fill(elsewhere.page, { username, password: "eight+++" });
    await elsewhere.act("sign-in");
    await elsewhere.page.fill("#code", codes[0]);
    await look(elsewhere, `code-${lang}`);
    await elsewhere.act("sign-in");
    await elsewhere.page.waitForURL("**/filings/");

    await supervisor.page.locator(`[data-account="${username}"] button`).click();
    await supervisor.page.fill("#recover-reason", "当面核对了工作证");
    await supervisor.act("recover-staff");
    await supervisor.page.locator('[data-note="recover-staff-done"]').waitFor();
    await mailTo(staff.page, house.origin, `${username}@`, "Set your password anew");
    await staff.go("/account/");
    await staff.page.waitForURL("**/sign-in/**");
    await supervisor.page.fill("#person-reason", "已调离");
    await supervisor.act("disable-account");
    await supervisor.page.locator(`[data-account="${username}"] [data-state]`).filter({ hasText: /已停用|closed/ }).waitFor();
    await mailTo(staff.page, house.origin, `${username}@`, "Your account is closed");
    for (const who of [supervisor, staff, elsewhere]) {
      assert.deepEqual(who.complaints, []);
      await who.leave();
    }
  });
}
