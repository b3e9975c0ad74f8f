const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const twoDigits = (value: number) => String(value).padStart(2, '0');
const twelveHours = (date: Date) => date.getHours() % 12 || 12;

const fields: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  Y: (date) => String(date.getFullYear()),
  y: (date) => twoDigits(date.getFullYear() % 100),
  m: (date) => twoDigits(date.getMonth() + 1),
  B: (date) => months[date.getMonth()] ?? '',
  b: (date) => months[date.getMonth()]?.slice(0, 3) ?? '',
  d: (date) => twoDigits(date.getDate()),
  A: (date) => days[date.getDay()] ?? '',
  a: (date) => days[date.getDay()]?.slice(0, 3) ?? '',
  H: (date) => twoDigits(date.getHours()),
  I: (date) => twoDigits(twelveHours(date)),
  M: (date) => twoDigits(date.getMinutes()),
  S: (date) => twoDigits(date.getSeconds()),
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
};

/** Python's `date.strftime(format)` in local time and English; `%-d` leaves out zeros; unknown fields stay as written. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (written, dash: string, letter: string) => {
    const field = fields[letter]?.(date);
    if (field === undefined) return written;
    return dash === '' ? field : field.replace(/^0(?=.)/, '');
  });
}
