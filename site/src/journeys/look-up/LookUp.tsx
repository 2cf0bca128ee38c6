import { useEffect, useState } from "preact/hooks";
import { listCodes, lookUp } from "../../api/actions";
import type { Codes, Problem, PublicRecordView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { Tag } from "../../components/tag/Tag";
import { guess } from "../../form/sought";
import { useUnsent } from "../../hooks/unsent";
import { href, lang, named, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

type By = "auto" | "number" | "domain" | "organizer";

export function LookUp() {
  const address = new URLSearchParams(location.search);
  const unsent = useUnsent("look-up", address.get("q") ?? "", { trivial: true });
  const text = unsent.value;
  const [by, setBy] = useState<By>((address.get("by") as By | null) ?? "auto");
  const [state, setState] = useState<{ loading?: true; items?: PublicRecordView[]; problem?: Problem }>({});
  const [codes, setCodes] = useState<Codes>();
  const [missing, setMissing] = useState(false);

  const search = async (what: string, how: By) => {
    setMissing(!what.trim());
    if (!what.trim()) return;
    unsent.sent();
    setState({ loading: true });
    const kind = how === "auto" ? guess(what) : how;
    const [answer, lists] = await Promise.all([lookUp({ [kind]: what.trim() }), listCodes()]);
    if (lists.ok) setCodes(lists.value);
    setState(answer.ok ? { items: answer.value.items } : { problem: answer.problem });
  };
  useEffect(() => { if (address.has("q")) void search(text, by); }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    history.replaceState(null, "", href("/look-up/", { q: text.trim(), by: by === "auto" ? undefined : by }));
    void search(text, by);
  };

  /** Looks for the number, domain or organizer that was probably meant. */
  const take = (meant: string) => {
    unsent.set(meant);
    setBy("auto");
    history.replaceState(null, "", href("/look-up/", { q: meant, by: undefined }));
    void search(meant, "auto");
  };

  // The page has one field: its fault is said there.
  const wrong = state.problem?.errors?.find((error) => ["/number", "/domain", "/organizer"].includes(error.pointer));
  return (
    <>
      <form onSubmit={submit} role="search" class="column" noValidate>
        <TextField
          id="q" type="search" label={t.lookUp.label} hint={t.lookUp.hint} value={text} onInput={unsent.set} spell={false}
          error={missing ? t.findings.required : undefined} findings={wrong && !missing ? [{ ...wrong, level: "error" }] : []} onSuggest={take}
        />
        <details open={by !== "auto"}>
          <summary>{t.lookUp.by}</summary>
          <RadioField
            id="by" label={t.lookUp.by} value={by} onInput={(value) => setBy(value as By)}
            options={(["auto", "number", "domain", "organizer"] as const).map((value) => ({ value, text: t.lookUp[value] }))}
          />
        </details>
        <Button type="submit" act="look-up" busy={state.loading ?? false}>{t.lookUp.act}</Button>
      </form>
      <div aria-live="polite">
        {state.loading && <Loading />}
        {state.items && state.items.length > 0 && <h2>{t.lookUp.found(state.items.length)}</h2>}
        {state.items?.map((record) => <Record key={record.site_number} record={record} codes={codes} />)}
        {state.items?.length === 0 && <div class="panel"><Note tone="info" title={t.lookUp.none}><p>{t.lookUp.noneHint}</p></Note></div>}
      </div>
      {state.problem && !wrong && <ProblemNote problem={state.problem} />}
    </>
  );
}

export function Record({ record, codes }: { record: PublicRecordView; codes?: Codes | undefined }) {
  const name = (list: "unit_kinds" | "service_kinds" | "pre_approvals", code: string) => {
    const entry = codes?.[list].find((one) => one.code === code);
    return entry ? named(entry) : code;
  };
  const gone = record.deregistered_on;
  const rows: [string, string][] = [
    [t.lookUp.organizerNumber, record.organizer_number],
    [t.lookUp.organizerLabel, record.organizer_name],
    [t.lookUp.unitKind, name("unit_kinds", record.unit_kind)],
    [t.lookUp.site, record.site_name],
    [t.lookUp.domainLabel, record.domain],
    [t.lookUp.homeUrl, record.home_url],
    [t.lookUp.service, name("service_kinds", record.service_kind)],
    ...(record.pre_approvals.length ? [[t.lookUp.approvals, record.pre_approvals.map((code) => name("pre_approvals", code)).join(t.separator)] as [string, string]] : []),
    [t.lookUp.approvedOn, formatDate(lang, record.approved_on)],
  ];
  return (
    <section class="panel" data-record={record.site_number} data-gone={gone ? "true" : "false"}>
      <h3><span class="number">{record.site_number}</span>{" "}
        {gone ? <Tag look="bad">{t.lookUp.gone(formatDate(lang, gone))}</Tag> : <Tag look="good">{t.lookUp.active}</Tag>}
      </h3>
      <dl class="form-view">
        {rows.map(([label, text]) => <div key={label} class="line"><dt>{label}</dt><dd>{text}</dd></div>)}
      </dl>
    </section>
  );
}
