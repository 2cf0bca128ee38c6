import type { FilingSummary, FilingKind } from "../../api/types";
import { t } from "../../messages/current";

/** The kind of a filing, in a word. */
export const KindTag = ({ kind }: { kind: FilingKind }) => <span class="tag kind" data-kind={kind}>{t.kinds[kind]}</span>;

/** The title of a filing: its domain, or its organizer where the filing is about no site. */
export const titleOf = ({ kind, domain, sites, organizer_name }: Pick<FilingSummary, "kind" | "domain" | "sites" | "organizer_name">) =>
  (kind === "deregister_organizer" ? organizer_name : domain ? `${domain}${sites > 1 ? t.orders.andOthers(sites - 1) : ""}` : organizer_name) || t.filings.noDomain;
