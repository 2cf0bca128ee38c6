// What becomes of what is on file, in a real browser and in both languages: another site, another access, other facts, and
// taking it off file with the link in the mail. In Chinese at a desk, in English the owner has a phone.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { fill, look as lookAt, mailTo, open, PASSWORD, person, unit } from "./support.mjs";

const OWNER = "shili-danwei";
const idIn = (who) => new URL(who.page.url()).searchParams.get("id");

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";
  const second = `shili-order-${lang}.cn`;

  describe(`${lang}: what is on file`, () => {
    let house;
    let owner;
    let provider;
    let other;
    let clerk;
    let reviewer;
    let everyone = [];
    const look = (who, where) => lookAt(who, `order-${where}-${lang}${who === owner && phone ? "-phone" : ""}`);

    before(async () => {
      house = await open();
      owner = await person(house, { lang, phone });
      provider = await person(house, { lang });
      other = await person(house, { lang });
      clerk = await person(house, { lang });
      reviewer = await person(house, { lang });
      everyone = [owner, provider, other, clerk, reviewer];
      for (const [who, name] of [[owner, OWNER], [provider, "yun-yi"], [other, "yun-er"], [clerk, "shoufa"], [reviewer, "shenhe"]]) await who.signIn(name);
    });
    after(async () => {
      const complaints = everyone.flatMap((who) => who.complaints);
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    // With SHOTS, a failure shows what everybody had before them.
    afterEach(async (context) => {
      if (context.passed || !process.env.SHOTS) return;
      for (const [place, who] of everyone.entries()) await who.page.screenshot({ path: `${process.env.SHOTS}/failed-${lang}-${place}.png`, fullPage: true });
    });

    /** Opens what the owner has on file. */
    async function openRecord(who) {
      await who.go("/records/");
      await who.page.locator('[data-site$="-1"] a').first().click();
      await who.page.locator('[data-position="1"] [data-expiry="domain"][data-days]').waitFor();
    }
    const at = (who, position, act) => who.page.locator(`[data-position="${position}"] [data-act="${act}"]`);

    async function writeSection(who, id, section, fields) {
      await who.go(`/filing/edit/?id=${id}&section=${section}`);
      await who.page.locator(`[data-section="${section}"]`).waitFor();
      await fill(who.page, fields);
      await who.act("save-continue");
      await who.page.waitForURL((url) => !url.href.includes(`section=${section}`));
    }

    async function submit(who, id) {
      await who.go(`/filing/check/?id=${id}`);
      await who.page.locator("#declaration").check();
      await who.act("submit");
      await who.page.locator('[data-fact="stage"][data-value="with_provider"]').waitFor();
    }

    async function forward(who, id, to) {
      await who.go(`/filing/?id=${id}`);
      await who.page.locator("#forward-confirmed").check();
      await who.act("forward");
      await who.page.locator(`[data-fact="stage"][data-value="${to}"]`).waitFor();
    }

    async function approve(id) {
      await reviewer.go(`/filing/review/?id=${id}`);
      await reviewer.page.locator("#review-compared").check();
      await reviewer.act("approve");
      await reviewer.page.locator('[data-fact="stage"][data-value="approved"]').waitFor();
    }

    test("an owner who has a site on file adds another, without registering or filling in the organizer", async () => {
      await owner.go("/filings/");
      await owner.page.locator("[data-start]").waitFor();
      assert.ok(!(await owner.page.locator('[data-act="start-filing"]').isVisible()), "a second first filing is out of the way");
      await look(owner, "filings");
      await owner.go("/records/");
      await owner.page.locator("[data-organizer]").first().waitFor();
      await look(owner, "records");
      await openRecord(owner);
      await look(owner, "record");
      await owner.page.locator('[data-choices="organizer"] [data-act="add-site"]').click();
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      await owner.page.locator('[data-task="site"][data-state="not_started"]').waitFor();
      assert.equal(await owner.page.locator('[data-task="organizer"]').count(), 0, "who the organizer is stands as it is on file");
      await owner.page.locator('[data-fold="as-on-file"] > summary').click();
      await owner.page.getByText("虚构示例一有限公司").first().waitFor();
      await look(owner, "add-site");
      const form = unit(second, "00000019");
      await writeSection(owner, id, "site", form.site);
      await writeSection(owner, id, "access", form.access);
      await owner.go(`/filing/documents/?id=${id}`);
      assert.equal(await owner.page.locator('[data-document="organizer_certificate"]').count(), 0);
      for (const document of ["commitment", "domain_certificate"]) await owner.upload(document);
      await owner.go(`/filing/check/?id=${id}`);
      await owner.page.locator("#declaration").waitFor();
      await look(owner, "add-site-check");
      await submit(owner, id);
      await provider.go("/filings/");
      await provider.page.locator(`[data-filing="${id}"] [data-kind="add_site"]`).waitFor();
      await look(provider, "worklist");
      await provider.go(`/filing/correct/?id=${id}`);
      await provider.page.locator('[id="site-name"]').waitFor();
      assert.equal(await provider.page.locator('[id="organizer-name"]').count(), 0);
      await forward(provider, id, "awaiting_sheet");
      await clerk.go(`/filing/sheet/?id=${id}`);
      await clerk.upload("verification_sheet");
      await clerk.page.check("#signed_and_sealed");
      await clerk.act("record-sheet");
      await clerk.page.locator('[data-fact="stage"]').waitFor();
      await approve(id);
      await owner.go(`/filing/?id=${id}`);
      assert.match(await owner.page.locator('[data-number="site"]').textContent(), /号-2$/);
      await look(owner, "add-site-approved");
      await owner.page.locator('[data-open="record"]').click();
      await owner.page.locator('[data-position="2"]').waitFor();
    });

    test("the wrong provider cancels its access, and the owner adds the right one", async () => {
      await openRecord(provider);
      await look(provider, "record-provider");
      const site = provider.page.locator('[data-position="2"]');
      await site.locator('[data-fold="cancel-access"] > summary').click();
      await site.locator("[data-fold='cancel-access'] textarea").fill("主办者选错了接入服务商");
      await site.locator('[data-act="cancel-access"]').click();
      await provider.page.locator('[data-note="cancel-access-done"]').waitFor();

      await openRecord(owner);
      await owner.page.locator('[data-position="2"] [data-note="shell"]').waitFor();
      assert.equal(await at(owner, 2, "change").count(), 0, "nobody could forward a change");
      await look(owner, "record-shell");
      await at(owner, 2, "add-access").click();
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      await owner.page.locator('[data-task="access"][data-state="not_started"]').waitFor();
      assert.deepEqual(await owner.page.locator("[data-task]").evaluateAll((all) => all.map((one) => one.dataset.task)), ["access", "documents", "check"]);
      await look(owner, "add-access");
      await writeSection(owner, id, "access", { ...unit(second, "00000019").access, "access-provider": "yun-er" });
      await submit(owner, id);
      await look(owner, "add-access-with-provider");
      await forward(other, id, "under_review");
      await approve(id);
      await owner.go(`/filing/?id=${id}`);
      await owner.page.locator('[data-note="order-done"]').waitFor();
      assert.equal(await owner.page.locator('[data-number="site"]').count(), 0, "no number is told as if it were new");
      await look(owner, "add-access-approved");
      await owner.page.locator('[data-open="record"]').click();
      await owner.page.locator('[data-position="2"]').getByText("示例云二").first().waitFor();
    });

    test("several sites are added in one order, one copied from the other", async () => {
      await openRecord(owner);
      await owner.page.locator('[data-choices="organizer"] [data-act="add-site"]').click();
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      const domains = [3, 4, 5].map((site) => `shili-order-${lang}-${site}.cn`);
      const form = unit(domains[0], "00000019");
      await writeSection(owner, id, "site", form.site);
      await writeSection(owner, id, "access", form.access);
      await owner.go(`/filing/?id=${id}`);
      await owner.act("another-site-like");
      await owner.page.locator('[data-task="access"][data-site="2"][data-state="done"]').waitFor();
      assert.equal(await owner.page.locator('[data-task="site"][data-site="2"]').getAttribute("data-state"), "in_progress");
      await owner.act("another-site");
      await owner.page.locator('[data-task="site"][data-site="3"][data-state="not_started"]').waitFor();
      await look(owner, "sites-three");
      await owner.go(`/filing/edit/?id=${id}&section=site&site=2`);
      await owner.page.locator('[id="further-0-site-name"]').waitFor();
      assert.match(await owner.page.locator('[id="further-0-site-remarks"]').inputValue(), /虚构单位/);
      await fill(owner.page, { "further-0-site-name": "虚构示例第二站", "further-0-site-domain": domains[0], "further-0-site-domain_valid_to": "2035-12-31", "further-0-site-home_url": `www.${domains[0]}` });
      await owner.act("save-continue");
      await owner.page.locator('[id="further-0-site-domain-finding"]').waitFor();
      await look(owner, "sites-duplicate");
      await fill(owner.page, { "further-0-site-domain": domains[1], "further-0-site-home_url": `www.${domains[1]}` });
      await owner.act("conflict-check-domain");
      await owner.page.locator('[data-conflict-check="domain"] .fine').waitFor();
      await owner.act("save-continue");
      await owner.page.waitForURL("**section=access*site=2*");
      await owner.page.locator('[id="further-0-access-provider"][data-locked]').waitFor();
      await look(owner, "sites-access");
      await owner.act("save-continue");
      await owner.page.waitForURL("**section=site*site=3*");
      await owner.go(`/filing/?id=${id}`);
      await owner.page.locator('[data-act="take-site-out"]').last().click();
      await owner.page.locator('button.danger[data-act="take-site-out"]').filter({ hasText: lang === "zh" ? "去掉" : "Take it out" }).last().click();
      await owner.page.locator('[data-order-sites="2"]').waitFor();
      await owner.go(`/filing/documents/?id=${id}`);
      for (const document of ["commitment", "domain_certificate"]) await owner.upload(document);
      await look(owner, "sites-documents");
      await owner.upload("domain_certificate");
      await owner.go(`/filing/check/?id=${id}`);
      await owner.page.locator("#declaration").waitFor();
      await owner.page.locator('[data-pointer="/further/0/site/domain"]').getByText(domains[1]).waitFor();
      await look(owner, "sites-check");
      await submit(owner, id);
      await provider.go("/filings/");
      await provider.page.locator(`[data-filing="${id}"]`).waitFor();
      await look(provider, "sites-worklist");
      await provider.go(`/filing/correct/?id=${id}`);
      await provider.page.locator('[id="further-0-site-name"]').fill("虚构示例第二网站");
      await provider.act("compare");
      await provider.page.locator('[data-changes] [data-pointer="/further/0/site/name"]').waitFor();
      await look(provider, "sites-correct");
      await provider.act("correct");
      await provider.page.locator("#forward-confirmed").waitFor();
      await forward(provider, id, "awaiting_sheet");
      await clerk.go(`/filing/sheet/?id=${id}`);
      await clerk.upload("verification_sheet");
      await clerk.page.check("#signed_and_sealed");
      await clerk.act("record-sheet");
      await clerk.page.locator('[data-fact="stage"]').waitFor();
      await reviewer.go(`/filing/review/?id=${id}`);
      await reviewer.page.locator('[data-flag="further-0-site-name"]').click();
      await reviewer.page.locator('[id="reason-further-0-site-name"]').fill("名称太笼统");
      await look(reviewer, "sites-review");
      await reviewer.act("return-to-owner");
      await reviewer.page.locator('[data-fact="stage"][data-value="returned_to_owner"]').waitFor();
      await owner.go(`/filing/amend/?id=${id}`);
      await owner.page.locator('[id="further-0-site-name"]').fill("虚构示例读书站");
      await look(owner, "sites-amend");
      await owner.act("amend");
      await owner.page.locator('[data-fact="stage"][data-value="under_review"]').waitFor();
      await approve(id);
      await owner.go(`/filing/?id=${id}`);
      await owner.page.locator('[data-number="site"]').nth(1).waitFor();
      assert.equal(await owner.page.locator('[data-number="site"]').count(), 2);
      await look(owner, "sites-approved");
    });

    test("a change begins with what is on file, and whoever judges it sees before and after", async () => {
      await openRecord(owner);
      await at(owner, 1, "change").click();
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      await owner.page.locator('[data-task="organizer"][data-state="done"]').waitFor();
      assert.equal(await owner.page.locator('[data-task="access"]').count(), 0, "one provider gives access, so none is chosen");
      await look(owner, "change");
      await owner.go(`/filing/edit/?id=${id}&section=site`);
      await owner.page.locator('[id="site-domain"][data-locked]').waitFor();
      await look(owner, "change-site");
      await writeSection(owner, id, "site", { "site-name": "虚构示例新官网" });
      await writeSection(owner, id, "organizer", { "organizer-leader-mobile": "13800000003" });
      await owner.go(`/filing/documents/?id=${id}`);
      for (const document of ["organizer_certificate", "leader_identity"]) await owner.upload(document);
      await submit(owner, id);
      await provider.go(`/filing/?id=${id}`);
      await provider.page.locator('[data-changes] [data-pointer="/site/name"]').waitFor();
      await look(provider, "change-provider");
      await forward(provider, id, "under_review");
      await reviewer.go(`/filing/review/?id=${id}`);
      const changes = reviewer.page.locator("[data-changes]");
      await changes.waitFor();
      assert.match(await changes.locator('[data-pointer="/site/name"]').innerText(), /虚构示例官网.*虚构示例新官网/s);
      assert.ok(!(await changes.innerText()).includes("13800000003"), "what is private is masked");
      await look(reviewer, "change-review");
      await approve(id);
      await owner.go(`/filing/?id=${id}`);
      await owner.page.locator('[data-note="order-done"]').waitFor();
      await look(owner, "change-approved");
      await openRecord(owner);
      await owner.page.getByText("虚构示例新官网").first().waitFor();

      // What is about the organizer alone may go through either provider that gives access.
      await owner.page.locator('[data-choices="organizer"] [data-act="change"]').click();
      await owner.page.locator('[data-task="access"][data-state="done"]').waitFor();
      assert.equal(await owner.page.locator('[data-task="site"]').count(), 0);
      const other = idIn(owner);
      await look(owner, "change-organizer");
      await owner.go(`/filing/edit/?id=${other}&section=access`);
      await owner.page.locator('[id="access-provider"] option').nth(2).waitFor({ state: "attached" });
      assert.equal(await owner.page.locator('[id="access-method"]').count(), 0, "what says nothing is left out");
      assert.deepEqual(await owner.page.locator('[id="access-provider"] option').evaluateAll((all) => all.map((one) => one.value)), ["", "yun-er", "yun-yi"]);
      await look(owner, "change-through");
      await owner.go(`/filing/check/?id=${other}`);
      await owner.page.locator("#declaration").waitFor();
      assert.equal(await owner.page.locator('[data-section="site"]').count(), 0, "nothing is said of a site that it is not about");
      await look(owner, "change-check");
    });

    test("an owner lets another provider add its access with a code, which is shown once", async () => {
      await openRecord(owner);
      const site = owner.page.locator('[data-position="1"]');
      const number = await site.locator("dd.number").textContent();
      await site.locator('[data-fold="authorize-provider"] > summary').click();
      await site.locator('[id="authorize-1-provider"]').selectOption("yun-er");
      await site.locator('[data-act="authorize-provider"]').click();
      const code = await site.locator("[data-code]").textContent();
      await look(owner, "authorize");
      await owner.page.reload();
      await site.locator("[data-authorization]").waitFor();
      assert.equal(await site.locator("[data-code]").count(), 0);
      await other.go("/records/");
      await other.page.locator('[data-fold="begin-with-code"] > summary').click();
      await fill(other.page, { "code-record_id": number, "code-authorization": "mistyped" });
      await other.act("begin-with-code");
      await other.page.locator('[data-note="code-expired"]').waitFor();
      await look(other, "begin-with-code");
      await fill(other.page, { "code-authorization": code });
      await other.act("begin-with-code");
      await other.page.locator('[data-kind="add_access"]').waitFor();
      await other.page.locator('[data-task="access"]').waitFor();
      await look(other, "begun-with-code");
      await owner.page.reload();
      await site.waitFor();
      assert.equal(await site.locator("[data-authorization]").count(), 0, "it serves once");
      await site.locator('[data-fold="authorize-provider"] > summary').click();
      await site.locator('[id="authorize-1-provider"]').selectOption("yun-er");
      await site.locator('[data-act="authorize-provider"]').click();
      await site.locator('[data-act="revoke-authorization"]').click();
      await site.locator("[data-authorization]").waitFor({ state: "detached" });
    });

    test("a site is deregistered: asked for, confirmed with the mail's link, forwarded, approved", async () => {
      await openRecord(owner);
      const site = owner.page.locator('[data-position="2"]');
      await site.locator('[data-fold="deregister"] > summary').click();
      await site.locator('[data-act="deregister"]').click();
      await site.locator('[role="alert"]').first().waitFor();
      await look(owner, "deregister-asked");
      await site.locator('[data-fold="deregister"] textarea').fill("网站不再使用");
      await site.locator('[data-act="deregister"]').click();
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      await owner.page.locator('[data-note="confirm-deregistration"]').waitFor();
      await look(owner, "deregister-unconfirmed");
      await other.go(`/filing/?id=${id}`);
      await other.page.locator('[data-note="confirm-deregistration"]').waitFor();
      assert.equal(await other.page.locator('[data-act="forward"]').count(), 0);
      assert.equal(await other.page.locator('[data-open="correct"], [data-open="return-filing"]').count(), 0);
      await look(other, "deregister-provider");

      // While it is under way, nothing else is: the note leads to it.
      await openRecord(owner);
      await owner.page.locator('[data-fold="deregister-organizer"] > summary').click();
      await owner.page.locator('[data-fold="deregister-organizer"] textarea').fill("不再办网站");
      await look(owner, "deregister-organizer");
      await owner.page.locator('[data-fold="deregister-organizer"] [data-act="deregister"]').click();
      await owner.page.locator('[data-note="order-under-way"]').waitFor();
      await look(owner, "order-under-way");
      await owner.page.locator('[data-act="resolve-conflict"]').click();
      await owner.page.locator('[data-ending="deregister_site"]').waitFor();
      assert.equal(idIn(owner), id);

      // The link is opened where nobody is signed in; signing in comes back to it.
      const mail = await mailTo(owner.page, house.origin, `${OWNER}@`, "Please confirm the deregistration");
      const elsewhere = await person(house, { lang, phone });
      const page = (text) => text.match(/\/confirm-deregistration\/#\S+/)[0];
      await elsewhere.go(page(mail.text));
      await elsewhere.page.waitForURL("**/sign-in/**");
      assert.ok(!elsewhere.page.url().includes(id), "no code is in an address that a server sees");
      await fill(elsewhere.page, { username: OWNER, password: PASSWORD });
      await elsewhere.act("sign-in");
      await elsewhere.page.locator('[data-act="confirm-deregistration"]').waitFor();
      assert.equal(new URL(elsewhere.page.url()).hash, "");
      await elsewhere.page.getByText(second).first().waitFor();
      await look(elsewhere, `confirm-deregistration${phone ? "-phone" : ""}`);
      await elsewhere.go(`/confirm-deregistration/#${id}.mistyped`);
      await elsewhere.act("confirm-deregistration");
      await elsewhere.page.locator('[data-note="code-expired"]').waitFor();
      await look(elsewhere, `confirm-deregistration-expired${phone ? "-phone" : ""}`);
      await elsewhere.go(page(mail.text));
      await elsewhere.page.locator('[data-note="code-expired"]').waitFor({ state: "detached" });
      await elsewhere.act("confirm-deregistration");
      await elsewhere.page.locator('[data-note="done"]').waitFor();
      await look(elsewhere, `confirmed-deregistration${phone ? "-phone" : ""}`);
      await elsewhere.go(page(mail.text));
      await elsewhere.page.locator('[data-note="nothing-to-confirm"]').waitFor();
      assert.deepEqual(elsewhere.complaints, []);
      await elsewhere.leave();

      await owner.page.reload();
      await owner.page.locator('[data-act="discard"]').waitFor();
      await look(owner, "deregister-confirmed");
      await other.go(`/filing/?id=${id}`);
      await other.page.locator("#forward-confirmed").waitFor();
      await look(other, "deregister-forward");
      await forward(other, id, "under_review");
      await reviewer.go(`/filing/review/?id=${id}`);
      await reviewer.page.locator('[data-ending="deregister_site"]').waitFor();
      await look(reviewer, "deregister-review");
      await approve(id);
      await owner.go(`/filing/?id=${id}`);
      await owner.page.locator('[data-note="order-done"]').waitFor();
      await look(owner, "deregister-approved");
      await openRecord(owner);
      assert.equal(await at(owner, 2, "deregister").count(), 0);
    });

    test("a provider asks for its owner, who withdraws; it writes a draft, which the owner may discard", async () => {
      await openRecord(provider);
      await provider.page.locator('[data-fold="deregister-organizer"] > summary').click();
      await provider.page.locator('[data-fold="deregister-organizer"] textarea').fill("主办者来电要求注销");
      await provider.page.locator('[data-fold="deregister-organizer"] [data-act="deregister"]').click();
      await provider.page.waitForURL("**/filing/?id=*");
      const asked = idIn(provider);
      await owner.go(`/filing/?id=${asked}`);
      await owner.page.locator('[data-ending="deregister_organizer"]').getByText("example.com").waitFor();
      await look(owner, "organizer-unconfirmed");
      await owner.act("discard");
      await owner.page.locator('[data-fact="stage"][data-value="deleted"]').waitFor();

      await openRecord(provider);
      await provider.page.locator('[data-choices="organizer"] [data-act="add-site"]').click();
      await provider.page.waitForURL("**/filing/?id=*");
      const written = idIn(provider);
      await provider.page.locator('[data-task="site"]').waitFor();
      await look(provider, "written-for");
      await provider.go(`/filing/edit/?id=${written}&section=access`);
      await provider.page.locator('[id="access-provider"][data-locked]').waitFor();
      await provider.go("/filings/?stage=draft");
      await provider.page.locator(`[data-filing="${written}"]`).waitFor();
      await owner.go(`/filing/?id=${written}`);
      await owner.page.locator('[data-note="written-for"]').waitFor();
      await look(owner, "written-for-owner");
      await owner.page.locator('[data-fold="discard"] > summary').click();
      await owner.page.locator("#discard-confirmed").check();
      await owner.act("discard");
      await owner.page.waitForURL("**/filings/");

      // What it writes, it sees masked; what it leaves as it is stays.
      await openRecord(provider);
      await at(provider, 1, "change").click();
      await provider.page.waitForURL("**/filing/?id=*");
      const changed = idIn(provider);
      assert.equal(await provider.page.locator('[data-task="access"]').count(), 0, "through whom it goes is itself");
      await provider.go(`/filing/edit/?id=${changed}&section=organizer`);
      await provider.page.locator('[id="organizer-remarks"]').fill("地址门牌已更新");
      assert.match(await provider.page.locator('[id="organizer-leader-mobile"]').inputValue(), /\*/);
      await look(provider, "change-for");
      await provider.act("save-draft");
      await provider.page.locator('[data-saved="true"]').waitFor();
      await owner.go(`/filing/?id=${changed}`);
      await owner.page.locator('[data-note="written-for"]').waitFor();
      await owner.page.locator("summary").filter({ hasText: /看全部内容|See all of it/ }).click();
      await owner.page.getByText("13800000003").first().waitFor();
      await provider.go(`/filing/documents/?id=${changed}`);
      for (const document of ["organizer_certificate", "leader_identity"]) await provider.upload(document);
      await provider.go(`/filing/check/?id=${changed}`);
      await provider.page.locator("#declaration").waitFor();
      await look(provider, "check-for");
      await submit(provider, changed);
      await mailTo(owner.page, house.origin, `${OWNER}@`, "Your provider filed for you");
      await owner.page.reload();
      await owner.page.locator('[data-changes] [data-pointer="/organizer/remarks"]').waitFor();
      await look(owner, "submitted-for");
    });

    test("whoever begins a second first filing is led to add the site instead", async () => {
      await owner.go("/filings/");
      await owner.page.locator('[data-fold="start-filing"] > summary').click();
      await owner.act("start-filing");
      await owner.page.waitForURL("**/filing/?id=*");
      const id = idIn(owner);
      await owner.go(`/filing/edit/?id=${id}&section=organizer`);
      await fill(owner.page, { "organizer-unit_kind": "4", "organizer-certificate_kind": "1", "organizer-certificate_number": "91360000000000019D" });
      await owner.act("conflict-check-certificate");
      await owner.page.locator('[data-conflict="certificate_on_file"]').waitFor();
      await look(owner, "certificate-on-file");
      await owner.act("save-draft");
      await owner.page.locator('[data-saved="true"]').waitFor();
      await owner.act("resolve-conflict");
      await owner.page.locator('[data-kind="add_site"]').waitFor();
    });

    test("a provider begins the first filing of an owner whose account it opened", async () => {
      await provider.go("/owners/");
      await fill(provider.page, { "add-username": `kehu-${lang}`, "add-contact_name": "示例乙", "add-email": `kehu-${lang}@example.com` });
      await provider.page.check("#add-applicant-unit");
      await provider.act("add-owner");
      const line = provider.page.locator(`[data-account^="kehu-${lang}-"]`);
      await line.waitFor();
      await look(provider, "owners");
      await line.locator('[data-act="start-filing"]').click();
      await provider.page.locator('[data-task="organizer"]').waitFor();
      await look(provider, "first-for");
    });

    test("a letter deregisters a site: the clerk enters it by its number, the reviewer decides", async () => {
      await openRecord(owner);
      const number = await owner.page.locator('[data-position="1"] dd.number').first().innerText();
      await clerk.go("/requests/");
      await clerk.page.locator('[data-fold="receive-request"] > summary').click();
      await clerk.page.check("#kind-deregister");
      await clerk.act("receive-request");
      await clerk.page.locator('[data-note="error-summary"]').waitFor();
      await look(clerk, "letter-errors");
      await clerk.page.fill("#number", number);
      for (const paper of ["form", "licence", "domain_certificate"]) await clerk.page.check(`#evidence-${paper}`);
      await look(clerk, "letter-enter");
      await clerk.act("receive-request");
      await clerk.page.locator('[data-subject="record"]').waitFor();
      await reviewer.go("/requests/");
      await reviewer.page.locator("[data-request] a").first().click();
      await reviewer.page.check("#compared");
      await look(reviewer, "letter-decide");
      await reviewer.act("approve-request");
      await reviewer.page.locator('[data-fact="stage"][data-value="approved"]').waitFor();
      await owner.page.reload();
      await owner.page.locator('[data-position="1"]').filter({ hasText: lang === "zh" ? /已于.*注销/ : "Deregistered" }).waitFor();
    });
  });
}
