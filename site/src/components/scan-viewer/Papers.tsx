import { useState } from "preact/hooks";
import type { Evidence, ScannedPageView } from "../../api/types";
import { gap, href, t } from "../../messages/current";
import { Note } from "../note/Note";
import { Viewer } from "./Viewer";

/** The papers in the order of their keys: 1 to 4. */
export const PAPERS: readonly Evidence[] = ["form", "licence", "identity_card", "domain_certificate"];

/** The marks of a clerk on pages, by `pageKey`: the paper that a page shows, or null for none of the papers. */
export type Marks = ReadonlyMap<string, Evidence | null>;
export const pageKey = (sheet: { batch_id: string; page: number }) => `${sheet.batch_id}.${sheet.page}`;

/** The paper that a page shows, as far as it is known. */
export const shown = (sheet: ScannedPageView, marks: Marks): Evidence | null | undefined =>
  marks.has(pageKey(sheet)) ? marks.get(pageKey(sheet))! : sheet.other ? null : sheet.evidence;
/** Whether a clerk must still mark the page. */
export const isUnsorted = (sheet: ScannedPageView, marks: Marks) => shown(sheet, marks) === undefined && !sheet.separator && !sheet.flaws.includes("blank");

interface Props {
  sheets: readonly ScannedPageView[];
  refresh: () => Promise<void>;
  label: string;
  marks?: Marks;
  /** Marks the paper that a page shows; absent for a reader who only looks. */
  onMark?: ((sheet: ScannedPageView, evidence: Evidence | null) => void) | undefined;
  /** The papers that may be chosen. */
  offered?: readonly Evidence[];
  /** Whether each page leads to the letter that it came in. */
  letters?: boolean;
}
const NOTHING: Marks = new Map();

/** Scanned pages, each with the paper that it shows and the flaws of its picture. */
export function Papers({ sheets, refresh, label, marks = NOTHING, onMark, offered = PAPERS, letters }: Props) {
  const [place, setPlace] = useState(0);
  const words = t.mail;
  const sheet = sheets[Math.min(place, sheets.length - 1)];
  if (!sheet) return <p class="panel">{t.review.noScan}</p>;
  const name = (one: ScannedPageView) => {
    const what = shown(one, marks);
    return what ? t.mailCodes.short[what] : one.separator ? words.separator : what === null ? words.none0 : one.flaws.includes("blank") ? words.flaws.blank! : words.unknown;
  };
  const now = shown(sheet, marks);
  const lies = sheet.flaws.filter((flaw) => flaw in t.mailCodes.lies);
  const pictured = sheet.flaws.filter((flaw) => !(flaw in t.mailCodes.lies));
  const mark = (evidence: Evidence | null) => {
    onMark?.(sheet, evidence);
    // On to the next that somebody must sort, so that a pile is sorted by keys alone.
    const next = sheets.findIndex((one, index) => index > place && isUnsorted(one, marks));
    if (isUnsorted(sheet, marks) && next > 0) setPlace(next);
  };
  const key = (pressed: string) => {
    const evidence = PAPERS[Number(pressed) - 1];
    if (evidence && offered.includes(evidence)) mark(evidence);
    else if (pressed === "0") mark(null);
    else return false;
    return true;
  };
  const choice = (evidence: Evidence | null, number: number, text: string) => (
    <button key={number} type="button" class="button second small" aria-pressed={evidence === null ? now === null : now === evidence} data-mark={evidence ?? "none"} onClick={() => mark(evidence)}>
      {(evidence === null ? now === null : now === evidence) && <span aria-hidden="true">✓ </span>}{text} <kbd>{number}</kbd>
    </button>
  );
  return (
    <Viewer
      sheets={sheets.map((one) => ({
        key: pageKey(one), name: name(one), alt: words.scannedPage(one.page, name(one)), url: one.url, thumbnail: one.thumbnail, expires: one.expires_at, tag: name(one), open: isUnsorted(one, marks),
      }))}
      place={place} onPlace={setPlace} label={label} position={words.pageOf} step={{ previous: words.previousPage, next: words.nextPage }} refresh={refresh}
      onKey={onMark && key} keys={onMark && words.keysMark} hook={now ?? "none"}
      under={(
        <>
          {onMark && (
            <fieldset class="marks">
              <legend>{words.paper}</legend>
              {PAPERS.map((one, index) => offered.includes(one) && choice(one, index + 1, t.mailCodes.short[one]))}
              {choice(null, 0, words.none0)}
            </fieldset>
          )}
          {letters && <p class="small letter"><a href={`${href("/mail/letter/", { id: sheet.letter_id })}#take-back`}>{words.itsLetter}</a></p>}
          {lies.map((flaw) => <p key={flaw} class="finding warning" data-lies={flaw}><span class="mark" aria-hidden="true">!</span>{t.mailCodes.lies[flaw]}</p>)}
          {pictured.length > 0 && (
            <p class="finding warning" data-flaws><span class="mark" aria-hidden="true">!</span>{words.flawsAre}{t.colon}{pictured.map((flaw) => words.flaws[flaw] ?? words.flaw).join(t.separator)}{t.stop}{gap}{words.flawNext}</p>
          )}
        </>
      )}
    />
  );
}

/** The note with the number of pages that a clerk must still sort. */
export function Unsorted({ sheets, marks = NOTHING, may }: { sheets: readonly ScannedPageView[]; marks?: Marks; may: boolean }) {
  const many = sheets.filter((one) => isUnsorted(one, marks)).length;
  return many === 0 ? null : <Note tone="warning" hook="unsorted"><p><span aria-hidden="true">! </span>{may ? t.mail.papersFlagged(many) : t.mail.papersUnsorted(many)}</p></Note>;
}
