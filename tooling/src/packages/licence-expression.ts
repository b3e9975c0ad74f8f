/**
 * Whether an SPDX expression can be met with allowed licences alone: one side of every `OR`, both sides of every `AND`. A
 * licence with an exception (`WITH`) is a name of its own. Anything else that is not an expression is refused.
 */
export function isAllowedLicence(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;

  function either(): boolean {
    let isAllowed = both();
    while (tokens[next] === 'OR') {
      next++;
      isAllowed = both() || isAllowed;
    }
    return isAllowed;
  }

  function both(): boolean {
    let isAllowed = single();
    while (tokens[next] === 'AND') {
      next++;
      isAllowed = single() && isAllowed;
    }
    return isAllowed;
  }

  function single(): boolean {
    const token = tokens[next++];
    if (token === '(') {
      const isAllowed = either();
      return tokens[next++] === ')' && isAllowed;
    }
    if (token === undefined) return false;
    if (tokens[next] !== 'WITH') return allowed.has(token);
    next += 2;
    return allowed.has(`${token} WITH ${tokens[next - 1]}`);
  }

  const isAllowed = either();
  return isAllowed && next === tokens.length;
}
