import { useState } from "preact/hooks";
import { saveDraft } from "../../api/actions";
import { newKey } from "../../api/client";
import type { Codes, FilingView, Form, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { ProblemNote } from "../../components/note/ProblemNote";
import { isIndividual } from "../../form/fields";
import { placesOf, siteAt, withAnother, withoutSite, type Filled } from "../../form/sites";
import { t } from "../../messages/current";

/** The buttons for the sites of an order: to add an empty site or a copy of another, and to take a site out. */
export function OrderSites({ filing, codes, setFiling, reload }: { filing: Filled; codes: Codes; setFiling: (filing: FilingView) => void; reload: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [leaving, leave] = useState<number>();
  const { form } = filing;
  const places = placesOf(form);
  const most = codes.rules.limits[isIndividual(form) ? "sites_of_individual" : "sites_of_unit"] ?? 1;
  if (most < 2 && places.length < 2) return null;
  const name = (place: number) => siteAt(form, place).site.domain || siteAt(form, place).site.name;
  const title = (place: number) => `${t.orders.siteOf(place + 1)}${name(place) && `${t.colon}${name(place)}`}`;

  const put = async (changed: Form) => {
    setBusy(true);
    const answer = await saveDraft(filing.id, filing.version, changed, newKey());
    setBusy(false);
    leave(undefined);
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) setFiling(answer.value);
    else void reload();
  };

  return (
    <section class="panel" data-order-sites={places.length} aria-labelledby="order-sites">
      <h3 id="order-sites">{t.orders.several(places.length)}</h3>
      <p>{t.orders.severalHint(most)}</p>
      {problem && <ProblemNote problem={problem} />}
      {places.length > 1 && (
        <ul>
          {places.map((place) => (
            <li key={place} class="break">
              {title(place)}{" "}
              {leaving === place ? (
                <>
                  <span>{t.orders.takeOutSure}</span>{" "}
                  <Button small look="danger" act="take-site-out" busy={busy} onClick={() => void put(withoutSite(form, place))}>{t.orders.takeOut}</Button>{" "}
                  <Button small look="second" onClick={() => leave(undefined)}>{t.orders.keepSite}</Button>
                </>
              ) : <button type="button" class="link-button danger" data-act="take-site-out" onClick={() => leave(place)}>{t.orders.takeOut}<span class="visually-hidden"> {title(place)}</span></button>}
            </li>
          ))}
        </ul>
      )}
      {places.length < most ? (
        <>
          <div class="row">
            <Button look="second" act="another-site" busy={busy} onClick={() => void put(withAnother(form))}>{t.orders.another}</Button>
            <Button look="second" act="another-site-like" busy={busy} onClick={() => void put(withAnother(form, places.length - 1))}>{t.orders.anotherLike(places.length)}</Button>
          </div>
          <p class="soft small">{t.orders.anotherLikeHint}</p>
        </>
      ) : <p class="soft">{t.orders.noMoreSites(most)}</p>}
    </section>
  );
}
