import type { SentTo } from '#domain/delivery/index.ts';
import type { WaitingReferral } from '#domain/referral/index.ts';
import type {
  ChannelState,
  Figures,
  RegisteredSupplier,
  SupplierChangeRow,
  SupplierWeek,
  TestAnswer,
} from '#domain/supplier/index.ts';
import type { FormState } from '../../forms.ts';
import type { Fault } from '../../ui/error-summary.tsx';
import type { ConsoleContext } from '../console.page.tsx';

/** What was written in a form of the page that is not made of fields of the catalogue, and what to do about it. */
export interface Written {
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** Everything the page of a supplier is made of. */
export interface SupplierView {
  readonly supplier: RegisteredSupplier;
  readonly now: Temporal.Instant;
  readonly channel: ChannelState | undefined;
  readonly figures: { readonly all: Figures; readonly services: readonly (Figures & { readonly service: string })[] };
  /** Twelve, the present one last. */
  readonly weeks: readonly SupplierWeek[];
  readonly waiting: readonly WaitingReferral[];
  readonly deliveries: readonly SentTo[];
  readonly pauses: readonly {
    readonly id: string;
    readonly from: Temporal.PlainDate;
    readonly to: Temporal.PlainDate;
  }[];
  readonly changes: readonly SupplierChangeRow[];
  readonly removable: boolean;
}

/** What has just been written or done: a form with its errors, a secret that is shown once, the answer to a test. */
export interface Shown {
  readonly settings?: FormState;
  readonly hours?: Written;
  readonly pause?: FormState;
  readonly url?: Written;
  readonly secret?: string;
  readonly test?: TestAnswer;
  readonly problem?: string;
}

export interface SupplierProps {
  readonly page: ConsoleContext;
  readonly view: SupplierView;
  readonly shown: Shown;
  /** What whoever looks may do. */
  readonly may: { readonly write: boolean; readonly replay: boolean };
}
