import { useEffect, useState } from "preact/hooks";
import { submit } from "../../api/actions";
import type { FilingView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Confirmation } from "../../components/field/Field";
import { FormView } from "../../components/form-view/FormView";
import { HelpLink } from "../../components/help-link/HelpLink";
import { KindTag } from "../../components/kind/Kind";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary, type SummaryItem } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { missingToSubmit } from "../../components/task-list/TaskList";
import { ScanList } from "../../components/upload/Upload";
import type { Loaded, Loading } from "../../hooks/filing";
import { useAct } from "../../hooks/act";
import { label } from "../../form/words";
import { href, t } from "../../messages/current";
import { fieldAddress } from "../filing/NextStep";

export const Check = () => <WithFiling>{(loaded, state) => <Page {...loaded} state={state} />}</WithFiling>;

/** All problems at once, each with a link to the field where it is mended. */
export const problemItems = (filing: FilingView): SummaryItem[] => [
  ...filing.findings.filter((finding) => finding.level === "error").map((finding) => ({
    href: fieldAddress(filing.id, finding.pointer), label: label(finding.pointer), text: t.findings[finding.code] ?? finding.code,
  })),
  ...[...new Set(missingToSubmit(filing).map((document) => document.kind))].map((kind) => ({
    href: fieldAddress(filing.id, `/documents/${kind}`), label: t.check.missingDocuments, text: t.documents[kind].name,
  })),
];

function Page({ session, filing, codes, providers, state }: Loaded & { state: Loading }) {
  const [declared, declare] = useState(false);
  const [tries, setTries] = useState(0);
  const act = useAct((body: { version: number }, key) => submit(filing.id, body, key));
  useEffect(() => { document.title = `${t.check.title} – ${filing.reference} – ${t.service}`; }, []);
  const back = href("/filing/", { id: filing.id });
  if (!filing.form || !filing.actions.includes("submit")) {
    return <Note tone="warning" title={t.edit.notDraft}><p><a href={back}>{t.back}</a></p></Note>;
  }
  const provider = session.role === "provider";
  const items = problemItems(filing);
  const kinds = [...new Set(filing.documents.map((document) => document.kind))].filter((kind) => kind !== "verification_sheet");

  const go = async (event: Event) => {
    event.preventDefault();
    setTries(tries + 1);
    if (!declared) {
      document.getElementById("declaration")?.focus();
      return;
    }
    const after = await act.run({ version: filing.version });
    if (after) location.assign(back);
    else await state.reload();
  };

  return (
    <form onSubmit={go} noValidate>
      <p><a href={back}>‹ {t.edit.backToTasks}</a></p>
      <h1>{t.check.title} <KindTag kind={filing.kind} /></h1>
      <p>{provider ? t.orders.checkLeadFor : filing.kind === "change" ? t.orders.checkLeadChange : t.check.lead}</p>
      {act.problem && act.problem.code !== "form-incomplete" && act.problem.code !== "documents-missing"
        && <ProblemNote key={act.turn} problem={act.problem} linkTo={(pointer) => fieldAddress(filing.id, pointer)} filingId={filing.id} />}
      {items.length > 0
        ? <ErrorSummary items={items} turn={tries} title={`${t.check.problems}${t.colon}${t.errorSummary(items.length)}`} />
        : !act.problem && <Note tone="ok">{t.check.noProblems}</Note>}
      {!provider && <HelpLink to="avoid-return" />}
      <FormView
        form={filing.form} filing={filing} codes={codes} providers={providers} findings={filing.findings}
        act={(pointer) => <a href={fieldAddress(filing.id, pointer)}>{t.change}<span class="visually-hidden"> {label(pointer)}</span></a>}
      />
      <section>
        <h3>{t.filing.documents}</h3>
        <dl class="form-view">
          {kinds.map((kind) => filing.scans.some((scan) => scan.document === kind) && (
            <div key={kind} class="line"><dt>{t.documents[kind].name}</dt><dd><ScanList filing={filing} kind={kind} pictures /></dd></div>
          ))}
        </dl>
        <p><a href={href("/filing/documents/", { id: filing.id })}>{t.change}{t.colon}{t.filing.documents}</a></p>
      </section>
      <div class="panel">
        <Confirmation id="declaration" label={provider ? t.orders.declarationFor : t.check.declaration} checked={declared} onChange={declare} error={tries > 0 && !declared ? t.check.declarationNeeded : undefined} />
        {provider && <p>{t.orders.ownerIsTold}</p>}
        <Button type="submit" act="submit" busy={act.busy}>{provider ? t.orders.submitFor : t.check.submit}</Button>
      </div>
    </form>
  );
}
