import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly name: string;
  /** Where a page has several of the name. */
  readonly id?: string;
  readonly label: string;
  /** The words of the choice that narrows nothing; one of the list must be chosen when left out. */
  readonly all?: string;
  readonly value: string | null | undefined;
  readonly options: readonly (readonly [id: string, text: string])[];
}

/** One of a list, with what is chosen now. */
export function Choice({ name, id = name, label, all, value, options }: Props) {
  return (
    <div class="field">
      <label for={`f-${id}`}>{label}</label>
      <div class="box">
        <select id={`f-${id}`} name={name}>
          {all !== undefined && <option value="">{all}</option>}
          {options.map(([option, text]) => (
            <option value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" />
      </div>
    </div>
  );
}
