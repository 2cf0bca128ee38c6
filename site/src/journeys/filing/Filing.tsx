import { useEffect, useState } from "preact/hooks";
import { Unreachable } from "../../components/unreachable/Unreachable";
import { Unmask } from "../../components/unmask/Unmask";
import { showHistory } from "../../api/actions";
import type { DocumentKind, HistoryView } from "../../api/types";
import { ChangeList, changesSince } from "../../components/changes/Changes";
import { awaitsConfirmation, Facts } from "../../components/facts/Facts";
import { FormView } from "../../components/form-view/FormView";
import { KindTag, titleOf } from "../../components/kind/Kind";
import { WithFiling } from "../../components/loading/WithFiling";
import { StatusTag, Tag } from "../../components/tag/Tag";
import { Timeline } from "../../components/timeline/Timeline";
import { ScanList } from "../../components/upload/Upload";
import { isDeregistration } from "../../form/open";
import type { Loaded, Loading } from "../../hooks/filing";
import { t } from "../../messages/current";
import { DeleteByPost, NextStep } from "./NextStep";

export const Filing = () => <WithFiling>{(loaded, state) => <Page {...loaded} state={state} />}</WithFiling>;

/** The page of a filing, for every role: the answer, the next step, the details, the history. */
function Page({ session, filing, codes, providers, state }: Loaded & { state: Loading }) {
  const [history, setHistory] = useState<HistoryView>();
  useEffect(() => {
    void showHistory(filing.id).then((answer) => answer.ok && setHistory(answer.value));
  }, [filing.id, filing.version]);

  const draft = filing.status === "draft" && filing.actions.includes("submit");
  // A reader who does not write the draft has nothing to mend in it.
  const judged = (filing.status !== "draft" || draft) && !isDeregistration(filing)
    && (filing.findings.length > 0 || filing.actions.some((action) => ["forward", "review", "amend", "submit"].includes(action)));
  const changes = filing.kind === "change" && history ? changesSince(history.items) : [];
  const errors = filing.findings.filter((finding) => finding.level === "error").length;
  const name = titleOf(filing.summary);
  const kinds = [...new Set<DocumentKind>([...filing.documents.map((document) => document.kind), ...filing.scans.map((scan) => scan.document)])];

  const form = filing.form && <FormView form={filing.form} filing={filing} codes={codes} providers={providers} findings={judged ? filing.findings : undefined} />;

  return (
    <>
      <h1 class="break">{name} <KindTag kind={filing.kind} /> {awaitsConfirmation(filing) ? <Tag look="wait">{t.orders.unconfirmed.name}</Tag> : <StatusTag status={filing.status} kind={filing.kind} />}</h1>
      <p class="soft">{t.reference} <strong class="number" data-reference>{filing.reference}</strong>{filing.summary.organizer_name && filing.summary.organizer_name !== name && ` · ${filing.summary.organizer_name}`}</p>

      {session.role === "owner" && <Unreachable />}
      <Facts filing={filing} role={session.role} codes={codes} />

      <section aria-labelledby="next">
        {filing.status !== "approved" && filing.status !== "deregistered" && filing.status !== "deleted" && <h2 id="next">{t.filing.next}</h2>}
        <NextStep session={session} filing={filing} codes={codes} providers={providers} setFiling={state.setFiling} reload={state.reload} />
        {session.role === "owner" && ["with_provider", "awaiting_sheet", "under_review", "returned_to_owner", "returned_to_provider"].includes(filing.status) && !filing.actions.includes("discard") && <DeleteByPost filing={filing} />}
      </section>

      {!draft && (
        <>
          {changes.length > 0 && filing.form && filing.status !== "draft" && (
            <section aria-labelledby="changes">
              <h2 id="changes">{t.orders.changes}</h2>
              <ChangeList changes={changes} form={filing.form} codes={codes} providers={providers} />
            </section>
          )}
          <section aria-labelledby="details">
            <h2 id="details">{isDeregistration(filing) ? t.orders.asOnFile : t.filing.details}</h2>
            {filing.form ? (
              <>
                {judged && (
                  <p data-machine>
                    <strong>{t.filing.machine}{t.colon}</strong>
                    {filing.findings.length === 0 ? <Tag look="good">{t.filing.fine}</Tag> : <Tag look={errors ? "bad" : "wait"}>{t.filing.issues(errors, filing.findings.length - errors)}</Tag>}
                  </p>
                )}
                <Unmask filing={filing} onShown={state.setFiling} />
                {session.role === "owner" || isDeregistration(filing) ? <details><summary>{t.filing.unfold}</summary>{form}</details> : form}
              </>
            ) : <p class="soft">{t.filing.noForm}</p>}
          </section>

          {(filing.scans.length > 0 || filing.missing.length > 0) && <section aria-labelledby="documents">
            <h2 id="documents">{t.filing.documents}</h2>
            <dl class="form-view">
              {kinds.map((kind) => {
                const count = filing.scans.filter((scan) => scan.document === kind).length;
                if (!count && !filing.missing.includes(kind)) return null;
                return (
                  <div key={kind} class="line" data-document={kind} data-there={count ? "true" : "false"}>
                    <dt>{t.documents[kind].name}</dt>
                    <dd>{count > 0 && <ScanList filing={filing} kind={kind} />}{filing.missing.includes(kind) && <Tag look="wait">{t.documentsPage.missing}</Tag>}</dd>
                  </div>
                );
              })}
            </dl>
          </section>}
        </>
      )}

      <section aria-labelledby="history">
        <h2 id="history">{t.filing.history}</h2>
        <Timeline filing={filing} events={history?.items ?? []} codes={codes} providers={providers} />
        {history && session.role !== "owner" && (
          <p class={`small ${history.intact ? "soft" : "finding error"}`} data-intact={history.intact ? "true" : "false"}>{history.intact ? `✓ ${t.filing.historyIntact}` : `✕ ${t.filing.historyBroken}`}</p>
        )}
      </section>
    </>
  );
}
