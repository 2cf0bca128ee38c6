import type { Evidence } from "../../api/types";
import { Button } from "../../components/button/Button";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Failed, Loading } from "../../components/loading/Loading";
import { isIndividual } from "../../form/fields";
import { placesOf, siteAt } from "../../form/sites";
import { useFiling } from "../../hooks/filing";
import { href, named, t } from "../../messages/current";
import "./letter.css";

/** What goes into the envelope, as the bureau checks it. */
const ENCLOSED: Record<"unit" | "individual", readonly Evidence[]> = {
  unit: ["form", "licence", "domain_certificate"],
  individual: ["form", "identity_card", "domain_certificate"],
};

/** The application by which a domain's present owner asks that the older filing be deregistered, to be printed, signed and posted. */
export function Letter() {
  const { loaded, problem } = useFiling();
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!loaded) return <Loading />;
  const { filing, codes } = loaded;
  // Whom a form is kept from prints no letter of it.
  if (!filing.form) return <Failed problem={{ type: "", title: "", status: 404, code: "not-found" }} again={() => location.reload()} />;
  const { organizer } = filing.form;
  // Of several sites, the one whose domain is held.
  const asked = new URLSearchParams(location.search).get("domain");
  const domains = placesOf(filing.form).map((place) => siteAt(filing.form!, place).site.domain);
  const domain = domains.find((one) => one === asked) ?? domains[0] ?? "";
  const words = t.letter;
  const individual = isIndividual(filing.form);
  const kind = codes.certificate_kinds.find((one) => one.code === organizer.certificate_kind);
  const rows: [string, string][] = [
    [words.applicant, organizer.name],
    [words.certificate, [kind && named(kind), organizer.certificate_number].filter(Boolean).join(" ")],
    [words.address, organizer.mailing_address],
    [words.contact, organizer.leader.name],
    [words.phone, [organizer.leader.mobile, organizer.leader.landline].filter(Boolean).join(t.separator)],
    [words.email, organizer.leader.email],
    [t.reference, filing.reference],
    [words.domain, domain],
  ];
  return (
    <article class="letter" data-letter={individual ? "individual" : "unit"}>
      <div class="no-print">
        <p><a href={href("/filing/", { id: filing.id })}>‹ {words.back}</a></p>
        <h1>{words.title}</h1>
        <ol>{words.steps.map((step) => <li key={step}>{step}</li>)}</ol>
        <p>{t.filing.sheetAddress}</p>
        <HelpLink to="by-post" />
        <div class="row"><Button act="print" onClick={() => print()}>{words.print}</Button></div>
      </div>
      <h2>{words.heading}</h2>
      <p>{words.to}</p>
      <table>
        <tbody>{rows.map(([label, text]) => <tr key={label}><th scope="row">{label}</th><td>{text || " "}</td></tr>)}</tbody>
      </table>
      <p>{words.statement(domain)}</p>
      <h3>{words.enclosed}</h3>
      <ul class="enclosed">{ENCLOSED[individual ? "individual" : "unit"].map((one) => <li key={one}><span aria-hidden="true">□ </span>{t.evidence[one]}</li>)}</ul>
      <table class="sign">
        <tbody><tr><th scope="row">{individual ? words.signIndividual : words.signUnit}</th><td> </td></tr></tbody>
      </table>
    </article>
  );
}
