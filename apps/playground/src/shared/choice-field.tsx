interface ChoiceFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly titles: Readonly<Record<T, string>>;
  readonly disabled?: boolean;
  onChange(value: T): void;
}

/** One of a few. */
export function ChoiceField<T extends string>({
  label,
  value,
  choices,
  titles,
  disabled = false,
  onChange,
}: ChoiceFieldProps<T>) {
  return (
    <label>
      {label}
      <select
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const chosen = choices.find((choice) => choice === currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {titles[choice]}
          </option>
        ))}
      </select>
    </label>
  );
}
