import { useEffect, useState } from "preact/hooks";
import { showConflict, type Asked } from "../../api/actions";
import type { ConflictSides, FilingStatus, FilingSummary, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { titleOf } from "../../components/kind/Kind";
import { Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { StatusTag } from "../../components/tag/Tag";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { href, lang, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";

const BY = ["domain", "reference", "number", "credit_code", "identity_card"] as const;
type By = (typeof BY)[number];

/** The kinds of certificate that are asked for by number: a licence, an identity card. */
const KINDS: Partial<Record<By, string>> = { credit_code: "1", identity_card: "2" };

const asked = (by: By, text: string): Asked =>
  KINDS[by] ? { certificate_kind: KINDS[by], certificate_number: text } : { [by]: text };

/** The holder of a domain or a certificate, the filings that were refused it, and the settlement; for the bureau. */
export function Conflicts() {
  const { session, problem: unknown } = useSession();
  const address = new URLSearchParams(location.search);
  const inAddress: By = BY.find((one) => address.has(one)) ?? "domain";
  // The number of somebody's certificate is not kept, as it does not go into the address.
  const unsent = useUnsent<{ by: By; text: string }>("conflicts", { by: inAddress, text: address.get(inAddress) ?? "" }, {
    trivial: true, pack: (value, fresh) => (JSON.stringify(value) === JSON.stringify(fresh) ? undefined : { ...value, text: KINDS[value.by] ? "" : value.text }),
  });
  const { by, text } = unsent.value;
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<{ loading?: true; sides?: ConflictSides; problem?: Problem }>({});
  const search = async () => {
    setMissing(!text.trim());
    if (!text.trim()) return;
    unsent.sent();
    setState({ loading: true });
    const answer = await showConflict(asked(by, text.trim()));
    if (answer.ok) setState({ sides: answer.value });
    else tell(answer.problem, (problem) => setState({ problem }));
  };
  useEffect(() => { if (session && address.get(by)) void search(); }, [session]);
  const submit = (event: Event) => {
    event.preventDefault();
    // A certificate's number does not go into the address, which the browser would remember.
    history.replaceState(null, "", href("/conflicts/", KINDS[by] ? {} : { [by]: text.trim() }));
    void search();
  };
  const words = t.conflictSides;
  return (
    <>
      <form onSubmit={submit} role="search" class="column" noValidate>
        <RadioField id="by" label={words.by} value={by} onInput={(value) => unsent.set({ by: value as By, text })} options={BY.map((value) => ({ value, text: words.bys[value] }))} />
        <TextField id="q" label={words.bys[by]} value={text} onInput={(text) => unsent.set({ by, text })} spell={false} error={missing ? t.findings.required : undefined} />
        <Button type="submit" act="show-conflict" busy={state.loading ?? false}>{words.act}</Button>
      </form>
      <div aria-live="polite">
        {state.loading && <Loading />}
        {state.sides && <Sides sides={state.sides} clerk={session?.role === "clerk"} />}
      </div>
      {(unknown ?? state.problem) && <ProblemNote problem={(unknown ?? state.problem)!} />}
    </>
  );
}

/** The statuses in which a filing wants nothing any more. */
const OVER: readonly FilingStatus[] = ["approved", "deregistered", "deleted"];

/** The state between the two sides: the side that settled it, or the side that still waits. Nothing where no filing was refused. */
function Resolution({ sides: { holder, refused_claims: claims } }: { sides: ConflictSides }) {
  const words = t.conflictSides.resolutions;
  if (claims.length === 0) return null;
  const winner = claims.find((claim) => claim.filing.id === holder?.filing?.id);
  const waiting = claims.filter((claim) => claim !== winner && !OVER.includes(claim.filing.status))
    .map((claim) => claim.filing.reference);
  if (waiting.length > 0) {
    return <Note tone="warning" title={words.titles.open} hook="resolution-open"><p>{holder ? words.open(waiting) : words.free(waiting)}</p></Note>;
  }
  return <Note tone="ok" title={words.titles.settled} hook="resolution-settled"><p>{winner ? words.passed(winner.filing.reference) : words.over}</p></Note>;
}

function Sides({ sides, clerk }: { sides: ConflictSides; clerk: boolean }) {
  const words = t.conflictSides;
  const { holder } = sides;
  return (
    <section data-sides={holder ? "held" : "free"}>
      <h2 class="break">{sides.domain ?? sides.certificate}</h2>
      <Resolution sides={sides} />
      <h3>{words.holder}</h3>
      {!holder && <p>{words.free}</p>}
      {holder && (
        <dl class="plain" data-holder={holder.filing?.id ?? holder.province}>
          {holder.province && <><dt>{words.province}</dt><dd>{holder.province}</dd></>}
          {holder.number && <><dt>{words.number}</dt><dd class="number">{holder.number}</dd></>}
          {holder.filing && <Side filing={holder.filing} owner={holder.owner} seen />}
          {holder.since && <><dt>{words.since}</dt><dd>{formatInstant(lang, holder.since)}</dd></>}
        </dl>
      )}
      <h3>{words.refusedClaims}</h3>
      {sides.refused_claims.length === 0 ? <p>{words.noRefusedClaims}</p> : sides.refused_claims.map((claim) => (
        <dl class="plain" key={claim.filing.id} data-refused-claim={claim.filing.id}>
          <Side filing={claim.filing} owner={claim.owner} seen={claim.seen} />
          <dt>{words.refusedAt}</dt><dd>{formatInstant(lang, claim.at)}</dd>
        </dl>
      ))}
      <h3>{words.letters}</h3>
      {sides.requests.length === 0 && <p>{words.noLetters}</p>}
      <ul class="lines">
        {sides.requests.map((one) => <li key={one.id} data-request={one.id}><a href={href("/requests/request/", { id: one.id })}>{t.paperKinds[one.kind]} {one.reference}</a> · {formatDate(lang, one.arrived_on)}</li>)}
      </ul>
      {clerk && sides.domain && <p><a class="button second small" href={href("/requests/", { domain: sides.domain })} data-act="enter-letter">{words.enter}</a></p>}
      {sides.domain && (
        <>
          <h3>{words.records}</h3>
          {sides.records.length === 0 && <p>{words.noRecords}</p>}
          <ul class="lines">
            {sides.records.map((one) => (
              <li key={one.site_number}><span class="number">{one.site_number}</span> · {one.organizer_name} · {one.deregistered_on ? t.lookUp.gone(formatDate(lang, one.deregistered_on)) : t.lookUp.active}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Side({ filing, owner, seen }: { filing: FilingSummary; owner: string | undefined; seen: boolean }) {
  const words = t.conflictSides;
  return (
    <>
      <dt>{t.reference}</dt><dd class="number">{seen ? <a href={href("/filing/", { id: filing.id })}>{filing.reference}</a> : filing.reference} <StatusTag status={filing.status} kind={filing.kind} /></dd>
      <dt>{words.what}</dt><dd class="break">{titleOf(filing)} · {filing.organizer_name || t.filings.unnamed}</dd>
      <dt>{words.owner}</dt><dd>{owner}</dd>
      <dt>{t.filings.provider}</dt><dd>{filing.provider}</dd>
    </>
  );
}
