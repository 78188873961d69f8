import { Icon } from '../ui/icon.tsx';

/** One choice of a filter: everything, or one of a list. What is chosen stands in the address. */
export function Choice(props: {
  name: string;
  label: string;
  /** The words of the choice that narrows nothing. */
  all: string;
  value: string | undefined;
  options: readonly (readonly [id: string, text: string])[];
}) {
  const { name, label, all, value, options } = props;
  return (
    <div class="field">
      <label for={`f-${name}`}>{label}</label>
      <div class="box">
        <select id={`f-${name}`} name={name}>
          <option value="">{all}</option>
          {options.map(([id, text]) => (
            <option value={id} selected={id === value}>
              {text}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" />
      </div>
    </div>
  );
}
