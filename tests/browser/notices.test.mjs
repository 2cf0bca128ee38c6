// Emails that do not arrive, in a real browser and in both languages: the owner sees it, the supervisor puts it right.
import { afterEach, beforeEach, test } from "node:test";
import { fill, look as lookAt, mailTo, open, person } from "./support.mjs";

let house;
// Each language has an edition of its own: a late bounce of one would be taken for the other's.
beforeEach(async () => { house = await open(); });
afterEach(() => house?.close());

const look = (who, where) => lookAt(who, `notices-${where}`);

/** The number of emails that came back so far, as the page says. */
async function returned(supervisor) {
  await supervisor.go("/undelivered/");
  await supervisor.page.locator("main p").first().waitFor();
  await supervisor.page.waitForFunction(() => !document.querySelector('#island > [role="status"]'));
  return supervisor.page.locator('[data-status="bounced"]').count();
}

// No mailbox of the stack's returns anything: LocalStack's mail service takes every letter.
for (const lang of process.env.BEIAN_STACK ? [] : ["zh", "en"]) {
  test(`${lang}: an owner whose mailbox returns emails sees it, and a supervisor allows the address again`, async () => {
    const owner = await person(house, { lang, phone: lang === "en" });
    const supervisor = await person(house, { lang });
    await supervisor.signIn("zhuguan");
    const before = await returned(supervisor);
    const email = `bounce+${lang}@simulator.example.com`;
    await owner.go("/register/");
    await fill(owner.page, { username: `tuixin-${lang}`, password: "a long demonstration", contact_name: "示例联系人", email });
    await owner.page.check("#applicant-unit");
    await owner.act("register");
    const mail = await mailTo(owner.page, house.origin, email, "Confirm your sign-up");
    // The report of the bounce comes a moment later.
    while (await returned(supervisor) === before) await supervisor.page.waitForTimeout(500);
    await owner.go(mail.text.match(/\/confirm\/#\S+/)[0]);
    await owner.act("confirm-registration");
    const username = await owner.page.locator("[data-username]").textContent();
    await owner.signIn(username, "a long demonstration");
    await owner.page.locator('[data-note="unreachable"]').waitFor();
    await look(owner, `filings-${lang}`);
    await owner.go("/account/");
    await owner.page.locator('[data-note="unreachable"]').waitFor();
    await owner.page.check("#reminders-no");
    await owner.act("save-preferences");
    await owner.page.locator('[data-note="save-preferences-done"]').waitFor();
    await owner.page.locator("#reminders-no:checked").waitFor();
    await look(owner, `account-${lang}`);
    await owner.page.reload();
    await owner.page.locator("#reminders-no:checked").waitFor();

    // The letter with the user name was not sent, because the one before it came back; the report comes a moment later.
    const letter = supervisor.page.locator('[data-status="suppressed"]').filter({ hasText: username });
    for (let tries = 0; tries < 40 && await letter.count() === 0; tries += 1) {
      await supervisor.page.waitForTimeout(500);
      await returned(supervisor);
    }
    await letter.waitFor();
    await look(supervisor, `undelivered-${lang}`);
    await letter.locator("summary").click();
    await letter.locator("textarea").fill("as a test");
    await letter.locator('[data-act="lift-suppression"]').click();
    await letter.locator('[data-act="resend-notice"]').click();
    await letter.locator('[data-note="resend-notice-done"]').waitFor();
    await look(supervisor, `resent-${lang}`);
    await mailTo(owner.page, house.origin, email, "Your user name");
    await supervisor.leave();
    await owner.leave();
  });
}
