import type { Child } from 'hono/jsx';
import { Fold } from '../ui/parts.tsx';

export interface Point {
  /** Under the axis: a week's number, a supplier's name. */
  readonly label: string;
  /** What stands under the axis instead, where there is no room for every label. */
  readonly tick?: string;
  readonly value: number | null;
  /** The value as people read it. */
  readonly text: string;
}

interface Props {
  readonly title: string;
  readonly lead: Child;
  /** What the picture shows, for who can't see it. */
  readonly alt: string;
  readonly points: readonly Point[];
  readonly unit: string;
  readonly head: readonly [string, string];
  readonly asTable: string;
  /** The scale reaches this far at least: that of a chart beside it, so that they can be compared. */
  readonly reach?: number;
  /** The last one is not over yet. */
  readonly running?: boolean;
}

const [width, height, left, top, bottom] = [560, 220, 36, 30, 190];

/** A step that people count in: 1, 2 or 5 and their tens, so that three or four lines cover the range; never less than one. */
export function stepFor(most: number): number {
  const rough = Math.max(4, most) / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  // Never less than one: half a request is no line.
  return Math.max(1, [1, 2, 5, 10].map((n) => n * ten).find((step) => step >= rough) ?? 10 * ten);
}

/** A line across at each step, with its number. */
function Scale({ most, step, unit }: { most: number; step: number; unit: string }) {
  const lines = Array.from({ length: Math.floor(most / step) }, (_, i) => (i + 1) * step);
  return (
    <>
      <line class="rule" x1="0" x2={width} y1={bottom} y2={bottom} />
      {lines.map((at) => (
        <>
          <line class="rule" x1="0" x2={width} y1={yOf(at, most)} y2={yOf(at, most)} />
          <text x="0" y={yOf(at, most) - 5}>
            {at}
            {unit && ` ${unit}`}
          </text>
        </>
      ))}
    </>
  );
}

const yOf = (value: number, most: number) => bottom - ((bottom - top) * value) / most;

function Figure({ title, lead, head, points, asTable, children }: Props & { children: Child }) {
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <p class="small muted">{lead}</p>
      </figcaption>
      {children}
      <Fold title={asTable}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{head[0]}</th>
              <th scope="col" class="num">
                {head[1]}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, text }) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="num">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Fold>
    </figure>
  );
}

const scaleOf = (points: readonly Point[], reach = 0) => {
  const highest = Math.max(reach, ...points.map(({ value }) => value ?? 0));
  const step = stepFor(highest);
  return { step, most: Math.max(step, Math.ceil(highest / step) * step) };
};

/** A bar for each, the one that is running in grey. */
export function BarChart(props: Props) {
  const { points, alt, unit, running, reach } = props;
  const { step, most } = scaleOf(points, reach);
  // Longer numbers on the scale take more room beside the first bar.
  const begins = left + 10 * Math.max(0, String(most).length - 3);
  const room = (width - begins) / Math.max(1, points.length);
  return (
    <Figure {...props}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={alt}>
        <Scale most={most} step={step} unit={unit} />
        {points.map(({ label, tick = label, value }, i) => {
          const x = begins + i * room + room * 0.2;
          const y = yOf(value ?? 0, most);
          return (
            <>
              <rect
                class={running && i === points.length - 1 ? 'quiet' : 'main'}
                x={x.toFixed(1)}
                y={y.toFixed(1)}
                width={(room * 0.6).toFixed(1)}
                height={(bottom - y).toFixed(1)}
                rx="2"
              />
              <text x={(x + room * 0.3).toFixed(1)} y="208" text-anchor="middle">
                {tick}
              </text>
            </>
          );
        })}
      </svg>
    </Figure>
  );
}

/** A line through those that have a value. */
export function LineChart(props: Props) {
  const { points, alt, unit } = props;
  const { step, most } = scaleOf(points);
  const room = (width - left) / Math.max(1, points.length);
  const at = points.map(({ value }, i) =>
    value === null ? undefined : { x: left + (i + 0.5) * room, y: yOf(value, most) },
  );
  const there = at.flatMap((one) => (one ? [one] : []));
  const last = there.at(-1);
  return (
    <Figure {...props}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={alt}>
        <Scale most={most} step={step} unit={unit} />
        <polyline class="line" points={there.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
        {last && <circle class="main" cx={last.x.toFixed(1)} cy={last.y.toFixed(1)} r="4" />}
        {points.map(({ label }, i) => (
          <text x={(left + (i + 0.5) * room).toFixed(1)} y="208" text-anchor="middle">
            {label}
          </text>
        ))}
      </svg>
    </Figure>
  );
}

const rowHeight = 44;

/** A bar lying down for each, with its name above it: for names that are too long to stand under an axis. */
export function RowChart(props: Props) {
  const { points, alt } = props;
  const { most } = scaleOf(points);
  const tall = Math.max(1, points.length) * rowHeight;
  return (
    <Figure {...props}>
      <svg viewBox={`0 0 ${width} ${tall}`} role="img" aria-label={alt}>
        {points.map(({ label, value, text }, i) => (
          <>
            <text x="0" y={i * rowHeight + 16}>
              {label}
            </text>
            <text x={width} y={i * rowHeight + 16} text-anchor="end">
              {text}
            </text>
            <rect class="track" x="0" y={i * rowHeight + 24} width={width} height="8" rx="2" />
            <rect
              class="main"
              x="0"
              y={i * rowHeight + 24}
              width={((width * (value ?? 0)) / most).toFixed(1)}
              height="8"
              rx="2"
            />
          </>
        ))}
      </svg>
    </Figure>
  );
}
