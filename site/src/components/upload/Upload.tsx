import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { addScan, removeScan, showFiling, viewScan } from "../../api/actions";
import { isOpen, newKey } from "../../api/client";
import type { DocumentKind, FilingView, Problem, Scan } from "../../api/types";
import { t } from "../../messages/current";
import { session } from "../../session";
import { Button } from "../button/Button";
import { ProblemNote } from "../note/ProblemNote";
import { Tag } from "../tag/Tag";
import { reasonFor, ScanReason } from "../unmask/Unmask";
import { isDoubtful, PageFlaws, Thumbnails } from "./Thumbnails";

const TYPES: Record<string, string> = {
  pdf: "application/pdf", jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", tif: "image/tiff", tiff: "image/tiff",
};
const MAX_BYTES = 20 * 1024 * 1024;

/** Kinds of files that people have and the service cannot take, each with the next step. */
const otherwise = (file: File) => {
  const name = file.name.toLowerCase();
  if (/\.hei[cf]$/.test(name) || /^image\/hei[cf]/.test(file.type)) return t.mail.heic;
  return name.endsWith(".ofd") ? t.documentsPage.ofd : undefined;
};

/** The media type of a file, or the one that its name means where the system gives none. */
const typeOf = (file: File) =>
  Object.values(TYPES).includes(file.type) ? file.type : TYPES[file.name.split(".").pop()?.toLowerCase() ?? ""];

export const size = (bytes: number) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

/** Opens a scan in a new window. The window is opened at once, so that no blocker takes it for an advertisement. */
export async function openScan(filingId: string, scanId: string): Promise<Problem | undefined> {
  const opened = window.open("about:blank", "_blank");
  const answer = await viewScan(filingId, scanId, reasonFor(filingId));
  if (!answer.ok) {
    opened?.close();
    return answer.problem;
  }
  if (opened) {
    opened.opener = null;
    opened.location.replace(answer.value.url);
  } else location.assign(answer.value.url);
  return undefined;
}

interface ListProps {
  filing: FilingView;
  kind: DocumentKind;
  name?: string;
  onChange?: ((filing: FilingView) => void) | undefined;
  onRemoved?: () => void;
  /** Whether a small picture of each page is shown: on the pages of upload and check, and not in every list of scans. */
  pictures?: boolean;
}

/** The scans of one document, each to be seen and, where it may be, removed. */
export function ScanList({ filing, kind, name = t.documents[kind].name, onChange, onRemoved, pictures = onChange !== undefined }: ListProps) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState<string>();
  const [sure, setSure] = useState<string>();
  const [own, setOwn] = useState(false);
  useEffect(() => { void session().then((answer) => setOwn(answer.ok && answer.value.role === "owner")); }, []);
  const scans = filing.scans.filter((scan) => scan.document === kind);
  const remove = async (scan: Scan) => {
    if (busy) return;
    setBusy(scan.id);
    const answer = await removeScan(filing.id, scan.id, filing.version, newKey());
    setBusy(undefined);
    setSure(undefined);
    if (answer.ok) {
      setProblem(undefined);
      onRemoved?.();
      onChange?.(answer.value);
      return;
    }
    setProblem(answer.problem);
    const now = answer.problem.code === "stale" ? await showFiling(filing.id) : undefined;
    if (now?.ok) onChange?.(now.value);
  };
  return (
    <>
      {scans.length > 0 && (
        <ul class="scan-links">
          {scans.map((scan, index) => (
            <li key={scan.id} data-scan={scan.id}>
              <button type="button" class="link-button" onClick={async () => setProblem(await openScan(filing.id, scan.id))}>
                {scan.name ?? t.documentsPage.file(index + 1)}<span class="visually-hidden"> {name}</span>
              </button>
              {" "}
              <span class="soft small">{(scan.media_type.split("/")[1] ?? "").toUpperCase()} · {size(scan.size)}</span>
              {onChange && sure !== scan.id && (
                <button type="button" class="link-button danger" data-act="remove-scan" onClick={() => setSure(scan.id)}>
                  {t.remove}<span class="visually-hidden"> {t.documentsPage.file(index + 1)} {name}</span>
                </button>
              )}
              {onChange && sure === scan.id && (
                <span class="row" role="group" aria-label={t.documentsPage.sure}>
                  <span class="small">{t.documentsPage.sure}</span>
                  <button type="button" class="link-button danger" data-act="remove-scan-now" onClick={() => remove(scan)}>{busy === scan.id ? t.sending : t.documentsPage.removeNow}</button>
                  <button type="button" class="link-button" data-act="keep-scan" onClick={() => setSure(undefined)}>{t.documentsPage.keep}</button>
                </span>
              )}
              {pictures && <Thumbnails filing={filing} scan={scan} own={own} onOpen={async () => setProblem(await openScan(filing.id, scan.id))} />}
              <PageFlaws scan={scan} />
            </li>
          ))}
        </ul>
      )}
      {problem && (problem.code === "malformed" ? <ScanReason filingId={filing.id} onSaid={() => setProblem(undefined)} /> : <ProblemNote problem={problem} />)}
    </>
  );
}

interface Props extends ListProps {
  onChange: (filing: FilingView) => void;
  needed?: "submit" | "approval" | "optional";
  /** The reason why the document was returned. */
  reason?: ComponentChildren;
  detail?: string | undefined;
  /** Some of the scans are there, not all. */
  lacks?: boolean;
}

/** One document: its description, its scans, and a place to add a file. */
export function Upload({ filing, kind, name = t.documents[kind].name, onChange, needed = "submit", reason, detail, lacks }: Props) {
  const [share, setShare] = useState<number>();
  const [trouble, setTrouble] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [said, setSaid] = useState("");
  const [left, setLeft] = useState<readonly File[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const there = filing.scans.some((scan) => scan.document === kind);
  const doubtful = filing.scans.some((scan) => scan.document === kind && isDoubtful(scan));
  const id = `documents-${kind}`;

  const take = async (files: readonly File[]) => {
    let latest = filing;
    setProblem(undefined);
    setTrouble(undefined);
    setLeft([]);
    for (const [place, file] of files.entries()) {
      const type = typeOf(file);
      const wrong = otherwise(file) ?? (!type ? t.documentsPage.wrongType : file.size === 0 ? t.documentsPage.empty : file.size > MAX_BYTES ? t.documentsPage.tooBig : undefined);
      if (wrong || !type) {
        setTrouble(`${file.name}${t.colon}${wrong}`);
        continue;
      }
      setShare(0);
      setSaid("");
      const answer = await addScan(latest.id, latest.version, kind, file, type, setShare);
      setShare(undefined);
      if (!answer.ok) {
        setTrouble(t.documentsPage.notTaken(file.name));
        setProblem(answer.problem);
        // Files that failed by the network or a session are sent by one press, and not picked again.
        if (isOpen(answer.problem) || ["scan-not-uploaded", "not-signed-in"].includes(answer.problem.code)) setLeft(files.slice(place));
        break;
      }
      latest = answer.value;
      setSaid(t.documentsPage.done);
      onChange(latest);
    }
    if (input.current) input.current.value = "";
  };

  return (
    <section class={`upload ${reason ? "returned" : there && !lacks ? "there" : needed === "optional" ? "" : "missing"}`} data-document={kind} data-there={there ? "true" : "false"}>
      <h2>
        {name}
        {there && !lacks ? <Tag look={doubtful ? "wait" : "good"}>{doubtful ? t.documentsPage.doubtful : t.documentsPage.present}</Tag> : <Tag look={needed === "optional" ? "todo" : "wait"}>{t.neededFor[needed]}</Tag>}
      </h2>
      {reason}
      <p class="hint" id={`${id}-hint`}>{t.documents[kind].hint}{detail && ` ${detail}`}</p>
      <ScanList filing={filing} kind={kind} name={name} onChange={onChange} onRemoved={() => setSaid(t.documentsPage.removed)} />
      {trouble && <p class="finding error" role="alert"><span class="mark" aria-hidden="true">✕</span>{trouble}</p>}
      {problem && <ProblemNote problem={problem} />}
      {left.length > 0 && share === undefined && <p><Button small act="upload-again" onClick={() => void take(left)}>{t.documentsPage.again(left.length)}</Button></p>}
      {share !== undefined ? (
        <div role="status">
          <progress value={share} max={1} aria-label={name} />
          <span class="small">{share < 1 ? t.documentsPage.uploading(Math.round(share * 100)) : t.documentsPage.checking}</span>
        </div>
      ) : (
        <div class="file-pick">
          <input
            ref={input} id={id} type="file" multiple class="visually-hidden" aria-describedby={`${id}-hint`}
            accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff,application/pdf,image/jpeg,image/png,image/tiff"
            onChange={(event) => void take([...(event.currentTarget.files ?? [])])}
          />
          <label for={id} class="button second small">{there ? t.documentsPage.addMore : t.documentsPage.add}<span class="visually-hidden"> {name}</span></label>
        </div>
      )}
      <span role="status" class="small">{share === undefined ? said : ""}</span>
    </section>
  );
}
