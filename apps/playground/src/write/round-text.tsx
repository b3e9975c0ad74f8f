import { Component } from 'preact';
import type { RoundRecord, WrittenToken } from '../protocol/round-record.ts';

interface RoundTextProps {
  readonly round: RoundRecord;
  /** The place that is looked at, if it lies in this round. */
  readonly selected: number | undefined;
}

/** The words of a round. It is drawn anew only if something of it changed: texts grow long. */
export class RoundText extends Component<RoundTextProps> {
  override shouldComponentUpdate(next: RoundTextProps): boolean {
    return next.round !== this.props.round || next.selected !== this.props.selected;
  }

  render({ round, selected }: RoundTextProps) {
    return (
      <>
        {round.tokens.map((token, index) => {
          const position = round.start + index;
          const isFirst = round.tokens[index - 1]?.isRecycled !== true;
          return (
            <span key={position} data-position={position} data-selected={selected === position || undefined}>
              <Word token={token} isFirst={isFirst} />
            </span>
          );
        })}
      </>
    );
  }
}

/** A token in its look; the white space before the first of a mark stays outside of it. */
function Word({ token, isFirst }: { readonly token: WrittenToken; readonly isFirst: boolean }) {
  if (!token.isRecycled) return <>{token.text}</>;
  const words = isFirst ? token.text.trimStart() : token.text;
  return (
    <>
      {token.text.slice(0, token.text.length - words.length)}
      {words === '' ? undefined : <mark>{words}</mark>}
    </>
  );
}
