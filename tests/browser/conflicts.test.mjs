// A domain that somebody else holds: the next step of its new owner, and the view of the bureau. In Chinese at a desk, in English on a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { look as lookAt, open, person } from "./support.mjs";

const SITE = {
  name: "虚构示例争用网站", domain_valid_to: "2035-12-31", service_kind: "1", contents: ["unit-portal"], languages: ["zh-Hans"], no_pre_approval: true, same_leader: true,
  remarks: "介绍虚构单位的业务、产品和联系方式，供访问者了解，不提供其他服务。",
};
const ACCESS = { provider: "yun-yi", method: "virtual-hosting", location: "36", ip_ranges: [{ from: "223.5.5.5", to: "" }] };

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  describe(`${lang}: a conflict`, () => {
    let house;
    let owner;
    let clerk;
    let domain;
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
      await clerk.page.locator('[data-fact="status"]').waitFor();
      const reference = (await clerk.page.locator("main").innerText()).match(/JX-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
      await clerk.go(`/conflicts/?reference=${reference}`);
      await clerk.page.locator('[data-sides="held"]').waitFor();
      domain = await clerk.page.locator("[data-sides] h2").first().innerText();
      await look(clerk, "sides");
      await clerk.act("enter-letter");
      await clerk.page.locator('[data-fold="receive-request"][open]').waitFor();
      assert.equal(await clerk.page.inputValue("#domain"), domain);
      await clerk.go("/conflicts/?domain=shili-nobody.cn");
      await clerk.page.locator('[data-sides="free"]').waitFor();
    });

    test("the bureau sees who waits for a domain that is held", async () => {
      /** Asks the service as the site does, for steps that other tests take by hand. */
      const ask = (method, path, body) => owner.page.evaluate(async ([how, where, what]) => {
        const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
        return (await fetch(`/api/v1${where}`, { method: how, headers, body: what && JSON.stringify(what) })).json();
      }, [method, path, body]);
      const [record] = (await ask("GET", "/own-records")).items;
      const { id, version, form } = await ask("POST", "/filings", { kind: "add_site", record_id: record.record_id });
      const wanted = { ...form, site: { ...form.site, ...SITE, domain, home_url: `www.${domain}` }, access: { ...form.access, ...ACCESS } };
      await ask("PUT", `/filings/${id}/draft`, { version, form: wanted });
      await owner.go(`/filing/documents/?id=${id}`);
      for (const document of ["commitment", "domain_certificate"]) await owner.upload(document);
      const filing = await ask("GET", `/filings/${id}`);
      const refused = await ask("POST", `/filings/${id}/submit`, { version: filing.version });
      assert.equal(refused.code, "domain-taken");
      await clerk.go(`/conflicts/?domain=${domain}`);
      await clerk.page.locator('[data-note="resolution-open"]').getByText(filing.reference).waitFor();
      await look(clerk, "open");
      await ask("POST", `/filings/${id}/discard`, { version: filing.version });
      await clerk.go(`/conflicts/?domain=${domain}`);
      await clerk.page.locator('[data-note="resolution-settled"]').waitFor();
    });

    test("an owner prints the application from its own filing", async () => {
      await owner.go("/filings/");
      await owner.page.locator('a[href*="/filing/?id="]').first().click();
      await owner.page.locator('[data-fact="status"]').waitFor();
      const id = new URL(owner.page.url()).searchParams.get("id");
      await owner.go(`/forms/?kind=deregister&holder=1&filing=${id}`);
      await owner.act("print-form");
      await owner.page.locator('[data-printed="deregister"]').waitFor();
      await look(owner, "letter");
    });
  });
}
