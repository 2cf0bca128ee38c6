import type { FilingSummary, Kind } from "../../api/types";
import { t } from "../../messages/current";

/** What is asked for, in a word. */
export const KindTag = ({ kind }: { kind: Kind }) => <span class="tag kind" data-kind={kind}>{t.kinds[kind]}</span>;

/** What a filing is called: by its domain, or by its organizer where it is about no site. */
export const titleOf = ({ kind, domain, sites, organizer_name }: Pick<FilingSummary, "kind" | "domain" | "sites" | "organizer_name">) =>
  (kind === "deregister_organizer" ? organizer_name : domain ? `${domain}${sites > 1 ? t.orders.andOthers(sites - 1) : ""}` : organizer_name) || t.filings.noDomain;
