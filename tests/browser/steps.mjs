// The steps of a filing that its owner, the provider, the clerk and the reviewer take in a browser.
import { fill } from "./support.mjs";

/** Opens the record of the owner's first site. */
export async function openRecord(who) {
  await who.go("/records/");
  await who.page.locator('[data-site$="-1"] a').first().click();
  await who.page.locator('[data-position="1"] [data-expiry="domain"][data-days]').waitFor();
}

/** Fills in fields of one section of the form, and goes on to the next section. */
export async function writeSection(who, id, section, fields) {
  await who.go(`/filing/edit/?id=${id}&section=${section}`);
  await who.page.locator(`[data-section="${section}"]`).waitFor();
  await fill(who.page, fields);
  await who.act("save-continue");
  await who.page.waitForURL((url) => !url.href.includes(`section=${section}`));
}

/** Submits the filing to its provider. */
export async function submit(who, id) {
  await who.go(`/filing/check/?id=${id}`);
  await who.page.locator("#declaration").check();
  await who.act("submit");
  await who.page.locator('[data-fact="status"][data-value="with_provider"]').waitFor();
}

/** Forwards the filing to the bureau; `status` is the status that the filing then has. */
export async function forward(provider, id, status) {
  await provider.go(`/filing/?id=${id}`);
  await provider.page.locator("#forward-confirmed").check();
  await provider.act("forward");
  await provider.page.locator(`[data-fact="status"][data-value="${status}"]`).waitFor();
}

/** Records the verification sheet that came by post. */
export async function recordSheet(clerk, id) {
  await clerk.go(`/filing/sheet/?id=${id}`);
  await clerk.upload("verification_sheet");
  await clerk.page.check("#signed_and_sealed");
  await clerk.act("record-sheet");
  await clerk.page.locator('[data-fact="status"]').waitFor();
}

/** Approves the filing after a review. */
export async function approve(reviewer, id) {
  await reviewer.go(`/filing/review/?id=${id}`);
  await reviewer.page.locator("#review-compared").check();
  await reviewer.act("approve");
  await reviewer.page.locator('[data-fact="status"][data-value="approved"]').waitFor();
}
