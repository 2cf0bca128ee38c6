import { useEffect } from "preact/hooks";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Upload } from "../../components/upload/Upload";
import { WithFiling } from "../../components/loading/WithFiling";
import { Note } from "../../components/note/Note";
import { ReasonList } from "../../components/reasons/ReasonList";
import { missingToSubmit } from "../../components/task-list/TaskList";
import type { DocumentKind } from "../../api/types";
import { href, named, t } from "../../messages/current";

const ORDER = ["submit", "approval", "optional"] as const;

export function Documents() {
  useEffect(() => { document.title = `${t.documentsPage.title} – ${t.service}`; }, []);
  return (
    <WithFiling>
      {({ filing, codes }, { setFiling }) => {
        const back = href("/filing/", { id: filing.id });
        if (!filing.actions.includes("upload-scan")) {
          return <Note tone="warning" title={t.problems["scans-closed"].title}><p>{t.problems["scans-closed"].next}</p><p><a href={back}>{t.back}</a></p></Note>;
        }
        const kinds = [...new Set<DocumentKind>(filing.documents.map((document) => document.kind))].filter((kind) => kind !== "verification_sheet");
        const needed = (kind: DocumentKind) => filing.documents.find((document) => document.kind === kind)?.needed_for ?? "optional";
        const missing = missingToSubmit(filing);
        const draft = filing.status === "draft";
        return (
          <div class="column">
            <p><a href={back}>‹ {draft ? t.edit.backToTasks : t.back}</a></p>
            <h1>{t.documentsPage.title}</h1>
            <p>{t.documentsPage.lead}</p>
            <HelpLink to="documents" />
            {ORDER.flatMap((when) => kinds.filter((kind) => needed(kind) === when)).map((kind) => {
              const reasons = filing.reasons.filter((reason) => reason.pointer === `/documents/${kind}`);
              const classes = filing.documents.filter((document) => document.kind === kind && document.class)
                .map((document) => codes.pre_approvals.find((one) => one.code === document.class))
                .flatMap((one) => (one ? [named(one)] : []));
              // Some documents are asked for once for each site.
              const asked = filing.documents.filter((document) => document.kind === kind && !document.class).length;
              const count = asked > 1 ? t.documentsPage.several(asked, filing.scans.filter((scan) => scan.document === kind).length) : undefined;
              return (
                <Upload
                  key={kind} filing={filing} kind={kind} needed={needed(kind)} onChange={setFiling}
                  detail={classes.length ? `${t.fields["pre_approval.kind"].label}${t.colon}${classes.join(t.separator)}` : count}
                  lacks={missing.some((document) => document.kind === kind)}
                  reason={reasons.length > 0 ? <ReasonList reasons={reasons} /> : undefined}
                />
              );
            })}
            {draft && filing.documents.some((document) => document.kind === "verification_sheet") && <><p class="soft">{t.documentsPage.sheetNote}</p><HelpLink to="sheet" /></>}
            <div class="row">
              <a class="button" data-act="continue" href={draft ? href("/filing/check/", { id: filing.id }) : back}>{draft ? t.documentsPage.continue : t.back}</a>
              {missing.length > 0 && <span class="soft small" role="status">{t.documentsPage.missing}{t.colon}{[...new Set(missing.map((document) => document.kind))].map((kind) => t.documents[kind].name).join(t.separator)}</span>}
            </div>
          </div>
        );
      }}
    </WithFiling>
  );
}
