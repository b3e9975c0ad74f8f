import type { PlainError } from '../protocol/plain-error.ts';

/** An error, with all that helps: what, where, expected, got, and what to do next. */
export function ErrorNote({ error, onClose }: { readonly error: PlainError; readonly onClose?: () => void }) {
  const { what, where, expected, got, next } = error;
  const facts = [
    ['Where', where],
    ['Expected', expected],
    ['Got', got],
  ] as const;
  return (
    <div class="error-note" role="alert">
      <p class="error-what">{what}.</p>
      <dl>
        {facts.map(([name, value]) =>
          value === undefined ? undefined : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {next === undefined ? undefined : <p class="error-next">{next}</p>}
      {onClose === undefined ? undefined : (
        <button type="button" class="quiet" onClick={onClose}>
          Close
        </button>
      )}
    </div>
  );
}
