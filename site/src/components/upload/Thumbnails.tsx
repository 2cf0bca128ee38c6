import { useEffect, useState } from "preact/hooks";
import { viewScan } from "../../api/actions";
import type { DocumentKind, FilingView, Scan } from "../../api/types";
import { t } from "../../messages/current";
import { reasonFor } from "../unmask/Unmask";

/** Papers that may show a person's identity: staff say why before they see one, so none is fetched unasked. */
const IDENTITY: readonly DocumentKind[] = ["organizer_certificate", "leader_identity", "site_leader_identity", "residence_permit"];

/** A small picture of each page of a scan, by which the uploader sees the pages as the system sees them. */
export function Thumbnails({ filing, scan, own, onOpen }: { filing: FilingView; scan: Scan; own: boolean; onOpen: () => void }) {
  const [addresses, setAddresses] = useState<string[]>([]);
  const reason = reasonFor(filing.id);
  const shown = (scan.pages ?? []).length > 0 && (own || Boolean(reason) || !IDENTITY.includes(scan.document));
  useEffect(() => {
    let current = true;
    // An address serves for a minute: the pictures are fetched at once.
    if (shown) void viewScan(filing.id, scan.id, reason).then((answer) => { if (current && answer.ok) setAddresses(answer.value.thumbnails); });
    return () => { current = false; };
  }, [filing.id, scan.id, shown, reason]);
  if (addresses.length === 0) return null;
  return (
    <ul class="scan-pages">
      {addresses.map((address, index) => (
        <li key={index}>
          <button type="button" class="thumbnail" onClick={onOpen}>
            <img src={address} alt={t.documentsPage.page(index + 1)} width="120" data-thumbnail />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The pages of a scan that are hard to read, with the next step; nothing where every page is clear. */
export function PageFlaws({ scan }: { scan: Scan }) {
  const pages = scan.pages ?? [];
  const flawed = pages.flatMap((page, index) => (page.flaws.length > 0 ? [{ place: index + 1, flaws: page.flaws }] : []));
  if (flawed.length === 0) return null;
  const words = t.documentsPage;
  const of = (flaws: (typeof flawed)[number]["flaws"]) => flaws.map((flaw) => t.pageFlaws[flaw]).join(t.separator);
  return (
    <div class="finding warning" data-flaws>
      <span class="mark" aria-hidden="true">!</span>
      {flawed.map(({ place, flaws }) => words.flawed(pages.length > 1 ? place : 0, of(flaws))).join("")}
      {words.flawNext}
    </div>
  );
}

/** Whether some page of a scan is hard to read. */
export const isDoubtful = (scan: Scan) => (scan.pages ?? []).some((page) => page.flaws.length > 0);
