import { t } from "../../messages/current";

export interface Series { name: string; values: readonly (number | undefined)[] }
interface Props {
  id: string;
  title: string;
  /** The name of the table's rows: months, fields. */
  of: string;
  labels: readonly string[];
  /** One series or two; the first is drawn filled, the second as an outline, so that colour alone says nothing. */
  series: readonly [Series, ...Series[]];
  /** Upright columns for a course of time, lying bars for things that are compared. */
  look: "columns" | "bars";
  /** Short labels beneath the columns, where the labels are too long. */
  short?: readonly string[];
}

const HEIGHT = 160;
const shown = (value: number | undefined) => (value === undefined ? "–" : String(value));

/** A drawing, its sentence for readers who do not see it, and its table. */
export function Chart({ id, title, of, labels, series, look, short = labels }: Props) {
  const all = series.flatMap((one) => one.values).map((value) => value ?? 0);
  const most = Math.max(1, ...all);
  const [first] = series;
  const peak = first.values.reduce<number>((best, value, place) => ((value ?? 0) > (first.values[best] ?? 0) ? place : best), 0);
  const empty = all.every((value) => value === 0);
  const sentence = empty ? t.statistics.nothing : t.statistics.peak(first.name, labels[peak] ?? "", shown(first.values[peak]));
  return (
    <figure class="chart" data-chart={id}>
      <figcaption>{title}</figcaption>
      {series.length > 1 && !empty && (
        <ul class="legend" aria-hidden="true">
          {series.map((one, place) => <li key={one.name}><svg width="14" height="14"><rect class={`series-${place}`} x="1" y="1" width="12" height="12" /></svg> {one.name}</li>)}
        </ul>
      )}
      {empty ? <p class="soft">{t.statistics.nothing}</p> : look === "columns" ? (
        <div class="columns" role="img" aria-label={`${title}${t.colon}${sentence}`}>
          {labels.map((label, place) => (
            <div key={label}>
              <svg width="100%" height={HEIGHT} aria-hidden="true">
                {series.map((one, at) => {
                  const height = ((one.values[place] ?? 0) / most) * (HEIGHT - 8);
                  const width = 80 / series.length;
                  return <rect key={one.name} class={`series-${at}`} x={`${10 + at * width}%`} y={HEIGHT - height} width={`${width - 4}%`} height={height} />;
                })}
              </svg>
              <span>{short[place]}</span>
            </div>
          ))}
        </div>
      ) : (
        <div class="bars" role="img" aria-label={`${title}${t.colon}${sentence}`}>
          {labels.map((label, place) => (
            <div key={label}>
              <span class="break">{label}</span>
              {series.map((one, at) => (
                <span key={one.name} class="bar">
                  <svg width="100%" height="14" aria-hidden="true"><rect class={`series-${at}`} x="1" y="1" width={`${((one.values[place] ?? 0) / most) * 98}%`} height="12" /></svg>
                  <span class="number">{shown(one.values[place])}</span>
                </span>
              ))}
            </div>
          ))}
        </div>
      )}
      {!empty && (
        <details>
          <summary>{t.statistics.table}</summary>
          <table class="worklist still">
            <caption class="visually-hidden">{title}</caption>
            <thead><tr><th scope="col">{of}</th>{series.map((one) => <th key={one.name} scope="col" class="number">{one.name}</th>)}</tr></thead>
            <tbody>
              {labels.map((label, place) => (
                <tr key={label}><th scope="row">{label}</th>{series.map((one) => <td key={one.name} data-label={one.name} class="number">{shown(one.values[place])}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  );
}
