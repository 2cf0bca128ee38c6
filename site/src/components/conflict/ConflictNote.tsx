import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { listCodes } from "../../api/actions";
import type { Conflict, Problem, Province } from "../../api/types";
import type { QuestionId } from "../../help/questions";
import { href, lang, named, t } from "../../messages/current";
import { BeginButton } from "../begin/BeginButton";
import { Copy } from "../copy/Copy";
import { HelpLink } from "../help-link/HelpLink";

/** The ministry's filing system, which leads to every bureau; it is named where the bureau's own site is not known. */
const MINISTRY = "beian.miit.gov.cn";

/** The question of the help that each kind of conflict raises. */
const QUESTION: Record<Conflict["kind"], QuestionId> = {
  domain_on_file_here: "domain-conflict", domain_on_file_elsewhere: "domain-conflict", domain_in_your_filing: "domain-conflict", domain_in_other_filing: "domain-conflict",
  certificate_on_file: "certificate-conflict", certificate_on_file_elsewhere: "certificate-conflict", certificate_in_your_filing: "certificate-conflict",
  certificate_in_other_filing: "certificate-conflict", filing_under_way: "one-at-a-time",
};

interface Props {
  conflict: Conflict;
  filingId?: string | undefined;
  domain?: string | undefined;
  /** The page already names the conflict and the next step. */
  told?: boolean;
  /** Shows a problem of the button. It is a prop because the note of a problem contains the note of its conflict. */
  problemNote: (problem: Problem) => ComponentChildren;
}

/** The note of a conflict: its fact, the next step and one button for it; the reason for the note is folded. */
export function ConflictNote({ conflict, filingId, domain, told, problemNote }: Props) {
  const yours = conflict.record_id ? t.yours[conflict.kind as keyof typeof t.yours] : undefined;
  const words = { ...t.conflicts[conflict.kind], ...yours };
  const [province, setProvince] = useState<Province>();
  useEffect(() => {
    if (conflict.province) {
      void listCodes().then((codes) => codes.ok && setProvince(codes.value.provinces.find((one) => one.code === conflict.province)));
    }
  }, [conflict.province]);
  const others = !conflict.record_id && !conflict.filing_id;
  const adds = conflict.record_id !== undefined && conflict.kind === "certificate_on_file";
  const byPost = others && (conflict.kind === "domain_on_file_here" || conflict.kind === "domain_in_other_filing");
  const asksProvider = others && (byPost || conflict.kind === "certificate_on_file");
  const target =
    conflict.record_id ? href("/records/record/", { id: conflict.record_id })
    : conflict.filing_id ? href("/filing/", { id: conflict.filing_id })
    : conflict.kind.startsWith("certificate") ? filingId && `${href("/filing/edit/", { id: filingId, section: "organizer" })}#organizer-certificate_number`
    : byPost ? filingId ? href("/forms/", { kind: "deregister", filing: filingId, holder: "1", ...(domain && { domain }) }) : href("/forms/", { kind: "deregister" })
    : undefined;
  return (
    <div class="conflict" data-conflict={conflict.kind}>
      {!told && <><p><strong>{words.what}</strong></p><p>{words.next}</p></>}
      {province && (
        <p data-bureau={province.code}>
          {named(province)} · {lang === "en" ? province.bureau_en : province.bureau_zh} ·{" "}
          {province.bureau_site ? <a href={`https://${province.bureau_site}/`} rel="noopener">{province.bureau_site}</a>
            : <>{t.conflictHelp.bureauUnknown} <a href={`https://${MINISTRY}/`} rel="noopener">{MINISTRY}</a></>}
        </p>
      )}
      {adds && <p><BeginButton asked={{ kind: "add_site", record_id: conflict.record_id! }} act="resolve-conflict" problemNote={problemNote}>{words.button}</BeginButton></p>}
      {!adds && words.button && target && <p><a class="button second small" href={target} data-act="resolve-conflict">{words.button}</a></p>}
      {others && conflict.kind === "certificate_on_file" && (
        <p>{t.forms.neverFiled} <a href={href("/forms/", { kind: "organizer_conflict", ...(filingId && { filing: filingId }) })} data-act="print-conflict">{t.forms.printConflict}</a></p>
      )}
      {asksProvider && <Message text={byPost ? t.conflictHelp.aboutDomain(domain) : t.conflictHelp.aboutCertificate} />}
      <details>
        <summary>{t.edit.whySee}</summary>
        <p>{words.why}</p>
      </details>
      <HelpLink to={QUESTION[conflict.kind]} />
    </div>
  );
}

/** A message to the access provider, to be copied. */
function Message({ text }: { text: string }) {
  return (
    <details data-fold="message">
      <summary>{t.conflictHelp.message}</summary>
      <blockquote>{text}</blockquote>
      <Copy text={text} act="copy-message" />
    </details>
  );
}
