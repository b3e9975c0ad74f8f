import { defineConfig } from 'vitepress';
import { sidebar, topBar } from '../src/navigation.ts';

// biome-ignore lint/style/noDefaultExport: VitePress reads it so.
export default defineConfig({
  title: 'recyclegpt',
  description: 'Language models that answer faster by recycling what they have already computed. TypeScript only.',
  lang: 'en',
  // `DOCS_BASE=/recyclegpt/` for a host that keeps the site below its root.
  base: process.env['DOCS_BASE'] ?? '/',
  srcDir: '.site',
  // Every host can serve files that end in .html.
  cleanUrls: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Their colours can be read on the grounds that VitePress gives to code.
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    image: { lazyLoading: true },
  },
  themeConfig: {
    nav: topBar(),
    sidebar: sidebar(),
    outline: { level: [2, 3], label: 'On this page' },
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
    externalLinkIcon: true,
  },
});
