import ts from 'typescript';

/** One `import`, `export … from`, `import()` or `import type` in a file. */
export interface ImportSite {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
  /** Nothing of it is left at run time; `import { type A }` leaves an import behind with `verbatimModuleSyntax`. */
  readonly isTypeOnly: boolean;
}

/** What the rules need to know about one TypeScript file. */
export interface ParsedSource {
  readonly imports: readonly ImportSite[];
  /** Uses of names that only some platforms have. */
  readonly platformGlobals: readonly { readonly name: string; readonly line: number }[];
  readonly numLines: number;
}

const platformGlobals = new Set(
  'process Buffer require global __dirname __filename setImmediate clearImmediate window self document navigator location localStorage sessionStorage indexedDB XMLHttpRequest Deno Bun'.split(
    ' ',
  ),
);

/** Parses one file. No types are looked up, so this is quick and needs no configuration. */
export function parseSource(path: string, text: string): ParsedSource {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const nodes = [...descendants(file)];
  const declared = new Set(nodes.flatMap((node) => declaredName(node) ?? []));
  return {
    imports: nodes.flatMap((node) => importSite(file, node) ?? []),
    platformGlobals: nodes.filter(isPlatformGlobal).flatMap((node) => {
      const name = node.text;
      return declared.has(name) ? [] : [{ name, line: lineOf(file, node) }];
    }),
    numLines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
  };
}

function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* descendants(child);
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function importSite(file: ts.SourceFile, node: ts.Node): ImportSite | undefined {
  const found = specifierOf(node);
  return found && { specifier: found.specifier.text, line: lineOf(file, node), isTypeOnly: found.isTypeOnly };
}

function specifierOf(node: ts.Node): { specifier: ts.StringLiteralLike; isTypeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return {
      specifier: node.moduleSpecifier,
      isTypeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier, isTypeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && isImportOrRequire(node.expression)) {
    const [argument] = node.arguments;
    return argument && ts.isStringLiteralLike(argument) ? { specifier: argument, isTypeOnly: false } : undefined;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal, isTypeOnly: true };
  }
  return undefined;
}

function isImportOrRequire(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function declaredName(node: ts.Node): string | undefined {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node);
  return isDeclaration && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** A name in a place where it is looked up as a variable, or asked of `globalThis`. */
function isPlatformGlobal(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node) || !platformGlobals.has(node.text)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis';
  }
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const isOwnName = 'name' in parent && parent.name === node;
  return !isOwnName && !ts.isTypeReferenceNode(parent) && !ts.isQualifiedName(parent) && !isRenamed(parent, node);
}

/** The left side of `{ process: other }` in a pattern or of `import { process as other }`. */
function isRenamed(parent: ts.Node, node: ts.Identifier): boolean {
  const isPattern = ts.isBindingElement(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent);
  return isPattern && parent.propertyName === node;
}
