import { useEffect, useState } from "preact/hooks";
import { listCodes, verifyCertificate } from "../../api/actions";
import { newKey } from "../../api/client";
import type { Codes, Problem, VerifiedView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { TextField } from "../../components/field/Field";
import { Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { Tag } from "../../components/tag/Tag";
import { useUnsent } from "../../hooks/unsent";
import { sha256 as digestOf } from "../../hex";
import { href, lang, named, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";

/** The number behind the `#`, where the QR code put it: no server sees the number before the reader asks. */
const inAddress = () => decodeURIComponent(location.hash.slice(1)).trim();

// Another code that is scanned into the same page changes only what is behind the `#`.
window.addEventListener("hashchange", () => location.reload());

/** The verification of a certificate of filing: whether it is genuine, its content, and the record on file today. */
export function Verify() {
  const { value: typed, set: setTyped, sent } = useUnsent("verify", inAddress(), { trivial: true });
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<{ loading?: true; seen?: VerifiedView; problem?: Problem }>({});
  const [codes, setCodes] = useState<Codes>();
  const words = t.verify;

  const verify = async (number: string) => {
    setMissing(!number);
    if (!number) return;
    sent();
    setState({ loading: true });
    const [answer, lists] = await Promise.all([verifyCertificate({ number }, newKey()), listCodes()]);
    if (lists.ok) setCodes(lists.value);
    setState(answer.ok ? { seen: answer.value } : { problem: answer.problem });
  };
  useEffect(() => { if (inAddress()) void verify(typed); }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const number = typed.trim();
    history.replaceState(null, "", `${location.pathname}${number ? `#${encodeURIComponent(number)}` : ""}`);
    void verify(number);
  };
  const found = state.seen;
  return (
    <>
      {state.loading && <Loading />}
      {state.problem && <ProblemNote problem={state.problem} instead={{ "not-found": words.unknown }} />}
      {found && <Found seen={found} codes={codes} />}
      <form onSubmit={submit} noValidate>
        {found ? <h2>{words.another}</h2> : <p>{words.lead}</p>}
        <TextField id="number" label={words.number} hint={words.numberHint} value={typed} onInput={setTyped} spell={false} error={missing ? t.findings.required : undefined} />
        <Button type="submit" act="verify-certificate" look={found ? "second" : "main"} busy={state.loading ?? false}>{words.act}</Button>
      </form>
    </>
  );
}

function Found({ seen, codes }: { seen: VerifiedView; codes: Codes | undefined }) {
  const words = t.verify;
  const gone = seen.organizer_standing === "deregistered" || seen.sites.every((site) => site.standing === "deregistered");
  const same = seen.organizer_standing === "same" && seen.sites.every((site) => site.standing === "same");
  const kind = codes?.unit_kinds.find((one) => one.code === seen.unit_kind);
  const today = gone ? words.gone : same ? words.same : words.changed;
  return (
    <>
      <Note tone={same ? "ok" : "warning"} title={today.title} role="status" focus hook={gone ? "gone" : same ? "same" : "changed"}>
        <p>{words.genuine(formatInstant(lang, seen.issued_at))}</p>
        <p>{today.next} <a href={href("/look-up/", { q: seen.organizer_number, by: "number" })}>{words.record}</a></p>
      </Note>
      <CompareFile sha256={seen.sha256} />
      <h2>{words.certified}</h2>
      <dl class="form-view" data-certified>
        <div class="line"><dt>{t.lookUp.organizerLabel}</dt><dd>{seen.organizer_name}{seen.organizer_name_now && <><br /><strong>{words.now(seen.organizer_name_now)}</strong></>}</dd></div>
        <div class="line"><dt>{t.lookUp.unitKind}</dt><dd>{kind ? named(kind) : seen.unit_kind}</dd></div>
        <div class="line"><dt>{t.lookUp.organizerNumber}</dt><dd class="number">{seen.organizer_number}</dd></div>
        <div class="line"><dt>{words.number}</dt><dd class="number break">{seen.number.toUpperCase()}</dd></div>
      </dl>
      {seen.sites.map((site) => (
        <section class="panel" key={site.number} data-site={site.number} data-standing={site.standing}>
          <h3 class="break">{site.domain}{" "}
            {site.standing === "deregistered" ? <Tag look="bad">{site.deregistered_on ? t.lookUp.gone(formatDate(lang, site.deregistered_on)) : words.goneTag}</Tag>
              : site.standing === "changed" ? <Tag look="now">{words.changedTag}</Tag> : <Tag look="good">{t.lookUp.active}</Tag>}
          </h3>
          <dl class="plain">
            <dt>{t.lookUp.siteNumber}</dt><dd class="number">{site.number}</dd>
            <dt>{t.lookUp.site}</dt><dd>{site.name}{site.name_now && <><br /><strong>{words.now(site.name_now)}</strong></>}</dd>
            {site.domain_now && <><dt>{t.lookUp.domainLabel}</dt><dd class="break"><strong>{words.now(site.domain_now)}</strong></dd></>}
            <dt>{t.lookUp.approvedOn}</dt><dd>{formatDate(lang, site.approved_on)}</dd>
          </dl>
        </section>
      ))}
      <details>
        <summary>{words.offline}</summary>
        <p>{words.offlineLead}</p>
        <dl class="plain">
          <dt>{words.statement}</dt><dd class="break"><code>{seen.statement}</code></dd>
          <dt>{words.signature}</dt><dd class="break"><code>{seen.signature}</code></dd>
          <dt>{words.publicKey}</dt><dd class="break"><code>{seen.public_key}</code></dd>
          <dt>SHA-256</dt><dd class="break"><code>{seen.sha256}</code></dd>
        </dl>
      </details>
    </>
  );
}

/** Compares a file with the issued certificate, in the browser: the file is not sent anywhere. */
function CompareFile({ sha256 }: { sha256: string }) {
  const words = t.verify;
  const [told, setTold] = useState<"same" | "other" | "unreadable">();
  const compare = async (file: File | undefined) => {
    setTold(undefined);
    if (!file) return;
    try {
      setTold((await digestOf(await file.arrayBuffer())) === sha256 ? "same" : "other");
    } catch {
      setTold("unreadable");
    }
  };
  return (
    <div class="panel">
      <h2><label for="file">{words.file}</label></h2>
      <p class="hint" id="file-hint">{words.fileHint}</p>
      <p><input type="file" id="file" accept="application/pdf,.pdf" aria-describedby="file-hint" onChange={(event) => void compare(event.currentTarget.files?.[0])} /></p>
      <div aria-live="polite">
        {told && <Note tone={told === "same" ? "ok" : "error"} title={words.files[told].title} hook={`file-${told}`}><p>{words.files[told].next}</p></Note>}
      </div>
    </div>
  );
}
