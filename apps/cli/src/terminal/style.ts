/** Looks that the program uses; each is the text itself where the stream shows none. */
export interface Style {
  readonly hasLooks: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly underline: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly alarm: (text: string) => string;
}

/** A stream as far as looks go: `tty.WriteStream` has both. */
export interface StyledStream {
  readonly isTTY?: boolean | undefined;
  readonly hasColors?: ((count?: number) => boolean) | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether escape sequences may go to a stream: NO_COLOR, FORCE_COLOR and TERM as Node reads them, none to files and pipes. */
export function hasLooks(stream: StyledStream, env: Environment): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY === true && stream.hasColors?.() === true;
}

/** The looks of a stream. */
export function createStyle(isOn: boolean): Style {
  const look = (start: number, end: number) => (text: string) =>
    isOn && text !== '' ? `\x1b[${start}m${text}\x1b[${end}m` : text;
  return {
    hasLooks: isOn,
    bold: look(1, 22),
    dim: look(2, 22),
    underline: look(4, 24),
    accent: look(36, 39),
    alarm: look(31, 39),
  };
}
