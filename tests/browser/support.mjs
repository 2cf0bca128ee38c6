// The shared parts of the browser tests: a fresh local edition, a real browser, and people who fill in forms.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
export const PASSWORD = "demo-2026-beian";

/**
 * Starts a local edition with its demonstration on a free port, and a browser. Both end with `close`. With BEIAN_STACK,
 * the state file of a stack that runs (infra/stack.sh), the browser goes there instead, to a fresh demonstration.
 */
export async function open() {
  const state = process.env.BEIAN_STACK;
  const edition = state ? stack(state) : await local();
  // Without a locale of UTF-8, Chromium calls every file with a Chinese name `download`.
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS, env });
  return {
    origin: edition.origin, browser,
    async close() {
      await browser.close();
      await edition.close();
    },
  };
}

function stack(state) {
  execFileSync("python3", [join(ROOT, "infra/stack/stack.py"), "reset"], { stdio: ["ignore", "ignore", "inherit"] });
  return { origin: JSON.parse(readFileSync(state, "utf8")).origin, close: () => {} };
}

async function local() {
  const data = mkdtempSync(join(tmpdir(), "beian-browser-"));
  const edition = spawn(join(ROOT, "target/debug/beian"), ["run", "--port", "0", "--data", data, "--site", join(ROOT, "site/dist")],
    { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const origin = await new Promise((resolve, reject) => {
    let said = "";
    edition.stdout.on("data", (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/localhost:\d+/);
      if (found && said.includes("Ctrl-C")) resolve(found[0]);
    });
    edition.on("exit", (code) => reject(new Error(`the local edition ended with ${code}: ${said}`)));
  });
  return {
    origin,
    async close() {
      edition.removeAllListeners("exit");
      const ended = new Promise((resolve) => edition.once("exit", resolve));
      edition.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The check that ends each part of a PNG. */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** A page, of A4 at some 100 dpi, with lines that nobody wrote; `seed` makes each another, and 0 leaves it white. */
function picture(seed, [width, height] = [827, 1169]) {
  const rows = Buffer.alloc((width + 1) * height, 255);
  for (let y = 0; y < height; y += 1) {
    rows[y * (width + 1)] = 0;
    const line = Math.floor(y / 40);
    if (!seed || y % 40 >= 12 || line < 3 || line > 25) continue;
    for (let x = 80; x < Math.min(700, width - 40) - ((line * 37 + seed * 53) % 240); x += 1) if ((x * 7 + seed) % 11 < 6) rows[y * (width + 1) + x + 1] = 30;
  }
  const part = (name, body) => {
    const named = Buffer.concat([Buffer.from(name, "latin1"), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), part("IHDR", head), part("IDAT", deflateSync(rows)), part("IEND", Buffer.alloc(0))]);
}

/** A page as a file to choose. */
export const png = (name, seed, size) => ({ name, mimeType: "image/png", buffer: picture(seed, size) });

/** A person with a browser of their own. `complaints` collects the errors of the page. */
export async function person({ origin, browser }, { phone = false, lang = "zh" } = {}) {
  const context = await browser.newContext({
    locale: lang === "zh" ? "zh-CN" : "en-GB", baseURL: origin,
    viewport: phone ? { width: 375, height: 812 } : { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  const start = lang === "zh" ? "" : "/en";
  return {
    page, complaints,
    go: (path) => page.goto(`${start}${path}`),
    act: (name) => page.locator(`[data-act="${name}"]`).first().click(),
    fact: (name) => page.locator(`[data-fact="${name}"]`).getAttribute("data-value"),
    async signIn(username, password = PASSWORD, secret = SECRET) {
      await page.goto(`${start}/sign-in/`);
      await page.fill("#username", username);
      await page.fill("#password", password);
      await page.click('[data-act="sign-in"]');
      // Staff are asked for a code besides.
      const code = page.locator("#code");
      await Promise.race([page.waitForURL("**/filings/**"), code.waitFor()]);
      if (await code.isVisible()) {
        await page.fill("#code", await freshCode(username, secret));
        await page.click('[data-act="sign-in"]');
        await page.waitForURL("**/filings/**");
      }
    },
    async upload(document, name = "scan.png") {
      const place = page.locator(`[data-document="${document}"]`);
      const before = await place.locator("[data-scan]").count();
      await place.locator('input[type="file"]').setInputFiles(png(name, 1));
      await place.locator("[data-scan]").nth(before).waitFor();
    },
    leave: () => context.close(),
  };
}

const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
/** No rule of WCAG 2.2 A or AA that a machine can check is broken here, and nothing scrolls sideways. With SHOTS, a folder, it is photographed. */
export async function look(who, where) {
  // Colours are measured after their transitions, as a person reads them.
  await who.page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
  // The script is evaluated, not injected as a tag: the pages' policy allows no foreign script.
  await who.page.evaluate(axe);
  const found = await who.page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" | ")}`), [], `axe at ${where}`);
  const wide = await who.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where} scrolls sideways by ${wide}px`);
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await who.page.screenshot({ path: `${process.env.SHOTS}/${where}.png`, fullPage: true });
}

/** The secret of the demonstration's second factors, in hex; see crates/local/src/seed.rs. */
const SECRET = "626569616e2064656d6f6e7374726174696f6e00";
const STEP = 30;
const used = new Map();

/** A code (RFC 6238) of this step. */
export function codeOf(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", Buffer.from(secret, "hex")).update(counter).digest();
  const at = mac[mac.length - 1] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A code that this person has not used: that of now or of the next step; later ones are waited for. */
export async function freshCode(username, secret = SECRET) {
  const now = () => Math.floor(Date.now() / 1000 / STEP);
  const step = Math.max(now(), (used.get(username) ?? 0) + 1);
  used.set(username, step);
  while (step > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
  return codeOf(secret, step);
}

/** The secret that the page shows in base32, in hex as an app reads it. */
export function hexOf(base32) {
  const bits = [...base32].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  return bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, "0")).join("");
}

/** The newest mail to an address with these words in its subject, once the mail is there. */
export async function mailTo(page, origin, address, words) {
  for (let wait = 0; wait < 60; wait += 1) {
    const found = (await mails(page, origin)).find((mail) => mail.to.includes(address) && mail.subject.includes(words));
    if (found) return found;
    await page.waitForTimeout(500);
  }
  throw new Error(`no mail “${words}” to ${address}`);
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** A resident ID that nobody has: of no county, with the sequence 000. */
export function residentId(born) {
  const body = `360000${born}000`;
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * WEIGHTS[place], 0);
  return body + "10X98765432"[sum % 11];
}

/** A social credit code that no unit has. */
export function creditCode(organization) {
  const check = 11 - ([...organization].reduce((total, digit, place) => total + Number(digit) * [3, 7, 9, 10, 5, 8, 4, 2][place], 0) % 11);
  const body = `91360000${organization}${check === 10 ? "X" : check === 11 ? "0" : check}`;
  const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  let weight = 1;
  let sum = 0;
  for (const sign of body) {
    sum += signs.indexOf(sign) * weight;
    weight = (weight * 3) % 31;
  }
  return body + signs[(31 - (sum % 31)) % 31];
}

const leader = (born) => ({
  "organizer-leader-name": "甲某某", "organizer-leader-certificate_kind": "2", "organizer-leader-certificate_number": residentId(born),
  "organizer-leader-valid_from": "2020-01-01", "organizer-leader-valid_to-long_term": true, "organizer-leader-mobile": "13800000001",
  "organizer-leader-landline": "0791-80000001", "organizer-leader-emergency_phone": "13900000002", "organizer-leader-email": "leader@example.com",
});

/** The fields of a unit's first filing, by section and by the control's id. */
export const unit = (domain, organization) => ({
  organizer: {
    "organizer-division-city": "360100", "organizer-division": "360102", "organizer-unit_kind": "4", "organizer-certificate_kind": "1",
    "organizer-certificate_number": creditCode(organization), "organizer-name": "虚构示例有限公司",
    "organizer-certificate_address": "江西省南昌市东湖区虚构路1号", "organizer-mailing_address": "江西省南昌市东湖区虚构路1号2栋301室",
    "organizer-investor": "甲某某", ...leader("19900101"), "organizer-leader_is_legal_representative": true,
  },
  ...rest(domain, "虚构示例官网", "unit-portal", "介绍虚构单位的业务、产品和联系方式，供访问者了解，不提供其他服务。"),
});

/** The fields of an individual's first filing. */
export const individual = (domain, born) => ({
  organizer: {
    "organizer-division-city": "360100", "organizer-division": "360102", "organizer-unit_kind": "5", "organizer-certificate_kind": "2",
    "organizer-certificate_number": residentId(born), "organizer-name": "甲某某",
    "organizer-certificate_address": "江西省南昌市东湖区虚构路1号", "organizer-mailing_address": "江西省南昌市东湖区虚构路1号2栋301室",
    ...leader(born),
  },
  ...rest(domain, "虚构的读书笔记", "blog", "记录个人读过的书和学习心得，不对外提供任何服务，也不收取费用。"),
});

const rest = (domain, name, content, remarks) => ({
  site: {
    "site-name": name, "site-domain": domain, "site-domain_valid_to": "2035-12-31", "site-home_url": `www.${domain}`, "site-service_kind": "1", [`site-contents-${content}`]: true,
    "site-languages-zh-Hans": true, "site-no_pre_approval": true, "site-same_leader": true, "site-remarks": remarks,
  },
  access: { "access-provider": "yun-yi", "access-method": "virtual-hosting", "access-location": "36", "access-ip_ranges-0-from": "223.5.5.5" },
});

/** Fills in controls by their ids, as a person would. */
export async function fill(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const control = page.locator(`[id="${id}"]`);
    const tag = await control.evaluate((element) => `${element.tagName} ${element.type}`);
    if (tag.startsWith("SELECT")) await control.selectOption(value);
    else if (tag.endsWith("checkbox")) await control.setChecked(value);
    else await control.fill(value);
  }
}

/** Every mail in the mailbox, the newest first. */
export const mails = async (page, origin) => (await (await page.request.get(`${origin}/mailbox/messages.json`)).json()).items;

/** Registers, follows the link in the mail and signs in, and gives the user name. */
export async function register(who, origin, wish, applicant, password = "a long demonstration") {
  await who.go("/register/");
  await fill(who.page, { username: wish, password, contact_name: "示例联系人", email: `${wish}@example.com` });
  await who.page.check(`#applicant-${applicant}`);
  await who.act("register");
  await who.page.locator('[data-note="sent"]').waitFor();
  const mail = await mailTo(who.page, origin, `${wish}@`, "Confirm your sign-up");
  await who.go(mail.text.match(/\/confirm\/#\S+/)[0]);
  await who.act("confirm-registration");
  const username = await who.page.locator("[data-username]").textContent();
  await who.signIn(username, password);
  return username;
}
