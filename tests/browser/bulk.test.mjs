// Filing for several owners with one table, in a real browser: the provider downloads it, fills it in, checks, begins, mends.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { look as lookAt, open, person } from "./support.mjs";

for (const lang of ["zh", "en"]) {
  const phone = lang === "en";

  describe(`${lang}: filing in bulk`, () => {
    let house;
    let provider;
    let owner;
    let number;
    const look = (who, where) => lookAt(who, `bulk-${where}-${lang}${phone ? "-phone" : ""}`);

    before(async () => {
      house = await open();
      provider = await person(house, { lang, phone });
      owner = await person(house, { lang });
      await provider.signIn("yun-yi");
      await owner.signIn("shili-danwei");
      await owner.go("/records/");
      await owner.page.locator('[data-site$="-1"] a').first().click();
      await owner.page.locator('[data-position="1"]').waitFor();
      number = (await owner.page.locator('[data-position="1"] dd.number').first().innerText()).replace(/-1$/, "");
    });
    after(async () => {
      const complaints = [provider, owner].flatMap((who) => who.complaints);
      await house?.close();
      assert.deepEqual(complaints, []);
    });

    /** The table's head as it was downloaded, and a line that fills in the columns by their names. */
    async function downloaded(kind) {
      await provider.go("/bulk/");
      await provider.page.locator("#bulk-kind").selectOption(kind);
      const [file] = await Promise.all([provider.page.waitForEvent("download"), provider.act("bulk-template")]);
      const text = readFileSync(await file.path(), "utf8");
      assert.equal(text.codePointAt(0), 0xfeff, "spreadsheets read it as UTF-8");
      const head = text.slice(1).split("\r\n")[0].split(",");
      const line = (cells) => head.map((title) => cells[title.split(" ").pop()] ?? "").join(",");
      return { head: head.join(","), line };
    }

    async function choose(text, { encoding = "utf8" } = {}) {
      const buffer = encoding === "utf8" ? Buffer.from(text) : encoding;
      await provider.page.locator("#bulk-file").setInputFiles({ name: "biao.csv", mimeType: "text/csv", buffer });
    }

    const site = (n, more = {}) => ({
      kind: lang === "zh" ? "新增网站" : "add_site", number, "site.name": `虚构示例批量${"一二三四"[n]}站`, "site.domain": `shili-bulk-${lang}-${n}.cn`,
      "site.domain_valid_to": "2035-12-31", "site.home_url": `www.shili-bulk-${lang}-${n}.cn`, "site.service_kind": "1", "site.contents": "unit-portal", "site.languages": "zh-Hans",
      "site.no_pre_approval": "是", "site.same_leader": "是", "site.remarks": "介绍虚构单位的业务、产品和联系方式，供访问者了解，不提供其他服务。",
      "access.method": "virtual-hosting", "access.location": "36", "access.ip_ranges": "223.5.5.5-223.5.5.6", ...more,
    });

    test("a table is downloaded, filled in, checked, begun, and sent again without beginning anything twice", async () => {
      const { head, line } = await downloaded("add_site");
      await look(provider, "start");
      await provider.page.locator("#bulk-file").setInputFiles({ name: "biao.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK") });
      await provider.page.locator('[role="alert"]').waitFor();
      const stranger = { kind: "add_site", number: "赣ICP备2026999999号", "site.name": "没有的主办者" };
      const lines = [site(0), site(1), stranger, site(2, { number: `${number}-1`, kind: lang === "zh" ? "变更" : "change", "site.languages": "火星文" })];
      await choose([`${head},备注栏`, ...lines.map((cells) => `${line(cells)},x`)].join("\r\n"));
      await provider.page.locator(".note.warning").getByText("备注栏").waitFor();
      await provider.act("bulk-check");
      const report = provider.page.locator('[data-bulk="checked"]');
      await report.locator('[data-line="2"][data-outcome="ready"]').waitFor();
      await report.locator('[data-line="4"][data-outcome="refused"]').waitFor();
      await report.locator('[data-line="5"][data-outcome="refused"]').waitFor();
      assert.equal(await report.locator("[data-line]").count(), 3, "two lines for one organizer are one filing");
      await look(provider, "checked");
      await provider.act("bulk-begin");
      await provider.page.locator("#bulk-confirmed-error, [role=alert]").first().waitFor();
      await provider.page.locator("#bulk-confirmed").check();
      await provider.act("bulk-begin");
      const done = provider.page.locator('[data-bulk="done"]');
      await done.locator('[data-line="2"][data-outcome="begun"] a').waitFor();
      await look(provider, "done");
      const [saved] = await Promise.all([provider.page.waitForEvent("download"), provider.act("bulk-report")]);
      assert.match(readFileSync(await saved.path(), "utf8"), /JX-/);

      // The same file, saved by a Chinese spreadsheet, begins nothing twice.
      await choose([head, line(site(0)), line(site(1))].join("\r\n"));
      await provider.act("bulk-check");
      await provider.page.locator('[data-bulk="checked"] [data-line="2"]').getByText(lang === "zh" ? "以前办过" : "Begun before").waitFor();

      await provider.go("/filings/?status=draft");
      await provider.page.locator("[data-filing]").first().waitFor();
      assert.equal(await provider.page.locator('[data-kind="add_site"]').count(), 1);
      await provider.page.locator("[data-filing] a").first().click();
      await provider.page.locator('[data-task="site"][data-site="2"][data-state="done"]').waitFor();
    });

    test("a file that a Chinese spreadsheet saved is read, and one that is no table is said to be none", async () => {
      const { head, line } = await downloaded("add_access");
      // The bytes of 新增接入 in GB 18030.
      const gbk = Buffer.concat([Buffer.from("kind,number\r\n"), Buffer.from([0xd0, 0xc2, 0xd4, 0xf6, 0xbd, 0xd3, 0xc8, 0xeb]), Buffer.from(",1\r\n")]);
      await choose("", { encoding: gbk });
      if (lang === "zh") {
        await provider.act("bulk-check");
        await provider.page.locator('[data-line="2"][data-outcome="refused"]').getByText("备案号").waitFor();
      }
      await choose([head, line({ kind: "add_access" })].join("\n"));
      await provider.page.locator('[role="alert"]').waitFor();
      await owner.go("/bulk/");
      await owner.page.locator(".note.warning").waitFor();
    });
  });
}
