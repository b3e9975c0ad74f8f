interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** What an empty field means; without it the field may not be empty. */
  readonly empty?: string;
  readonly disabled?: boolean;
  onChange(value: number | undefined): void;
}

/** A number between bounds; one outside of them is not taken over. */
export function NumberField({ label, value, min, max, step = 1, empty, disabled = false, onChange }: NumberFieldProps) {
  const take = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void => {
    const { value: typed, valueAsNumber } = currentTarget;
    if (typed === '' && empty !== undefined) onChange(undefined);
    else if (valueAsNumber >= min && valueAsNumber <= max)
      onChange(step === 1 ? Math.floor(valueAsNumber) : valueAsNumber);
  };
  return (
    <label>
      {label}
      <input
        type="number"
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        required={empty === undefined}
        placeholder={empty}
        value={value === undefined ? '' : String(value)}
        onInput={take}
      />
    </label>
  );
}
