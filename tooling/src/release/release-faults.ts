/** A published package's manifest, as far as a release depends on it. */
export interface ReleaseManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
}

/** What the packages themselves say. */
export interface ReleaseContents {
  /** One for each package that is published. */
  readonly manifests: readonly ReleaseManifest[];
  /** Text of the changelog by package name. */
  readonly changelogs: ReadonlyMap<string, string>;
  /** File names of changesets that no version holds yet. */
  readonly waitingChangesets: readonly string[];
}

/** Where the release is started. */
export interface ReleasePlace {
  /** Lines of `git status --porcelain`. */
  readonly changes: readonly string[];
  readonly branch: string;
  readonly baseBranch: string;
  /** The machine can prove to npm which commit and workflow it builds. */
  readonly hasIdentity: boolean;
}

/** What keeps these packages from being published, one sentence each; empty when nothing does. */
export function contentFaults({ manifests, changelogs, waitingChangesets }: ReleaseContents): string[] {
  const versions = [...new Set(manifests.map(({ version }) => version))];
  const waiting = waitingChangesets.map(
    (name) => `changeset ${name} is in no version yet: run \`npx changeset version\``,
  );
  const different =
    versions.length > 1 ? [`packages have versions ${versions.join(', ')}. Expected one version for all`] : [];
  return [...waiting, ...different, ...manifests.flatMap((manifest) => manifestFaults(manifest, changelogs))];
}

function manifestFaults(manifest: ReleaseManifest, changelogs: ReadonlyMap<string, string>): string[] {
  const { name, version, license, description, repository, publishConfig } = manifest;
  const demands: readonly (readonly [boolean, string])[] = [
    [/^\d+\.\d+\.\d+/.test(version) && version !== '0.0.0', `has version ${version}. Expected one from a changeset`],
    [changelogs.get(name)?.includes(`\n## ${version}\n`) === true, `has no changelog of ${version}`],
    [license !== undefined && description !== undefined, 'has no license or no description'],
    [publishConfig?.access === 'public', 'lacks `"access": "public"` in publishConfig'],
    [publishConfig?.provenance === true, 'lacks `"provenance": true` in publishConfig'],
    [repository?.url !== undefined, 'lacks `repository.url`, which npm compares with the provenance'],
  ];
  return demands.flatMap(([isMet, fault]) => (isMet ? [] : [`${name} ${fault}`]));
}

/** What speaks against publishing from here and now; a dry run only mentions it. */
export function placeFaults({ changes, branch, baseBranch, hasIdentity }: ReleasePlace): string[] {
  return [
    ...(changes.length > 0
      ? [`the tree has ${changes.length} uncommitted changes, the first: ${changes[0]?.trim()}`]
      : []),
    ...(branch === baseBranch ? [] : [`the branch is ${branch}. Expected ${baseBranch}`]),
    ...(hasIdentity ? [] : ['nothing here can prove where the packages come from: .github/workflows/release.yml can']),
  ];
}
